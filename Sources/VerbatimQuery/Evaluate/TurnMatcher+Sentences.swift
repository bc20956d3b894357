import VerbatimIndex

/// WITHIN sentence: everything is found in the turn, then told apart by sentences.
///
/// A phrase or a pair of NEAR that lies in a sentence is found in the turn as well, and the shortest
/// or minimal one in the turn is so in its sentence: whatever is smaller lies in the same sentence.
extension TurnMatcher {
  func inSentences(_ node: PlanNode) -> TurnMatch {
    let sentences = Sentences(of: text).ranges
    let matches = matches(node, in: sentences).filter(\.holds)
    if node.isFilter || matches.isEmpty { return TurnMatch(holds: !matches.isEmpty, hits: []) }
    return TurnMatch(
      holds: true, hits: Self.ordered(matches.flatMap { $0.hits.isEmpty ? [[]] : $0.hits }))
  }

  /// What a plan finds in each sentence: as many as there are sentences.
  private func matches(_ node: PlanNode, in sentences: [Range<Int>]) -> [TurnMatch] {
    switch node {
    case .words, .phrase, .near, .pattern: return Self.parted(match(node).hits, sentences)
    case .filter, .everything, .stretch: return sentences.map { _ in match(node) }
    case .not(let inner):
      return matches(inner, in: sentences).map { TurnMatch(holds: !$0.holds, hits: []) }
    case .and(let nodes): return conjunctions(nodes, nil, sentences)
    case .masked(let nodes, let condition): return conjunctions(nodes, condition, sentences)
    case .or(let nodes):
      let all = nodes.map { matches($0, in: sentences) }
      return sentences.indices.map { index in
        let holding = all.map { $0[index] }.filter(\.holds)
        let hits = holding.flatMap { $0.hits.isEmpty && !node.isFilter ? [[]] : $0.hits }
        return TurnMatch(holds: !holding.isEmpty, hits: Self.ordered(hits))
      }
    case .sentence(let inner): return matches(inner, in: sentences)
    case .excluding(let inner, let condition):
      return matches(inner, in: sentences).map { match in
        match.without { passes(condition, $0) }
      }
    case .runs: return sentences.map { _ in .none }
    }
  }

  private func conjunctions(
    _ nodes: [PlanNode], _ condition: PlanNode?, _ sentences: [Range<Int>]
  ) -> [TurnMatch] {
    // Of a NOT, what it denies: its places may decide.
    let all = nodes.map { node in
      if case .not(let inner) = node { return matches(inner, in: sentences) }
      return matches(node, in: sentences)
    }
    return sentences.indices.map { index in
      conjunction(zip(nodes, all).map { ($0, $1[index]) }, by: condition)
    }
  }

  /// The hits that lie in one sentence each.
  private static func parted(_ hits: [Spans], _ sentences: [Range<Int>]) -> [TurnMatch] {
    var parted = [[Spans]](repeating: [], count: sentences.count)
    for hit in hits {
      guard let first = hit.first?.lowerBound, let end = hit.map(\.upperBound).max(),
        let index = sentences.firstIndex(where: { $0.contains(first) }),
        end <= sentences[index].upperBound
      else { continue }
      parted[index].append(hit)
    }
    return parted.map { TurnMatch(holds: !$0.isEmpty, hits: $0) }
  }
}
