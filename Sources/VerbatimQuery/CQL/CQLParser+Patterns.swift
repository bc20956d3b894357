extension CQLParser {
  /// Patterns and how their spans lie to one another; operators of lowest precedence. What stands behind
  /// `within` says in what, with all that follows; `containing` and `overlap` take one operand each.
  mutating func chain() throws(QueryError) -> CQLNode {
    try nested { (parser: inout CQLParser) throws(QueryError) -> CQLNode in
      var left = try parser.union()
      var count = 0
      while let (relation, isNegated) = try parser.relation() {
        count += 1
        if relation == .within {
          return .relation(left, relation, isNegated: isNegated, try parser.chain())
        }
        if count > Self.deepest {
          throw QueryError(
            range: parser.at - 1..<parser.at, kind: .tooDeep(limit: Self.deepest))
        }
        left = .relation(left, relation, isNegated: isNegated, try parser.union())
      }
      return left
    }
  }

  private mutating func relation() throws(QueryError) -> (CQLRelation, Bool)? {
    let start = at
    let isNegated = take("!")
    let relations: [(StaticString, CQLRelation)] = [
      ("within", .within), ("containing", .containing), ("overlap", .overlap),
    ]
    for (word, relation) in relations where isWord(word) {
      let place = at
      at += word.utf8CodeUnitCount
      // `within s` ends the query.
      if relation == .within, !isNegated {
        skipBlanks()
        if at < text.count, Self.isNamePart(text[at]), !isLabelNext(), !peek("_"), !isLiteralNext()
        {
          at = place
          return nil
        }
      }
      return (relation, isNegated)
    }
    at = start
    return nil
  }

  private func isLiteralNext() -> Bool { peek("l\"") || peek("l'") }

  private mutating func union() throws(QueryError) -> CQLNode {
    var branches = [try both()]
    while take("|") { branches.append(try both()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func both() throws(QueryError) -> CQLNode {
    var operands = [try sequence()]
    while take("&") { operands.append(try sequence()) }
    return operands.count == 1 ? operands[0] : .intersection(operands)
  }

  private mutating func sequence() throws(QueryError) -> CQLNode {
    guard let first = try element() else { throw unexpected([.token]) }
    var elements = [first]
    while let next = try element() { elements.append(next) }
    return elements.count == 1 ? elements[0] : .sequence(elements)
  }

  private mutating func element() throws(QueryError) -> CQLNode? {
    guard let factor = try factor() else { return nil }
    guard let (low, high) = try repetition() else { return factor }
    return .repetition(factor, low, high)
  }

  /// What stands behind a repeated element, within bounds.
  mutating func repetition() throws(QueryError) -> (Int, Int?)? {
    skipBlanks()
    let start = at
    guard let (low, high) = try quantifier() else { return nil }
    if low > Self.mostRepetitions || high ?? 0 > Self.mostRepetitions {
      throw error(start..<at, .repetitionTooLarge(limit: Self.mostRepetitions))
    }
    if let high, low > high { throw error(start..<at, .reversedRepetition) }
    return (low, high)
  }

  static let mostRepetitions = 1000

  private mutating func quantifier() throws(QueryError) -> (Int, Int?)? {
    if take("*") { return (0, nil) }
    if take("+") { return (1, nil) }
    if take("?") { return (0, 1) }
    guard take("{") else { return nil }
    let low = try unsigned()
    if take("}") {
      guard let low else { throw unexpected([.number]) }
      return (low, low)
    }
    guard take(",") else { throw unexpected(low == nil ? [.number] : [.closing("}")]) }
    let high = try unsigned()
    guard take("}") else { throw unexpected(high == nil ? [.number] : [.closing("}")]) }
    if low == nil, high == nil {
      at -= 1
      throw unexpected([.number])
    }
    return (low ?? 0, high)
  }

  /// A label and its colon, which is no `::`.
  func isLabelNext() -> Bool {
    var place = at
    while place < text.count, Self.isNamePart(text[place]) { place += 1 }
    guard place > at else { return false }
    while place < text.count, text[place].properties.isWhitespace { place += 1 }
    return matches(":", at: place) && !matches("::", at: place) && !matches(":]", at: place)
  }

  private mutating func factor() throws(QueryError) -> CQLNode? {
    skipBlanks()
    guard at < text.count else { return nil }
    try refuseInPattern()
    if isLabelNext(), !isLiteralNext() { return try label() }
    if peek("!") {
      if isRelationNext() { return nil }
      at += 1
      return try nested { (parser: inout CQLParser) throws(QueryError) -> CQLNode in
        guard let operand = try parser.factor() else { throw parser.unexpected([.token]) }
        return .complement(operand)
      }
    }
    if let string = try bareString() { return .token(string) }
    if peek("[:") { return .lookAhead(try lookAhead()) }
    if peek("[") { return .token(try bracket()) }
    if peek("(") { return try group() }
    if peek("<") { return try tag() }
    if peek("_"), at + 1 == text.count || !Self.isNamePart(text[at + 1]) {
      at += 1
      return .token(.always)
    }
    return nil
  }

  private func isRelationNext() -> Bool {
    var probe = self
    probe.at += 1
    return probe.isWord("within") || probe.isWord("containing") || probe.isWord("overlap")
  }

  private mutating func label() throws(QueryError) -> CQLNode {
    let start = at
    guard let name = try name() else { throw unexpected([.name]) }
    if Self.anchors.contains(name) { throw error(start..<at, .reservedLabel(name)) }
    _ = take(":")
    if !labels.contains(name) { labels.append(name) }
    return try nested { (parser: inout CQLParser) throws(QueryError) -> CQLNode in
      guard let operand = try parser.factor() else { throw parser.unexpected([.token]) }
      return .label(name, operand)
    }
  }

  /// Labels that every match has.
  static let anchors = ["match", "matchend", "within", "containing", "overlap"]

  /// Says what another language would mean here.
  private mutating func refuseInPattern() throws(QueryError) {
    switch text[at] {
    case "@": throw refuse(.target, length: 1)
    case "~": throw refuse(.forgottenLabel, length: 1)
    case "$": throw refuse(.variable, length: 1)
    case "^": throw refuse(matches("^-", at: at) ? .dependency : .caret, length: 1)
    case "{": throw refuse(.braces, length: 1)
    case "-":
      throw refuse(matches("->", at: at) ? .patternImplication : .dependency, length: 1)
    case "=": throw refuse(.alignment, length: 1)
    case "<": if peek("<<") { throw refuse(.regionElement, length: 2) }
    case "/": throw refuse(.macro, length: 1)
    default: break
    }
    if peek("!-") { throw refuse(.dependency, length: 2) }
    // `rspan( … )`: a name directly before a parenthesis.
    var end = at
    while end < text.count, Self.isNamePart(text[end]) || text[end] == "-" { end += 1 }
    if end > at, matches("(", at: end), !isWord("within"), !isWord("containing"), !isWord("overlap")
    {
      throw refuse(.function, length: end - at)
    }
  }

  /// A string as a token of its own.
  private mutating func bareString() throws(QueryError) -> CQLConstraint? {
    let start = at
    guard let value = try string() else { return nil }
    try refuseBlank(in: value, start..<at) { "\"\($0)\"" }
    return .comparison(.attribute(label: nil, "word"), .equal, .string(value), [])
  }

  /// A word cannot have a blank in it, a placeholder can.
  func refuseBlank(
    in value: CQLString, _ range: Range<Int>, _ written: (String) -> String
  ) throws(QueryError) {
    let words = value.text.split(separator: " ")
    guard words.count > 1, !value.text.contains(where: { "[].(\\|".contains($0) }) else { return }
    throw error(
      range, .blankInWord(fix: words.map { written(String($0)) }.joined(separator: " ")))
  }

  private mutating func group() throws(QueryError) -> CQLNode {
    let start = at
    at += 1
    let assertions: [(StaticString, isBehind: Bool, isNegated: Bool)] = [
      ("?=", false, false), ("?!", false, true), ("?<=", true, false), ("?<!", true, true),
    ]
    let assertion = assertions.first { peek($0.0) }
    if let assertion { at += assertion.0.utf8CodeUnitCount }
    var node = try chain()
    var constraints: [CQLConstraint] = []
    while take("::") { constraints.append(try bool()) }
    if let all = Self.all(constraints) { node = .constrained(node, all) }
    guard take(")") else {
      skipBlanks()
      if at == text.count {
        throw QueryError(
          range: start..<start + 1, kind: .unclosed(.parenthesis),
          expected: [.closing(.parenthesis)])
      }
      if isWord("within") {
        throw unexpected([.closing(")")])
      }
      throw unexpected([.token, .closing(")")])
    }
    guard let assertion else { return node }
    return .assertion(node, isBehind: assertion.isBehind, isNegated: assertion.isNegated)
  }
}
