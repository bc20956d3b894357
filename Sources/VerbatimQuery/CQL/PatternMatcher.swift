import VerbatimIndex

/// Finds the matches of a pattern in the turns of its segment; one value serves a search.
final class PatternMatcher {
  let plan: PatternPlan
  private let evaluator: CQLEvaluator
  /// The session whose matches are known, by the turns in which they begin.
  private var session = -1
  private var byTurn: [Int: [TurnsMatch]] = [:]

  /// A match with the turns it runs through; positions count from the beginning of the first.
  struct TurnsMatch {
    var turn: Int
    var lastTurn: Int
    var span: Range<Int>
    /// Positions of each turn that it runs through.
    var parts: [TurnSpan] = []
  }

  init(_ plan: PatternPlan) {
    self.plan = plan
    evaluator = CQLEvaluator(plan)
  }

  /// Matches that begin in a turn, ordered by start, then end.
  func matches(in turn: Int) throws(IndexProblem) -> [TurnsMatch] {
    if plan.isOneTurn {
      let session = plan.segment.session(ofTurn: turn)
      return try find(turn..<turn + 1, session: session)
    }
    let session = plan.segment.session(ofTurn: turn)
    if session != self.session {
      self.session = session
      byTurn = [:]
      for match in try find(plan.segment.turns(ofSession: session), session: session) {
        byTurn[match.turn, default: []].append(match)
      }
    }
    return byTurn[turn] ?? []
  }

  private func find(_ turns: Range<Int>, session: Int) throws(IndexProblem) -> [TurnsMatch] {
    evaluator.load(turns, session: session)
    let spans: [Range<Int>]
    if let meet = plan.compiled.meet {
      spans = MeetEvaluator(evaluator: evaluator).positions(meet).map { $0..<$0 + 1 }
    } else {
      let strategy = plan.query.strategy
      let isFirstEnough = strategy != .all && strategy != .longest
      spans = MatchReduction.reduce(
        evaluator.spans(isFirstEnough: isFirstEnough), strategy)
    }
    if evaluator.unit.isDamaged || evaluator.regions.isDamaged {
      throw plan.segment.damage(turns.lowerBound)
    }
    if evaluator.isBeyondLimit {
      throw IndexProblem(
        file: plan.segment.damage(0).file, kind: .tooManyMatches(limit: CQLEvaluator.mostMatches))
    }
    let unit = evaluator.unit
    return spans.map { span in
      let first = unit.turn(at: span.lowerBound)
      let last = unit.turn(at: span.upperBound - 1)
      let start = unit.bounds[first]
      var match = TurnsMatch(
        turn: turns.lowerBound + first, lastTurn: turns.lowerBound + last,
        span: span.lowerBound - start..<span.upperBound - start)
      for turn in first...last {
        let part = span.clamped(to: unit.bounds[turn]..<unit.bounds[turn + 1])
        if part.isEmpty { continue }
        let begin = unit.bounds[turn]
        match.parts.append(
          TurnSpan(
            turn: turns.lowerBound + turn,
            range: part.lowerBound - begin..<part.upperBound - begin))
      }
      return match
    }
  }
}

/// The matchers of the patterns of a plan, made as they are met.
struct PatternMatchers {
  private var matchers: [ObjectIdentifier: PatternMatcher] = [:]
  private var problem: IndexProblem?

  /// What a pattern finds in a turn.
  mutating func match(_ plan: PatternPlan, in turn: Int) -> TurnMatch {
    let matcher = matchers[ObjectIdentifier(plan)] ?? PatternMatcher(plan)
    matchers[ObjectIdentifier(plan)] = matcher
    do {
      let hits = try matcher.matches(in: turn).map { [$0.span] }
      return TurnMatch(holds: !hits.isEmpty, hits: hits)
    } catch {
      problem = error
      return .none
    }
  }

  /// The matches that begin in a turn, as runs of turns.
  mutating func runs(_ plan: PatternPlan, from turn: Int) throws(IndexProblem) -> [Run] {
    let matcher = matchers[ObjectIdentifier(plan)] ?? PatternMatcher(plan)
    matchers[ObjectIdentifier(plan)] = matcher
    return try matcher.matches(in: turn).map { Run($0.turn..<$0.lastTurn + 1, $0.parts) }
  }

  /// Throws what a matcher threw.
  func check() throws(IndexProblem) {
    if let problem { throw problem }
  }
}

extension TurnCounter {
  /// The turns that hold a token of a match, ascending, and how many matches there are, of a pattern
  /// that may cross turns.
  func crossing(
    _ plan: PatternPlan
  ) throws(IndexProblem) -> (turns: [UInt32], hits: Int) {
    let matcher = PatternMatcher(plan)
    var turns: Set<UInt32> = []
    var hits = 0
    for turn in try candidates(plan.candidates) {
      if let interruption, interruption.stops() { break }
      for match in try matcher.matches(in: Int(turn)) {
        hits += 1
        for part in match.parts { turns.insert(UInt32(part.turn)) }
      }
    }
    return (turns.sorted(), hits)
  }
}
