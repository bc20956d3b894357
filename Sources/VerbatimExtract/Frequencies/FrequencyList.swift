import VerbatimAnalysis
import VerbatimIndex
import VerbatimQuery

/// What a frequency list is to hold.
public struct FrequencyRequest: Sendable {
  public enum Grouping: Sendable, Equatable {
    /// By the forms of the table.
    case forms
    /// By ``TokenType``.
    case types
  }

  public var grouping: Grouping
  /// `hug*`: forms that match, with `*` and `?`. Case and accents matter where forms have them.
  public var pattern: String?
  public var minimum: Int
  public var minimumSessions: Int
  public var minimumParticipants: Int
  public var order: ListOrder
  public var limit: Int?
  /// Bytes that counting spellings may take.
  public var memory: Int

  public init(
    grouping: Grouping = .forms, pattern: String? = nil, minimum: Int = 1,
    minimumSessions: Int = 0, minimumParticipants: Int = 0, order: ListOrder = .frequency,
    limit: Int? = nil, memory: Int = NGramRequest.usualMemory
  ) {
    self.grouping = grouping
    self.pattern = pattern
    self.minimum = max(1, minimum)
    self.minimumSessions = minimumSessions
    self.minimumParticipants = minimumParticipants
    self.order = order
    self.limit = limit
    self.memory = memory
  }

  /// Whether the order or the minima ask in how many sessions, or by how many people, each form is.
  var needsEverySpread: Bool {
    minimumSessions > 0 || minimumParticipants > 0 || order == .sessions || order == .participants
  }
}

/// How often each form occurs in a corpus or a part of it, in how many turns and sessions, and said by
/// how many people.
public struct FrequencyList: Sendable {
  public struct Row: Sendable, Equatable {
    public var form: String
    public var count: Int
    public var spread: Spread
  }

  public let rows: [Row]
  /// Forms that pass pattern and minima, shown or not.
  public let rowCount: Int
  /// Different forms in the counted turns, and those that occur once.
  public let formCount: Int
  public let onceCount: Int
  /// Counted tokens: what frequencies are relative to.
  public let tokenCount: Int
  public let turnCount: Int
  public let sessionTotal: Int
  public let participantTotal: Int

  /// Throws ``CountingProblem`` and ``IndexProblem``.
  ///
  /// Cost: over the whole corpus the dictionary alone (about 50 ns a term), and the turn lists of the
  /// forms that are shown; of a part of it every token too, at about 1 ns. Spellings
  /// (``CountedForm/word``) are in no dictionary: every text is read.
  public init(
    _ request: FrequencyRequest, in index: Index, by table: FormTable,
    _ corpus: SubCorpus = .whole
  ) throws {
    let roster = try Roster(index, isNamed: false)
    turnCount = corpus.turnCount(in: index)
    sessionTotal = roster.sessions.count
    participantTotal = roster.countedTotal
    var counter: any FormCounter =
      table.choice.form == .word && request.grouping == .forms
      ? try SpellingCounter(index, corpus, roster, table, request.memory)
      : try TermFormCounter(index, corpus, roster, table, request.grouping)
    let counts = counter.counts
    tokenCount = counts.reduce(0, +)
    formCount = counts.count { $0 > 0 }
    onceCount = counts.count { $0 == 1 }

    let pattern = request.pattern.map { FormPattern($0, key: Self.key(table)) }
    var candidates = counts.indices.filter { counts[$0] >= request.minimum }
    if let pattern {
      candidates.removeAll { !pattern.matches(Array(counter.name($0).utf8)) }
    }
    let needsAll = request.needsEverySpread
    let spreads = needsAll ? try counter.spreads(of: candidates) : []
    let ends = request.order == .end && request.grouping == .forms ? EndOrder(table) : nil
    var top = TopEntries(limit: request.limit, order: request.order) { a, b in
      guard let ends else { return a.place < b.place }
      return ends[a.place] < ends[b.place]
    }
    for (place, form) in candidates.enumerated() {
      let spread = needsAll ? spreads[place] : Spread()
      if needsAll,
        spread.sessions < request.minimumSessions
          || spread.participants < request.minimumParticipants
      {
        continue
      }
      try top.offer(
        ListEntry(
          place: UInt32(form), count: UInt32(clamping: counts[form]), spread: spread))
    }
    rowCount = top.count
    let shown = top.finish()
    let shownSpreads =
      needsAll ? shown.map(\.spread) : try counter.spreads(of: shown.map { Int($0.place) })
    rows = zip(shown, shownSpreads).map { entry, spread in
      Row(
        form: counter.name(Int(entry.place)), count: counts[Int(entry.place)], spread: spread)
    }
  }

  /// What makes a pattern's letters comparable with the forms of a table.
  static func key(_ table: FormTable) -> ([UInt8]) -> [UInt8] {
    let analyzer = table.segments.first?.analyzer ?? .standard
    switch table.choice.form {
    case .fold: return { analyzer.foldKey($0) }
    case .lc, .stem: return { Keys.lc($0) }
    case .word: return { Keys.nfc($0) }
    }
  }
}

/// Counts forms, and on demand where they are.
protocol FormCounter {
  /// By the number of the form.
  var counts: [Int] { get }
  func name(_ form: Int) -> String
  /// Of some forms, in their order.
  mutating func spreads(of forms: [Int]) throws -> [Spread]
}
