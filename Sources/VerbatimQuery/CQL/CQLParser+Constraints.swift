extension CQLParser {
  /// `[ … ]`, after which a token is taken.
  mutating func bracket() throws(QueryError) -> CQLConstraint {
    let start = at
    at += 1
    if take("]") { return .always }
    let constraint = try bool()
    guard take("]") else {
      skipBlanks()
      if at == text.count {
        throw QueryError(
          range: start..<start + 1, kind: .unclosed(.bracket), expected: [.closing(.bracket)])
      }
      throw unexpected([.comparison, .closing("]")])
    }
    return constraint
  }

  mutating func lookAhead() throws(QueryError) -> CQLConstraint {
    at += 2
    if take(":]") { return .always }
    let constraint = try bool()
    guard take(":]") else { throw unexpected([.closing(":]")]) }
    return constraint
  }

  mutating func bool() throws(QueryError) -> CQLConstraint {
    try nested { (parser: inout CQLParser) throws(QueryError) -> CQLConstraint in
      let left = try parser.or()
      guard parser.take("->") else { return left }
      return .implication(left, try parser.bool())
    }
  }

  private mutating func or() throws(QueryError) -> CQLConstraint {
    var operands = [try and()]
    while take("|") { operands.append(try and()) }
    return operands.count == 1 ? operands[0] : .or(operands)
  }

  private mutating func and() throws(QueryError) -> CQLConstraint {
    var operands = [try not()]
    while take("&") { operands.append(try not()) }
    return operands.count == 1 ? operands[0] : .and(operands)
  }

  private mutating func not() throws(QueryError) -> CQLConstraint {
    skipBlanks()
    if peek("!"), !peek("!=") {
      at += 1
      return try nested { (parser: inout CQLParser) throws(QueryError) -> CQLConstraint in
        .not(try parser.not())
      }
    }
    if take("(") {
      let inner = try bool()
      guard take(")") else { throw unexpected([.comparison, .closing(")")]) }
      return inner
    }
    return try comparison()
  }

  private mutating func comparison() throws(QueryError) -> CQLConstraint {
    skipBlanks()
    let start = at
    if let boundary = try boundary() { return boundary }
    guard let left = try operand() else { throw unexpected([.constraint]) }
    let end = at
    skipBlanks()
    if isWord("contains") { throw refuse(.contains, length: 8) }
    if isWord("matches") { throw refuse(.matches, length: 7) }
    guard var op = operation() else { return try alone(left, start..<end) }
    if op == .equal, take("=") {
      guard case .string(var value)? = try operand() else { throw unexpected([.string]) }
      value.flags.insert(.literal)
      return .comparison(left, .equal, .string(value), [])
    }
    skipBlanks()
    while !op.isOrder, peek("!") {
      at += 1
      op = op == .equal ? .unequal : .equal
      skipBlanks()
    }
    let place = at
    guard let right = try operand() else { throw unexpected([.string, .name]) }
    let range = place..<at
    try checkOperands(left, op, right, start..<end, range)
    var flags: CQLString.Flags = []
    if case .attribute = left, case .attribute = right {
      flags = defaultFlags
      if take("%") {
        flags = []
        while at < text.count, text[at] == "c" || text[at] == "d" {
          flags.insert(text[at] == "c" ? .ignoresCase : .ignoresDiacritics)
          at += 1
        }
        if flags.isEmpty { throw unexpected([.flag]) }
      }
    }
    return .comparison(left, op, right, flags)
  }

  private mutating func operation() -> CQLComparison? {
    for op in [CQLComparison.unequal, .lessOrEqual, .greaterOrEqual, .equal, .less, .greater] {
      let isThere =
        switch op {
        case .unequal: take("!=")
        case .lessOrEqual: take("<=")
        case .greaterOrEqual: take(">=")
        case .equal: take("=")
        case .less: take("<")
        case .greater: take(">")
        }
      if isThere { return op }
    }
    return nil
  }

  /// What stands without a comparison: a word, a label, a region.
  private mutating func alone(
    _ operand: CQLOperand, _ range: Range<Int>
  ) throws(QueryError) -> CQLConstraint {
    switch operand {
    case .string(let value):
      try refuseBlank(in: value, range) { "\"\($0)\"" }
      return .comparison(.attribute(label: nil, "word"), .equal, operand, [])
    case .attribute(nil, let name):
      usedNames.append((name, range))
      return .name(name)
    case .attribute, .number, .call, .label: throw unexpected([.comparison])
    }
  }

  private func checkOperands(
    _ left: CQLOperand, _ op: CQLComparison, _ right: CQLOperand, _ leftRange: Range<Int>,
    _ rightRange: Range<Int>
  ) throws(QueryError) {
    for (operand, other, range) in [(left, right, leftRange), (right, left, rightRange)] {
      switch operand {
      case .attribute(let label, let name):
        try require(attribute: name, label, range)
        if case .string(let value) = other {
          try check(value, of: name, range == leftRange ? rightRange : leftRange)
        }
      case .string:
        if op.isOrder, Self.number(operand) == nil {
          throw error(range, .wrongOperand(.orderOfStrings))
        }
        if case .string = other { throw error(range, .wrongOperand(.valueWanted)) }
      case .label: throw error(range, .wrongOperand(.valueWanted))
      case .number, .call: break
      }
    }
  }

  /// A number, also one in quotation marks.
  static func number(_ operand: CQLOperand) -> Int? {
    switch operand {
    case .number(let number): number
    case .string(let value): Int(value.text)
    default: nil
    }
  }

  /// What a value of `type` can be is known; a blank stands in no word.
  private func check(
    _ value: CQLString, of name: String, _ range: Range<Int>
  ) throws(QueryError) {
    if ["word", "lc", "fold", "stem"].contains(name) {
      try refuseBlank(in: value, range) { "[\(name)=\"\($0)\"]" }
    }
    guard name == "type", let expression = try? RegularExpression(value) else { return }
    let matcher = expression.matcher()
    let known = CQLTokenType.allCases.map(\.rawValue)
    if !known.contains(where: { matcher.matches(Array($0.utf8)) }) {
      throw error(
        range, .unknownType(value.text, known: known),
        suggestion: EditDistance.nearest(to: value.text, among: known).map { "\"\($0)\"" })
    }
  }

  private func require(
    attribute name: String, _ label: String?, _ range: Range<Int>
  ) throws(QueryError) {
    guard let schema, !schema.attributes.contains(name) else { return }
    if let (region, attribute) = split(regionAttribute: name) {
      try require(attribute: attribute, of: region, range)
      return
    }
    // A label before it is no part of the suggestion's range.
    let start = label.map { range.lowerBound + $0.unicodeScalars.count + 1 } ?? range.lowerBound
    throw error(
      min(start, range.upperBound)..<range.upperBound,
      .unknownAttribute(name, known: schema.attributes),
      suggestion: EditDistance.nearest(to: name, among: schema.attributes))
  }

  /// `lbound(s)`, `rbound(<s>)`.
  private mutating func boundary() throws(QueryError) -> CQLConstraint? {
    let start = at
    let side: CQLTag.Side
    if takeWord("lbound") {
      side = .open
    } else if takeWord("rbound") {
      side = .close
    } else {
      return nil
    }
    guard take("(") else {
      at = start
      return nil
    }
    let isTag = take("<")
    skipBlanks()
    let place = at
    guard let name = try name() else { throw unexpected([.name]) }
    try require(region: name, place..<at)
    if isTag, !take(">") { throw unexpected([.closing(">")]) }
    guard take(")") else { throw unexpected([.closing(")")]) }
    return .boundary(side, name)
  }

  private mutating func operand() throws(QueryError) -> CQLOperand? {
    skipBlanks()
    guard at < text.count else { return nil }
    if let value = try string() { return .string(value) }
    if peek("~") { throw refuse(.forgottenLabel, length: 1) }
    if peek("$") { throw refuse(.variable, length: 1) }
    let start = at
    if let number = try signed(), !peek(".") { return .number(number) }
    at = start
    guard let first = try name() else { return nil }
    let end = at
    if peek(".") {
      at += 1
      let place = at
      guard let attribute = try name(), at > place else { throw unexpected([.name]) }
      // `_` is the token itself.
      if first == "_" { return .attribute(label: nil, attribute) }
      usedLabels.append((first, start..<end))
      return .attribute(label: first, attribute)
    }
    if first == "in", peek("[") { throw error(start..<at + 1, .unsupported(.range)) }
    if peek("(") { return try call(first, start..<end) }
    return .attribute(label: nil, first)
  }

  private mutating func call(
    _ name: String, _ range: Range<Int>
  ) throws(QueryError) -> CQLOperand {
    guard let function = CQLFunction(rawValue: name) else {
      let known = CQLFunction.allCases.map(\.rawValue) + ["lbound", "rbound"]
      throw error(
        range, .unknownFunction(name, known: known),
        suggestion: EditDistance.nearest(to: name, among: known))
    }
    _ = take("(")
    var arguments: [CQLOperand] = []
    repeat {
      skipBlanks()
      let start = at
      guard let argument = try operand() else { throw unexpected([.name]) }
      arguments.append(try self.argument(argument, of: function, start..<at))
    } while take(",")
    guard take(")") else { throw unexpected([.closing(")")]) }
    guard arguments.count == function.argumentCount else {
      throw error(
        range.lowerBound..<at, .argumentCount(function: name, function.argumentCount))
    }
    return .call(function, arguments)
  }

  private mutating func argument(
    _ operand: CQLOperand, of function: CQLFunction, _ range: Range<Int>
  ) throws(QueryError) -> CQLOperand {
    if function.takesLabels {
      let name: String
      switch operand {
      case .attribute(nil, let given): name = given
      case .number(let number): name = String(number)
      default: throw error(range, .wrongOperand(.labelWanted))
      }
      usedLabels.append((name, range))
      return .label(name)
    }
    guard case .attribute(let label, let name) = operand else {
      throw error(range, .wrongOperand(.valueWanted))
    }
    try require(attribute: name, label, range)
    return operand
  }
}
