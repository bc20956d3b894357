import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimThemes

@testable import VerbatimStudy

@Suite("The shipped study, imported as it is described")
struct ImportTests {
  private func imported() throws -> (TestStudy, ImportSummary) {
    let test = try TestStudy()
    return (test, try test.writer().importStudy(at: Checkout.corpus))
  }

  @Test("it has 5 sessions, 350 turns, 26 people, and the codings of its README")
  func figures() throws {
    let (test, summary) = try imported()
    #expect(!summary.hasErrors)
    #expect(summary.ingest.sessions == 5)
    #expect(summary.ingest.turns == 350)
    #expect(summary.themes == 9)
    #expect(summary.codings.map(\.added) == [55, 55])
    #expect(summary.codings.allSatisfy { $0.problems.isEmpty })
    // 21 in the file, one of them over two turns.
    #expect(summary.sourceCodings == 22)
    #expect(summary.ingest.unmatchedThemes.isEmpty)
    #expect(try test.findings() == [])
    let codings = try test.codings()
    #expect(codings.count { $0.origin == .person } == 110)
    #expect(codings.count { $0.origin == .source } == 22)
    #expect(summary.rules.count == 2)
    for report in summary.rules {
      #expect(report.codings > 0)
      #expect(codings.count { $0.origin == .rule(report.rule.id) } == report.codings)
    }
  }

  @Test("a described file that is ingested alone keeps its group, its people and their facts")
  func alone() throws {
    let (test, _) = try imported()
    func facts() throws -> [String] {
      try test.study.database().read { try $0.sessions() }.map { record in
        "\(record.session.id) \(record.session.group) \(record.session.attributes) "
          + record.session.participants.map { "\($0)" }.joined()
      }
    }
    let before = try facts()
    let unchanged = try test.writer().ingest(SourceBatch([Checkout.corpus + "/fg4.txt"]))
    #expect(unchanged.sessions == 0)
    var text = try String(contentsOfFile: Checkout.corpus + "/fg4.txt", encoding: .utf8)
    text += "\nP1: One more word at the end.\n"
    try test.write("fg4.txt", text)
    let summary = try test.ingest("fg4.txt")
    #expect(summary.sessions == 1 && summary.turns == 71)
    #expect(try facts() == before)
    #expect(try test.extracts("sex:F session:fg4").speakerCount == 4)
    // What is imported again is what is there.
    let again = try test.writer().importStudy(at: Checkout.corpus)
    #expect(again.ingest.sessions == 1)
    #expect(try facts() == before)
  }

  @Test(
    "settings of plain text that a description gives by globs hold for a file that is ingested alone"
  )
  func textSettings() throws {
    let test = try TestStudy()
    try test.write(
      "study.yaml",
      "study: s\ntext:\n  - files: '*.txt'\n    settings: {labels: {map: {Jane: P1, Bob: P2}}}\n"
        + "sessions:\n  - {id: a, file: a.txt}\n")
    let text = "Jane: One.\nBob: Two.\nJane: Three.\nBob: Four.\n"
    try test.write("a.txt", text)
    _ = try test.writer().importStudy(at: test.input)
    func labels() throws -> [[String]] {
      try #require(try spoken(test.study)["a"]).map(\.speakers)
    }
    #expect(try labels() == [["P1"], ["P2"], ["P1"], ["P2"]])
    try test.write("a.txt", text + "Jane: Five.\n")
    try test.ingest("a.txt")
    #expect(try labels() == [["P1"], ["P2"], ["P1"], ["P2"], ["P1"]])
    #expect(try Withdrawn(test.study, "P2", .remove).certificate.isClean)
    let kept = try test.study.database().read { try $0.setting(Study.textSetting) }
    #expect(kept?.contains("P1") == true && kept?.contains("P2") == false)
  }

  @Test("26 people are participants: 9 men and 17 women, as filters find them")
  func people() throws {
    let (test, _) = try imported()
    let database = try test.study.database()
    let records = try database.read { try $0.sessions() }
    let people = records.flatMap { record in
      record.session.participants.filter { $0.role == .participant && $0.isDeclared }
    }
    #expect(people.count == 26)
    #expect(
      records.map { $0.session.participants.count { $0.role == .participant } } == [
        5, 4, 7, 6, 4,
      ])
    #expect(try test.extracts("sex:M role:participant").speakerCount == 9)
    #expect(try test.extracts("sex:F role:participant").speakerCount == 17)
    #expect(try test.extracts("role:participant").speakerCount == 26)
    // Each group has 70 turns, and a filter on the group finds them all.
    for group in 1...5 { #expect(try test.extracts("group:FG\(group)").turnCount == 70) }
    let overview = try ThemeOverview(StudyThemes(database), test.index())
    #expect(overview.participants == 26)
    #expect(overview.groups == 5)
    #expect(overview.rows.count == 9)
  }

  @Test("importing it again changes nothing")
  func again() throws {
    let (test, first) = try imported()
    let before = try StudyState(test.path)
    let second = try test.writer().importStudy(at: Checkout.corpus)
    #expect(second.ingest.sessions == 0)
    #expect(second.ingest.files.count == first.ingest.files.count)
    for file in second.ingest.files {
      guard case .unchanged = file.outcome else {
        Issue.record("\(file.path) was not left alone")
        continue
      }
    }
    #expect(second.codings.map(\.added) == [0, 0])
    #expect(second.codings.map(\.known) == [55, 55])
    let after = try StudyState(test.path)
    #expect(after.index == before.index)
    #expect(after.sources == before.sources)
    // Rules code anew, at another time of day.
    func withoutTimes(_ dump: String) -> [String] {
      dump.split(separator: "\n").filter { !($0.hasPrefix("coding\t") && $0.contains("rule")) }
        .map(String.init)
    }
    #expect(withoutTimes(after.dump) == withoutTimes(before.dump))
  }

  @Test("its files by themselves give the same sessions and turns")
  func plainIngest() throws {
    let test = try TestStudy()
    let paths = (1...5).map { Checkout.corpus + "/fg\($0)." + ($0 < 4 ? "xml" : "txt") }
    let summary = try test.writer().ingest(SourceBatch(paths))
    #expect(!summary.hasErrors)
    #expect(summary.sessions == 5)
    #expect(summary.turns == 350)
    #expect(try test.findings() == [])
  }

  @Test("the whole folder can be ingested: what is no transcript is passed over")
  func wholeFolder() throws {
    let test = try TestStudy()
    let summary = try test.writer().ingest(SourceBatch([Checkout.corpus]))
    // Prose about the transcripts reads like one without labels.
    let prose: Set = ["README.md", "manuscript.md"]
    #expect(!summary.hasErrors || summary.files.contains { prose.contains($0.path) })
    for file in summary.files where !prose.contains(file.path) {
      switch file.outcome {
      case .read: #expect(file.path.hasPrefix("fg"))
      case .passedOver: #expect(!file.path.hasPrefix("fg"))
      default: Issue.record("\(file.path): \(file.outcome)")
      }
    }
  }
}
