import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics

/// How evenly the hits of queries are spread over the parts of a corpus.
public struct DispersionList: Sendable {
  /// What a query is called, and where it was looked for.
  public struct Part: Sendable, Equatable {
    public var name: String
    /// Positions of the part's counted turns.
    public var words: Int
    public var hits: Int
    /// Where each hit begins: words of the part before it, ascending.
    public var offsets: [Int]
  }

  public struct Row: Sendable {
    /// In normal form.
    public var query: String
    /// All hits, those in no part among them.
    public var hits: Int
    /// Turns, sessions and counted people with a hit.
    public var spread: Spread
    /// Over ``parts``.
    public var dispersion: Dispersion
    /// Parts that have words, in natural order of their names.
    public var parts: [Part]
    /// Hits in turns that belong to no part.
    public var hitsInNoPart: Int
  }

  public let key: PartKey
  /// A row for each query, in their order.
  public let rows: [Row]
  /// Words of all counted turns.
  public let countedWords: Int
  /// Words of all parts; a turn that belongs to several counts in each.
  public let words: Int
  /// Whether any turn does.
  public let partsOverlap: Bool
  /// Words of counted turns that belong to no part.
  public let wordsInNoPart: Int
  public let sessionTotal: Int
  public let participantTotal: Int

  /// Cost: finding all hits of each query, and counting the words of all turns at below 1 ns a word.
  /// Memory: 16 bytes a hit.
  public init(
    of queries: [QueryNode], over key: PartKey, _ index: Index, in corpus: SubCorpus = .whole,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    let roster = try Roster(index)
    let parts = CorpusParts(roster, by: key)
    var hits = try queries.map { try HitPlaces($0, index, corpus, options, regions) }
    var walk = PartWalk(parts: parts, roster: roster, index: index, queries: queries.count)
    try corpus.forEachTurn(in: index, roster) { turn in try walk.add(turn, &hits) }
    self.key = key
    words = walk.sizes.reduce(0, +)
    countedWords = walk.countedWords
    wordsInNoPart = walk.wordsInNoPart
    partsOverlap = walk.partsOverlap
    sessionTotal = roster.sessions.count
    participantTotal = roster.countedTotal
    rows = queries.indices.map { number in
      let found = parts.names.indices.filter { walk.sizes[$0] > 0 }.map { part in
        Part(
          name: parts.names[part], words: walk.sizes[part],
          hits: walk.offsets[number][part].count, offsets: walk.offsets[number][part])
      }
      return Row(
        query: queries[number].normalForm, hits: hits[number].count,
        spread: walk.counters[number].spread,
        dispersion: Dispersion(found.map { .init(frequency: $0.hits, size: $0.words) }),
        parts: found, hitsInNoPart: walk.hitsInNoPart[number])
    }
  }
}

/// Where the hits of a query begin, turn by turn.
private struct HitPlaces {
  private struct Place {
    var turn: UInt32
    var position: UInt32
  }

  /// For each segment, by turn.
  private var places: [[Place]]
  private var next: [Int]
  var count: Int { places.reduce(0) { $0 + $1.count } }

  /// Hits whose first turn is counted.
  init(
    _ query: QueryNode, _ index: Index, _ corpus: SubCorpus, _ options: QueryOptions,
    _ regions: any RegionSource
  ) throws {
    var places: [[Place]] = index.segments.map { _ in [] }
    let bits = index.segments.indices.map { corpus.bits(ofSegment: $0, in: index) }
    var search = try Search(query, in: index.segments, options: options, regions: regions)
    while let hit = try search.next() {
      if let bits = bits[hit.segment], bits[hit.turn >> 6] >> UInt64(hit.turn & 63) & 1 == 0 {
        continue
      }
      places[hit.segment].append(
        Place(
          turn: UInt32(hit.turn),
          position: UInt32(clamping: hit.spans.first?.lowerBound ?? 0)))
    }
    self.places = places
    next = [Int](repeating: 0, count: places.count)
  }

  /// Calls `body` with the position of each hit of a turn. Turns of a segment must ascend.
  mutating func take(_ turn: CountedTurn, _ body: (Int) -> Void) {
    let segment = turn.place.segment
    while next[segment] < places[segment].count {
      let place = places[segment][next[segment]]
      guard place.turn <= turn.turn else { return }
      next[segment] += 1
      if place.turn == turn.turn { body(Int(place.position)) }
    }
  }
}

/// Goes through the turns and gives words and hits to their parts.
private struct PartWalk {
  let parts: CorpusParts
  let index: Index
  private(set) var sizes: [Int]
  /// By query and part.
  private(set) var offsets: [[[Int]]]
  private(set) var counters: [SpreadCounter]
  private(set) var hitsInNoPart: [Int]
  private(set) var countedWords = 0
  private(set) var wordsInNoPart = 0
  private(set) var partsOverlap = false
  /// The number of a turn among all that are walked through.
  private var walked = 0

  init(parts: CorpusParts, roster: Roster, index: Index, queries: Int) {
    self.parts = parts
    self.index = index
    sizes = [Int](repeating: 0, count: parts.names.count)
    offsets = [[[Int]]](
      repeating: [[Int]](repeating: [], count: parts.names.count), count: queries)
    hitsInNoPart = [Int](repeating: 0, count: queries)
    counters = []
    for _ in 0..<queries {
      var counter = SpreadCounter(roster, turns: index.turnCount)
      counter.begin()
      counters.append(counter)
    }
  }

  mutating func add(_ turn: CountedTurn, _ hits: inout [HitPlaces]) throws {
    let segment = index.segments[turn.place.segment]
    guard let words = segment.tokenCount(ofTurn: turn.turn) else {
      throw segment.damage(turn.turn)
    }
    let mine = parts.ofSet[turn.set]
    for query in hits.indices {
      hits[query].take(turn) { position in
        counters[query].add(turn: walked, set: turn.set)
        if mine.isEmpty { hitsInNoPart[query] += 1 }
        for part in mine { offsets[query][part].append(sizes[part] + min(position, words)) }
      }
    }
    for part in mine { sizes[part] += words }
    countedWords += words
    if mine.isEmpty { wordsInNoPart += words }
    if mine.count > 1 { partsOverlap = true }
    walked += 1
  }
}
