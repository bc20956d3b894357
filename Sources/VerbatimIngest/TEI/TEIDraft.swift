import VerbatimCorpus

/// One TEI document as the parse left it: its turns, and what can be settled only at its end.
struct TEIDraft {
  /// A turn whose words are spaced when the whole document is known.
  struct Unspaced {
    var turn: Int
    var recording: TurnRecording
    var isMapped: Bool
  }

  /// What of a turn is settled at the end.
  struct TurnFacts {
    /// The language in force, as an index into the parse's languages.
    var language: Int32
    /// Number of the value of `@who`, -1 where the speakers came from elsewhere.
    var who: Int32
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
  var turns: [Turn] = []
  /// Of each turn.
  var turnFacts: [TurnFacts] = []
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
}

/// What a parse met on its way: where, and what.
struct TEIWarning {
  var line: Int
  var problem: TEIProblem
}
