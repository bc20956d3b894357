import VerbatimIndex

/// What a query finds, counted.
public struct QueryCount: Sendable, Equatable {
  /// Turns with a hit; of a hit over several turns, those that hold a span of it (all of them where it
  /// has none).
  public var turns: Int
  public var hits: Int

  public init(turns: Int, hits: Int) {
    self.turns = turns
    self.hits = hits
  }
}

extension Search {
  /// Turns and hits of a query, as many as ``next()`` would give.
  ///
  /// Cost: words, prefixes, AND, filters and phrases of two listed words are counted by lists alone;
  /// other phrases and NEAR by looking at the code bytes of the turns that hold their words; the
  /// rest by finding every hit.
  ///
  /// Throws what `regions` throws, and ``IndexProblem`` where a segment is damaged.
  public static func count(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws -> QueryCount {
    var total = QueryCount(turns: 0, hits: 0)
    for segment in segments {
      if let interruption = options.interruption, interruption.stops() { break }
      let plan = try Planner(segment, options, regions).plan(query)
      let count = try TurnCounter(segment: segment, interruption: options.interruption)
        .count(plan)
      total.turns += count.turns
      total.hits += count.hits
    }
    return total
  }
}

extension Search {
  /// Turns of a query alone. Cost: that of ``count(_:in:options:regions:)``, but a turn is left at its
  /// first match.
  public static func countTurns(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws -> Int {
    var turns = 0
    for segment in segments {
      if let interruption = options.interruption, interruption.stops() { break }
      let plan = try Planner(segment, options, regions).plan(query)
      turns += try TurnCounter(segment: segment, interruption: options.interruption)
        .countTurns(plan)
    }
    return turns
  }
}

/// Counts a plan in one segment.
struct TurnCounter {
  let segment: Segment
  var interruption: Interruption?

  func count(_ plan: PlanNode) throws(IndexProblem) -> QueryCount {
    switch plan {
    case .words(let set) where set.surface == nil:
      return QueryCount(turns: try turnCount(plan), hits: set.lists.occurrenceCount)
    case .phrase(let phrase):
      if let listed = try countListed(phrase) { return listed }
      if let pattern = phrase.pattern { return try count(pattern, in: plan) }
    case .near:
      if let pattern = plan.codePattern { return try count(pattern, in: plan) }
    case .and(let nodes):
      if let count = try countAll(nodes, plan) { return count }
    case .not, .filter, .everything:
      if plan.isExactByTurn {
        let turns = try turnCount(plan)
        return QueryCount(turns: turns, hits: turns)
      }
    case .runs(let plan):
      let found = try matches(plan)
      return QueryCount(turns: found.turns.count, hits: found.hits)
    case .pattern(let pattern) where !pattern.isOneTurn:
      let found = try crossing(pattern)
      return QueryCount(turns: found.turns.count, hits: found.hits)
    case .words, .or, .pattern, .stretch, .masked, .sentence, .excluding: break
    }
    return try countHits(plan)
  }

  /// The turns alone.
  func countTurns(_ plan: PlanNode) throws(IndexProblem) -> Int {
    if plan.isExactByTurn { return try turnCount(plan) }
    switch plan {
    case .phrase(let phrase):
      if let listed = try countListed(phrase) { return listed.turns }
    case .near:
      if let near = try countNear(plan) { return near }
    default: break
    }
    guard let pattern = plan.codePattern else { return try count(plan).turns }
    guard let turns = segment.countTurns(with: pattern, in: try candidates(plan)) else {
      throw segment.damage(0)
    }
    return turns
  }

  /// NEAR of two words whose neighbours are listed: where they stand side by side need not be looked
  /// at. `nil` where they are not.
  private func countNear(_ plan: PlanNode) throws(IndexProblem) -> Int? {
    guard let pattern = plan.codePattern,
      case .near(.words(let left), .words(let right), _, let order) = plan
    else { return nil }
    var lists: [TurnPostings] = []
    if order != .after {
      guard let pairs = PairLists(left, right) else { return nil }
      lists += pairs.turns
    }
    if order != .before {
      guard let pairs = PairLists(right, left) else { return nil }
      lists += pairs.turns
    }
    var beside = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    beside.withUnsafeMutableBufferPointer { words in
      for list in lists {
        var cursor = list.cursor()
        cursor.fill(words, window: 0..<segment.turnCount)
      }
    }
    let known = beside.reduce(0) { $0 + $1.nonzeroBitCount }
    var turns = TurnIntersection(of: segment)
    try require(plan, &turns)
    for index in beside.indices { beside[index] = ~beside[index] }
    if segment.turnCount % 64 != 0 {
      beside[beside.count - 1] &= 1 << UInt64(segment.turnCount % 64) - 1
    }
    turns.add(beside)
    guard let more = segment.countTurns(with: pattern, in: try checked(turns.turns())) else {
      throw segment.damage(0)
    }
    return known + more
  }

