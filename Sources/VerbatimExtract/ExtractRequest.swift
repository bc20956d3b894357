import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// What is wanted of a query's hits.
public struct ExtractRequest: Sendable {
  /// At most so many extracts, the first in order; `nil` is all.
  public var limit: Int?
  /// So many hits with the smallest keyed hash of their identity instead of the first.
  public var sample: Sample?
  public var context: ExtractContext
  /// Counts alone: no extract is made.
  public var countsOnly: Bool

  /// A sample that is the same for the same seed, on any machine, after any re-indexing.
  public struct Sample: Sendable, Equatable {
    public var count: Int
    public var seed: UInt64

    public init(count: Int, seed: UInt64) {
      self.count = count
      self.seed = seed
    }
  }

  public init(
    limit: Int? = nil, sample: Sample? = nil, context: ExtractContext = .none,
    countsOnly: Bool = false
  ) {
    self.limit = limit
    self.sample = sample
    self.context = context
    self.countsOnly = countsOnly
  }
}

extension ExtractList {
  /// Runs a query and makes the extracts that were asked for. Everything is counted, shown or not.
  ///
  /// Cost: counting turns by ``Search/matchedTurns(_:in:options:regions:)``, or the query's candidates
  /// where all hits or a sample are wanted; plus one turn a shown extract.
  public init(
    _ query: QueryNode, in index: Index, _ request: ExtractRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions(),
    themes: any ThemeSource = NoThemes()
  ) throws {
    let chosen: [Hit]
    let matched: MatchedTurns
    if request.needsEveryHit {
      var walk = HitWalk(index, request)
      try walk.run(try Search(query, in: index.segments, options: options, regions: regions))
      (chosen, matched) = (walk.chosen, walk.matched)
    } else {
      func first(_ limit: Int) throws -> [Hit] {
        var found: [Hit] = []
        guard limit > 0 else { return found }
        var search = try Search(query, in: index.segments, options: options, regions: regions)
        while found.count < limit, let hit = try search.next() { found.append(hit) }
        return found
      }
      // Where time is short, what is shown comes first; else a count of nothing saves looking for it.
      let limit = request.countsOnly ? 0 : request.limit ?? .max
      let early = options.interruption?.hasDeadline == true ? try first(limit) : nil
      matched = try Search.matchedTurns(
        query, in: index.segments, options: options, regions: regions)
      chosen = try early ?? first(min(limit, matched.hits))
    }
    var tally = TurnTally(sharesSpeakers: index.manifest.sharesSpeakers)
    for (segment, turns) in zip(index.segments, matched.turns) { try tally.add(turns, of: segment) }
    var extractor = Extractor(index, themes: themes, context: request.context)
    var extracts: [Extract] = []
    for hit in chosen.prefix(max(request.limit ?? .max, 0)) {
      extracts.append(try extractor.extract(hit))
    }
    self.init(
      extracts: extracts, hitCount: matched.hits,
      turnCount: matched.turns.reduce(0) { $0 + $1.count }, sessionCount: tally.sessionCount,
      speakerCount: tally.speakerCount, title: query.normalForm)
  }
}

extension ExtractRequest {
  /// Whether hits have to be looked at that are not among the first ones.
  fileprivate var needsEveryHit: Bool {
    !countsOnly && (sample != nil || limit == nil)
  }
}

/// Looks at every hit: keeps all or a sample, and the turns.
private struct HitWalk {
  private let index: Index
  private let samples: Bool
  private var sampler: SeededSample<Hit>?
  private var hits: [Hit] = []
  private(set) var matched: MatchedTurns
  /// For each segment, turns of hits over several.
  private var spoken: [Set<UInt32>]

  init(_ index: Index, _ request: ExtractRequest) {
    self.index = index
    samples = request.sample != nil
    sampler = request.sample.map(SeededSample<Hit>.init)
    matched = MatchedTurns(turns: index.segments.map { _ in [] }, hits: 0)
    spoken = index.segments.map { _ in [] }
  }

  var chosen: [Hit] { sampler?.elements ?? hits }

  mutating func run(_ search: consuming Search) throws(IndexProblem) {
    while let found = try search.nextTurn() {
      matched.hits += found.hits.count
      if found.lastTurn == found.turn {
        add(UInt32(found.turn), found.segment)
      } else {
        try addSpokenTurns(found)
      }
      if samples {
        offer(found)
      } else {
        for spans in found.hits { hits.append(found.hit(spans)) }
      }
    }
    for segment in spoken.indices where !spoken[segment].isEmpty {
      matched.turns[segment] = spoken[segment].union(matched.turns[segment]).sorted()
    }
  }

  private mutating func add(_ turn: UInt32, _ segment: Int) {
    // Among hits over several turns the same turn may come again.
    if matched.turns[segment].last != turn { matched.turns[segment].append(turn) }
  }

  /// Runs overlap, so their turns are put in order at the end.
  private mutating func addSpokenTurns(_ found: TurnHits) throws(IndexProblem) {
    for spans in found.hits {
      for turn in try found.hit(spans).spokenTurns(in: index.segments[found.segment]) {
        spoken[found.segment].insert(UInt32(turn))
      }
    }
  }

  private mutating func offer(_ found: TurnHits) {
    let segment = index.segments[found.segment]
    let session = segment.session(ofTurn: found.turn)
    let id = segment.sessionID(session)
    let turn = found.turn - segment.turns(ofSession: session).lowerBound + 1
    for spans in found.hits {
      sampler?.offer(
        found.hit(spans), session: id, turn: turn, more: found.lastTurn - found.turn, spans: spans)
    }
  }
}

extension TurnHits {
  fileprivate func hit(_ spans: [Range<Int>]) -> Hit {
    Hit(segment: segment, turn: turn, lastTurn: lastTurn, spans: spans)
  }
}
