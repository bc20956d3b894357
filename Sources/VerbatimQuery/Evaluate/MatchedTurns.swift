import VerbatimIndex

/// The turns in which a query matches, and how many hits there are in them.
public struct MatchedTurns: Sendable, Equatable {
  /// A list of turn numbers for each searched segment, ascending. Of a hit over several turns, those
  /// that hold a span of it; all of them where it has none.
  public var turns: [[UInt32]]
  public var hits: Int

  public init(turns: [[UInt32]], hits: Int) {
    self.turns = turns
    self.hits = hits
  }
}

extension Search {
  /// All turns with a hit, and the number of hits: what ``next()`` would give, without the places.
  ///
  /// Cost: that of ``count(_:in:options:regions:)``, and about 1 ns a turn that matches.
  ///
  /// Throws what `regions` throws, and ``IndexProblem`` where a segment is damaged.
  public static func matchedTurns(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws -> MatchedTurns {
    var all = MatchedTurns(turns: [], hits: 0)
    for segment in segments {
      if let interruption = options.interruption, interruption.stops() {
        all.turns.append([])
        continue
      }
      let plan = try Planner(segment, options, regions).plan(query)
      let found = try TurnCounter(segment: segment, interruption: options.interruption)
        .matches(plan)
      all.turns.append(found.turns)
      all.hits += found.hits
    }
    return all
  }
}

extension TurnCounter {
  /// The turns that match, ascending, and their hits: by lists and code bytes where
  /// ``count(_:)`` counts by them.
  func matches(_ plan: PlanNode) throws(IndexProblem) -> (turns: [UInt32], hits: Int) {
    switch plan {
    case .words(let set) where set.surface == nil:
      return (try candidates(plan), set.lists.occurrenceCount)
    case .phrase(let phrase):
      if let pairs = listedPairs(phrase) { return (try turns(of: pairs), pairs.occurrences) }
      if let pattern = phrase.pattern { return try matches(pattern, in: plan) }
    case .near:
      if let pattern = plan.codePattern { return try matches(pattern, in: plan) }
    case .and(let nodes):
      if let found = try matchAll(nodes, plan) { return found }
    case .not, .filter, .everything:
      if plan.isExactByTurn {
        let turns = try candidates(plan)
        return (turns, turns.count)
      }
    case .runs(let plan): return try matches(plan)
    case .pattern(let pattern) where !pattern.isOneTurn: return try crossing(pattern)
    case .words, .or, .pattern, .stretch, .masked, .sentence, .excluding: break
    }
    return try findHits(plan)
  }

  private func matches(
    _ pattern: CodePattern, in plan: PlanNode
  ) throws(IndexProblem) -> (turns: [UInt32], hits: Int) {
    var turns = try candidates(plan)
    guard let hits = segment.keepCounting(pattern, in: &turns) else { throw segment.damage(0) }
    return (turns, hits)
  }

  /// AND; `nil` where lists and code bytes do not decide it.
  private func matchAll(
    _ nodes: [PlanNode], _ plan: PlanNode
  ) throws(IndexProblem) -> (turns: [UInt32], hits: Int)? {
    switch Self.patterns(ofAll: nodes) {
    case .undecided: return nil
    case .hits(let pattern): return try matches(pattern, in: plan)
    case .turns(let patterns):
      var turns = try candidates(plan)
      for pattern in patterns {
        guard segment.keep(pattern, in: &turns) else { throw segment.damage(0) }
      }
      return (turns, turns.count)
    }
  }

  /// Every hit found and counted.
  private func findHits(
    _ plan: PlanNode
  ) throws(IndexProblem) -> (turns: [UInt32], hits: Int) {
    var search = SegmentSearch(segment, plan, interruption)
    var turns: [UInt32] = []
    var hits = 0
    while let next = try search.next() {
      turns.append(UInt32(next.turn))
      hits += try search.hitCount(next)
    }
    return (turns, hits)
  }

  /// The turns of what goes over several, each once.
  func matches(_ plan: RunPlan) throws(IndexProblem) -> (turns: [UInt32], hits: Int) {
    let search = RunSearch(plan, interruption)
    var turns: [UInt32] = []
    var hits = 0
    while let runs = try search.nextRuns() {
      hits += runs.count
      turns += Set(runs.flatMap { $0.parts.map { UInt32($0.turn) } }).sorted()
    }
    return (turns, hits)
  }
}
