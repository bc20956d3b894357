import GRDB
import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("Log")
struct LogTests {
  let folder: TemporaryFolder
  let database: StudyDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try StudyDatabase.create(at: folder.file("study.sqlite"), clock: { noon })
    for number in 1...5 {
      try database.transaction { study in
        _ = try study.appendLog(actor: "EO", action: "ingest", details: #"{"turns":\#(number)}"#)
      }
    }
  }

  private func tamper(_ sql: String) throws {
    try database.queue.write { db in
      try db.execute(sql: "DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_cut; \(sql)")
    }
  }

  private func verify(_ anchor: LogAnchor? = nil) throws -> LogVerification {
    try database.read { try $0.verifyLog(anchor: anchor) }
  }

  @Test("an untouched log is intact, and each entry holds the hash of the one before")
  func intact() throws {
    let entries = try database.read { try $0.log() }
    #expect(entries.map(\.seq) == [1, 2, 3, 4, 5])
    #expect(entries[0].previous == Digest(bytes: [UInt8](repeating: 0, count: 32)))
    #expect(zip(entries.dropFirst(), entries).allSatisfy { $0.previous == $1.hash })
    #expect(Set(entries.map(\.hash)).count == 5)
    let result = try verify()
    #expect(result.isIntact && result.entries == 5 && result.head?.hash == entries[4].hash)
    #expect(try verify(LogAnchor(seq: 3, hash: entries[2].hash)).isIntact)
    #expect(try database.read { try $0.log(after: 3) } == Array(entries[3...]))
  }

  @Test("the hash is the SHA-256 of the fields with their lengths")
  func knownHash() throws {
    // printf 'verbatim log 1\n64:%064d\n1:1\n20:2023-11-14T22:13:20Z\n2:EO\n6:ingest\n11:{"turns":1}\n' 0 | sha256sum
    let first = try database.read { try $0.log() }[0]
    #expect(first.hash.hex == "f6d96ec88c97c599f8af6e028be6db542dac0e98c9fd344a12151144a26e0047")
  }

  @Test(
    "a changed field is found",
    arguments: [
      "at = '2020-01-01T00:00:00Z'", "actor = 'XX'", "action = 'other'",
      "details = '{\"turns\": 2}'",
    ])
  func changed(assignment: String) throws {
    try tamper("UPDATE log SET \(assignment) WHERE seq = 2")
    #expect(try verify().defects.first == .changed(seq: 2))
  }

  @Test("a changed hash breaks the chain")
  func changedHash() throws {
    let zeros = String(repeating: "0", count: 64)
    try tamper("UPDATE log SET hash = '\(zeros)' WHERE seq = 2")
    #expect(try verify().defects == [.changed(seq: 2), .broken(seq: 3)])
    try database.queue.write { try $0.execute(sql: "UPDATE log SET hash = 'x' WHERE seq = 4") }
    #expect(try verify().defects == [.changed(seq: 2), .broken(seq: 3), .unreadable(seq: 4)])
  }

  @Test("a removed entry is a gap, and a removed end shows against an anchor")
  func removed() throws {
    let head = try verify().head
    try tamper("DELETE FROM log WHERE seq = 5")
    #expect(try verify().isIntact)
    #expect(try verify(head).defects == [.anchorMissing(seq: 5)])
    try database.queue.write { try $0.execute(sql: "DELETE FROM log WHERE seq = 2") }
    #expect(try verify().defects == [.gap(before: 3), .broken(seq: 3)])
  }

  @Test("the database itself refuses to change or cut the log")
  func appendOnly() throws {
    for sql in ["UPDATE log SET actor = 'x'", "DELETE FROM log"] {
      #expect(throws: DatabaseError.self) {
        try database.queue.write { try $0.execute(sql: sql) }
      }
    }
  }

  @Test("details that are no JSON are refused")
  func details() throws {
    #expect(throws: StudyDatabaseError.invalidJSON) {
      try database.transaction { _ = try $0.appendLog(actor: "a", action: "b", details: "{x") }
    }
  }

  @Test("a clock that went back is told, and is no defect")
  func clock() throws {
    let early = try StudyDatabase.open(
      at: database.path, access: .readWrite, clock: { Timestamp(secondsSince1970: 0) })
    try early.transaction { _ = try $0.appendLog(actor: "EO", action: "late") }
    let result = try verify()
    #expect(result.isIntact && result.clockWentBack == [6])
  }
}
