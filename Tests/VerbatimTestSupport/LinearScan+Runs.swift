import VerbatimCorpus
import VerbatimQuery

/// What goes over several turns, by the definitions (`query-simple.md`, design.md §3).
///
/// - **THEN**: a chain is one match of each operand, in turns of one session, each behind the one
///   before and at most so many turns further on, the speakers of the two as wanted. A hit for each
///   minimal run of turns that a chain takes, with the spans of all chains that take just these turns.
/// - **WITHIN n turns**: each minimal run of at most n turns that fulfils the query; **exchange** (from
///   one turn in which a moderator speaks, or the session's first, up to the next) and **session**: each
///   that fulfils it; the spans are all that lie in it.
/// - Turns together fulfil a word, a phrase, NEAR, THEN … if a match lies in them; AND, OR, NOT as usual.
///   Filters of an AND must be met by each turn of a match that holds a span (by each turn of one
///   without spans), of all its other operands, NOT included; alone they are fulfilled by any turn that
///   meets them.
/// - Outside of such a scope, filters beside one operand keep its matches that meet them in that way;
///   AND and NOT of anything else speak of single turns.
/// - **EXCLUDING** drops a match if any turn of it that holds a span (any turn of one without) meets
///   the filter.
extension LinearScan {
  struct ScanRun: Hashable {
    /// Indices into ``LinearScan/turns``.
    var turns: ClosedRange<Int>
    var spans: Set<Place> = []
  }

  struct Place: Hashable {
    var turn: Int
    var span: ClosedRange<Int>
  }

  func runs(of query: QueryNode) -> Set<ScanRun> {
    if !query.crossesTurns {
      let all = matches(of: query).enumerated().flatMap { turn, matches in
        matches.map { match in
          ScanRun(turns: turn...turn, spans: Set(match.map { Place(turn: turn, span: $0) }))
        }
      }
      return Set(all)
    }
    switch query {
    case .or(let operands): return operands.reduce(into: []) { $0.formUnion(runs(of: $1)) }
    case .then(let first, let links): return chains(first, links)
    case .within(let inner, let scope): return units(of: scope, fulfilling: inner)
    case .excluding(let inner, let filter):
      let refused = Self.exclusion(filter)
      return runs(of: inner).filter { run in
        !parts(run).contains { meets(refused, $0.turn, $0.match) }
      }
    case .and(let operands):
      let others = operands.filter { !$0.isFilter }
      if others.count == 1, !Self.isNot(others[0]) {
        let filters = operands.filter(\.isFilter)
        return runs(of: others[0]).filter { passes($0, filters) }
      }
      return units(of: .turn, fulfilling: query)
    default: return units(of: .turn, fulfilling: query)
    }
  }

  private static func isNot(_ query: QueryNode) -> Bool {
    if case .not = query { return true }
    return false
  }

  /// A run's turns with what of it they hold: those that hold a span, all where none does.
  private func parts(_ run: ScanRun) -> [(turn: Int, match: Match)] {
    run.turns.compactMap { turn in
      let match = run.spans.filter { $0.turn == turn }.map(\.span)
      return match.isEmpty && !run.spans.isEmpty ? nil : (turn, match)
    }
  }

  private func passes(_ run: ScanRun, _ filters: [QueryNode]) -> Bool {
    parts(run).allSatisfy { part in
      filters.allSatisfy { meets($0, part.turn, part.match) }
    }
  }

  // MARK: THEN

  private func chains(_ first: QueryNode, _ links: [Following]) -> Set<ScanRun> {
    func joined(_ query: QueryNode) -> [ScanRun] {
      Dictionary(grouping: runs(of: query), by: \.turns).map { turns, runs in
        ScanRun(turns: turns, spans: runs.reduce(into: []) { $0.formUnion($1.spans) })
      }
    }
    // For each chain so far: its run, and where its last match ends.
    var chains = joined(first).map { (run: $0, end: $0.turns.upperBound) }
    for link in links {
      let next = joined(link.node)
      chains = chains.flatMap { chain in
        next.compactMap { match in
          let apart = match.turns.lowerBound - chain.end
          guard apart >= 1, apart <= link.turns,
            isSameSession(chain.end, match.turns.lowerBound),
            mayFollow(chain.end, match.turns.lowerBound, link.speaker)
          else { return nil }
          return (
            ScanRun(
              turns: chain.run.turns.lowerBound...match.turns.upperBound,
              spans: chain.run.spans.union(match.spans)), match.turns.upperBound
          )
        }
      }
      // Chains of the same turns that end in the same match go on alike.
      chains = Dictionary(grouping: chains) { [$0.run.turns.lowerBound, $0.end] }.values.map {
        group in
        let spans = group.reduce(into: Set<Place>()) { $0.formUnion($1.run.spans) }
        return (ScanRun(turns: group[0].run.turns, spans: spans), group[0].end)
      }
    }
    return Self.minimal(Set(chains.map(\.run)))
  }

  private func isSameSession(_ first: Int, _ second: Int) -> Bool {
    turns[first].session.id == turns[second].session.id
  }

  private func mayFollow(_ first: Int, _ second: Int, _ relation: SpeakerRelation) -> Bool {
    let common = Set(turns[first].turn.speakers).intersection(turns[second].turn.speakers)
    return switch relation {
    case .any: true
    case .other: common.isEmpty
    case .same: !common.isEmpty
    }
  }

