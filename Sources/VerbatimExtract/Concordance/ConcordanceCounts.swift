import VerbatimIndex
import VerbatimQuery

/// How many hits there are for each value of some keys, with their range: in how many sessions, by how
/// many participants.
public struct ConcordanceCounts: Sendable, Equatable {
  public struct Row: Sendable, Equatable {
    /// A value a key; `nil` where the hit has none (no word stands there, nothing is known).
    public var values: [String?]
    public var hits: Int
    public var sessions: Int
    /// Distinct participants who speak the turns of the hits.
    public var participants: Int

    public init(values: [String?], hits: Int, sessions: Int, participants: Int) {
      self.values = values
      self.hits = hits
      self.sessions = sessions
      self.participants = participants
    }
  }

  public var keys: [ConcordanceKey]
  /// The most hits first, ties in the order of the keys.
  public var rows: [Row]
  /// Rows before a limit.
  public var rowTotal: Int
  public var counts: ConcordanceTotals
  /// The n of "n of 26".
  public var participantTotal: Int
  public var title: String
  public var request: ConcordanceRequest
  public var notes: [String] = []

  public init(
    keys: [ConcordanceKey], rows: [Row], rowTotal: Int, counts: ConcordanceTotals,
    participantTotal: Int, title: String, request: ConcordanceRequest
  ) {
    self.keys = keys
    self.rows = rows
    self.rowTotal = rowTotal
    self.counts = counts
    self.participantTotal = participantTotal
    self.title = title
    self.request = request
  }
}

extension ConcordanceCounts {
  /// Runs a query and counts its hits by keys.
  ///
  /// Cost: every hit is looked at once. Memory: a row for each combination of values, and 8 bytes for
  /// each participant of it.
  ///
  /// Throws what `regions` throws, ``IndexProblem``, and ``ConcordanceProblem`` where there are too many
  /// values or rows.
  public init(
    _ query: QueryNode, in index: Index, by keys: [ConcordanceKey], _ request: ConcordanceRequest,
    options: QueryOptions = QueryOptions(), regions: any RegionSource = NoRegions()
  ) throws {
    let search = try Search(query, in: index.segments, options: options, regions: regions)
    var selector = HitSelector(index, request, language: options.language)
    var maker = KeyMaker(keys, in: index, isAcross: request.isAcross, language: options.language)
    var groups = Groups(try ParticipantNumbers(index), index)
    try selector.run(search) { _, hit in try groups.add(hit, try maker.numbers(of: hit), keys) }
    let matched =
      selector.hasRuns
      ? try Search.matchedTurns(query, in: index.segments, options: options, regions: regions)
      : selector.matched
    self.init(
      keys: keys, rows: groups.rows(maker.columns, limit: request.limit),
      rowTotal: groups.count,
      counts: try ConcordanceTotals(matched, selected: selector.selectedCount, in: index),
      participantTotal: groups.participantTotal, title: query.normalForm, request: request)
  }
}

/// The hits of each combination of values.
private struct Groups {
  private struct Group {
    var values: [UInt32]
    var hits = 0
    var sessions = 0
    var lastSession: Index.SessionPlace?
    var participants: Set<UInt32> = []
  }

  private var participants: ParticipantNumbers
  private let index: Index
  private var groups: [Group] = []
  private var places: [[UInt32]: Int] = [:]

  var count: Int { groups.count }
  var participantTotal: Int { participants.count }

  init(_ participants: ParticipantNumbers, _ index: Index) {
    self.participants = participants
    self.index = index
  }

  /// Hits come session by session.
  mutating func add(_ hit: Hit, _ values: [UInt32], _ keys: [ConcordanceKey]) throws {
    let place: Int
    if let known = places[values] {
      place = known
    } else {
      guard groups.count < KeyColumn.mostValues else {
        throw ConcordanceProblem.tooManyValues(
          key: keys.map(\.title).joined(separator: ","), limit: KeyColumn.mostValues)
      }
      place = groups.count
      places[values] = place
      groups.append(Group(values: values))
    }
    groups[place].hits += 1
    let session = Index.SessionPlace(
      segment: hit.segment, session: index.segments[hit.segment].session(ofTurn: hit.turn))
    if groups[place].lastSession != session {
      groups[place].lastSession = session
      groups[place].sessions += 1
    }
    // In a run of turns, only who speaks a span.
    for turn in try hit.spokenTurns(in: index.segments[hit.segment]) {
      for person in try participants.speakers(hit.segment, turn) {
        groups[place].participants.insert(person)
      }
    }
  }

  func rows(_ columns: [KeyColumn], limit: Int?) -> [ConcordanceCounts.Row] {
    let ranks = columns.map { $0.ranks() }
    let ordered = groups.sorted { left, right in
      if left.hits != right.hits { return left.hits > right.hits }
      for (column, ranks) in ranks.enumerated() {
        let (a, b) = (ranks[Int(left.values[column])], ranks[Int(right.values[column])])
        if a != b { return a < b }
      }
      return false
    }
    return ordered.prefix(max(limit ?? .max, 0)).map { group in
      ConcordanceCounts.Row(
        values: zip(columns, group.values).map { $0.shown($1) }, hits: group.hits,
        sessions: group.sessions, participants: group.participants.count)
    }
  }
}
