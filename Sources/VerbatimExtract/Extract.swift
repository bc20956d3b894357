import VerbatimCorpus

/// A hit with everything that makes it quotable: the exact words, who said them, where they stand
/// in the source, under which themes they fall. The stable JSON form (design.md §7) has one key a
/// property.
public struct Extract: Sendable, Equatable {
  /// `fg2:118:12-31` (scalar offsets of the first span's start and the last one's end), or
  /// `fg2:118` for a whole turn, or `fg2:118-121` for a run of turns.
  public var id: String
  public var session: String
  public var group: String
  /// 1-based number of the turn in its session, of a run the first.
  public var turn: Int
  /// The speaker labels of the turn; empty where nobody is named. Of a run, those of the turns that
  /// hold a span (of all its turns where none does), in the order in which they speak.
  public var speakers: [String]
  public var role: String?
  /// The whole turn; of a run its turns, a line feed between them.
  public var text: String
  /// What matched, ordered by start, then end; scalar offsets in ``text``.
  public var spans: [ExtractSpan]
  /// Themes that overlap a span, ordered by path.
  public var themes: [ExtractTheme]
  public var start: Milliseconds?
  public var end: Milliseconds?
  public var source: ExtractSource
  /// What happened during the turn.
  public var events: [Event]
  /// The turns around it that were asked for, in order, this one left out.
  public var context: [ContextTurn]
  /// The turns of a run, in order; none where the extract is of one turn.
  public var parts: [ExtractPart] = []

  public init(
    id: String, session: String, group: String, turn: Int, speakers: [String], role: String?,
    text: String, spans: [ExtractSpan], themes: [ExtractTheme] = [], start: Milliseconds? = nil,
    end: Milliseconds? = nil, source: ExtractSource, events: [Event] = [],
    context: [ContextTurn] = []
  ) {
    self.id = id
    self.session = session
    self.group = group
    self.turn = turn
    self.speakers = speakers
    self.role = role
    self.text = text
    self.spans = spans
    self.themes = themes
    self.start = start
    self.end = end
    self.source = source
    self.events = events
    self.context = context
  }

  /// Numbers of the turns, in order.
  public var turns: [Int] { parts.isEmpty ? [turn] : parts.map(\.turn) }

  /// The words matched, spans joined by ` … `; empty where the turn as a whole is the hit.
  public var match: String {
    spans.map { text.scalars($0.range) }.joined(separator: " … ")
  }
}

/// A matched stretch of a turn.
public struct ExtractSpan: Sendable, Equatable {
  /// Unicode scalar offsets in the turn's text.
  public var range: Range<Int>
  /// The same stretch in the source file, where an exact map exists.
  public var bytes: Range<Int>?

  public init(range: Range<Int>, bytes: Range<Int>? = nil) {
    self.range = range
    self.bytes = bytes
  }
}

/// One turn of an extract that is a run of turns.
public struct ExtractPart: Sendable, Equatable {
  /// 1-based number in the session.
  public var turn: Int
  public var speakers: [String]
  public var role: String?
  public var text: String
  /// What matched of this turn; scalar offsets in its ``text``.
  public var spans: [ExtractSpan]
  public var start: Milliseconds?
  public var end: Milliseconds?
  public var source: ExtractSource
  /// Offsets count in ``text``.
  public var events: [Event]

  public init(
    turn: Int, speakers: [String], role: String?, text: String, spans: [ExtractSpan],
    start: Milliseconds? = nil, end: Milliseconds? = nil, source: ExtractSource,
    events: [Event] = []
  ) {
    self.turn = turn
    self.speakers = speakers
    self.role = role
    self.text = text
    self.spans = spans
    self.start = start
    self.end = end
    self.source = source
    self.events = events
  }
}

/// A theme on an extract.
public struct ExtractTheme: Sendable, Hashable {
  /// The identity that never changes.
  public var id: String
  /// The labels from the root: `A/3/b`.
  public var path: String
  public var name: String

  public init(id: String, path: String, name: String) {
    self.id = id
    self.path = path
    self.name = name
  }
}

/// Where an extract's turn stands.
public struct ExtractSource: Sendable, Equatable {
  public var path: String
  /// SHA-256 of the file, hexadecimal.
  public var sha256: String
  public var line: Int
  public var lastLine: Int
  /// Half-open byte range of the turn's content in the file as it is on disk.
  public var bytes: Range<Int>?
  /// False where no exact map from text to bytes could be kept.
  public var isExact: Bool

  public init(
    path: String, sha256: String, line: Int, lastLine: Int, bytes: Range<Int>?, isExact: Bool
  ) {
    self.path = path
    self.sha256 = sha256
    self.line = line
    self.lastLine = lastLine
    self.bytes = bytes
    self.isExact = isExact
  }
}

/// A neighbouring turn, shown for context.
public struct ContextTurn: Sendable, Equatable {
  public var turn: Int
  public var speakers: [String]
  public var role: String?
  public var text: String

  public init(turn: Int, speakers: [String], role: String?, text: String) {
    self.turn = turn
    self.speakers = speakers
    self.role = role
    self.text = text
  }
}

/// The extracts of one answer, with what was counted.
public struct ExtractList: Sendable, Equatable {
  /// In the order of hits: session, turn, start, end.
  public var extracts: [Extract]
  /// Hits in all, shown or not.
  public var hitCount: Int
  /// Turns with a hit in all.
  public var turnCount: Int
  public var sessionCount: Int
  /// Distinct people with a hit in all.
  public var speakerCount: Int
  /// What was asked, in normal form: a query, or a theme's path and name.
  public var title: String
  /// What the reader should know: expansions, hits left aside, a sample's seed.
  public var notes: [String]

  public init(
    extracts: [Extract], hitCount: Int, turnCount: Int, sessionCount: Int, speakerCount: Int,
    title: String, notes: [String] = []
  ) {
    self.extracts = extracts
    self.hitCount = hitCount
    self.turnCount = turnCount
    self.sessionCount = sessionCount
    self.speakerCount = speakerCount
    self.title = title
    self.notes = notes
  }
}
