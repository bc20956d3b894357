import VerbatimCorpus

/// A hit with what stands around it: a line of a concordance.
public struct ConcordanceLine: Sendable, Equatable {
  /// `fg2:118:12-31` (scalar offsets of the first span's start and the last one's end), `fg2:118` for
  /// a whole turn, `fg2:118-121` for a run of turns.
  public var id: String
  public var session: String
  public var group: String
  /// 1-based numbers of the turn, or of the first and the last one of a run.
  public var turn: Int
  public var lastTurn: Int
  /// The speaker labels of the first turn; empty where nobody is named.
  public var speakers: [String]
  public var role: String?
  /// What stands before the node, in the order of speech; a part a turn.
  public var left: [ConcordancePart]
  /// From the first span to the last; the turns as a whole where the hit has no spans.
  public var node: [ConcordancePart]
  public var right: [ConcordancePart]
  /// What matched, as scalar offsets in the turn's text; none for a run of turns.
  public var spans: [Range<Int>]

  /// The words matched, spans joined by ` … `; empty where turns as a whole are the hit.
  public var match: String {
    node.flatMap { part in part.matches.map { part.text.scalars($0) } }.joined(separator: " … ")
  }
}

/// A stretch of one turn's text, exactly as it stands there.
public struct ConcordancePart: Sendable, Equatable {
  public var turn: Int
  public var speakers: [String]
  public var role: String?
  public var text: String
  /// What matched, as scalar offsets in ``text``; ordered by start, then end.
  public var matches: [Range<Int>]
  /// What happened in it; offsets are those of ``text``.
  public var events: [Event]

  public init(
    turn: Int, speakers: [String], role: String?, text: String, matches: [Range<Int>] = [],
    events: [Event] = []
  ) {
    self.turn = turn
    self.speakers = speakers
    self.role = role
    self.text = text
    self.matches = matches
    self.events = events
  }
}
