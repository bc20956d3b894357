extension CQLParser {
  /// Labels must be set, bare names be labels or regions.
  func checkNames() throws(QueryError) {
    for (name, range) in usedLabels where !labels.contains(name) && !Self.anchors.contains(name) {
      throw error(
        range, .unknownLabel(name, known: labels),
        suggestion: EditDistance.nearest(to: name, among: labels))
    }
    for (name, range) in usedNames where !labels.contains(name) {
      try require(region: name, range)
    }
  }

  /// A query must match at least one token, and what repeats must move.
  func check(_ node: CQLNode) throws(QueryError) {
    let whole = 0..<text.count
    if let hidden = node.hiddenLabel(Set(labels)) {
      throw error(whole, .hiddenLabel(hidden))
    }
    if !node.canMove { throw error(whole, .repetitionCannotMove) }
    if node.length.least == 0 { throw error(whole, .matchesEmpty) }
  }
}

extension CQLParser {
  /// Compiles the query, so that one which is too large is refused before anything is looked for.
  func checkSize(_ query: CQLQuery) throws(QueryError) {
    let names = schema?.regions.map(\.name) ?? CQLSchema.builtIn.map(\.name)
    do {
      _ = try CQLCompiler.compile(query, regionNames: names)
    } catch {
      throw QueryError(range: 0..<text.count, kind: error.kind)
    }
  }
}

extension CQLNode {
  /// Tokens that a match takes: at least and at most (`nil`: any number). Bounded above by a number
  /// that no session has.
  var length: (least: Int, most: Int?) {
    switch self {
    case .token, .complement: return (1, 1)
    case .tag(let tag, .whole) where !tag.isEvent: return (1, nil)
    case .tag, .lookAhead, .assertion: return (0, 0)
    case .label(_, let node), .constrained(let node, _), .relation(let node, _, _, _):
      return node.length
    case .sequence(let nodes):
      return nodes.reduce((0, 0)) { sum, node in
        let next = node.length
        return (Self.bounded(sum.0 + next.least), Self.sum(sum.1, next.most))
      }
    case .alternation(let nodes):
      let all = nodes.map(\.length)
      let most = all.contains { $0.most == nil } ? nil : all.compactMap(\.most).max()
      return (all.map(\.least).min() ?? 0, most)
    case .intersection(let nodes):
      let all = nodes.map(\.length)
      return (all.map(\.least).max() ?? 0, all.compactMap(\.most).min())
    case .repetition(let node, let low, let high):
      let inner = node.length
      let least = Self.bounded(inner.least * low)
      if high == 0 || inner.most == 0 { return (least, 0) }
      guard let high, let most = inner.most else { return (least, nil) }
      return (least, Self.bounded(most * high))
    }
  }

  private static func bounded(_ number: Int) -> Int { min(number, 1 << 31) }

  private static func sum(_ a: Int?, _ b: Int?) -> Int? {
    guard let a, let b else { return nil }
    return bounded(a + b)
  }

  /// False where something is repeated that can take no token.
  var canMove: Bool {
    switch self {
    case .token, .tag, .lookAhead: true
    case .label(_, let node), .constrained(let node, _), .complement(let node): node.canMove
    case .assertion(let node, _, _): node.canMove
    case .relation(let left, _, _, let right): left.canMove && right.canMove
    case .sequence(let nodes), .alternation(let nodes), .intersection(let nodes):
      nodes.allSatisfy(\.canMove)
    case .repetition(let node, _, let high):
      node.canMove && (high ?? 2 <= 1 || node.length.most != 0)
    }
  }
}
