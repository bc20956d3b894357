import VerbatimIndex

/// The hits of a plan in one segment, turn by turn, found as they are asked for.
struct SegmentSearch {
  private let segment: Segment
  private let plan: PlanNode
  private let source: CandidateSource
  private let matcher: TurnMatcher
  /// What the code bytes of a matching turn must hold.
  private let patterns: [CodePattern]
  /// For a query whose matches may cross turns: finds them.
  private let crossing: PatternMatcher?
  /// Matches of ``crossing`` that are not yet given.
  private var pending: [PatternMatcher.TurnsMatch] = []
  /// Answers what goes over several turns.
  private let runs: RunSearch?
  private let interruption: Interruption?
  private var window = 0..<0
  private var words: [UInt64] = []
  /// Candidates of the window, those from `next` on not yet looked at.
  private var turns: [UInt32] = []
  private var nextTurn = 0

  /// The first window is small, so that the first hits come soon; later ones grow to this many
  /// turns, whose bits fit the first-level cache.
  private static let firstWindow = 256
  private static let largestWindow = 65_536

  init(_ segment: Segment, _ plan: PlanNode, _ interruption: Interruption? = nil) {
    self.segment = segment
    self.interruption = interruption
    self.plan = plan
    if case .runs(let plan) = plan {
      runs = RunSearch(plan, interruption)
      source = CandidateSource(.everything)
    } else {
      runs = nil
      source = CandidateSource(plan)
    }
    matcher = TurnMatcher(segment)
    patterns = plan.requiredPatterns
    if case .pattern(let pattern) = plan, !pattern.isOneTurn {
      crossing = PatternMatcher(pattern)
    } else {
      crossing = nil
    }
  }

  /// The next turn that matches, with its hits; `nil` at the end, or where the search was ended. A
  /// turn that only filters let through has one hit without spans. Of what goes over several turns, the
  /// next run with the hits that are of exactly these turns; the same first turn may come again.
  mutating func next() throws(IndexProblem) -> (turn: Int, lastTurn: Int, hits: [Spans])? {
    if let runs { return try runs.next() }
    while true {
      if let first = pending.first {
        // Hits of one run of turns that follow each other.
        let run = pending.prefix { $0.lastTurn == first.lastTurn }
        pending.removeFirst(run.count)
        return (first.turn, first.lastTurn, run.map { [$0.span] })
      }
      while nextTurn < turns.count {
        // Often enough for a person who waits, too rarely to be felt.
        if nextTurn & 63 == 0, let interruption, interruption.stops() { return nil }
        let turn = Int(turns[nextTurn])
        nextTurn += 1
        if let crossing {
          pending = try crossing.matches(in: turn)
          if pending.isEmpty { continue }
          return try next()
        }
        let match = try matcher.match(plan, in: turn)
        if match.holds { return (turn, turn, match.hits.isEmpty ? [[]] : match.hits) }
      }
      guard try fillWindow() else { return nil }
    }
  }

  /// Goes on to the next window; false at the end.
  private mutating func fillWindow() throws(IndexProblem) -> Bool {
    guard window.upperBound < segment.turnCount else { return false }
    let length = window.isEmpty ? Self.firstWindow : min(window.count * 2, Self.largestWindow)
    window = window.upperBound..<min(window.upperBound + length, segment.turnCount)
    let used = (window.count + 63) / 64
    if words.count < used {
      words = [UInt64](repeating: 0, count: used)
    } else {
      for index in 0..<used { words[index] = 0 }
    }
    turns.removeAll(keepingCapacity: true)
    nextTurn = 0
    words.withUnsafeMutableBufferPointer { all in
      let words = UnsafeMutableBufferPointer(rebasing: all[..<used])
      source.fill(words, window: window)
      for index in 0..<used {
        var bits = words[index]
        while bits != 0 {
          turns.append(UInt32(window.lowerBound + index * 64 + bits.trailingZeroBitCount))
          bits &= bits - 1
        }
      }
    }
    for pattern in patterns where !turns.isEmpty {
      guard segment.keep(pattern, in: &turns) else { throw segment.damage(window.lowerBound) }
    }
    return true
  }
}
