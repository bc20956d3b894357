import Foundation
import GRDB

/// `study.sqlite`: what people made of a study (codebook, codings, memos), who took part, where
/// the sources are, and the log of what was done. Holds no transcript text, but for memos, and for the
/// words of codings that a person has to decide on after a correction.
///
/// One connection, used by one thread at a time. Reading and writing stand in closures; one call
/// inside the closure of another on the same database is a programming error.
public final class StudyDatabase: Sendable {
  public enum Access: Sendable {
    case readOnly
    case readWrite
  }

  /// The write-ahead log needs shared memory and so a local file system.
  public enum Journal: Sendable {
    case rollback
    case writeAhead
  }

  public let path: String
  let queue: DatabaseQueue
  private let clock: @Sendable () -> Timestamp

  /// Makes a new database with mode 0600, empty and of the current version.
  ///
  /// - Throws: ``StudyDatabaseError``; `alreadyExists` for a file that is not empty (an empty one
  ///   is what a kill leaves behind before the first transaction).
  public static func create(
    at path: String, journal: Journal = .rollback, busyTimeout: Double = 5,
    clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) throws -> StudyDatabase {
    let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if file >= 0 {
      Foundation.close(file)
    } else if errno != EEXIST {
      throw StudyDatabaseError.cannotOpen(path: path, code: Int(errno))
    } else if FileStatus(path)?.size != 0 {
      throw StudyDatabaseError.alreadyExists(path: path)
    }
    return try StudyDatabase(
      path: path, access: .readWrite, journal: journal, isNew: true, busyTimeout: busyTimeout,
      clock: clock)
  }

  /// Opens a database. For reading only, another process may write meanwhile: what is read is the
  /// state before or after its transaction.
  ///
  /// - Throws: ``StudyDatabaseError``.
  public static func open(
    at path: String, access: Access, journal: Journal = .rollback, busyTimeout: Double = 5,
    clock: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) throws -> StudyDatabase {
    guard FileStatus(path) != nil else { throw StudyDatabaseError.notFound(path: path) }
    return try StudyDatabase(
      path: path, access: access, journal: journal, isNew: false, busyTimeout: busyTimeout,
      clock: clock)
  }

