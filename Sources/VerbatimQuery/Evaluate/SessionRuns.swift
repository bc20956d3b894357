import VerbatimIndex

/// Finds the hits of a plan in the turns of one session. The definitions:
///
/// - **THEN**: see `RunChain`.
/// - **WITHIN exchange, session**: each such unit in which the inner query holds, once, with all its
///   spans. **WITHIN n turns**: each minimal run of at most n turns in which it holds, likewise.
/// - The inner query **holds** in turns together: a word, a phrase, NEAR and whatever else is found in
///   single turns or runs holds where a hit of it lies inside; AND, OR, NOT as usual. Filters of an
///   AND say of which turns (and places) the rest of it speaks, NOT included; alone they hold where a
///   turn meets them.
/// - **EXCLUDING** drops a hit if any of its turns that hold a span (any turn of a hit without spans)
///   meets the filter there. Filters beside one such query keep a hit if each of those turns meets
///   them.
/// - AND of several that are found over several turns, outside of such a scope, holds in one turn.
final class SessionRuns {
  private let plan: RunPlan
  private let segment: Segment
  private let session: Int
  private let turns: Range<Int>
  private let candidates: RunCandidates
  private let matcher: TurnMatcher
  private var found: [[Run]?]
  private var record: SessionEntry?

  init(_ plan: RunPlan, _ session: Int, _ candidates: RunCandidates, _ matcher: TurnMatcher) {
    self.plan = plan
    segment = plan.segment
    self.session = session
    turns = plan.segment.turns(ofSession: session)
    self.candidates = candidates
    self.matcher = matcher
    found = [[Run]?](repeating: nil, count: plan.leaves.count)
  }

  /// All hits, equal ones once, in no particular order.
  func hits() throws(IndexProblem) -> [Run] { Array(Set(try hits(plan.root))) }

  private func hits(_ node: RunNode) throws(IndexProblem) -> [Run] {
    switch node {
    case .leaf(let number): return try leaf(number)
    case .condition(let condition): return try wholeTurns([condition])
    case .or(let nodes):
      var all: [Run] = []
      for node in nodes { all += try hits(node) }
      return all
    case .and(let nodes, let condition):
      if nodes.count == 1, !nodes[0].isNegative {
        return try kept(try hits(nodes[0]), condition.map { [$0] } ?? [])
      }
      return units(try resolved(node, []), turns.map { $0..<$0 + 1 })
    case .not: return units(try resolved(node, []), turns.map { $0..<$0 + 1 })
    case .chain(let first, let links): return try chain(first, links)
    case .within(let inner, let scope): return try within(inner, scope)
    case .excluding(let inner, let condition):
      var kept: [Run] = []
      for run in try hits(inner) where try !meets(run, [condition], all: false) {
        kept.append(run)
      }
      return kept
    }
  }

  // MARK: Single turns

  private func leaf(_ number: Int) throws(IndexProblem) -> [Run] {
    if let known = found[number] { return known }
    let node = plan.leaves[number]
    let bits = candidates.leaves[number]
    var places: [UInt32] = []
    var next = turns.lowerBound
    while let turn = bits.nextBit(from: next, below: turns.upperBound) {
      places.append(UInt32(turn))
      next = turn + 1
    }
    for pattern in node.requiredPatterns where !places.isEmpty {
      guard segment.keep(pattern, in: &places) else { throw segment.damage(turns.lowerBound) }
    }
    var runs: [Run] = []
    for place in places {
      let turn = Int(place)
      if case .pattern(let pattern) = node, !pattern.isOneTurn {
        runs += try matcher.crossing(pattern, from: turn)
        continue
      }
      let match = try matcher.match(node, in: turn)
      guard match.holds else { continue }
      for spans in match.hits.isEmpty ? [[]] : match.hits {
        runs.append(
          Run(turn..<turn + 1, spans.map { TurnSpan(turn: turn, range: $0) }))
      }
    }
    found[number] = runs
    return runs
  }

