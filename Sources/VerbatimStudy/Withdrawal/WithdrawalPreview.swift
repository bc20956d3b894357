import VerbatimCorpus
import VerbatimThemes

/// What a withdrawal touches: counts, ids and paths, and no word of anybody.
public struct WithdrawalPreview: Sendable {
  public struct Session: Sendable, Equatable {
    public var id: String
    public var turns: Int
    /// False where nothing is left of the session.
    public var stays: Bool
    /// Turns of others whose numbers change: old and new, in order.
    public var renumbered: [(old: Int, new: Int)]

    public static func == (left: Session, right: Session) -> Bool {
      left.id == right.id && left.turns == right.turns && left.stays == right.stays
        && left.renumbered.elementsEqual(right.renumbered) { $0 == $1 }
    }
  }

  /// A text that people wrote and that quotes the person, by where it stands.
  public struct Quoting: Sendable, Equatable {
    public var table: String
    public var column: String
    public var count: Int
  }

  public struct ThemeCount: Sendable, Equatable {
    public var theme: String
    public var codings: Int
  }

  /// A lock that was written, by the log.
  public struct Lock: Sendable, Equatable {
    public var path: String
    public var at: String
  }

  public var mode: WithdrawalRequest.Mode
  /// The session that is taken out as a whole.
  public var session: String?
  /// `fg2/P07`.
  public var people: [String]
  public var sessions: [Session] = []
  public var turns = 0
  public var words = 0
  /// Turns that others spoke as well.
  public var sharedTurns = 0
  /// Stretches in turns of others.
  public var stretches = 0
  /// Facts about the person.
  public var facts = 0
  public var sources: [String] = []
  /// Codings that are dropped, by the theme's id.
  public var dropped: [ThemeCount] = []
  /// Codings of others' words that get another number.
  public var moved = 0
  public var quoting: [Quoting] = []
  /// Memos on the person.
  public var memos = 0
  /// Turns of others that have `quoteWords` of the person's words in a row: `fg2:118`.
  public var repeats: [String] = []
  public var quoteWords: Int
  /// Free text that stays and may say something of them, for a person to judge.
  public var remarks: [WithdrawalRemark] = []
  public var exports: [WithdrawalExport] = []
  public var locks: [Lock] = []
  public var originals: [WithdrawalOriginal] = []

  public var droppedCount: Int { dropped.reduce(0) { $0 + $1.codings } }
}
