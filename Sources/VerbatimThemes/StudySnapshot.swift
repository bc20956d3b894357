import GRDB
import VerbatimCorpus

/// One state of the database, for reading. Valid inside the closure that it is given to.
public struct StudySnapshot {
  let db: Database
}

/// Changes to the database that happen together. Valid inside the closure that it is given to.
public struct StudyTransaction {
  let db: Database
  /// The moment of the transaction, by the database's clock.
  public let now: Timestamp
  /// What the next entry of the log is compared with.
  let baseline: LogBaseline

  init(db: Database, now: Timestamp) {
    self.db = db
    self.now = now
    baseline = LogBaseline(try? ThemeState(StudySnapshot(db: db)))
  }

  /// What is there now, the transaction's own changes included.
  public var reading: StudySnapshot { StudySnapshot(db: db) }
}

/// A session with what the study knows of how it was read.
public struct SessionRecord: Sendable, Equatable {
  public var session: Session
  /// Format of the source (`tei`, `text`, `jsonl` …).
  public var format: String
  /// Bytes of the source.
  public var size: Int
  /// Place among the sessions of its source, from 0.
  public var ordinal: Int
  /// What the reader made of the source, in one word: equal where nothing has to be indexed anew.
  public var fingerprint: String
  /// The settings it was read with, as JSON.
  public var settings: String

  public init(
    session: Session, format: String, size: Int, ordinal: Int = 0, fingerprint: String = "",
    settings: String = "{}"
  ) {
    self.session = session
    self.format = format
    self.size = size
    self.ordinal = ordinal
    self.fingerprint = fingerprint
    self.settings = settings
  }
}

/// Which codings: those that all given conditions hold for.
public struct CodingFilter: Sendable, Equatable {
  /// Ids of themes.
  public var themes: [String]?
  public var coder: String?
  public var session: String?
  public var origin: Coding.Origin?

  public init(
    themes: [String]? = nil, coder: String? = nil, session: String? = nil,
    origin: Coding.Origin? = nil
  ) {
    self.themes = themes
    self.coder = coder
    self.session = session
    self.origin = origin
  }
}

/// Someone who codes.
public struct Coder: Sendable, Hashable {
  public var id: String
  public var name: String?

  public init(id: String, name: String? = nil) {
    self.id = id
    self.name = name
  }
}

/// A saved query that codes.
public struct ThemeRule: Sendable, Hashable {
  public var id: String
  /// Id of the theme it puts on what it finds.
  public var theme: String
  public var query: String
  public var name: String

  public init(id: String, theme: String, query: String, name: String) {
    self.id = id
    self.theme = theme
    self.query = query
    self.name = name
  }
}

/// A note of a researcher; the one place of the database where speech may be quoted.
public struct Memo: Sendable, Hashable {
  public enum Subject: Sendable, Hashable {
    case study
    case theme(String)
    case session(String)
    case participant(session: String, label: String)
  }

  public var subject: Subject
  public var author: String
  public var createdAt: Timestamp
  public var text: String

  public init(subject: Subject, author: String, createdAt: Timestamp, text: String) {
    self.subject = subject
    self.author = author
    self.createdAt = createdAt
    self.text = text
  }
}
