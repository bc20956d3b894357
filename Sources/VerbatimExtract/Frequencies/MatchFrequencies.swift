import VerbatimIndex
import VerbatimQuery

/// What a query matched, form by form: which words a wildcard, a regular expression or an alternative
/// stands for, and how often.
///
/// A match is the stretch of its spans: their forms in order, spans that do not touch parted by ` … `.
/// Kinds that are left out of counts are not left out here.
public struct MatchFrequencies: Sendable {
  /// In the order that was asked for.
  public let rows: [FrequencyList.Row]
  /// Different matches that pass the minima, shown or not.
  public let rowCount: Int
  public let formCount: Int
  public let onceCount: Int
  /// All hits.
  public let hitCount: Int
  /// Tokens of the whole index.
  public let tokenCount: Int
  public let sessionTotal: Int
  public let participantTotal: Int

  /// - Parameter table: made without leaving anything out.
  ///
  /// Throws ``CountingProblem``, what the planning of the query throws, and ``IndexProblem``. Cost: all
  /// hits, with the codes of their turns. Memory: 8 bytes a hit, and each different match.
  public init(
    of query: QueryNode, _ request: FrequencyRequest, in index: Index, by table: FormTable,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    let roster = try Roster(index, isNamed: false)
    var reader = MatchReader(index, table)
    var matches: [(form: UInt32, turn: UInt32)] = []
    var sets: [UInt32] = []
    var last: (segment: Int, turn: Int)?
    var hits = 0
    var search = try Search(query, in: index.segments, options: options, regions: regions)
    while let hit = try search.next() {
      hits += 1
      guard let form = try reader.form(of: hit) else { continue }
      if last.map({ $0 != (hit.segment, hit.turn) }) ?? true {
        last = (hit.segment, hit.turn)
        let segment = index.segments[hit.segment]
        let place = Index.SessionPlace(
          segment: hit.segment, session: segment.session(ofTurn: hit.turn))
        let facts = roster.sessions[roster.session(place)]
        sets.append(UInt32(roster.set(ofTurn: hit.turn, in: facts, of: segment)))
      }
      matches.append((form, UInt32(sets.count - 1)))
    }
    if hits > 0, matches.isEmpty {
      throw CountingProblem.nothingMatched(query: query.normalForm)
    }
    hitCount = hits
    tokenCount = index.tokenCount
    sessionTotal = roster.sessions.count
    participantTotal = roster.countedTotal
    formCount = reader.names.count

    matches.sort { $0 < $1 }
    let names = reader.names
    let order = Self.ranks(names, fromEnd: request.order == .end)
    let pattern = request.pattern.map { FormPattern($0, key: FrequencyList.key(table)) }
    var top = TopEntries(limit: request.limit, order: request.order) { a, b in
      order[Int(a.place)] < order[Int(b.place)]
    }
    var counter = SpreadCounter(roster, turns: sets.count)
    var once = 0
    var start = 0
    while start < matches.count {
      let form = matches[start].form
      counter.begin()
      var end = start
      while end < matches.count, matches[end].form == form {
        let turn = Int(matches[end].turn)
        counter.add(turn: turn, set: Int(sets[turn]))
        end += 1
      }
      if end - start == 1 { once += 1 }
      let spread = counter.spread
      if end - start >= request.minimum, spread.sessions >= request.minimumSessions,
        spread.participants >= request.minimumParticipants,
        pattern?.matches(Array(names[Int(form)].utf8)) ?? true
      {
        try top.offer(
          ListEntry(place: form, count: UInt32(clamping: end - start), spread: spread))
      }
      start = end
    }
    onceCount = once
    rowCount = top.count
    rows = top.finish().map {
      FrequencyList.Row(form: names[Int($0.place)], count: Int($0.count), spread: $0.spread)
    }
  }

  private static func ranks(_ names: [String], fromEnd: Bool) -> [Int] {
    let keys = names.map { name -> [UInt32] in
      let scalars = name.unicodeScalars.map(\.value)
      return fromEnd ? scalars.reversed() : scalars
    }
    var ranks = [Int](repeating: 0, count: names.count)
    let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    for (rank, name) in order.enumerated() { ranks[name] = rank }
    return ranks
  }
}

/// The forms of a hit, numbered.
private struct MatchReader {
  private let index: Index
  private let table: FormTable
  private var known: [[UInt32]: UInt32] = [:]
  private(set) var names: [String] = []
  private var decoded = DecodedTurn()
  private var ids: [Int] = []
  private var spelled: [UInt32] = []
  /// The forms of the turns that were read last.
  private var forms: [UInt32] = []
  private var read: (segment: Int, turns: ClosedRange<Int>)?

  init(_ index: Index, _ table: FormTable) {
    self.index = index
    self.table = table
  }

  /// The number of what a hit matched; `nil` for a whole turn.
  mutating func form(of hit: Hit) throws -> UInt32? {
    if hit.spans.isEmpty { return nil }
    try readTurns(hit)
    var key: [UInt32] = []
    var end: Int?
    for span in hit.spans {
      if let end, span.lowerBound > end { key.append(FormTable.none) }
      let from = max(span.lowerBound, end ?? 0)
      let to = min(span.upperBound, forms.count)
      if from < to { key += forms[from..<to] }
      end = max(end ?? 0, span.upperBound)
    }
    if let number = known[key] { return number }
    let number = UInt32(names.count)
    known[key] = number
    names.append(
      key.map { $0 == FormTable.none ? "…" : table.string(Int($0)) }.joined(separator: " "))
    return number
  }

  private mutating func readTurns(_ hit: Hit) throws {
    let turns = hit.turn...max(hit.turn, hit.lastTurn)
    if let read, read.segment == hit.segment, read.turns == turns { return }
    forms.removeAll(keepingCapacity: true)
    let segment = index.segments[hit.segment]
    for turn in turns {
      if table.choice.form == .word {
        guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
        table.read(decoded, ofSegment: hit.segment, into: &spelled)
        forms += spelled
      } else {
        guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
        for id in ids { forms.append(table.numbers[hit.segment][id]) }
      }
    }
    read = (hit.segment, turns)
  }
}
