import VerbatimIndex

/// The hits of a plan in one segment, turn by turn, found as they are asked for.
struct SegmentSearch {
  private let segment: Segment
  private let plan: PlanNode
  private let source: CandidateSource
  private let matcher: TurnMatcher
  /// What the code bytes of a matching turn must hold.
  private let patterns: [CodePattern]
  private var window = 0..<0
  private var words: [UInt64]
  private var word = 0
  private var bits: UInt64 = 0

  /// The first window is small, so that the first hits come soon; later ones grow to this many
  /// turns, whose bits fit the first-level cache.
  private static let firstWindow = 4096
  private static let largestWindow = 65_536

  init(_ segment: Segment, _ plan: PlanNode) {
    self.segment = segment
    self.plan = plan
    source = CandidateSource(plan)
    matcher = TurnMatcher(segment)
    patterns = plan.nearPatterns
    words = [UInt64](repeating: 0, count: Self.largestWindow / 64)
  }

  /// The next turn that matches, with its hits; `nil` at the end. A turn that only filters let
  /// through has one hit without spans.
  mutating func next() throws(IndexProblem) -> (turn: Int, hits: [Spans])? {
    while let turn = nextCandidate() {
      guard try mayMatch(turn) else { continue }
      let match = try matcher.match(plan, in: turn)
      if match.holds { return (turn, match.hits.isEmpty ? [[]] : match.hits) }
    }
    return nil
  }

  private func mayMatch(_ turn: Int) throws(IndexProblem) -> Bool {
    for pattern in patterns {
      guard let count = segment.count(pattern, in: turn) else { throw segment.damage(turn) }
      if count == 0 { return false }
    }
    return true
  }

  private mutating func nextCandidate() -> Int? {
    while true {
      if bits != 0 {
        let turn = window.lowerBound + word * 64 + bits.trailingZeroBitCount
        bits &= bits - 1
        return turn
      }
      word += 1
      if word * 64 < window.count {
        bits = words[word]
        continue
      }
      guard window.upperBound < segment.turnCount else { return nil }
      let length = window.isEmpty ? Self.firstWindow : min(window.count * 2, Self.largestWindow)
      window = window.upperBound..<min(window.upperBound + length, segment.turnCount)
      words.withUnsafeMutableBufferPointer { all in
        let used = UnsafeMutableBufferPointer(rebasing: all[..<((window.count + 63) / 64)])
        used.update(repeating: 0)
        source.fill(used, window: window)
      }
      word = 0
      bits = words[0]
    }
  }
}
