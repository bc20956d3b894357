import VerbatimQuery

/// Trees with what stands only at the top or in parentheses: scopes, THEN, theme modes.
extension RandomQueries {
  /// A query that may go over several turns, such as the parser makes.
  public func whole(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    guard depth > 0 else { return query(depth: 0, using: &generator) }
    switch generator.pick([0, 1, 1, 1, 2, 3, 3, 3, 4, 5, 6, 7]) {
    case 0: return query(depth: depth, using: &generator)
    case 1: return chain(depth: depth, using: &generator)
    case 2:
      return .within(
        query(depth: depth - 1, using: &generator), generator.pick([.sentence, .sentence, .turn]))
    case 3: return joined(depth: depth, using: &generator)
    case 4:
      return .or(
        operands(using: &generator) { generator in whole(depth: depth - 1, using: &generator) }
          .flatMap { node in
            if case .or(let inner) = node { inner } else { [node] }
          })
    case 5:
      return .excluding(whole(depth: depth - 1, using: &generator), excluded(using: &generator))
    case 6: return filtered(depth: depth, using: &generator)
    default: return compared(depth: depth, using: &generator)
    }
  }

  private func chain(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    func operand(_ generator: inout SeededGenerator) -> QueryNode {
      if generator.chance(15) {
        // In parentheses; a chain in a chain would be one.
        let inner = whole(depth: depth - 1, using: &generator)
        if case .then = inner { return query(depth: 0, using: &generator) }
        return inner
      }
      return query(depth: min(depth - 1, 1), using: &generator)
    }
    let first = operand(&generator)
    let links = (0..<generator.pick([1, 1, 1, 2, 3])).map { _ in
      Following(
        operand(&generator), turns: generator.pick([1, 1, 2, 3, 7]),
        speaker: generator.pick([.any, .any, .other, .same]))
    }
    return .then(first, links)
  }

  /// In a scope of several turns.
  private func joined(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    let scope: QueryScope = generator.pick([
      .turns(1), .turns(2), .turns(3), .turns(5), .exchange, .exchange, .session,
    ])
    guard generator.chance(30), scope != .turns(1) else {
      return .within(query(depth: depth - 1, using: &generator), scope)
    }
    // What goes over several turns itself.
    var parts = [whole(depth: depth - 1, using: &generator)]
    parts.append(query(depth: 0, using: &generator))
    if generator.chance(30) { parts.append(.not(query(depth: 0, using: &generator))) }
    return .within(
      .and(
        parts.flatMap { node in
          if case .and(let inner) = node { inner } else { [node] }
        }), scope)
  }

  /// Filters beside something that may go over several turns.
  private func filtered(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    let inner = whole(depth: depth - 1, using: &generator)
    let condition = filter(using: &generator)
    if case .and(let operands) = inner { return .and(operands + [condition]) }
    return .and([inner, condition])
  }

  private func region(
    _ mode: RegionMode?, using generator: inout SeededGenerator
  ) -> FieldFilter? {
    guard !vocabulary.regions.isEmpty else { return nil }
    let (name, values) = generator.pick(vocabulary.regions)
    return FieldFilter(
      name: name,
      condition: .values(
        (0..<generator.pick([1, 1, 1, 2])).map { _ in
          FieldFilter.Value(text: generator.pick(values), isNegated: generator.chance(20))
        }), mode: mode)
  }

  private func excluded(using generator: inout SeededGenerator) -> FieldFilter {
    if generator.chance(70),
      let region = region(generator.pick([nil, .exact, .inside, .overlap]), using: &generator)
    {
      return region
    }
    if case .field(let field) = filter(using: &generator) { return field }
    return FieldFilter(name: "turn", condition: .range(1, 3))
  }

  /// A theme's places beside something in one turn.
  private func compared(depth: Int, using generator: inout SeededGenerator) -> QueryNode {
    let mode: RegionMode? = generator.pick([.exact, .inside, .inside, .overlap, .overlap, nil])
    guard let region = region(mode, using: &generator) else {
      return query(depth: depth, using: &generator)
    }
    var parts = [query(depth: depth - 1, using: &generator)]
    if generator.chance(30) { parts.append(query(depth: 0, using: &generator)) }
    if generator.chance(20) { parts.append(.not(query(depth: 0, using: &generator))) }
    let isNegated = generator.chance(15)
    parts.append(isNegated ? .not(.field(region)) : .field(region))
    return .and(
      parts.shuffled(using: &generator).flatMap { node in
        if case .and(let inner) = node { inner } else { [node] }
      })
  }
}

extension QueryNode {
  /// True where a phrase's outer words are punctuation only, and passed over, beside a gap: what such
  /// a phrase means is not defined.
  public var hasGapAtEdge: Bool {
    switch self {
    case .phrase(let items, _):
      let rest = items.filter {
        if case .word(let word) = $0 { return word.text.contains { $0.isLetter || $0.isNumber } }
        return true
      }
      func isGap(_ item: PhraseItem?) -> Bool {
        if case .gap = item { return true }
        return false
      }
      return isGap(rest.first) || isGap(rest.last)
    case .near(let left, let right, _, _): return left.hasGapAtEdge || right.hasGapAtEdge
    case .not(let node), .within(let node, _), .excluding(let node, _): return node.hasGapAtEdge
    case .then(let first, let links):
      return first.hasGapAtEdge || links.contains { $0.node.hasGapAtEdge }
    case .and(let nodes), .or(let nodes): return nodes.contains { $0.hasGapAtEdge }
    case .word, .placeholder, .field, .everything, .pattern: return false
    }
  }

  /// True where the parser would refuse it: AND or NOT of what goes over several turns, in one.
  public var joinsAcrossTurns: Bool { joinsAcrossTurns(isJoined: false) }

  private func joinsAcrossTurns(isJoined: Bool) -> Bool {
    switch self {
    case .word, .phrase, .placeholder, .near, .field, .everything, .pattern: return false
    case .not(let node):
      return !isJoined && node.crossesTurns || node.joinsAcrossTurns(isJoined: isJoined)
    case .and(let nodes):
      if !isJoined, crossesTurns, nodes.count(where: { !$0.isFilter }) > 1 { return true }
      return nodes.contains { $0.joinsAcrossTurns(isJoined: isJoined) }
    case .or(let nodes): return nodes.contains { $0.joinsAcrossTurns(isJoined: isJoined) }
    case .then(let first, let links):
      return ([first] + links.map(\.node)).contains { $0.joinsAcrossTurns(isJoined: false) }
    case .within(let node, let scope):
      let isNarrow = !scope.crossesTurns || scope == .turns(1)
      return isNarrow && node.crossesTurns
        || node.joinsAcrossTurns(isJoined: scope.crossesTurns)
    case .excluding(let node, _): return node.joinsAcrossTurns(isJoined: isJoined)
    }
  }
}