  private init(
    path: String, access: Access, journal: Journal, isNew: Bool, busyTimeout: Double,
    clock: @escaping @Sendable () -> Timestamp
  ) throws {
    self.path = path
    self.clock = clock
    do {
      queue = try Self.recovering(path, busyTimeout) {
        let queue = try DatabaseQueue(
          path: path, configuration: Self.configuration(access, journal, busyTimeout))
        let version = try queue.read { try Self.version(of: $0, path: path, isNew: isNew) }
        if access == .readWrite {
          // Only now is the file known to be ours.
          try queue.writeWithoutTransaction { db in
            let mode = journal == .writeAhead ? "WAL" : "DELETE"
            try db.execute(sql: "PRAGMA journal_mode = \(mode)")
            // Ours from the first transaction on: each migration is one of its own.
            if isNew { try db.execute(sql: "PRAGMA application_id = \(StudySchema.applicationID)") }
          }
          try StudySchema.migrator.migrate(queue)
        } else if version < StudySchema.version {
          throw StudyDatabaseError.olderVersion(
            path: path, found: version, supported: StudySchema.version)
        }
        return queue
      }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  private static func configuration(
    _ access: Access, _ journal: Journal, _ busyTimeout: Double
  ) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = access == .readOnly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(busyTimeout)
    configuration.prepareDatabase { db in
      // What is deleted is overwritten; no copies in temporary files; and no page of an unfinished
      // transaction goes to disk, so that others can read until it commits. A commit is on the disk with
      // the folder that says so, or a power cut could bring the journal back behind it, and with it the
      // state whose sources and segments are gone.
      try db.execute(
        sql: """
          PRAGMA synchronous = EXTRA;
          PRAGMA secure_delete = ON;
          PRAGMA temp_store = MEMORY;
          PRAGMA cache_spill = OFF;
          """)
    }
    return configuration
  }

  private static func version(of db: Database, path: String, isNew: Bool) throws -> Int {
    let application = try Int.fetchOne(db, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
    let tables = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
    if isNew, application == 0, tables == 0 { return 0 }
    guard application == StudySchema.applicationID else {
      throw StudyDatabaseError.notAStudy(path: path, applicationID: application)
    }
    guard version <= StudySchema.version else {
      throw StudyDatabaseError.newerVersion(
        path: path, found: version, supported: StudySchema.version)
    }
    return version
  }

  /// A reader may not roll back what a killed writer left half done; a writer may. So on that one
  /// error the database is opened for writing once, which repairs it, and the work is done again.
  private static func recovering<T>(
    _ path: String, _ busyTimeout: Double, _ work: () throws -> T
  ) throws -> T {
    do {
      return try work()
    } catch let error as DatabaseError
      where error.extendedResultCode == .SQLITE_READONLY_ROLLBACK
      || error.extendedResultCode == .SQLITE_READONLY_RECOVERY
    {
      var configuration = Configuration()
      configuration.busyMode = .timeout(busyTimeout)
      let writer = try DatabaseQueue(path: path, configuration: configuration)
      _ = try writer.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
      try writer.close()
      return try work()
    }
  }

  /// Reads in one state of the database, whatever others write meanwhile.
  ///
  /// - Throws: ``StudyDatabaseError``, and what `body` throws.
  public func read<T>(_ body: (StudySnapshot) throws -> T) throws -> T {
    do {
      return try Self.recovering(path, 5) {
        try queue.read { try body(StudySnapshot(db: $0)) }
      }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Does all of `body` or, where it throws or the process dies, nothing of it.
  ///
  /// - Throws: ``StudyDatabaseError``, and what `body` throws.
  public func transaction<T>(_ body: (StudyTransaction) throws -> T) throws -> T {
    do {
      return try queue.write { try body(StudyTransaction(db: $0, now: clock())) }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Does `body`, which writes nothing to the database, while no other process can; what a killed one left half
  /// done has been undone then.
  ///
  /// - Throws: ``StudyDatabaseError``, and what `body` throws.
  public func whileNobodyWrites(_ body: () throws -> Void) throws {
    do {
      try queue.writeWithoutTransaction { db in
        try db.inTransaction(.immediate) {
          try body()
          return .rollback
        }
      }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Writes the file anew without free space: nothing of what was deleted remains in it.
  public func compact() throws {
    do {
      try queue.vacuum()
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Leaves nothing of what was deleted in the file or beside it: writes it anew, and empties a
  /// write-ahead log. Killed at any moment, it leaves the content as it is.
  public func erase() throws {
    try compact()
    do {
      try queue.writeWithoutTransaction { db in
        _ = try Row.fetchAll(db, sql: "PRAGMA wal_checkpoint(TRUNCATE)")
      }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Builds the database's own indexes anew; rows stay as they are.
  public func reindex() throws {
    do {
      try queue.writeWithoutTransaction { try $0.execute(sql: "REINDEX") }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }

  /// Writes a copy of one state of the database to a file that is not there yet.
  public func copy(to target: String) throws {
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "VACUUM INTO ?", arguments: [target])
      }
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: target)
    }
  }

  /// Ends the connection; everything after it throws.
  public func close() throws {
    do {
      try queue.close()
    } catch let error as DatabaseError {
      throw StudyDatabaseError(error, path: path)
    }
  }
}

/// What the file system says of a path.
private struct FileStatus {
  var size: Int

  init?(_ path: String) {
    var status = stat()
    // Safety: stat writes one struct, and reads the path as a C string that lives for the call.
    guard stat(path, &status) == 0 else { return nil }
    size = Int(status.st_size)
  }
}
