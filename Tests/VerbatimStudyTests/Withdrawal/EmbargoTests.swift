import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

@Suite("An embargo")
struct EmbargoTests {
  @Test("hides turns and codings, and lifting it gives the very study back")
  func lifted() throws {
    let (folder, study) = try ShippedStudy.copy()
    let path = folder.path + "/study"
    try StudyWriter(study, command: "test", actor: "t").compact()
    let before = try StudyState(path)
    let (turns, codings) = (try spoken(study), try study.database().read { try $0.codings() })
    for person in ["fg1/P2", "fg4/P3", "fg5/M"] {
      let parts = person.split(separator: "/").map(String.init)
      let report = try StudyWriter(study, command: "test", actor: "t").embargo(.person(person))
      #expect(report.isChanged && report.turns > 0)
      #expect(try StudyCheck(study).findings.isEmpty)
      for (session, said) in try spoken(study) {
        for (now, was) in zip(said, try #require(turns[session])) {
          let isHidden = session == parts[0] && was.speakers.contains(parts[1])
          #expect(now.text == (isHidden ? "" : was.text))
          #expect(now.speakers == (isHidden ? [] : was.speakers))
        }
      }
      let visible = codings.filter {
        $0.session != parts[0]
          || !(turns[$0.session]?[$0.turn - 1].speakers.contains(parts[1]) ?? false)
      }
      #expect(try study.database().read { try $0.codings() } == visible)
      #expect(try study.database().read { try $0.codings(includingHidden: true) } == codings)
      #expect(try StudyState(path).sources == before.sources)
      let again = try StudyWriter(study, command: "test", actor: "t").embargo(.person(person))
      #expect(!again.isChanged)
      let lifted = try StudyWriter(study, command: "test", actor: "t").lift(.person(person))
      #expect(lifted.isChanged && lifted.turns == report.turns && lifted.codings == report.codings)
      #expect(try StudyState(path) == before, "\(person)")
    }
  }

  @Test("outlasts a correction of the transcript, a repair and the withdrawal of somebody else")
  func outlasts() throws {
    let test = try TestStudy()
    var turns = Sample.turns(1, count: 12)
    try test.write("a.txt", Sample.text(turns))
    try test.ingest()
    _ = try test.writer().embargo(.person("P2"))
    turns.insert(("P1", "One more to begin with."), at: 0)
    turns.append(("P2", "zeppelin zeppelin"))
    try test.write("a.txt", Sample.text(turns))
    try test.ingest()
    func isHidden() throws -> Bool {
      try test.extracts("zeppelin").turnCount == 0 && test.extracts("speaker:P2").turnCount == 0
    }
    #expect(try isHidden())
    #expect(try test.findings() == [])
    try FileManager.default.removeItem(atPath: test.path + "/index")
    _ = try StudyRepair(test.study, actor: "t")
    #expect(try isHidden())
    let other = try Withdrawn(test.study, "P1", .remove)
    #expect(other.certificate.isClean)
    #expect(try isHidden())
    #expect(try test.findings() == [])
    _ = try test.writer().lift(.person("P2"))
    #expect(try test.extracts("zeppelin").turnCount == 1)
    #expect(try test.extracts("speaker:P2").turnCount == turns.count { $0.0 == "P2" })
  }

  @Test("hides memos on the person, in exports as well, and shows them when it is lifted")
  func memos() throws {
    let (folder, study) = try ShippedStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    func writer() throws -> StudyWriter { try StudyWriter(study, command: "test", actor: "t") }
    _ = try writer().database.transaction { transaction in
      for (subject, text) in [
        (Memo.Subject.participant(session: "fg2", label: "P3"), "zeppelin one"),
        (.participant(session: "fg1", label: "P3"), "zeppelin two"),
        (.session("fg2"), "zeppelin three"),
      ] {
        try transaction.addMemo(
          Memo(subject: subject, author: "EO", createdAt: .now(), text: text))
      }
    }
    #expect(try writer().embargo(.person("fg2/P3")).memos == 1)
    func shown() throws -> [String] {
      try study.database().read { try $0.memos() }.map(\.text).sorted()
    }
    #expect(try shown() == ["zeppelin three", "zeppelin two"])
    var export = try QDAExport(study, QDAExport.Options(origin: "test"))
    let archive = try ZipArchive(try export.archive())
    var reader = archive.reader()
    let project = try #require(archive.entry(named: "project.qde"))
    let text = String(decoding: try reader.read(project), as: UTF8.self)
    #expect(text.contains("zeppelin two") && !text.contains("zeppelin one"))
    #expect(try writer().embargo(.session("fg2")).memos == 1)
    #expect(try shown() == ["zeppelin two"])
    _ = try writer().lift(.session("fg2"))
    _ = try writer().lift(.person("fg2/P3"))
    #expect(try shown() == ["zeppelin one", "zeppelin three", "zeppelin two"])
  }

  @Test("what is hidden is known to who asks whether a manuscript quotes it")
  func withheld() throws {
    let (folder, study) = try ShippedStudy.copy()
    defer { withExtendedLifetime(folder) {} }
    #expect(try study.withheldTexts().isEmpty)
    let turns = try #require(try spoken(study)["fg4"])
    _ = try StudyWriter(study, command: "test", actor: "t").embargo(.person("fg4/P3"))
    let theirs = turns.filter { $0.speakers.contains("P3") && !$0.text.isEmpty }.map(\.text)
    #expect(theirs.count > 3)
    #expect(try study.withheldTexts() == theirs)
  }

  @Test("does not keep the person from withdrawing for good")
  func withdrawn() throws {
    let (folder, study) = try ShippedStudy.copy()
    _ = try StudyWriter(study, command: "test", actor: "t").embargo(.person("fg2/P3"))
    let withdrawn = try Withdrawn(study, "fg2/P3", .remove)
    #expect(withdrawn.certificate.isClean)
    #expect(withdrawn.plan.words.runs.count > 50)
    #expect(try StudyCheck(study).findings.isEmpty)
    let direct = try ShippedStudy.copy()
    _ = try Withdrawn(direct.study, "fg2/P3", .remove)
    let (own, other) = try (
      StudyState(folder.path + "/study"), StudyState(direct.folder.path + "/study")
    )
    #expect(own.index == other.index && own.sources == other.sources)
    #expect(timeless(own.dump) == timeless(other.dump))
  }
}