  private func wholeTurns(_ conditions: [PlanNode]) throws(IndexProblem) -> [Run] {
    var runs: [Run] = []
    for turn in turns {
      let run = Run(turn..<turn + 1, [])
      if try meets(run, conditions, all: true) { runs.append(run) }
    }
    return runs
  }

  private func kept(_ runs: [Run], _ conditions: [PlanNode]) throws(IndexProblem) -> [Run] {
    if conditions.isEmpty { return runs }
    var kept: [Run] = []
    for run in runs where try meets(run, conditions, all: true) { kept.append(run) }
    return kept
  }

  /// Whether each of a run's parts meets the conditions, or any.
  private func meets(
    _ run: Run, _ conditions: [PlanNode], all: Bool
  ) throws(IndexProblem) -> Bool {
    for part in run.parts {
      var passes = true
      for condition in conditions where passes {
        passes = try matcher.passes(condition, part.spans, in: part.turn)
      }
      if passes != all { return passes }
    }
    return all
  }

  // MARK: Turns together

  private func within(_ inner: RunNode, _ scope: QueryScope) throws(IndexProblem) -> [Run] {
    let found = try resolved(inner, [])
    switch scope {
    // Nothing that goes over turns stands in a sentence.
    case .sentence: return []
    case .turn: return units(found, turns.map { $0..<$0 + 1 })
    case .turns(let most): return found.minimalRuns(most: most, in: turns)
    case .exchange: return units(found, Exchanges(try entry(), segment, turns: turns).all)
    case .session: return units(found, [turns])
    }
  }

  private func units(_ found: FoundInTurns, _ units: [Range<Int>]) -> [Run] {
    units.compactMap { $0.isEmpty ? nil : found.run($0) }
  }

  private func resolved(
    _ node: RunNode, _ conditions: [PlanNode]
  ) throws(IndexProblem) -> FoundInTurns {
    switch node {
    case .leaf(let number): return .events(try kept(try leaf(number), conditions))
    case .condition(let condition): return .events(try wholeTurns(conditions + [condition]))
    case .and(let nodes, let condition):
      let all = condition.map { conditions + [$0] } ?? conditions
      var parts: [FoundInTurns] = []
      for node in nodes { parts.append(try resolved(node, all)) }
      if nodes.allSatisfy(\.isNegative) { parts.append(.events(try wholeTurns(all))) }
      return .and(parts)
    case .or(let nodes):
      var parts: [FoundInTurns] = []
      for node in nodes { parts.append(try resolved(node, conditions)) }
      return .or(parts)
    case .not(let inner): return .not(try resolved(inner, conditions))
    case .chain, .within, .excluding:
      return .events(try kept(try hits(node), conditions).sorted { $0.first < $1.first })
    }
  }

  // MARK: Turns behind one another

  private func chain(_ first: RunNode, _ links: [RunLink]) throws(IndexProblem) -> [Run] {
    var steps = [try RunChain.items(hits(first))]
    var others: [(turns: Int, mayFollow: (Int, Int) -> Bool)] = []
    for link in links {
      if steps.last?.isEmpty != false { return [] }
      steps.append(try RunChain.items(hits(link.node)))
      others.append((link.turns, try relation(link.speaker)))
    }
    return RunChain(steps, others).minimalRuns
  }

  private func relation(
    _ speaker: SpeakerRelation
  ) throws(IndexProblem) -> (Int, Int) -> Bool {
    if speaker == .any { return { _, _ in true } }
    let sets = try entry().speakerSets.map(Set.init)
    let segment = self.segment
    func people(_ turn: Int) -> Set<Int> {
      let number = segment.speakerSet(ofTurn: turn)
      return number < sets.count ? sets[number] : []
    }
    let isSame = speaker == .same
    return { people($0).isDisjoint(with: people($1)) != isSame }
  }

  private func entry() throws(IndexProblem) -> SessionEntry {
    if let record { return record }
    let entry = try segment.session(session)
    record = entry
    return entry
  }
}
