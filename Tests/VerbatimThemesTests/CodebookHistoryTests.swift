import Foundation
import GRDB
import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("The history of the codebook")
struct CodebookHistoryTests {
  let folder: TemporaryFolder
  let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("study.sqlite")
  }

  /// Without old paths, which are no part of a version.
  private func plain(_ book: Codebook) throws -> Codebook {
    try Codebook(name: book.name, themes: book.themes)
  }

  @Test("gives every version back as it was, whatever came after it", arguments: 1...8)
  func versions(seed: Int) throws {
    let database = try StudyDatabase.create(at: path, clock: { noon })
    var states = [Codebook()]
    for step in 0..<6 {
      let book = try randomCodebook(seed: UInt64(seed * 100 + step))
      try database.transaction { study in
        try study.setCodebook(book)
        try study.appendLog(actor: "EO", action: "codebook")
      }
      if try plain(book) != states[states.count - 1] { states.append(try plain(book)) }
    }
    let versions = try database.read { try $0.codebookVersions() }
    #expect(versions.map(\.number) == Array(1..<states.count))
    #expect(versions.allSatisfy { $0.actor == "EO" && $0.action == "codebook" && $0.log != nil })
    for (number, state) in states.enumerated() {
      #expect(try database.read { try $0.codebook(after: number) } == state, "seed \(seed)")
    }
    #expect(try database.read { try $0.check() } == [])
  }

  @Test("keeps no version where nothing changed")
  func unchanged() throws {
    let database = try StudyDatabase.create(at: path, clock: { noon })
    for _ in 0..<3 { try database.transaction { try $0.setCodebook(try Codebook(yaml: tableOne)) } }
    #expect(try database.read { try $0.codebookVersion() } == 1)
  }

  @Test("cannot be changed or cut, and a file in which it was is found out")
  func tampering() throws {
    let database = try StudyDatabase.create(at: path, clock: { noon })
    try database.transaction { study in
      try study.setCodebook(try Codebook(yaml: tableOne))
      try study.appendLog(actor: "EO", action: "codebook")
    }
    for sql in [
      "UPDATE codebook_change SET new = 'x'", "DELETE FROM codebook_change",
      "DELETE FROM codebook_version", "UPDATE codebook_version SET actor = 'MB'",
    ] {
      #expect(throws: StudyDatabaseError.self) {
        try database.transaction { try $0.db.execute(sql: sql) }
      }
    }
    try database.transaction { study in
      try study.db.execute(sql: "UPDATE theme SET name = 'Other' WHERE id = 'paths'")
    }
    #expect(try database.read { try $0.check() } == [.codebookHistory(version: 1)])
  }

  @Test("a study of version 3 keeps everything, and what it had is version 0")
  func migration() throws {
    let queue = try DatabaseQueue(path: path)
    try StudySchema.migrator.migrate(queue, upTo: "3")
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO theme (id, parent, position, label, name, is_codable)
          VALUES ('a', NULL, 0, 'A', 'First', 1), ('b', 'a', 0, '1', 'Second', 0);
          INSERT INTO theme_alias VALUES ('B/1', 'b');
          INSERT INTO source VALUES ('\(String(repeating: "1", count: 64))', 'x.txt', 'text', 3);
          INSERT INTO session VALUES ('x', 'x', NULL, NULL, '\(String(repeating: "1", count: 64))', 0,
            '', '{}', 0);
          INSERT INTO coder VALUES ('EO', NULL);
          INSERT INTO coding (theme, coder, session, turn, origin, memo, created_at)
          VALUES ('b', 'EO', 'x', 1, 'person', 'kept', '\(noon)');
          """)
    }
    try queue.close()
    #expect(
      throws: StudyDatabaseError.olderVersion(
        path: path, found: 3, supported: StudySchema.version)
    ) {
      _ = try StudyDatabase.open(at: path, access: .readOnly)
    }
    let database = try StudyDatabase.open(at: path, access: .readWrite, clock: { noon })
    let book = try database.read { try $0.codebook() }
    #expect(book.themes.map(\.id) == ["a", "b"])
    #expect(book.themes.allSatisfy { !$0.isRetired && $0.exemplars.isEmpty && $0.memo == nil })
    #expect(book.theme(formerly: "B/1")?.id == "b")
    #expect(try database.read { try $0.codings() }.map(\.memo) == ["kept"])
    try database.transaction { study in
      try study.setCodebook(
        try study.reading.codebook().changing("b") { theme in theme.name = "New" })
    }
    #expect(try database.read { try $0.codebook(after: 0) } == plain(book))
    #expect(try database.read { try $0.codebookVersion() } == 1)
    #expect(try database.read { try $0.check() } == [])
  }

  @Test("a name once had finds its theme, unless another has it now")
  func names() throws {
    let database = try StudyDatabase.create(at: path, clock: { noon })
    try database.transaction { study in
      try study.setCodebook(try Codebook(yaml: tableOne))
      try study.setCodebook(
        try study.reading.codebook().changing("allknowing") { $0.name = "Knows it all" })
    }
    var book = try database.read { try $0.codebook() }
    #expect(try book.theme("All-knowing").id == "allknowing")
    #expect(try book.theme("knows IT all").id == "allknowing")
    book = try book.changing("authoritarian") { $0.name = "All-knowing" }
    #expect(try book.theme("All-knowing").id == "authoritarian")
  }
}
