import VerbatimIndex
import VerbatimQuery

/// The hits of a query, each with its context: sorted, sampled, thinned.
public struct Concordance: Sendable, Equatable {
  public var lines: [ConcordanceLine]
  public var counts: ConcordanceTotals
  /// The query in normal form.
  public var title: String
  public var request: ConcordanceRequest
  /// What the reader should know.
  public var notes: [String] = []

  public init(
    lines: [ConcordanceLine], counts: ConcordanceTotals, title: String,
    request: ConcordanceRequest
  ) {
    self.lines = lines
    self.counts = counts
    self.title = title
    self.request = request
  }
}

/// What was counted of all hits of a query, shown or not.
public struct ConcordanceTotals: Sendable, Equatable {
  public var hits: Int
  /// Hits that thinning and sampling left.
  public var selected: Int
  public var turns: Int
  /// Sessions with a hit, of so many.
  public var sessions: Int
  public var sessionTotal: Int
  /// Distinct people with a hit, whatever their role.
  public var speakers: Int

  public init(
    hits: Int, selected: Int, turns: Int, sessions: Int, sessionTotal: Int, speakers: Int
  ) {
    self.hits = hits
    self.selected = selected
    self.turns = turns
    self.sessions = sessions
    self.sessionTotal = sessionTotal
    self.speakers = speakers
  }
}

extension Concordance {
  /// Runs a query and makes its concordance.
  ///
  /// Where the first hits in the order of place are wanted, no hit behind them is looked at. Every other
  /// order looks at every hit once and keeps its place and keys, 32 bytes and 4 a key, of all hits where
  /// there is no limit, of twice the limit and at least 65,536 where there is one. Words are put
  /// together for the lines alone.
  ///
  /// Throws what `regions` throws, ``IndexProblem``, and ``ConcordanceProblem`` where a key has too many
  /// values.
  public init(
    _ query: QueryNode, in index: Index, _ request: ConcordanceRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    var search = try Search(query, in: index.segments, options: options, regions: regions)
    var hits: [Hit] = []
    let matched: MatchedTurns
    let selected: Int
    // Where time is short, what is found is counted in the pass that finds it.
    if request.isFirstHits, options.interruption?.hasDeadline != true {
      matched = try Search.matchedTurns(
        query, in: index.segments, options: options, regions: regions)
      selected = matched.hits
      let limit = min(request.limit ?? 0, matched.hits)
      while hits.count < limit, let hit = try search.next() { hits.append(hit) }
    } else {
      var selector = HitSelector(index, request, language: options.language)
      var lines = LineOrder(index, request, language: options.language)
      try selector.run(search) { try lines.offer($1, ordinal: $0) }
      hits = lines.hits
      selected = selector.selectedCount
      matched =
        selector.hasRuns
        ? try Search.matchedTurns(query, in: index.segments, options: options, regions: regions)
        : selector.matched
    }
    var reader = ConcordanceReader(
      index, context: request.context, hasEvents: request.hasEvents)
    var lines: [ConcordanceLine] = []
    // A search that was ended before shows what it found; else the end may be asked for now.
    let interruption = options.interruption?.didStop == true ? nil : options.interruption
    for hit in hits {
      if let interruption, interruption.stops() { break }
      lines.append(try reader.line(hit))
    }
    self.init(
      lines: lines, counts: try ConcordanceTotals(matched, selected: selected, in: index),
      title: query.normalForm, request: request)
  }
}

extension ConcordanceTotals {
  init(_ matched: MatchedTurns, selected: Int, in index: Index) throws(IndexProblem) {
    var tally = TurnTally(sharesSpeakers: index.manifest.sharesSpeakers)
    for (segment, turns) in zip(index.segments, matched.turns) { try tally.add(turns, of: segment) }
    self.init(
      hits: matched.hits, selected: selected,
      turns: matched.turns.reduce(0) { $0 + $1.count }, sessions: tally.sessionCount,
      sessionTotal: index.sessionCount, speakers: tally.speakerCount)
  }
}
