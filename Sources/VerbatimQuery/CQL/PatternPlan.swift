import VerbatimAnalysis
import VerbatimIndex

/// A query of the corpus query language made concrete for one segment.
final class PatternPlan: Sendable {
  let query: CQLQuery
  let compiled: CompiledCQL
  let segment: Segment
  let options: QueryOptions
  /// By number of region: spans that do not stand in the index.
  let regionSpans: [[String: [RegionSpan]]]
  /// The number of the region that a match must lie in.
  let scopeRegion: Int?
  /// Which turns are to be looked at: all of a session where matches may cross turns.
  let candidates: PlanNode

  /// True where every match lies in one turn.
  var isOneTurn: Bool { query.scope.isOneTurn }

  /// Cost: dictionary look-ups; no turn is read.
  ///
  /// Throws ``QueryError`` where the automaton would be too large, and what `regions` throws.
  init(
    _ query: CQLQuery, _ segment: Segment, _ options: QueryOptions, _ regions: any RegionSource
  ) throws {
    let known = CQLSchema.builtIn.map(\.name)
    let more = try regions.regionNames().filter { !known.contains($0) }
    let compiled = try CQLCompiler.compile(query, regionNames: known + more)
    self.query = query
    self.segment = segment
    self.options = options
    self.compiled = compiled
    regionSpans = try compiled.regions.names.map { name in
      ["u", "text", "s", "event"].contains(name) ? [:] : try regions.regionSpans(named: name)
    }
    if case .region(let name, _) = query.scope {
      scopeRegion = compiled.regions.names.firstIndex(of: name)
    } else {
      scopeRegion = nil
    }
    let planner = CandidatePlanner(compiled, segment, options)
    candidates =
      query.scope.isOneTurn ? try planner.turns() : try planner.sessions()
  }
}

extension PatternPlan {
  /// What the conditions of tokens became in the dictionary, each once, where they narrow it down.
  /// Cost: the dictionary look-ups again.
  func expansions() -> [(pattern: String, terms: TermLists)] {
    let planner = CandidatePlanner(compiled, segment, options)
    return zip(compiled.constraints, compiled.constraints.indices).compactMap {
      constraint, number in
      guard let constraint else { return nil }
      return planner.terms(number).map { (constraint.writtenAsToken, $0) }
    }
  }
}

/// Finds which turns or sessions can have a match, by dictionary and lists.
struct CandidatePlanner {
  private let compiled: CompiledCQL
  private let segment: Segment
  private let judge: TermJudge

  init(_ compiled: CompiledCQL, _ segment: Segment, _ options: QueryOptions) {
    self.compiled = compiled
    self.segment = segment
    judge = TermJudge(compiled, segment, language: options.language)
  }

  /// Turns that have what every match has.
  func turns() throws -> PlanNode {
    var all: [PlanNode] = []
    if let needed = node(need, besidesNarrow: false) { all.append(needed) }
    let decided = compiled.turnTests.filter(TurnFacts.decides)
    if !decided.isEmpty {
      all.append(.filter(try TurnFacts(compiled, segment).filter(decided)))
    }
    return all.isEmpty ? .everything : all.count == 1 ? all[0] : .and(all)
  }

  /// All turns of the sessions that have it.
  func sessions() throws -> PlanNode {
    guard let wanted = try sessions(need) else { return .everything }
    var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    for session in wanted.indices where wanted[session] {
      for turn in segment.turns(ofSession: session) { bits[turn >> 6] |= 1 << UInt64(turn & 63) }
    }
    return .filter(TurnFilter(bits: bits, turnCount: segment.turnCount))
  }

  private var need: CQLNeed { compiled.meet.map(Self.need) ?? compiled.need }

  private static func need(_ meet: CompiledMeet) -> CQLNeed {
    switch meet {
    case .token(let condition): .token(condition)
    case .window(let left, let right, let isNegated, _, _),
      .region(let left, let right, let isNegated, _):
      isNegated ? need(left) : .all([need(left), need(right)])
    case .union(let left, let right): .any([need(left), need(right)])
    }
  }

  /// True where a few stretches of the dictionary hold what is needed.
  private func isNarrow(_ need: CQLNeed) -> Bool {
    switch need {
    case .nothing: return false
    case .token(let condition): return isNarrow(condition)
    case .run(let conditions): return conditions.contains(where: isNarrow)
    case .all(let needs): return needs.contains(where: isNarrow)
    case .any(let needs): return needs.allSatisfy(isNarrow)
    }
  }

  private func isNarrow(_ condition: Int) -> Bool {
    if case .matches(.layer, let expression) = compiled.conditions[condition] {
      return !expression.expression.prefix.isEmpty
    }
    let known = DictionaryRange.known(of: compiled.conditions[condition], segment.analyzer)
    return known.map { $0.outside == .no && $0.isNarrow } ?? false
  }

