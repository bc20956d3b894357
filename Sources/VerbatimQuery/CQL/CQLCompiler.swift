/// Makes programs of patterns.
struct CQLCompiler {
  private(set) var result: CompiledCQL
  private var knownConditions: [(CQLConstraint, Int)] = []

  /// - Throws: ``QueryError`` where an automaton would be too large.
  static func compile(
    _ query: CQLQuery, regionNames: [String]
  ) throws(QueryError) -> CompiledCQL {
    var compiler = CQLCompiler(
      result: CompiledCQL(regions: CQLRegionNames(known: regionNames)))
    switch query.body {
    case .pattern(let node):
      _ = try compiler.program(node)
      compiler.result.need = try compiler.need(of: node)
      if query.scope.isOneTurn { compiler.result.turnTests = try compiler.turnTests(of: node) }
    case .meet(let meet):
      compiler.result.meet = try compiler.meet(meet)
    }
    if case .region(let name, _) = query.scope { _ = compiler.regionNumber(name) }
    return compiler.result
  }

  private init(result: CompiledCQL) {
    self.result = result
  }

  /// Compiles a pattern whose labels are its own; its number.
  mutating func program(_ node: CQLNode) throws(QueryError) -> Int {
    var labels: [String: Int] = [:]
    var slots = 0
    let used = Set(node.usedLabels)
    for label in node.setLabels where used.contains(label) && labels[label] == nil {
      labels[label] = slots
      slots += 2
    }
    var emitter = CQLEmitter(labels: labels, slotCount: slots)
    var opens: [String: [Int]] = [:]
    let piece = try self.piece(node, &emitter, &opens)
    try emitter.emit(piece)
    result.programs.append(emitter.program)
    return result.programs.count - 1
  }

  /// The pattern with its names looked up and its tags paired, from left to right.
  private mutating func piece(
    _ node: CQLNode, _ emitter: inout CQLEmitter, _ opens: inout [String: [Int]]
  ) throws(QueryError) -> CQLPiece {
    switch node {
    case .token(let constraint):
      return .token(try condition(constraint, emitter.labels))
    case .sequence(let nodes):
      var pieces: [CQLPiece] = []
      for node in nodes { pieces.append(try piece(node, &emitter, &opens)) }
      return .sequence(pieces)
    case .alternation(let nodes):
      var pieces: [CQLPiece] = []
      for node in nodes {
        var inner = opens
        pieces.append(try piece(node, &emitter, &inner))
      }
      return .alternation(pieces)
    case .repetition(let node, let low, let high):
      var inner = opens
      return .repetition(try piece(node, &emitter, &inner), low, high)
    case .label(let name, let node):
      let inner = try piece(node, &emitter, &opens)
      guard let slot = emitter.labels[name] else { return inner }
      return .sequence([.mark(slot), inner, .mark(slot + 1)])
    case .tag(let tag, let side):
      return try self.piece(tag, side, &emitter, &opens)
    case .lookAhead(let constraint):
      return .lookAhead(try condition(constraint, emitter.labels))
    case .assertion(let node, let isBehind, let isNegated):
      return .around(try program(node), isBehind: isBehind, isNegated: isNegated)
    case .relation(let left, let relation, let isNegated, let right):
      let slot = emitter.newSlot()
      let inner = try piece(left, &emitter, &opens)
      let kind: CQLRelationTest.Kind =
        switch relation {
        case .within: .within
        case .containing: .containing
        case .overlap: .overlap
        }
      let test = CQLRelationTest(kind: kind, isNegated: isNegated, other: try program(right))
      return .sequence([.mark(slot), inner, .relation(test, slot: slot)])
    case .intersection(let nodes):
      let slot = emitter.newSlot()
      var pieces: [CQLPiece] = [.mark(slot), try piece(nodes[0], &emitter, &opens)]
      for other in nodes.dropFirst() {
        let test = CQLRelationTest(kind: .same, isNegated: false, other: try program(other))
        pieces.append(.relation(test, slot: slot))
      }
      return .sequence(pieces)
    case .complement(let node):
      // Of one token it is the token's negation, which the dictionary decides.
      if case .token(let constraint) = node {
        return .token(try condition(.not(constraint), emitter.labels))
      }
      return .outside(try program(node))
    case .constrained(let node, let constraint):
      let inner = try piece(node, &emitter, &opens)
      return .sequence([inner, .check(try ready(constraint, emitter.labels))])
    }
  }

  private mutating func piece(
    _ tag: CQLTag, _ side: CQLTag.Side, _ emitter: inout CQLEmitter,
    _ opens: inout [String: [Int]]
  ) throws(QueryError) -> CQLPiece {
    let number = result.tags.count
    result.tags.append(try test(of: tag))
    switch side {
    case .whole:
      if tag.isEvent { return .open(number, slot: nil) }
      let slot = emitter.newSlot()
      let any = try condition(.always, [:])
      return .sequence([
        .open(number, slot: slot), .repetition(.token(any), 1, nil), .close(number, slot: slot),
      ])
    case .open:
      opens[tag.name, default: []].append(number)
      return .open(number, slot: nil)
    case .close:
      // The same region must end that the last opening tag of this name began.
      return .close(number, slot: opens[tag.name]?.popLast().map { emitter.slot(ofTag: $0) })
    }
  }

  private mutating func test(of tag: CQLTag) throws(QueryError) -> CQLTagTest {
    var test = CQLTagTest(regions: [], tests: [])
    if tag.isExpression {
      let matcher = try? RegularExpression(tag.name).matcher()
      for name in result.regions.known
      where name != "event" && matcher?.matches(Array(name.utf8)) == true {
        test.regions.append(result.regions.number(of: name))
      }
    } else {
      test.regions = [result.regions.number(of: tag.name)]
    }
    for wanted in tag.tests {
      test.tests.append(
        (
          wanted.attribute, wanted.isNegated,
          try expression(wanted.value, .region(0, wanted.attribute))
        ))
    }
    return test
  }

