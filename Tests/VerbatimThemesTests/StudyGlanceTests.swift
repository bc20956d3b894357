import Foundation
import GRDB
import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("A glance at the study database")
struct StudyGlanceTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.file("study.sqlite")
  }

  @Test("says what the database says")
  func same() throws {
    let database = try StudyDatabase.create(at: path, clock: { noon })
    #expect(StudyGlance(at: path, setting: "a")?.setting == nil)
    #expect(StudyGlance(at: path, setting: "a")?.hasCodings == false)
    try database.transaction { study in
      try study.setSetting("a", to: "x\ny é")
      try study.setCodebook(try Codebook(yaml: tableOne))
      try study.replaceSessions([session("fg2", digest: 2)])
    }
    #expect(StudyGlance(at: path, setting: "a")?.setting == "x\ny é")
    #expect(StudyGlance(at: path, setting: "b")?.setting == nil)
    #expect(StudyGlance(at: path, setting: "a")?.hasCodings == false)
    _ = try database.transaction { study in
      try study.addCodings([
        Coding(theme: "paths", coder: "EO", session: "fg2", turn: 1, span: nil, createdAt: noon)
      ])
    }
    #expect(StudyGlance(at: path, setting: "a")?.hasCodings == true)
  }

  @Test("says nothing of what is no database of this version")
  func others() throws {
    #expect(StudyGlance(at: path, setting: "a") == nil)
    for bytes in [Data(), Data("no database".utf8), Data(repeating: 7, count: 9000)] {
      try bytes.write(to: URL(fileURLWithPath: path))
      #expect(StudyGlance(at: path, setting: "a") == nil)
    }
    try FileManager.default.removeItem(atPath: path)
    let database = try StudyDatabase.create(at: path, clock: { noon })
    try database.queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA user_version = 99") }
    #expect(StudyGlance(at: path, setting: "a") == nil)
  }
}
