import VerbatimCorpus
import VerbatimFiles
import VerbatimIngest

/// What `ingest` did, file by file and in all.
public struct IngestSummary: Sendable {
  public struct File: Sendable {
    public var path: String
    public var outcome: Outcome
  }

  public enum Outcome: Sendable {
    /// Read; so many of its sessions are new, so many took the place of an older version.
    case read(sessions: Int, replaced: Int)
    /// Its bytes and settings are those of the last time.
    case unchanged
    /// The same bytes are in the study under another name.
    case duplicate(of: String)
    case rejected(IngestProblem)
    /// Another document: a program turns it into text.
    case convertible(ConvertibleDocument)
    /// No transcript. An error only where nothing else came, and where the file is empty.
    case passedOver(NotTranscript)
    case unreadable(FileProblem)
    case conflict(SessionConflict)
  }

  public var files: [File] = []
  public var sessions = 0
  public var turns = 0
  /// Positions: words, numbers, placeholders, symbols.
  public var words = 0
  public var speakers = 0
  /// UTF-8 bytes of what was read from files and of the turns' texts.
  public var sourceBytes = 0
  public var textBytes = 0
  public var warnings: [IngestProblem] = []
  public var emptyFolders: [String] = []
  /// Labels that occur in several sessions of the study, with how many: counted as so many people.
  public var repeatedLabels: [(label: String, sessions: Int)] = []
  /// What became of the codings of sessions whose file changed.
  public var rebased: [RebaseReport] = []
  /// Pointers of source codings that no theme of the codebook fits, with their number.
  public var unmatchedThemes: [(pointer: String, codings: Int)] = []
  /// The first ingest of a study says that it keeps a copy of the sources.
  public var isFirst = false

  /// True where a file could not be taken; the good ones are kept all the same.
  public var hasErrors: Bool {
    if !emptyFolders.isEmpty { return true }
    return files.contains { file in
      switch file.outcome {
      case .read, .unchanged, .duplicate: false
      // A picture beside the transcripts is none of them; an empty file was to be one.
      case .passedOver(let reason): reason == .empty
      case .rejected, .convertible, .unreadable, .conflict: true
      }
    }
  }

  /// False where nothing that was named turned out to be a transcript.
  public var hasTranscripts: Bool {
    files.contains { file in
      switch file.outcome {
      case .read, .unchanged, .duplicate: true
      case .rejected, .convertible, .passedOver, .unreadable, .conflict: false
      }
    }
  }

  public init() {}
}

/// Two different sources that claim one session.
public struct SessionConflict: Error, Sendable, Equatable {
  public var session: String
  /// The source in the study, and the one that was to come.
  public var known: String
  public var found: String
}

/// What became of a session's codings when its source changed.
public struct RebaseReport: Sendable, Equatable {
  public var session: String
  /// Codings whose words stand where they stood.
  public var kept = 0
  /// Codings whose words stand elsewhere in the session: they moved along.
  public var moved = 0
  /// Codings some of whose words changed: they stand on what these became, for a person to confirm.
  public var adjusted: [Place] = []
  /// Codings whose words are gone or stand more than once: they stay as they were, for a person to
  /// decide.
  public var doubtful: [Place] = []

  public struct Place: Sendable, Equatable {
    public var theme: String
    public var turn: Int
  }
}
