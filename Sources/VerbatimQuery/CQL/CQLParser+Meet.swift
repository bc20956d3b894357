extension CQLParser {
  /// What stands behind `MU`.
  mutating func meet() throws(QueryError) -> CQLMeet {
    skipBlanks()
    let start = at
    if let value = try string() {
      try refuseBlank(in: value, start..<at) { "\"\($0)\"" }
      return .token(.comparison(.attribute(label: nil, "word"), .equal, .string(value), []))
    }
    if peek("["), !peek("[:") { return .token(try bracket()) }
    guard take("(") else { throw unexpected([.meet]) }
    return try nested { (parser: inout CQLParser) throws(QueryError) -> CQLMeet in
      let result = try parser.meetOrUnion()
      guard parser.take(")") else { throw parser.unexpected([.number, .closing(")")]) }
      return result
    }
  }

  private mutating func meetOrUnion() throws(QueryError) -> CQLMeet {
    if takeWord("union") { return .union(try meet(), try meet()) }
    guard takeWord("meet") else { throw unexpected([.meet]) }
    let left = try meet()
    let isNegated = takeWord("not")
    let right = try meet()
    return .meet(left, right, isNegated: isNegated, try meetRange())
  }

  /// `1 1` where nothing is said, as the Corpus Query Processor has it.
  private mutating func meetRange() throws(QueryError) -> CQLMeetRange {
    skipBlanks()
    if peek(")") { return .window(1, 1) }
    let start = at
    if let low = try signed() {
      guard let high = try signed() else { throw unexpected([.number]) }
      let bounds = -Self.mostRepetitions...Self.mostRepetitions
      guard bounds.contains(low), bounds.contains(high) else {
        throw QueryError(range: start..<at, kind: .numberOutOfBounds(bounds))
      }
      return .window(low, high)
    }
    guard let name = try name() else { throw unexpected([.number, .name]) }
    try require(region: name, start..<at)
    return .region(name)
  }
}