  /// `nil` where nothing is surely there.
  ///
  /// - Parameter besidesNarrow: something else narrows the turns down, so that walking the whole dictionary
  ///   for this would cost more than it saves.
  private func node(_ need: CQLNeed, besidesNarrow: Bool) -> PlanNode? {
    if besidesNarrow, !isNarrow(need) { return nil }
    let besidesNarrow = besidesNarrow || isNarrow(need)
    func joined(_ all: [PlanNode]) -> PlanNode? {
      all.isEmpty ? nil : all.count == 1 ? all[0] : .and(all)
    }
    switch need {
    case .nothing: return nil
    case .token(let condition):
      if let terms = terms(condition) { return .words(TermSet(terms)) }
      return layerTurns(compiled.conditions[condition]).map {
        .filter(TurnFilter(bits: $0, turnCount: segment.turnCount))
      }
    case .run(let conditions):
      var all: [PlanNode] = []
      var steps: [PhraseStep] = []
      func endRun() {
        if steps.count > 1 {
          all.append(.phrase(PhrasePlan(steps, slack: 0)))
        } else {
          all += steps.map { .words($0.set) }
        }
        steps = []
      }
      for condition in conditions {
        if !besidesNarrow || isNarrow(condition), let terms = terms(condition) {
          steps.append(PhraseStep(set: TermSet(terms), gap: 0...0))
        } else {
          endRun()
          if let other = node(.token(condition), besidesNarrow: besidesNarrow) { all.append(other) }
        }
      }
      endRun()
      return joined(all)
    case .all(let needs):
      return joined(needs.compactMap { node($0, besidesNarrow: besidesNarrow) })
    case .any(let needs):
      let all = needs.compactMap { node($0, besidesNarrow: false) }
      return all.count < needs.count || all.isEmpty ? nil : all.count == 1 ? all[0] : .or(all)
    }
  }

  /// For each session whether it has what is needed; `nil` where nothing is.
  private func sessions(_ need: CQLNeed) throws -> [Bool]? {
    switch need {
    case .nothing: return nil
    case .token(let condition):
      let bits: [UInt64]
      if let terms = terms(condition) {
        guard let union = terms.union() else { throw segment.damagedLists }
        bits = union
      } else {
        guard let found = layerTurns(compiled.conditions[condition]) else { return nil }
        bits = found
      }
      return (0..<segment.sessionCount).map { session in
        segment.turns(ofSession: session).contains { bits[$0 >> 6] & 1 << UInt64($0 & 63) != 0 }
      }
    case .run(let conditions): return try sessions(.all(conditions.map { .token($0) }))
    case .all(let needs):
      return try needs.compactMap(sessions).reduce(nil) { all, next in
        all.map { zip($0, next).map { $0 && $1 } } ?? next
      }
    case .any(let needs):
      let all = try needs.compactMap(sessions)
      guard all.count == needs.count else { return nil }
      return all.reduce(nil) { any, next in any.map { zip($0, next).map { $0 || $1 } } ?? next }
    }
  }

  /// One bit a turn that a layer's lists give a condition; `nil` where it asks for none of a layer.
  private func layerTurns(_ condition: CQLCondition) -> [UInt64]? {
    switch condition {
    case .matches(.layer(let name), let expression):
      var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
      guard let layer = segment.layer(named: name) else { return bits }
      let expression = expression.expression
      let matcher = expression.matcher()
      // Keys without case or marks say nothing about where values stand in their order.
      let isExact = expression.options.isDisjoint(with: [.ignoresCase, .ignoresDiacritics])
      let prefix = isExact ? Array(expression.prefix.prefix { $0 < 0x80 }) : []
      bits.withUnsafeMutableBufferPointer { words in
        layer.walk(prefix: prefix) { value, entry in
          if matcher.matches(expression.key(Array(value))), let entry = entry() {
            var cursor = entry.postings.cursor()
            cursor.fill(words, window: 0..<segment.turnCount)
          }
          return true
        }
      }
      return bits
    case .and(let operands): return operands.lazy.compactMap(layerTurns).first
    case .or(let operands):
      let all = operands.compactMap(layerTurns)
      guard all.count == operands.count, let first = all.first else { return nil }
      return all.dropFirst().reduce(first) { zip($0, $1).map { $0 | $1 } }
    default: return nil
    }
  }

  /// The terms that may fulfil a condition; `nil` where the dictionary does not narrow it down.
  func terms(_ number: Int) -> TermLists? {
    let condition = compiled.conditions[number]
    guard let known = DictionaryRange.known(of: condition, segment.analyzer), known.outside == .no
    else { return nil }
    var lists = TermLists(of: segment)
    var met: Set<Int> = []
    for range in known.ranges {
      segment.walkTerms(prefix: range.prefix) { key, entry in
        if range.isWhole, key.count != range.prefix.count { return false }
        if let entry = entry(), judge.judge(condition, entry.term) != .no,
          met.insert(entry.term.id).inserted
        {
          lists.add(entry)
        }
        return lists.count <= Self.mostTerms
      }
    }
    return lists.count > Self.mostTerms ? nil : lists
  }

  /// More terms than this narrow nothing down.
  private static let mostTerms = 200_000
}
