import VerbatimIndex

/// What is said of hits rather than of turns.
extension TurnMatcher {
  /// Whether a hit in the turn meets a condition, which is made of filters.
  ///
  /// - Parameter spans: positions; none is the whole turn.
  func passes(_ condition: PlanNode, _ spans: Spans) -> Bool {
    switch condition {
    case .stretch(let filter):
      // Most turns have no coding, and need not be read.
      guard filter.concerns(turn) else { return filter.passes(turn, [], length: 0) }
      let places = scalarPlaces
      let ranges = spans.compactMap { span -> Range<Int>? in
        guard span.lowerBound >= 0, span.upperBound <= places.tokens.count, !span.isEmpty else {
          return nil
        }
        return places.tokens[span.lowerBound]
          .lowerBound..<places.tokens[span.upperBound - 1]
          .upperBound
      }
      return filter.passes(turn, ranges, length: places.end)
    case .not(let node): return !passes(node, spans)
    case .and(let nodes): return nodes.allSatisfy { passes($0, spans) }
    case .or(let nodes): return nodes.contains { passes($0, spans) }
    case .words, .phrase, .near, .filter, .everything, .pattern, .masked, .sentence, .excluding,
      .runs:
      return match(condition).holds
    }
  }

  /// AND of what was found already, in a turn or a part of it, as far as the hits meet a condition.
  ///
  /// - Parameter found: for a NOT, what the node that it denies matches.
  func conjunction(
    _ found: [(node: PlanNode, match: TurnMatch)], by condition: PlanNode?
  ) -> TurnMatch {
    var positive: [[Spans]] = []
    for (node, match) in found {
      if case .not(let denied) = node {
        // What must not be there is looked for where the rest is.
        if (denied.isFilter ? match : kept(match, condition)).holds { return .none }
        continue
      }
      let kept = node.isFilter ? match : kept(match, condition)
      guard kept.holds else { return .none }
      if !node.isFilter { positive.append(kept.hits) }
    }
    if positive.isEmpty, let condition, !passes(condition, []) { return .none }
    if positive.count == 1 { return TurnMatch(holds: true, hits: positive[0]) }
    let spans = Self.merged(positive.flatMap { $0 })
    return TurnMatch(holds: true, hits: spans.isEmpty ? [] : [spans])
  }

  private func kept(_ match: TurnMatch, _ condition: PlanNode?) -> TurnMatch {
    guard let condition else { return match }
    return match.without { !passes(condition, $0) }
  }

  static func scalarPlaces(_ turn: DecodedTurn) -> (tokens: [Range<Int>], end: Int) {
    var tokens: [Range<Int>] = []
    tokens.reserveCapacity(turn.starts.count)
    var byte = 0
    var scalar = 0
    func advance(to place: Int) -> Int {
      while byte < min(place, turn.text.count) {
        if turn.text[byte] & 0xC0 != 0x80 { scalar += 1 }
        byte += 1
      }
      return scalar
    }
    for (start, end) in zip(turn.starts, turn.ends) {
      let lower = advance(to: start)
      tokens.append(lower..<max(lower, advance(to: end)))
    }
    return (tokens, advance(to: turn.text.count))
  }
}

extension TurnMatch {
  /// Without the hits that are refused; of a turn as a whole, nothing where it is refused.
  func without(_ isRefused: (Spans) -> Bool) -> TurnMatch {
    guard holds else { return self }
    if hits.isEmpty { return isRefused([]) ? .none : self }
    let kept = hits.filter { !isRefused($0) }
    return TurnMatch(holds: !kept.isEmpty, hits: kept)
  }
}
