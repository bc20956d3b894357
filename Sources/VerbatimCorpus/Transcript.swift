/// One meeting as a reader made it from its source: the session and everything said in it.
///
/// Turns are in document order and numbered from 1 without gaps. Free-standing events belong to
/// nobody and stand before the turn they name.
public struct Transcript: Sendable, Equatable {
  public var session: Session
  /// Cost: where they are ``columns``, these are made into turns, once.
  public var turns: [Turn] {
    get { columns?.turns ?? list }
    set {
      list = newValue
      columns = nil
    }
    _modify {
      if let columns {
        list = columns.turns
        self.columns = nil
      }
      yield &list
    }
  }
  /// The turns, where a reader gave them as columns and nobody has changed one.
  public private(set) var columns: TurnColumns?
  /// The turns, where there are no ``columns``.
  private var list: [Turn]
  /// Events between turns, in document order.
  public var events: [FreeEvent]
  /// Codings that the source itself carries (TEI `@ana`, `span`), in document order.
  public var codings: [SourceCoding]
  /// The hierarchy of themes that the source declares (TEI `taxonomy`), parents before children.
  public var themes: [SourceTheme]

  public init(
    session: Session, turns: [Turn], events: [FreeEvent] = [], codings: [SourceCoding] = [],
    themes: [SourceTheme] = []
  ) {
    self.session = session
    list = turns
    self.events = events
    self.codings = codings
    self.themes = themes
  }

  /// A session of which there is nothing but what `columns` hold.
  public init(session: Session, columns: TurnColumns) {
    self.init(session: session, turns: [])
    self.columns = columns
  }

  public var turnCount: Int { columns?.count ?? list.count }

  /// UTF-8 bytes of all turns' texts. Cost: a look at each turn that is not in columns.
  public var textBytes: Int {
    columns?.all.text.count ?? list.indices.reduce(0) { $0 + list[$1].text.utf8.count }
  }

  /// How many people speak a turn. Cost: a look at each turn's speakers, or at those of the columns.
  public var speakerCount: Int {
    if let columns { return Set(columns.all.speakers.joined()).count }
    var known: Set<String> = []
    // Whoever spoke one of the last turns needs no look-up.
    var recent: [[String]] = [[]]
    for index in list.indices where !recent.contains(list[index].speakers) {
      if recent.count == 4 { recent.removeFirst() }
      recent.append(list[index].speakers)
      known.formUnion(list[index].speakers)
    }
    return known.count
  }

  public static func == (left: Transcript, right: Transcript) -> Bool {
    left.session == right.session && left.turns == right.turns && left.events == right.events
      && left.codings == right.codings && left.themes == right.themes
  }
}

/// An event between two turns.
public struct FreeEvent: Sendable, Equatable {
  /// Number of the turn it stands before; one more than the last turn's when it ends the session.
  public var beforeTurn: Int
  public var event: Event

  public init(beforeTurn: Int, event: Event) {
    self.beforeTurn = beforeTurn
    self.event = event
  }
}

/// A theme put on words by the source itself.
public struct SourceCoding: Sendable, Equatable {
  /// What the source points at: the id of a ``SourceTheme``, or the raw pointer.
  public var theme: String
  public var turn: Int
  /// Unicode scalar offsets in the turn's text; `nil` is the whole turn.
  public var span: Range<Int>?
  /// Who coded, where the source says (`@resp`).
  public var coder: String?

  public init(theme: String, turn: Int, span: Range<Int>? = nil, coder: String? = nil) {
    self.theme = theme
    self.turn = turn
    self.span = span
    self.coder = coder
  }
}

/// A theme that a source declares.
public struct SourceTheme: Sendable, Equatable {
  public var id: String
  /// The path or label the source gives it (TEI `category/@n`), such as `A/3/b`.
  public var label: String?
  public var name: String
  public var parent: String?

  public init(id: String, label: String? = nil, name: String, parent: String? = nil) {
    self.id = id
    self.label = label
    self.name = name
    self.parent = parent
  }
}
