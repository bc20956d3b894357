import VerbatimCorpus

/// What the reader decided about one file (`plaintext.md` §7).
///
/// No word of the transcript stands in it besides labels, header and contents of brackets; the
/// latter two are left out on request. Equal bytes and settings give equal reports.
public struct PlainTextReport: Sendable {
  public struct Label: Sendable, Equatable {
    /// The first spelling.
    public var raw: String
    public var normalised: String
    public var count: Int
    /// 1-based.
    public var firstLine: Int
    /// `strong`, `weak` or `mapped`.
    public var status: String
    public var speakers: [String]
  }

  public struct Rejected: Sendable, Equatable {
    public var label: String
    public var count: Int
    public var firstLine: Int
    public var reason: LabelRejection
  }

  public struct HeaderPair: Sendable, Equatable {
    public var key: String
    public var value: String
  }

  public struct Dropped: Sendable, Equatable {
    public var line: Int
    public var reason: DropReason
  }

  public struct Bracket: Sendable, Equatable {
    public var text: String
    public var line: Int
  }

  public struct Count: Sendable, Equatable {
    public var name: String
    public var count: Int
  }

  /// The file's path as it was given; of an absolute one the last part.
  public var file: String
  public var digest: Digest
  public var encoding: SourceEncoding?
  public var evidence: SourceEncoding.Evidence?
  public var newlines = LineEnds()
  public var family: LabelFamily?
  public var isFamilyOverridden = false
  /// Families with any score, in the families' order.
  public var scores: [(family: LabelFamily, score: Int)] = []
  /// Accepted labels by first line.
  public var labels: [Label] = []
  public var rejected: [Rejected] = []
  public var header: [HeaderPair] = []
  public var dropped: [Dropped] = []
  /// `mm:ss`, `hh:mm`, or `nil` where turns have no times.
  public var timePattern: String?
  public var timesAreMonotonic = true
  public var turns = 0
  public var words = 0
  /// Consecutive turns of one speaker that were kept apart.
  public var adjacentTurns = 0
  /// Events of turns and between them by kind, sorted.
  public var events: [Count] = []
  public var placeholders: [Count] = []
  public var undecidedBrackets: [Bracket] = []
  /// The problem that rejected the file, then the warnings.
  public var problems: [IngestProblem] = []
  public var settingsDigest: Digest

  /// Rises with each change of the rules.
  public static let toolVersion = "plaintext-1"

  /// A file with a problem that rejects it has no transcript.
  public var isAccepted: Bool { !problems.contains { $0.isError } }
}
