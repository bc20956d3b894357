import VerbatimAnalysis
import VerbatimIndex

/// A match inside one turn: ranges of positions, ordered by start, then end.
typealias Spans = [Range<Int>]

/// What a plan finds in one turn.
struct TurnMatch {
  var holds: Bool
  /// Hits, ordered by first start, last end, then spans. Filters hold without any.
  var hits: [Spans]

  static let none = TurnMatch(holds: false, hits: [])
}

/// Finds the hits of a plan in a turn. The definitions are those of design.md §3.
///
/// Words of few terms are looked for in the code bytes; term ids and text are decoded only where a
/// part of the plan needs them. One matcher serves all turns of a search, so that its buffers grow
/// once.
final class TurnMatcher {
  let segment: Segment
  private(set) var turn = 0
  private var found: [UInt32] = []
  private var ids: [Int] = []
  private var hasIDs = false
  private var decoded = DecodedTurn()
  private var hasText = false
  /// Scalar offsets of the turn's tokens, and of its end; empty until they are asked for.
  private var scalars: (tokens: [Range<Int>], end: Int)?
  private var isDamaged = false
  private var patterns = PatternMatchers()

  init(_ segment: Segment) {
    self.segment = segment
  }

  /// The hits of `plan` in a turn. Throws where it is damaged.
  func match(_ plan: PlanNode, in turn: Int) throws(IndexProblem) -> TurnMatch {
    begin(turn)
    let result = match(plan)
    if isDamaged { throw segment.damage(turn) }
    try patterns.check()
    return result
  }

  /// Whether a hit in a turn meets a condition, which is made of filters. Throws where the turn is
  /// damaged.
  func passes(
    _ condition: PlanNode, _ spans: Spans, in turn: Int
  ) throws(IndexProblem) -> Bool {
    begin(turn)
    let result = passes(condition, spans)
    if isDamaged { throw segment.damage(turn) }
    return result
  }

  /// The matches of a pattern that begin in a turn and may go on in those behind it.
  func crossing(_ plan: PatternPlan, from turn: Int) throws(IndexProblem) -> [Run] {
    try patterns.runs(plan, from: turn)
  }

  private func begin(_ turn: Int) {
    self.turn = turn
    hasIDs = false
    hasText = false
    scalars = nil
    isDamaged = false
  }

  func match(_ node: PlanNode) -> TurnMatch {
    switch node {
    case .words(let set): return Self.hits(occurrences(set), length: 1)
    case .phrase(let phrase):
      if let pattern = phrase.pattern {
        return Self.hits(occurrences(pattern), length: phrase.steps.count)
      }
      let hits = phrases(phrase.steps, slack: phrase.slack)
      return TurnMatch(holds: !hits.isEmpty, hits: hits)
    case .near(let left, let right, let distance, let order):
      let pairs = MinimalPairs(match(left).hits, match(right).hits, distance, order).spans
      let hits = Self.ordered(pairs.map { Self.merged($0) })
      return TurnMatch(holds: !hits.isEmpty, hits: hits)
    case .not(let node):
      return TurnMatch(holds: !match(node).holds, hits: [])
    case .and(let nodes): return and(nodes)
    case .or(let nodes): return or(nodes, isFilter: node.isFilter)
    case .filter(let filter): return TurnMatch(holds: filter.passes(turn), hits: [])
    case .everything: return TurnMatch(holds: true, hits: [])
    case .pattern(let plan): return patterns.match(plan, in: turn)
    case .stretch: return TurnMatch(holds: passes(node, []), hits: [])
    case .masked(let nodes, let condition):
      let found = nodes.map { node -> (PlanNode, TurnMatch) in
        if case .not(let denied) = node { return (node, match(denied)) }
        return (node, match(node))
      }
      return conjunction(found, by: condition)
    case .sentence(let inner): return inSentences(inner)
    case .excluding(let inner, let condition): return match(inner).without { passes(condition, $0) }
    // Never a part of a plan.
    case .runs: return .none
    }
  }

  private static func hits(_ starts: [Int], length: Int) -> TurnMatch {
    TurnMatch(holds: !starts.isEmpty, hits: starts.map { [$0..<$0 + length] })
  }

  private func isMatch(_ set: TermSet, at position: Int) -> Bool {
    set.contains(ids[position]) && isSpelled(set.surface, at: position)
  }

