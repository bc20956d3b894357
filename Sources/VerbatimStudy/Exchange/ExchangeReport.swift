import VerbatimThemes

/// What an import would do, or did.
public struct ExchangeReport: Sendable {
  public enum Match: Sendable, Equatable {
    /// The study has this text.
    case same
    /// The study has another version of it; so many codings moved along with their words.
    case rebased(moved: Int)
    /// It comes in as a new session.
    case new
    /// It is not in the study, and does not come in.
    case refused
  }

  public struct Source: Sendable, Equatable {
    /// As the file calls it.
    public var name: String
    /// The session of the study.
    public var session: String
    public var match: Match
    public var turns: Int
    /// Those that are new to the study, and those that it has.
    public var added: Int
    public var known: Int
    /// Codings whose words the study's version does not have, or not once.
    public var doubtful: Int
    public var text: IncomingText
  }

  public var path: String
  /// The program that wrote it.
  public var origin: String?
  public var sources: [Source] = []
  public var themesAdded = 0
  public var themesKnown = 0
  public var coders: [String] = []
  public var codingsAdded = 0
  public var codingsKnown = 0
  public var memosAdded = 0
  public var memosKnown = 0
  public var rulesAdded = 0
  public var findings = ExchangeFindings()
  /// False where nothing was changed: only the report was asked for, or a loss was not accepted.
  public var isDone = false

  /// What would be left behind.
  public var losses: [ExchangeFinding] { findings.losses }
  public var isComplete: Bool { losses.isEmpty }
}