  private static func minimal(_ runs: Set<ScanRun>) -> Set<ScanRun> {
    let all = Set(runs.map(\.turns))
    return runs.filter { run in
      !all.contains { inner in
        inner != run.turns && run.turns.lowerBound <= inner.lowerBound
          && inner.upperBound <= run.turns.upperBound
      }
    }
  }

  // MARK: Scopes

  private func units(of scope: QueryScope, fulfilling query: QueryNode) -> Set<ScanRun> {
    var found: Set<ScanRun> = []
    var known = Known()
    for unit in units(of: scope) where fulfils(query, unit, [], &known) {
      found.insert(ScanRun(turns: unit, spans: spans(query, unit, [], &known)))
    }
    if case .turns = scope { return Self.minimal(found) }
    return found
  }

  private func units(of scope: QueryScope) -> [ClosedRange<Int>] {
    switch scope {
    case .sentence: return []
    case .turn: return turns.indices.map { $0...$0 }
    case .turns(let most):
      return turns.indices.flatMap { first in
        (0..<most).compactMap { more in
          let last = first + more
          return last < turns.count && isSameSession(first, last) ? first...last : nil
        }
      }
    case .exchange:
      return cut { turn in
        turn.session.participants.contains {
          $0.role == .moderator && turn.turn.speakers.contains($0.id)
        }
      }
    case .session: return cut { _ in false }
    }
  }

  /// Sessions, cut before the turns that begin a unit.
  private func cut(_ begins: (ScannedTurn) -> Bool) -> [ClosedRange<Int>] {
    var units: [ClosedRange<Int>] = []
    for (index, turn) in turns.enumerated() {
      if let last = units.last, isSameSession(last.lowerBound, index), !begins(turn) {
        units[units.count - 1] = last.lowerBound...index
      } else {
        units.append(index...index)
      }
    }
    return units
  }

  /// What parts of the query match, found once.
  private struct Known {
    var runs: [String: Set<ScanRun>] = [:]
  }

  private func matches(
    _ query: QueryNode, _ unit: ClosedRange<Int>, _ filters: [QueryNode], _ known: inout Known
  ) -> Set<ScanRun> {
    let name = query.normalForm
    let all = known.runs[name] ?? runs(of: query)
    known.runs[name] = all
    return all.filter {
      unit.lowerBound <= $0.turns.lowerBound && $0.turns.upperBound <= unit.upperBound
        && passes($0, filters)
    }
  }

  private func fulfils(
    _ query: QueryNode, _ unit: ClosedRange<Int>, _ filters: [QueryNode], _ known: inout Known
  ) -> Bool {
    if query.isFilter {
      return unit.contains { turn in (filters + [query]).allSatisfy { meets($0, turn, []) } }
    }
    switch query {
    case .and(let operands):
      let all = filters + operands.filter(\.isFilter)
      let others = operands.filter { !$0.isFilter }
      for operand in others where !fulfils(operand, unit, all, &known) { return false }
      if others.allSatisfy(Self.isNot) {
        return unit.contains { turn in all.allSatisfy { meets($0, turn, []) } }
      }
      return true
    case .or(let operands):
      for operand in operands where fulfils(operand, unit, filters, &known) { return true }
      return false
    case .not(let operand): return !fulfils(operand, unit, filters, &known)
    default: return !matches(query, unit, filters, &known).isEmpty
    }
  }

  private func spans(
    _ query: QueryNode, _ unit: ClosedRange<Int>, _ filters: [QueryNode], _ known: inout Known
  ) -> Set<Place> {
    if query.isFilter { return [] }
    var found: Set<Place> = []
    switch query {
    case .and(let operands):
      let all = filters + operands.filter(\.isFilter)
      for operand in operands { found.formUnion(spans(operand, unit, all, &known)) }
    case .or(let operands):
      for operand in operands where fulfils(operand, unit, filters, &known) {
        found.formUnion(spans(operand, unit, filters, &known))
      }
    case .not: break
    default:
      for run in matches(query, unit, filters, &known) { found.formUnion(run.spans) }
    }
    return found
  }

  // MARK: Hits

  /// By turn, then by the start of the first span, the end of the last, the last turn, and span by
  /// span; a match without spans first.
  func order(_ run: ScanRun) -> [Int] {
    let spans = positions(run)
    return [
      run.turns.lowerBound, spans.first?.lowerBound ?? -1, spans.map(\.upperBound).max() ?? -1,
      run.turns.upperBound,
    ] + spans.flatMap { [$0.lowerBound, $0.upperBound] }
  }

  /// Positions from the beginning of the first turn.
  private func positions(_ run: ScanRun) -> [ClosedRange<Int>] {
    run.spans.map { place in
      let before = turns[run.turns.lowerBound..<place.turn].reduce(0) { $0 + $1.tokens.count }
      return place.span.lowerBound + before...place.span.upperBound + before
    }.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
  }

  func hit(_ run: ScanRun) -> ScanHit {
    let spans = run.spans.map { place -> Range<Int> in
      let before = turns[run.turns.lowerBound..<place.turn].reduce(0) {
        $0 + $1.turn.text.unicodeScalars.count + 1
      }
      let ranges = turns[place.turn].ranges
      return Int(ranges[place.span.lowerBound].lowerBound) + before..<Int(
        ranges[place.span.upperBound].upperBound) + before
    }
    let first = turns[run.turns.lowerBound]
    return ScanHit(
      session: first.session.id, turn: first.turn.number,
      lastTurn: turns[run.turns.upperBound].turn.number,
      spans: spans.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) },
      spokenTurns: parts(run).map { turns[$0.turn].turn.number })
  }
}
