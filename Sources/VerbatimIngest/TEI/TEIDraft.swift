import VerbatimCorpus

/// One TEI document as the parse left it: its turns, and what can be settled only at its end.
struct TEIDraft {
  /// A turn whose words are spaced when the whole document is known.
  struct Unspaced {
    var turn: Int
    var recording: TurnRecording
    var isMapped: Bool
  }

  struct Timing {
    var turn: Int
    var start: String?
    var end: String?
    var synch: [String]
    var anchors: [TurnRecording.Anchor]
    var isMarkedOverlap: Bool
  }

  struct Span {
    var targets: [String]
    var isRange: Bool
    var themes: [String]
    var text: String?
    var coder: String?
    var line: Int
    /// What kind of annotation its text is, where its type says so.
    var layer: Annotation.Layer?
  }

  struct When {
    var id: String
    var absolute: String?
    var interval: String?
    var since: String?
    var unit: String?
    var synch: [String]
    /// Number of its timeline.
    var timeline: Int
    var line: Int
  }

  struct Coding {
    var themes: [String]
    var turn: Int
    var span: Range<Int>?
    var coder: String?
  }

  /// Index of the enclosing `teiCorpus`, -1 for none.
  var corpus = -1
  var number = 0
  var id: String?
  var rootName = ""
  var line = 1
  var rootLanguage: String?
  var textLanguage: String?
  var tree = TEITree()
  var rows = TurnRows()
  /// Of each turn, the language in force, as an index into the parse's languages.
  var turnLanguages: [Int32] = []
  /// By number of a value of `@who`, its speakers in ``rows``; -1 for none yet.
  private var who: [Int32] = []
  private var labels: [String: Int32] = [:]
  /// By kind, what it is called in ``rows``.
  private var markKinds = [TurnRows.Text](
    repeating: .none, count: TurnRecording.MarkDraft.Kind.allCases.count)
  var unspaced: [Unspaced] = []
  var spacing = TokenSpacing()
  var events: [FreeEvent] = []
  var timings: [Timing] = []
  var spans: [Span] = []
  var whens: [When] = []
  /// The `origin` of each timeline and its unit.
  var timelines: [(origin: String?, unit: String?)] = []
  var synchronous: [[String]] = []
  var codings: [Coding] = []
  var roles: [String: [String: Int]] = [:]
  var unattributed = (count: 0, line: 0)
  var hyphensAtBreaks = (count: 0, line: 0)
  var bracketedEvents = (count: 0, line: 0)
  var undecidedBrackets = (count: 0, line: 0)
  var turnsElsewhere = 0

  /// The number of a turn's speakers in ``rows``.
  ///
  /// - Parameter number: of the value of `@who` that gave them; -1 for a label.
  mutating func set(of speakers: [String], who number: Int32) -> Int32 {
    guard let first = speakers.first else { return -1 }
    let known = number < 0 ? labels[first] ?? -1 : number < who.count ? who[Int(number)] : -1
    if known >= 0 { return known }
    let set = Int32(truncatingIfNeeded: rows.speakers.count)
    rows.speakers.append(speakers)
    if number < 0 {
      labels[first] = set
    } else {
      while who.count <= number { who.append(-1) }
      who[Int(number)] = set
    }
    return set
  }

  /// All turns, of which nothing is left in ``rows``.
  mutating func takeTurns() -> [Turn] {
    let turns = rows.rows.indices.map { rows.turn($0) }
    rows = TurnRows()
    for kind in markKinds.indices { markKinds[kind] = .none }
    return turns
  }

  mutating func text(of kind: TurnRecording.MarkDraft.Kind) -> TurnRows.Text {
    let known = markKinds[Int(kind.rawValue)]
    if !known.isNone { return known }
    let mark: Mark.Kind =
      switch kind {
      case .coding: preconditionFailure("no mark")
      case .choice: .choice
      case .deleted: .deleted
      case .emphasis: .emphasis
      case .foreign: .foreign
      case .placeholder: .placeholder
      case .segment: .segment
      case .supplied: .supplied
      case .unclear: .unclear
      }
    let text = rows.add(mark.rawValue)
    markKinds[Int(kind.rawValue)] = text
    return text
  }
}

/// What a parse met on its way: where, and what.
struct TEIWarning {
  var line: Int
  var problem: TEIProblem
}
