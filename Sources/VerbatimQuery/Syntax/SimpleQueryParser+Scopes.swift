/// What goes beyond an AND in one turn: THEN, WITHIN, EXCLUDING.
extension SimpleQueryParser {
  /// `a OR b WITHIN sentence EXCLUDING theme:A`: scopes stand behind a query, or behind what is in
  /// parentheses.
  mutating func scoped() throws(QueryError) -> Parsed {
    var query = try disjunction()
    while true {
      skipBlanks()
      switch keyword {
      case .within: query = try within(query, take(.within))
      case .excluding: query = try excluding(query, take(.excluding))
      default: return query
      }
    }
  }

  private mutating func within(
    _ query: Parsed, _ found: Operator
  ) throws(QueryError) -> Parsed {
    try requirePositive(query)
    skipBlanks()
    let start = position
    let scope = try self.scope()
    let isNarrow =
      switch scope {
      case .sentence, .turn, .turns(1): true
      case .turns, .exchange, .session: false
      }
    if isNarrow, query.node.crossesTurns {
      throw QueryError(range: start..<position, kind: .scopeTooNarrow, expected: [.scope])
    }
    return Parsed(
      node: .within(query.node, scope), range: query.range.lowerBound..<position,
      depth: try deeper(query.depth, found.range))
  }

  /// What stands behind WITHIN.
  private mutating func scope() throws(QueryError) -> QueryScope {
    let start = position
    if let next, SimpleSyntax.isDigit(next) {
      let count = try wholeNumber(in: 1...Self.maximumTurns)
      skipBlanks()
      let unit = position
      guard ["turns", "turn"].contains(plainWord()) else {
        throw QueryError(
          range: start..<position, kind: .scopeExpected, expected: [.scope],
          suggestion: unit == position ? "\(count) turns" : nil)
      }
      return .turns(count)
    }
    let word = plainWord()
    switch word {
    case "sentence": return .sentence
    case "turn": return .turn
    case "exchange": return .exchange
    case "session": return .session
    default:
      throw QueryError(
        range: start..<position, kind: .scopeExpected, expected: [.scope],
        suggestion: EditDistance.nearest(
          to: word, among: ["sentence", "turn", "exchange", "session"]))
    }
  }

  private mutating func excluding(
    _ query: Parsed, _ found: Operator
  ) throws(QueryError) -> Parsed {
    try requirePositive(query)
    skipBlanks()
    guard let end = SimpleSyntax.fieldNameEnd(in: scalars, at: position) else {
      let start = position
      _ = plainWord()
      throw QueryError(range: start..<position, kind: .fieldExpected, expected: [.field])
    }
    let filter = try field(nameEnd: end)
    return Parsed(
      node: .excluding(query.node, filter), range: query.range.lowerBound..<position,
      depth: try deeper(query.depth, found.range), crossing: query.crossing)
  }

  /// The characters up to the end of a word, as they are.
  private mutating func plainWord() -> String {
    let start = position
    while let next, !SimpleSyntax.endsWord(next) { position += 1 }
    return raw(start..<position)
  }

  // MARK: THEN

  /// `a THEN b THEN/3 BY other c`.
  mutating func sequence(after previous: Operator?) throws(QueryError) -> Parsed {
    let first = try conjunction(after: previous)
    var operands = [first]
    var links: [Following] = []
    while true {
      skipBlanks()
      guard keyword == .then else { break }
      let then = take(.then)
      let (turns, speaker) = try link()
      let operand = try conjunction(after: then)
      operands.append(operand)
      links.append(Following(operand.node, turns: turns, speaker: speaker))
    }
    guard !links.isEmpty else { return first }
    for operand in operands {
      try requirePositive(operand)
      try Self.requireOneTurn(operand)
    }
    return try joined(operands, Self.chain(first.node, links), isNegative: false)
  }

  /// The number and the relation behind THEN.
  private mutating func link() throws(QueryError) -> (turns: Int, speaker: SpeakerRelation) {
    var turns = 1
    if next == "/" {
      position += 1
      turns = try wholeNumber(in: 1...Self.maximumTurns)
    }
    skipBlanks()
    let start = position
    guard plainWord() == SimpleSyntax.by else {
      position = start
      return (turns, .any)
    }
    skipBlanks()
    let place = position
    switch plainWord() {
    case SpeakerRelation.other.rawValue: return (turns, .other)
    case SpeakerRelation.same.rawValue: return (turns, .same)
    default:
      throw QueryError(
        range: place..<position, kind: .speakerRelationExpected, expected: [.speakerRelation],
        suggestion: EditDistance.nearest(
          to: raw(place..<position),
          among: [SpeakerRelation.other.rawValue, SpeakerRelation.same.rawValue]))
    }
  }

  /// Chains at the ends of a chain are parts of it.
  private static func chain(_ first: QueryNode, _ links: [Following]) -> QueryNode {
    var head = first
    var all: [Following] = []
    if case .then(let inner, let more) = first {
      head = inner
      all = more
    }
    for link in links {
      guard case .then(let inner, let more) = link.node else {
        all.append(link)
        continue
      }
      all.append(Following(inner, turns: link.turns, speaker: link.speaker))
      all += more
    }
    return .then(head, all)
  }

  /// Refuses what only a scope of several turns could join.
  static func requireOneTurn(_ parsed: Parsed) throws(QueryError) {
    guard let crossing = parsed.crossing else { return }
    throw QueryError(
      range: crossing.range, kind: .acrossTurns(operator: crossing.name), expected: [])
  }
}
