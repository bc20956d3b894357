import VerbatimIndex

/// The hits of a plan that goes over several turns, in one segment: session by session, since nothing
/// crosses one. Sessions that lists rule out are not looked at.
final class RunSearch {
  private let segment: Segment
  private let plan: RunPlan
  private let matcher: TurnMatcher
  private let interruption: Interruption?
  /// Made when the first hit is asked for.
  private var candidates: RunCandidates?
  private var nextSession = 0
  private var pending: [PlacedRun] = []
  private var nextPending = 0

  init(_ plan: RunPlan, _ interruption: Interruption? = nil) {
    self.plan = plan
    self.interruption = interruption
    segment = plan.segment
    matcher = TurnMatcher(plan.segment)
  }

  /// A run with its spans as a hit gives them.
  private struct PlacedRun {
    var run: Run
    /// Positions from the beginning of the first turn.
    var spans: Spans
  }

  /// The next hits of one run of turns, and the run; `nil` at the end.
  func next() throws(IndexProblem) -> (turn: Int, lastTurn: Int, hits: [Spans])? {
    while nextPending == pending.count {
      guard try fillSession() else { return nil }
    }
    let run = pending[nextPending].run
    var hits: [Spans] = []
    while nextPending < pending.count, pending[nextPending].run.first == run.first,
      pending[nextPending].run.last == run.last
    {
      hits.append(pending[nextPending].spans)
      nextPending += 1
    }
    return (run.first, run.last, hits)
  }

  /// Every run, session by session, for counting.
  func nextRuns() throws(IndexProblem) -> [Run]? {
    guard try fillSession() else { return nil }
    nextPending = pending.count
    return pending.map(\.run)
  }

  /// Finds the hits of the next session; false at the end.
  private func fillSession() throws(IndexProblem) -> Bool {
    let candidates = self.candidates ?? RunCandidates(plan)
    self.candidates = candidates
    guard nextSession < candidates.sessions.count else { return false }
    if let interruption, interruption.stops() { return false }
    let session = candidates.sessions[nextSession]
    nextSession += 1
    let runs = try SessionRuns(plan, session, candidates, matcher).hits()
    nextPending = 0
    pending.removeAll()
    var counts = TokenCounts(segment)
    for run in runs {
      pending.append(PlacedRun(run: run, spans: try counts.place(run)))
    }
    pending.sort { Self.precedes($0, $1) }
    return true
  }

  /// By turn, start, end, then whatever tells two hits apart.
  private static func precedes(_ left: PlacedRun, _ right: PlacedRun) -> Bool {
    func key(_ placed: PlacedRun) -> (Int, Int, Int, Int) {
      (
        placed.run.first, placed.spans.first?.lowerBound ?? -1,
        placed.spans.map(\.upperBound).max() ?? -1, placed.run.last
      )
    }
    let a = key(left)
    let b = key(right)
    if a != b { return a < b }
    return left.spans.lexicographicallyPrecedes(right.spans) {
      ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound)
    }
  }
}

/// How many positions turns have, each counted once. Cost: 4 ns a token.
struct TokenCounts {
  private let segment: Segment
  private var counts: [Int: Int] = [:]
  private var ids: [Int] = []

  init(_ segment: Segment) {
    self.segment = segment
  }

  mutating func count(_ turn: Int) throws(IndexProblem) -> Int {
    if let known = counts[turn] { return known }
    guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
    counts[turn] = ids.count
    return ids.count
  }

  /// The spans of a run, counted from the beginning of its first turn.
  mutating func place(_ run: Run) throws(IndexProblem) -> Spans {
    var spans: Spans = []
    var turn = run.first
    var offset = 0
    for span in run.spans {
      while turn < span.turn {
        offset += try count(turn)
        turn += 1
      }
      spans.append(span.range.lowerBound + offset..<span.range.upperBound + offset)
    }
    return spans
  }
}
