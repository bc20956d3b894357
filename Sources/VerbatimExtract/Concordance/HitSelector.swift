import VerbatimIndex
import VerbatimQuery

/// Goes through every hit of a search, counts it, and gives on those that thinning and sampling keep.
struct HitSelector {
  private let index: Index
  private let request: ConcordanceRequest
  private var strata: [UInt32: SeededSample<(ordinal: Int, hit: Hit)>] = [:]
  private var stratumKeys: KeyMaker?
  /// Turns with a hit, by segment: the first one of a hit that runs through several.
  private(set) var matched: MatchedTurns
  /// Whether a hit ran through several turns.
  private(set) var hasRuns = false
  /// Hits given on.
  private(set) var selectedCount = 0

  init(_ index: Index, _ request: ConcordanceRequest, language: String) {
    self.index = index
    self.request = request
    matched = MatchedTurns(turns: index.segments.map { _ in [] }, hits: 0)
    stratumKeys = request.per.map {
      KeyMaker([$0], in: index, isAcross: request.isAcross, language: language)
    }
  }

  /// Calls `take` with the selected hits in the order of place, each with its ordinal among all.
  ///
  /// Cost: that of the search; with thinning or a sample a hash a hit; with strata their key a hit.
  mutating func run(
    _ search: consuming Search, _ take: (_ ordinal: Int, _ hit: Hit) throws -> Void
  ) throws {
    let needsHash = request.thin ?? 1 > 1 || request.sample != nil
    while let hit = try search.next() {
      let ordinal = matched.hits
      count(hit)
      if !needsHash {
        selectedCount += 1
        try take(ordinal, hit)
        continue
      }
      let segment = index.segments[hit.segment]
      let session = segment.session(ofTurn: hit.turn)
      let id = segment.sessionID(session)
      let turn = hit.turn - segment.turns(ofSession: session).lowerBound + 1
      if let thin = request.thin, thin > 1 {
        let key = SeededSample<Hit>.key(
          session: id, turn: turn, more: hit.lastTurn - hit.turn, spans: hit.spans,
          seed: request.seed)
        guard key % UInt64(thin) == 0 else { continue }
      }
      guard let sample = request.sample else {
        selectedCount += 1
        try take(ordinal, hit)
        continue
      }
      let stratum = try stratumKeys?.numbers(of: hit).first ?? 0
      strata[stratum, default: SeededSample(.init(count: sample, seed: request.seed))].offer(
        (ordinal, hit), session: id, turn: turn, more: hit.lastTurn - hit.turn, spans: hit.spans)
    }
    let sampled = strata.values.flatMap(\.elements).sorted { $0.ordinal < $1.ordinal }
    selectedCount += sampled.count
    for (ordinal, hit) in sampled { try take(ordinal, hit) }
  }

  private mutating func count(_ hit: Hit) {
    matched.hits += 1
    if hit.lastTurn > hit.turn { hasRuns = true }
    let turn = UInt32(truncatingIfNeeded: hit.turn)
    if matched.turns[hit.segment].last != turn { matched.turns[hit.segment].append(turn) }
  }
}