  private func isSpelled(_ surface: Wildcard?, at position: Int) -> Bool {
    guard let surface else { return true }
    decodeText()
    guard position < decoded.ends.count else { return false }
    let spelled = decoded.text[decoded.starts[position]..<decoded.ends[position]]
    if spelled.allSatisfy({ $0 < 0x80 }) { return surface.matches(spelled) }
    return surface.matches(Keys.nfc(Array(spelled)))
  }

  private func occurrences(_ set: TermSet) -> [Int] {
    if let pattern = set.pattern {
      let all = occurrences(pattern)
      return set.surface == nil ? all : all.filter { isSpelled(set.surface, at: $0) }
    }
    decodeIDs()
    var found: [Int] = []
    for position in ids.indices where isMatch(set, at: position) { found.append(position) }
    return found
  }

  private func occurrences(_ pattern: CodePattern) -> [Int] {
    if !segment.find(pattern, in: turn, into: &found) { isDamaged = true }
    return found.map(Int.init)
  }

  private func decodeText() {
    if hasText { return }
    if !segment.decode(turn, into: &decoded) { isDamaged = true }
    hasText = true
  }

  /// The turn with its text.
  var text: DecodedTurn {
    decodeText()
    return decoded
  }

  /// Where the turn's tokens stand in its text, in scalars, and how many that has.
  var scalarPlaces: (tokens: [Range<Int>], end: Int) {
    if let scalars { return scalars }
    decodeText()
    let found = Self.scalarPlaces(decoded)
    scalars = found
    return found
  }

  private func decodeIDs() {
    if hasIDs { return }
    if !segment.decodeTerms(turn, into: &ids) { isDamaged = true }
    hasIDs = true
  }

  /// The shortest completion for each start. `slack` more tokens may stand between the steps, all in
  /// all, besides those of their gaps.
  private func phrases(_ steps: [PhraseStep], slack: Int) -> [Spans] {
    guard let first = steps.first else { return [] }
    decodeIDs()
    var hits: [Spans] = []
    for start in occurrences(first.set) {
      // Ends so far with the most slack left for each: less is never better.
      var states = [start: slack]
      for step in steps.dropFirst() {
        var next: [Int: Int] = [:]
        for (end, left) in states {
          let lower = end + 1 + step.gap.lowerBound
          let upper = min(end + 1 + step.gap.upperBound + left, ids.count - 1)
          if lower > upper { continue }
          for position in lower...upper where isMatch(step.set, at: position) {
            let used = max(0, position - end - 1 - step.gap.upperBound)
            next[position] = max(next[position] ?? 0, left - used)
          }
        }
        states = next
        if states.isEmpty { break }
      }
      if let end = states.keys.min() { hits.append([start..<end + 1]) }
    }
    return hits
  }

  private func and(_ nodes: [PlanNode]) -> TurnMatch {
    var found: [[Spans]] = []
    for node in nodes {
      let match = self.match(node)
      guard match.holds else { return .none }
      if case .not = node { continue }
      if !node.isFilter { found.append(match.hits) }
    }
    // A filter beside one operand leaves that operand's hits as they are.
    if found.count == 1 { return TurnMatch(holds: true, hits: found[0]) }
    let spans = Self.merged(found.flatMap { $0 })
    return TurnMatch(holds: true, hits: spans.isEmpty ? [] : [spans])
  }

  private func or(_ nodes: [PlanNode], isFilter: Bool) -> TurnMatch {
    var holds = false
    var hits: [Spans] = []
    for node in nodes {
      let match = self.match(node)
      guard match.holds else { continue }
      holds = true
      hits += match.hits.isEmpty && !isFilter ? [[]] : match.hits
    }
    return TurnMatch(holds: holds, hits: Self.ordered(hits))
  }

  static func merged(_ hits: [Spans]) -> Spans {
    var spans = hits.flatMap { $0 }
    spans.sort { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    var unique: Spans = []
    for span in spans where unique.last != span { unique.append(span) }
    return unique
  }

  static func ordered(_ hits: [Spans]) -> [Spans] {
    func key(_ spans: Spans) -> (Int, Int) {
      (spans.first?.lowerBound ?? -1, spans.map(\.upperBound).max() ?? -1)
    }
    let sorted = hits.sorted { left, right in
      let a = key(left)
      let b = key(right)
      if a != b { return a < b }
      return left.lexicographicallyPrecedes(right) {
        ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
      }
    }
    var unique: [Spans] = []
    for hit in sorted where unique.last != hit { unique.append(hit) }
    return unique
  }
}
