import Foundation
import GRDB
import Testing

@testable import VerbatimThemes

@Suite("Study database as a file")
struct StudyDatabaseFileTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("study.sqlite")
  }

  /// A study with a theme, a session, and `pairs` of a coding and a log entry.
  private func make(journal: StudyDatabase.Journal = .rollback) throws -> StudyDatabase {
    let database = try StudyDatabase.create(at: path, journal: journal)
    try database.transaction { study in
      try study.setCodebook(try Codebook(yaml: tableOne))
      try study.replaceSessions([session("fg1")])
    }
    return database
  }

  private static func addPair(_ study: StudyTransaction, _ turn: Int) throws {
    try study.addCodings([
      Coding(theme: "paths", coder: "EO", session: "fg1", turn: turn, createdAt: noon)
    ])
    try study.appendLog(actor: "EO", action: "code")
  }

  private func count(_ database: StudyDatabase) throws -> Int {
    try database.read { try $0.codings().count }
  }

  @Test("a new file belongs to its owner alone")
  func mode() throws {
    _ = try make()
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    #expect(throws: StudyDatabaseError.alreadyExists(path: path)) {
      try StudyDatabase.create(at: path)
    }
  }

  @Test("an empty file, as a kill leaves it, becomes a study")
  func emptyFile() throws {
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(throws: StudyDatabaseError.notAStudy(path: path, applicationID: 0)) {
      try StudyDatabase.open(at: path, access: .readWrite)
    }
    _ = try make()
  }

  @Test("deleting overwrites, keys are checked, nothing spills", arguments: [true, false])
  func pragmas(isWriter: Bool) throws {
    _ = try make()
    let database = try StudyDatabase.open(at: path, access: isWriter ? .readWrite : .readOnly)
    let values = try database.queue.read { db in
      try ["foreign_keys", "secure_delete", "cache_spill", "journal_mode", "application_id"].map {
        try String.fetchOne(db, sql: "PRAGMA \($0)")
      }
    }
    #expect(values == ["1", "1", "0", "delete", String(0x5642_544D)])
  }

  @Test("a reader changes nothing")
  func readOnly() throws {
    _ = try make()
    let database = try StudyDatabase.open(at: path, access: .readOnly)
    #expect(throws: StudyDatabaseError.readOnly(path: path)) {
      try database.transaction { try $0.setSetting("a", to: "b") }
    }
  }

  @Test("what is no study is told by what it is", arguments: [true, false])
  func strangers(isWriter: Bool) throws {
    func open() throws {
      _ = try StudyDatabase.open(at: path, access: isWriter ? .readWrite : .readOnly)
    }
    #expect(throws: StudyDatabaseError.notFound(path: path)) { try open() }
    try Data("no database at all, but text that is long enough".utf8)
      .write(to: URL(fileURLWithPath: path))
    #expect(throws: StudyDatabaseError.notADatabase(path: path)) { try open() }
    try FileManager.default.removeItem(atPath: path)
    let other = try DatabaseQueue(path: path)
    try other.write { try $0.execute(sql: "CREATE TABLE x(y); PRAGMA application_id = 77") }
    try other.close()
    #expect(throws: StudyDatabaseError.notAStudy(path: path, applicationID: 77)) { try open() }
    #expect(throws: StudyDatabaseError.self) {
      _ = try StudyDatabase.open(at: folder.path, access: isWriter ? .readWrite : .readOnly)
    }
  }

  @Test("a study of a newer version is not touched", arguments: [true, false])
  func newer(isWriter: Bool) throws {
    let database = try make()
    try database.queue.write { try $0.execute(sql: "PRAGMA user_version = 99") }
    try database.close()
    let bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    #expect(
      throws: StudyDatabaseError.newerVersion(
        path: path, found: 99, supported: StudySchema.version)
    ) { _ = try StudyDatabase.open(at: path, access: isWriter ? .readWrite : .readOnly) }
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == bytes)
  }

  @Test("the version is that of the migrations")
  func version() throws {
    #expect(StudySchema.migrator.migrations == (1...StudySchema.version).map(String.init))
  }

  @Test("damaged files give errors, never a crash", arguments: 1...60)
  func damage(seed: Int) throws {
    let database = try make()
    try database.transaction { study in
      for turn in 1...40 { try Self.addPair(study, turn) }
    }
    try database.close()
    var random = SeededGenerator(state: UInt64(seed))
    var bytes = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    if seed % 4 == 0 {
      bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &random)))
    } else {
      for _ in 0..<200 {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    do {
      let database = try StudyDatabase.open(at: path, access: .readWrite)
      try database.read { study in
        _ = try study.check()
        _ = try study.sessions()
        _ = try study.codebook()
        _ = try study.codings()
        _ = try study.verifyLog()
        _ = try study.canonicalDump()
      }
      try database.transaction { try Self.addPair($0, 77) }
    } catch is StudyDatabaseError {}
  }

  @Test(
    "others read the state before while one writes, and the state after when it is done",
    arguments: [StudyDatabase.Journal.rollback, .writeAhead])
  func readersMeanwhile(journal: StudyDatabase.Journal) throws {
    let writer = try make(journal: journal)
    let reader = try StudyDatabase.open(at: path, access: .readOnly, busyTimeout: 0)
    try writer.transaction { study in
      for turn in 1...5000 { try Self.addPair(study, turn) }
      #expect(try count(reader) == 0)
      let late = try StudyDatabase.open(at: path, access: .readOnly, busyTimeout: 0)
      #expect(try count(late) == 0)
    }
    #expect(try count(reader) == 5000)
  }

  @Test("a second writer is told that the database is busy")
  func secondWriter() throws {
    let first = try make()
    let second = try StudyDatabase.open(at: path, access: .readWrite, busyTimeout: 0)
    try first.transaction { study in
      try Self.addPair(study, 1)
      #expect(throws: StudyDatabaseError.busy(path: path)) {
        try second.transaction { try Self.addPair($0, 2) }
      }
    }
    try second.transaction { try Self.addPair($0, 2) }
    #expect(try count(first) == 2)
  }

  @Test(
    "a process killed inside a transaction leaves the state before",
    arguments: [false, true], [false, true])
  func killed(spills: Bool, reopensForReading: Bool) async throws {
    try make().close()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, spills = spills as Bool] in
      let database = try StudyDatabase.open(at: path, access: .readWrite)
      try database.transaction { study in
        if spills {
          // Half of the transaction reaches the file, and only the journal can undo it.
          try study.db.execute(sql: "PRAGMA cache_spill = ON; PRAGMA cache_size = 5")
        }
        for turn in 1...3000 { try Self.addPair(study, turn) }
        kill(getpid(), SIGKILL)
      }
    }
    if spills { #expect(FileManager.default.fileExists(atPath: path + "-journal")) }
    let database = try StudyDatabase.open(
      at: path, access: reopensForReading ? .readOnly : .readWrite)
    #expect(try count(database) == 0)
    #expect(try database.read { try $0.verifyLog() }.entries == 0)
    #expect(try database.read { try $0.check() } == [])
  }

  @Test("a process killed at any moment leaves whole transactions", arguments: [3, 11, 23, 41, 60])
  func killedAnywhere(milliseconds: Int) async throws {
    try make().close()
    await #expect(processExitsWith: .signal(SIGKILL)) {
      [path = path as String, milliseconds = milliseconds as Int] in
      let database = try StudyDatabase.open(at: path, access: .readWrite)
      Thread.detachNewThread {
        usleep(UInt32(milliseconds) * 1000)
        kill(getpid(), SIGKILL)
      }
      for turn in 1...1_000_000 {
        try database.transaction { try Self.addPair($0, turn) }
      }
    }
    let database = try StudyDatabase.open(at: path, access: .readOnly)
    let log = try database.read { try $0.verifyLog() }
    #expect(log.isIntact)
    #expect(try count(database) == log.entries)
    #expect(try database.read { try $0.check() } == [])
  }
}
