import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("What the log says of themes and codings")
struct LogFactsTests {
  let folder: TemporaryFolder
  let database: StudyDatabase

  init() throws {
    folder = try TemporaryFolder()
    database = try StudyDatabase.create(at: folder.file("study.sqlite"), clock: { noon })
    let session = Session(
      id: "fg1",
      source: Source(path: "fg1.txt", digest: Digest(bytes: [UInt8](repeating: 1, count: 32))))
    try database.transaction { study in
      try study.replaceSessions([
        SessionRecord(
          session: session, format: "text", size: 1, ordinal: 0, fingerprint: "f", settings: "{}")
      ])
    }
  }

  private func book(_ yaml: String) throws -> Codebook { try Codebook(yaml: Array(yaml.utf8)) }

  private func log(
    _ details: String = "{}", _ work: (StudyTransaction) throws -> Void
  ) throws -> (entry: LogEntry, facts: LogFacts) {
    let entry = try database.transaction { study in
      try work(study)
      return try study.appendLog(actor: "EO", action: "some-new-action", details: details)
    }
    return (entry, LogFacts(entry))
  }

  private func coding(_ theme: String, _ coder: String?, _ turn: Int) -> Coding {
    Coding(theme: theme, coder: coder, session: "fg1", turn: turn, createdAt: noon)
  }

  @Test("themes that come, go, move, get other labels, names and definitions")
  func themes() throws {
    let added = try log { try $0.setCodebook(try self.book(tableOne)) }
    #expect(added.facts.themeChanges.count == 7)
    #expect(added.facts.themeChanges.values.allSatisfy { $0.what == ["added"] && $0.from == nil })
    #expect(added.facts.themeChanges["authoritarian"]?.path == "A/3/b")
    let changed =
      tableOne
      .replacingOccurrences(of: "name: Embrace the differences", with: "name: Hugs for all")
      .replacingOccurrences(of: "label: 3", with: "label: 4")
      .replacingOccurrences(of: "One way, theirs", with: "Another")
      .replacingOccurrences(
        of: "  - {id: harness, label: B, name: Harness the contextual factors}\n", with: "")
    let next = try log(" {\"themes\": 6}\n") { try $0.setCodebook(try self.book(changed)) }
    let changes = next.facts.themeChanges
    #expect(changes["embrace"] == .init(what: ["renamed"], path: "A", from: nil))
    #expect(changes["paths"] == .init(what: ["relabelled"], path: "A/4", from: "A/3"))
    #expect(changes["allknowing"] == .init(what: ["redefined"], path: "A/4/a", from: "A/3/a"))
    #expect(changes["authoritarian"] == .init(what: ["carried"], path: "A/4/b", from: "A/3/b"))
    #expect(changes["harness"] == .init(what: ["removed"], path: "B", from: nil))
    #expect(changes.count == 5)
    #expect(next.facts.plain.map(\.key) == ["themes"] && next.facts.plain[0].value == "6")
    // A code may be named in a participant's words: no name is told.
    #expect(!next.entry.details.contains("Hugs") && !next.entry.details.contains("Another"))
    #expect(next.facts.concerns(theme: "paths") && !next.facts.concerns(theme: "approaches"))
  }

  @Test(
    "codings that come and go, by theme and coder, and rules apart; nothing where nothing changed")
  func codings() throws {
    try database.transaction { try $0.setCodebook(try self.book(tableOne)) }
    let first = try log {
      try $0.addCodings([
        coding("paths", "EO", 1), coding("paths", "EO", 2), coding("paths", "MB", 2),
        coding("harness", nil, 3), coding("paths", "EO", 2),
      ])
    }
    #expect(first.facts.byCoder == ["paths": ["EO": 2, "MB": 1], "harness": ["": 1]])
    let second = try log {
      try $0.removeCoding(coding("paths", "EO", 1))
      try $0.setRule(ThemeRule(id: "r", theme: "paths", query: "hug*", name: "r"))
      try $0.addCodings([
        Coding(
          theme: "paths", coder: nil, session: "fg1", turn: 9, origin: .rule("r"), createdAt: noon)
      ])
    }
    #expect(second.facts.byCoder == ["paths": ["EO": -1]])
    #expect(second.facts.byRule == ["paths": 1])
    let third = try log("{\"a\": 1}") { try $0.addCodings([coding("paths", "EO", 2)]) }
    #expect(third.entry.details == "{\"a\": 1}")
    #expect(try database.read { try $0.verifyLog() }.isIntact)
  }

  @Test("two entries of one transaction say each its own")
  func twoEntries() throws {
    let entries = try database.transaction { study in
      try study.setCodebook(try book(tableOne))
      let one = try study.appendLog(actor: "EO", action: "codebook")
      try study.addCodings([coding("paths", "EO", 1)])
      return [one, try study.appendLog(actor: "EO", action: "code")]
    }.map(LogFacts.init)
    #expect(entries[0].themeChanges.count == 7 && entries[0].byCoder.isEmpty)
    #expect(entries[1].themeChanges.isEmpty && entries[1].byCoder == ["paths": ["EO": 1]])
  }

  @Test("details of unknown shape are read as far as they go, and nothing traps")
  func unknown() throws {
    for details in [
      "[]", "3", "null", "\"text\"", "{}",
      "{\"by_coder\": 3, \"by_rule\": [1], \"theme_changes\": {\"a\": 1}}",
      "{\"x\": {\"y\": [\"paths\"]}, \"n\": 1e40, \"t\": \"T\"}",
    ] {
      let entry = try database.transaction {
        try $0.appendLog(actor: "EO", action: "later", details: details)
      }
      let facts = LogFacts(entry)
      #expect(facts.byCoder.isEmpty && facts.byRule.isEmpty && facts.themeChanges.isEmpty)
      #expect(facts.concerns(theme: "paths") == details.contains("paths"))
    }
  }

  @Test("texts of an entry are escaped")
  func texts() throws {
    let entry = try database.transaction {
      try $0.appendLog(actor: "EO", action: "settle", facts: ["theme": "a\"b\\", "answer": "k\n"])
    }
    #expect(LogFacts(entry).plain.map(\.value) == ["k\n", "a\"b\\"])
  }
}
