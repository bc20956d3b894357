import GRDB
import Testing

@testable import VerbatimThemes

@Suite("Saved queries")
struct SavedQueryTests {
  @Test("are kept by name, replaced and removed, and stand in the dump")
  func kept() throws {
    let folder = try TemporaryFolder()
    let database = try StudyDatabase.create(at: folder.file("study.sqlite"))
    do {
      let at = try #require(Timestamp("2026-11-30T09:00:00Z"))
      let one = SavedQuery(name: "rules", query: "regulat*", note: "theme B", savedAt: at)
      let two = SavedQuery(name: "women", query: "sex:F", savedAt: at)
      try database.transaction {
        try $0.setSavedQuery(two)
        try $0.setSavedQuery(one)
      }
      #expect(try database.read { try $0.savedQueries() } == [one, two])
      var changed = one
      changed.query = "rule*"
      try database.transaction { try $0.setSavedQuery(changed) }
      #expect(try database.read { try $0.savedQueries() } == [changed, two])
      let dump = try database.read { try $0.canonicalDump() }
      #expect(dump.contains("saved_query\trules\trule*\ttheme B\t2026-11-30T09:00:00Z\n"))
      try database.transaction { transaction in
        let isRemoved = try transaction.removeSavedQuery("rules")
        let isRemovedAgain = try transaction.removeSavedQuery("rules")
        #expect(isRemoved && !isRemovedAgain)
      }
      #expect(try database.read { try $0.savedQueries() } == [two])
    }
  }

  @Test("find their place in a study of the version before them, once it is written to")
  func migrated() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("study.sqlite")
    let queue = try DatabaseQueue(path: path)
    try StudySchema.migrator.migrate(queue, upTo: "1")
    try queue.close()
    #expect(
      throws: StudyDatabaseError.olderVersion(path: path, found: 1, supported: StudySchema.version)
    ) {
      _ = try StudyDatabase.open(at: path, access: .readOnly)
    }
    try StudyDatabase.open(at: path, access: .readWrite).close()
    let database = try StudyDatabase.open(at: path, access: .readOnly)
    #expect(try database.read { try $0.savedQueries() }.isEmpty)
  }

  @Test("have names that a query can hold")
  func names() {
    for name in ["rules", "A-1", "über_2", "a.b"] { #expect(SavedQuery.isName(name)) }
    for name in ["", "1a", "a b", "a:b", "-a", String(repeating: "a", count: 65), "a)"] {
      #expect(!SavedQuery.isName(name))
    }
  }
}
