import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// What sequences are wanted.
public struct NGramRequest: Sendable {
  /// Tokens in a sequence, within ``lengths``.
  public var length: ClosedRange<Int>
  /// Open places inside: with 1, `a * b` is counted for every `*`. At most ``mostGaps``.
  public var gaps: Int
  /// At least so often, in so many sessions, by so many of the counted people.
  public var minimum: Int
  public var minimumSessions: Int
  public var minimumParticipants: Int
  public var order: ListOrder
  public var limit: Int?
  /// Bytes that counting may take.
  public var memory: Int

  public static let lengths = 1...8
  public static let mostGaps = 2
  /// 1 GB: 75 million tokens.
  public static let usualMemory = 1 << 30

  public init(
    length: ClosedRange<Int>, gaps: Int = 0, minimum: Int = 2, minimumSessions: Int = 0,
    minimumParticipants: Int = 0, order: ListOrder = .frequency, limit: Int? = nil,
    memory: Int = NGramRequest.usualMemory
  ) {
    self.length = length.clamped(to: Self.lengths)
    self.gaps = min(max(gaps, 0), Self.mostGaps)
    self.minimum = max(minimum, 1)
    self.minimumSessions = minimumSessions
    self.minimumParticipants = minimumParticipants
    self.order = order
    self.limit = limit
    self.memory = memory
  }
}

/// The words that sequences must hold: hits of a query.
public struct NGramNode: Sendable {
  public var query: QueryNode
  public var options: QueryOptions

  public init(_ query: QueryNode, options: QueryOptions = QueryOptions()) {
    self.query = query
    self.options = options
  }
}

/// Sequences of tokens that recur: n-grams, clusters around a node, frames with open places.
///
/// A sequence stands in one turn, and no token that is left out stands in it. Every place where a
/// sequence begins counts, also where it overlaps itself (`no no no` holds `no no` twice). With a node,
/// a place counts if one of its hits lies within the sequence, on fixed places.
///
/// Exact. Memory: 13 bytes a token, and the rows. Cost: about 5 ns a token to read, then 20 ns a token
/// for each place of each pattern.
public struct NGramList: Sendable {
  public struct Row: Sendable, Equatable {
    /// The forms; `nil` for an open place.
    public var forms: [String?]
    public var count: Int
    public var spread: Spread
    /// Different fillings of the open places; 1 without any.
    public var variants: Int

    /// Forms joined by blanks, `*` for an open place.
    public var text: String { forms.map { $0 ?? "*" }.joined(separator: " ") }
  }

  public let rows: [Row]
  /// Sequences that pass the minima, shown or not.
  public let rowCount: Int
  /// Places at which a sequence of the first length or pattern could stand, by length.
  public let placeCounts: [(length: Int, count: Int)]
  /// Counted tokens of all counted turns.
  public let tokenCount: Int
  public let turnCount: Int
  /// Hits of the node in counted turns; `nil` without one.
  public let nodeCount: Int?
  public let sessionTotal: Int
  public let participantTotal: Int

  /// Throws ``CountingProblem``, what the planning of the node throws, and ``IndexProblem``.
  public init(
    _ request: NGramRequest, in index: Index, by table: FormTable,
    _ corpus: SubCorpus = .whole, node: NGramNode? = nil,
    regions: any RegionSource = NoRegions()
  ) throws {
    let roster = try Roster(index, isNamed: false)
    var spans = try node.map { try NodeSpans($0, index, corpus, regions) }
    var found: [NodeSpans.Span] = []
    let stream = try TokenStream(index, corpus, roster, by: table, memory: request.memory) {
      turn, start in
      guard spans != nil else { return true }
      return spans?.take(turn, start: start, into: &found) ?? false
    }
    var counter = GramCounter(request, stream, table, roster, spans: node == nil ? nil : found)
    try counter.run()
    rows = counter.rows()
    rowCount = counter.rowCount
    placeCounts = counter.placeCounts
    nodeCount = node == nil ? nil : found.count
    // With a node, turns without it were not read.
    tokenCount =
      node == nil ? stream.tokenCount : try Self.tokens(index, corpus, roster, table)
    turnCount = corpus.turnCount(in: index)
    sessionTotal = roster.sessions.count
    participantTotal = roster.countedTotal
  }

  /// Counted tokens of some turns.
  static func tokens(
    _ index: Index, _ corpus: SubCorpus, _ roster: Roster, _ table: FormTable
  ) throws -> Int {
    guard let turns = corpus.turns else { return table.tokenCount }
    var count = 0
    for (number, segment) in index.segments.enumerated() {
      var tally = TermTally(of: segment)
      guard let all = tally.add(turns: turns[number][...]) else { throw segment.damage(0) }
      if table.choice.leavingOut.isEmpty {
        count += all
        continue
      }
      tally.drain { id, found in
        if table.counts(term: id, ofSegment: number) { count += Int(found) }
      }
    }
    return count
  }
}
