import VerbatimIndex

/// The hits of a plan in one segment, turn by turn, found as they are asked for.
struct SegmentSearch {
  private let segment: Segment
  private let plan: PlanNode
  private let source: CandidateSource
  private let needsText: Bool
  private var window = 0..<0
  private var words: [UInt64]
  private var word = 0
  private var bits: UInt64 = 0
  private var ids: [Int] = []
  private var decoded = DecodedTurn()

  /// The first window is small, so that the first hits come soon; later ones grow to this many
  /// turns, whose bits fit the first-level cache.
  private static let firstWindow = 4096
  private static let largestWindow = 65_536

  init(_ segment: Segment, _ plan: PlanNode) {
    self.segment = segment
    self.plan = plan
    source = CandidateSource(plan)
    needsText = plan.needsText
    words = [UInt64](repeating: 0, count: Self.largestWindow / 64)
  }

  /// The next turn that matches, with its hits; `nil` at the end. A turn that only filters let
  /// through has one hit without spans.
  mutating func next() throws(IndexProblem) -> (turn: Int, hits: [Spans])? {
    while let turn = nextCandidate() {
      guard segment.decodeTerms(turn, into: &ids) else {
        throw segment.damage(turn)
      }
      if needsText, !segment.decode(turn, into: &decoded) { throw segment.damage(turn) }
      let matcher = TurnMatcher(ids: ids, decoded: needsText ? decoded : nil) { $0.passes(turn) }
      let match = matcher.match(plan)
      if match.holds { return (turn, match.hits.isEmpty ? [[]] : match.hits) }
    }
    return nil
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