  /// Every hit found and counted.
  private func countHits(_ plan: PlanNode) throws(IndexProblem) -> QueryCount {
    var search = SegmentSearch(segment, plan, interruption)
    var count = QueryCount(turns: 0, hits: 0)
    while let next = try search.next() {
      count.turns += 1
      count.hits += try search.hitCount(next)
    }
    return count
  }

  /// The pairs of a phrase of two words, where they are listed.
  func listedPairs(_ phrase: PhrasePlan) -> PairLists? {
    guard phrase.pattern != nil, phrase.steps.count == 2 else { return nil }
    return PairLists(phrase.steps[0].set, phrase.steps[1].set)
  }

  private func countListed(_ phrase: PhrasePlan) throws(IndexProblem) -> QueryCount? {
    guard let pairs = listedPairs(phrase) else { return nil }
    var turns = TurnIntersection(of: segment)
    try add(pairs, to: &turns)
    return QueryCount(turns: try checked(turns.count()), hits: pairs.occurrences)
  }

  /// The turns of any of the pairs, ascending.
  func turns(of pairs: PairLists) throws(IndexProblem) -> [UInt32] {
    var turns = TurnIntersection(of: segment)
    try add(pairs, to: &turns)
    return try checked(turns.turns())
  }

  private func count(
    _ pattern: CodePattern, in plan: PlanNode
  ) throws(IndexProblem) -> QueryCount {
    let candidates = try candidates(plan)
    guard let found = segment.count(pattern, in: candidates) else { throw segment.damage(0) }
    return QueryCount(turns: found.turns, hits: found.hits)
  }

  /// How an AND is counted.
  enum AllOperands {
    /// Lists and code bytes do not decide it.
    case undecided
    /// The hits of one operand, beside filters alone, one by one.
    case hits(CodePattern)
    /// One hit a turn, in those candidates that have all the patterns.
    case turns([CodePattern])
  }

  static func patterns(ofAll nodes: [PlanNode]) -> AllOperands {
    var patterns: [CodePattern] = []
    for node in nodes where !node.isExactByTurn {
      guard let pattern = node.codePattern else { return .undecided }
      patterns.append(pattern)
    }
    let positives = nodes.filter { !$0.isFilter }
    guard positives.count == 1 else { return .turns(patterns) }
    guard let pattern = positives[0].codePattern, patterns.count <= 1 else { return .undecided }
    return .hits(pattern)
  }

  /// AND; `nil` where lists and code bytes do not decide it.
  private func countAll(
    _ nodes: [PlanNode], _ plan: PlanNode
  ) throws(IndexProblem) -> QueryCount? {
    switch Self.patterns(ofAll: nodes) {
    case .undecided: return nil
    case .hits(let pattern): return try count(pattern, in: plan)
    case .turns(let patterns):
      if patterns.isEmpty {
        let count = try turnCount(plan)
        return QueryCount(turns: count, hits: count)
      }
      var candidates = try candidates(plan)
      for pattern in patterns {
        guard segment.keep(pattern, in: &candidates) else { throw segment.damage(0) }
      }
      return QueryCount(turns: candidates.count, hits: candidates.count)
    }
  }

  /// The turns that lists leave, ascending.
  func candidates(_ plan: PlanNode) throws(IndexProblem) -> [UInt32] {
    var turns = TurnIntersection(of: segment)
    try require(plan, &turns)
    return try checked(turns.turns())
  }

  private func turnCount(_ plan: PlanNode) throws(IndexProblem) -> Int {
    var turns = TurnIntersection(of: segment)
    try require(plan, &turns)
    return try checked(turns.count())
  }

  /// Adds what the lists say of a plan.
  private func require(
    _ plan: PlanNode, _ turns: inout TurnIntersection
  ) throws(IndexProblem) {
    switch plan {
    case .words(let set):
      if set.lists.count == 1 {
        turns.add(set.lists.postings(0))
      } else {
        turns.add(try checked(set.lists.union()))
      }
    case .phrase(let phrase):
      let (pairs, steps) = phrase.requirements
      for pair in pairs { try add(pair, to: &turns) }
      for step in steps { try require(.words(step.set), &turns) }
    case .near(let left, let right, _, _):
      try require(left, &turns)
      try require(right, &turns)
    case .and(let nodes):
      for node in nodes { try require(node, &turns) }
    case .filter(let filter): turns.add(filter.bits)
    case .pattern(let pattern): try require(pattern.candidates, &turns)
    case .everything: break
    case .or, .not, .stretch, .masked, .sentence, .excluding, .runs:
      turns.add(CandidateSource(plan).bits(segment.turnCount))
    }
  }

  private func add(
    _ pairs: PairLists, to turns: inout TurnIntersection
  ) throws(IndexProblem) {
    if pairs.turns.count == 1 {
      turns.add(pairs.turns[0])
    } else {
      turns.add(CandidateSource(pairs).bits(segment.turnCount))
    }
  }

  /// A list that is damaged says nothing.
  private func checked<Result>(_ result: Result?) throws(IndexProblem) -> Result {
    guard let result else { throw segment.damagedLists }
    return result
  }
}
