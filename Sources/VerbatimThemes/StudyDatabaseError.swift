import GRDB

/// Why the database of a study cannot be opened, read or changed.
public enum StudyDatabaseError: Error, Sendable, Equatable {
  case notFound(path: String)
  case alreadyExists(path: String)
  /// Not an SQLite file.
  case notADatabase(path: String)
  /// An SQLite file whose pages contradict one another.
  case corrupt(path: String)
  /// A row holds in the column what this program never writes: a damaged file, or another hand.
  case damaged(column: String)
  /// An SQLite file of something else; its `application_id`.
  case notAStudy(path: String, applicationID: Int)
  case newerVersion(path: String, found: Int, supported: Int)
  /// Opened for reading only, but a migration is due.
  case olderVersion(path: String, found: Int, supported: Int)
  /// Another process writes, and did not end within the time given.
  case busy(path: String)
  /// No permission, a folder in place of the file, or a read-only file system; SQLite's extended
  /// result code, or `errno` where the file could not be made.
  case cannotOpen(path: String, code: Int)
  case readOnly(path: String)
  case diskFull(path: String)
  case inputOutput(path: String, code: Int)

  /// Of what should be changed.
  case unknownTheme(String)
  case unknownSession(String)
  case unknownRule(String)
  case invalidSpan(session: String, turn: Int)
  /// Details or settings that are no JSON.
  case invalidJSON
  /// Themes that a new codebook leaves out although codings or rules hold them.
  case themesInUse([Use])
  /// Sessions that cannot go while codings hold them.
  case sessionsInUse([Use])
  case rulesInUse([Use])
  /// The themes on disk are no tree: somebody else wrote there.
  case invalidCodebook(CodebookProblems)
  /// Anything else that SQLite reports, by its extended result code.
  case sqlite(code: Int)

  public struct Use: Sendable, Equatable {
    public var id: String
    public var codings: Int
    public var rules: Int

    public init(id: String, codings: Int, rules: Int = 0) {
      self.id = id
      self.codings = codings
      self.rules = rules
    }
  }

  /// SQLite's own words stay out: they may quote what was to be stored.
  init(_ error: DatabaseError, path: String) {
    let code = Int(error.extendedResultCode.rawValue)
    switch error.resultCode {
    case .SQLITE_NOTADB: self = .notADatabase(path: path)
    case .SQLITE_CORRUPT: self = .corrupt(path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH: self = .cannotOpen(path: path, code: code)
    case .SQLITE_READONLY: self = .readOnly(path: path)
    case .SQLITE_FULL: self = .diskFull(path: path)
    case .SQLITE_IOERR: self = .inputOutput(path: path, code: code)
    default: self = .sqlite(code: code)
    }
  }
}