  mutating func regionNumber(_ name: String) -> Int { result.regions.number(of: name) }

  /// The number of a token's condition.
  mutating func condition(
    _ constraint: CQLConstraint, _ labels: [String: Int]
  ) throws(QueryError) -> Int {
    let isShared = labels.isEmpty || constraint.names.allSatisfy { labels[$0] == nil }
    if isShared, let known = knownConditions.first(where: { $0.0 == constraint }) {
      return known.1
    }
    result.conditions.append(try ready(constraint, labels))
    result.constraints.append(isShared ? constraint : nil)
    if isShared { knownConditions.append((constraint, result.conditions.count - 1)) }
    return result.conditions.count - 1
  }

  mutating func ready(
    _ constraint: CQLConstraint, _ labels: [String: Int]
  ) throws(QueryError) -> CQLCondition {
    switch constraint {
    case .always: return .always
    case .name(let name):
      if let slot = labels[name] { return .isSet(slot) }
      return .inRegion(result.regions.number(of: name))
    case .boundary(let side, let name):
      return .boundary(side, result.regions.number(of: name))
    case .not(let operand): return .not(try ready(operand, labels))
    case .and(let operands): return .and(try all(operands, labels))
    case .or(let operands): return .or(try all(operands, labels))
    case .implication(let left, let right):
      return .or([.not(try ready(left, labels)), try ready(right, labels)])
    case .comparison(let left, let op, let right, let flags):
      return try comparison(left, op, right, flags, labels)
    }
  }

  private mutating func all(
    _ operands: [CQLConstraint], _ labels: [String: Int]
  ) throws(QueryError) -> [CQLCondition] {
    var all: [CQLCondition] = []
    for operand in operands { all.append(try ready(operand, labels)) }
    return all
  }

  private mutating func comparison(
    _ left: CQLOperand, _ op: CQLComparison, _ right: CQLOperand, _ flags: CQLString.Flags,
    _ labels: [String: Int]
  ) throws(QueryError) -> CQLCondition {
    if case .attribute(nil, let name) = left, case .string(let value) = right, !op.isOrder {
      let attribute = CQLAttribute(name, &result.regions)
      let test = try matches(attribute, value)
      return op == .equal ? test : .not(test)
    }
    if case .string = left, case .attribute = right {
      return try comparison(right, op.turned, left, flags, labels)
    }
    if case .attribute(_?, _) = left, case .string(let value) = right, !op.isOrder {
      let place = try self.value(left, labels)
      guard case .attribute(let place, let attribute) = place else { return .always }
      let test = CQLCondition.at(place, try matches(attribute, value))
      // An unset label makes both comparisons false.
      return op == .equal ? test : .at(place, .not(try matches(attribute, value)))
    }
    return .compares(try value(left, labels), op, try value(right, labels), flags)
  }

  /// Plain words with `|` between them are looked up one by one.
  private mutating func matches(
    _ attribute: CQLAttribute, _ value: CQLString
  ) throws(QueryError) -> CQLCondition {
    let branches = value.text.split(separator: "|", omittingEmptySubsequences: false)
    let isPlain = !value.text.contains { "\\[](){}.*+?^$".contains($0) }
    guard !value.flags.contains(.literal), branches.count > 1, isPlain else {
      return .matches(attribute, try expression(value, attribute))
    }
    var all: [CQLCondition] = []
    for branch in branches {
      let value = CQLString(String(branch), value.flags)
      all.append(.matches(attribute, try expression(value, attribute)))
    }
    return .or(all)
  }

  private mutating func expression(
    _ value: CQLString, _ attribute: CQLAttribute
  ) throws(QueryError) -> CQLExpression {
    do {
      let made = try CQLExpression(value, for: attribute, number: result.expressionCount)
      result.expressionCount += 2
      return made
    } catch {
      throw QueryError(range: 0..<0, kind: .cql(.expression(error)))
    }
  }

  private mutating func value(
    _ operand: CQLOperand, _ labels: [String: Int]
  ) throws(QueryError) -> CQLValue {
    switch operand {
    case .attribute(let label, let name):
      .attribute(Self.place(label, labels), CQLAttribute(name, &result.regions))
    case .string(let value):
      // Only a number can stand beside what is no attribute.
      Int(value.text).map { .number($0) } ?? .string(value.text)
    case .number(let number): .number(number)
    case .label(let name): .call(.start, [Self.place(name, labels)])
    case .call(let function, let arguments):
      switch arguments.first {
      case .attribute(let label, let name)? where !function.takesLabels:
        .measure(function, Self.place(label, labels), CQLAttribute(name, &result.regions))
      default:
        .call(function, arguments.flatMap(\.labels).map { Self.place($0, labels) })
      }
    }
  }

  private static func place(_ label: String?, _ labels: [String: Int]) -> CQLPlace {
    switch label {
    case nil: .here
    case "match": .match
    case "matchend": .matchEnd
    case let name?: labels[name].map { .label($0) } ?? .nowhere
    }
  }
}

extension CQLComparison {
  /// The comparison with its sides changed.
  var turned: CQLComparison {
    switch self {
    case .equal, .unequal: self
    case .less: .greater
    case .greater: .less
    case .lessOrEqual: .greaterOrEqual
    case .greaterOrEqual: .lessOrEqual
    }
  }
}
