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
  /// Cost: the query's candidates, plus one turn a shown extract.
  public init(
    _ query: QueryNode, in index: Index, _ request: ExtractRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions(),
    themes: any ThemeSource = NoThemes()
  ) throws {
    var search = try Search(query, in: index.segments, options: options, regions: regions)
    var counts = HitCounts()
    var sampler = request.sample.map(SeededSample<Hit>.init)
    var first: [Hit] = []
    var extractor = Extractor(index, themes: themes, context: request.context)
    while let hit = try search.next() {
      let segment = index.segments[hit.segment]
      let session = segment.session(ofTurn: hit.turn)
      let place = Index.SessionPlace(segment: hit.segment, session: session)
      let entry = try extractor.entry(place)
      counts.add(hit, place, entry, speakerSet: segment.speakerSet(ofTurn: hit.turn), index)
      if request.countsOnly { continue }
      if sampler != nil {
        let turn = hit.turn - segment.turns(ofSession: session).lowerBound + 1
        sampler?.offer(hit, session: entry.session.id, turn: turn, spans: hit.spans)
      } else if first.count < request.limit ?? .max {
        first.append(hit)
      }
    }
    let chosen = sampler?.elements ?? first
    var extracts: [Extract] = []
    for hit in chosen.prefix(max(request.limit ?? .max, 0)) {
      extracts.append(try extractor.extract(hit))
    }
    self.init(
      extracts: extracts, hitCount: counts.hits, turnCount: counts.turns,
      sessionCount: counts.sessions.count, speakerCount: counts.speakers.count,
      title: query.normalForm)
  }
}

/// Counts hits as they come.
private struct HitCounts {
  var hits = 0
  var turns = 0
  var sessions: Set<String> = []
  /// Full ids.
  var speakers: Set<String> = []
  private var last: (segment: Int, turn: Int) = (-1, -1)
  private var seenSets: Set<Int> = []
  private var place: Index.SessionPlace?

  mutating func add(
    _ hit: Hit, _ place: Index.SessionPlace, _ entry: SessionEntry, speakerSet: Int,
    _ index: Index
  ) {
    hits += 1
    if last != (hit.segment, hit.turn) { turns += 1 }
    last = (hit.segment, hit.turn)
    if self.place != place {
      self.place = place
      seenSets = []
      sessions.insert(entry.session.id)
    }
    guard speakerSet < entry.speakerSets.count, seenSets.insert(speakerSet).inserted else { return }
    for person in entry.speakerSets[speakerSet] {
      speakers.insert(
        index.fullID(session: entry.session.id, label: entry.session.participants[person].id))
    }
  }
}
