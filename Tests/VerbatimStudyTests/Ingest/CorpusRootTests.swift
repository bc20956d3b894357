import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract

@testable import VerbatimStudy

/// A corpus file that includes its sittings from other files.
@Suite("A sitting reached alone and through its corpus is one session")
struct CorpusRootTests {
  private func corpus() throws -> TestStudy {
    let test = try TestStudy()
    for number in 1...2 {
      try test.write("sitting\(number).xml", Sample.tei(Sample.turns(number)))
    }
    try test.write("corpus.xml", root)
    return test
  }

  private var root: String {
    """
    <teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude">
      <teiHeader><fileDesc><titleStmt><title>All</title></titleStmt></fileDesc>
        <profileDesc><particDesc><listPerson>
          <person xml:id="P1" role="participant" sex="F"><persName>First</persName></person>
        </listPerson></particDesc></profileDesc>
      </teiHeader>
      <xi:include href="sitting1.xml"/>
      <xi:include href="sitting2.xml"/>
    </teiCorpus>
    """
  }

  private func check(_ test: TestStudy, _ place: Comment) throws {
    #expect(try test.sessions().keys.sorted() == ["sitting1", "sitting2"], place)
    #expect(try test.extracts("trust").sessionCount == 2, place)
    // What the corpus says of the people is known.
    #expect(try test.extracts("sex:F").turnCount == 14, place)
    #expect(try test.findings() == [], place)
  }

  @Test("in one folder, at once")
  func folder() throws {
    let test = try corpus()
    let summary = try test.ingest()
    #expect(!summary.hasErrors)
    #expect(summary.sessions == 2)
    try check(test, "at once")
  }

  @Test(
    "in either order",
    arguments: [
      ["corpus.xml", "sitting1.xml", "sitting2.xml"],
      ["sitting1.xml", "corpus.xml", "sitting2.xml"],
      ["sitting2.xml", "sitting1.xml", "corpus.xml"],
    ])
  func order(_ names: [String]) throws {
    let test = try corpus()
    for name in names { #expect(!(try test.ingest(name)).hasErrors) }
    try check(test, "\(names)")
    // However they came, they are the same bytes.
    let whole = try corpus()
    try whole.ingest()
    #expect(try StudyState(test.path) == StudyState(whole.path))
  }

  @Test("again, it does nothing")
  func again() throws {
    let test = try corpus()
    try test.ingest()
    let state = try StudyState(test.path)
    let database = try contents(test.path)["study.sqlite"]
    for names in [[], ["corpus.xml"], ["sitting1.xml"], ["sitting2.xml", "corpus.xml"]] {
      let paths = names.isEmpty ? [test.input] : names.map { test.input + "/" + $0 }
      let summary = try test.writer().ingest(SourceBatch(paths))
      #expect(summary.sessions == 0, "\(names)")
      #expect(summary.files.count == max(paths.count, names.isEmpty ? 3 : 1))
      for file in summary.files {
        switch file.outcome {
        // A member that its corpus brings along has nothing of its own to bring.
        case .unchanged, .read(sessions: 0, replaced: 0): break
        default: Issue.record("\(names): \(file.path) \(file.outcome)")
        }
      }
    }
    #expect(try StudyState(test.path) == state)
    #expect(try contents(test.path)["study.sqlite"] == database)
  }

  @Test("a changed sitting takes the place of the old one, reached through its corpus")
  func changed() throws {
    let test = try corpus()
    try test.ingest()
    let before = try test.extracts("trust").extracts.filter { $0.session == "sitting1" }
    try test.write("sitting2.xml", Sample.tei([("P1", "zeppelin")]))
    let summary = try test.ingest("corpus.xml")
    #expect(!summary.hasErrors)
    #expect(try test.extracts("sex:F zeppelin").turnCount == 1)
    #expect(try test.extracts("trust").extracts == before)
    #expect(try test.sessions().count == 2)
    #expect(try test.findings() == [])
  }

  @Test("a root whose sittings are missing is reported, and the batch goes on")
  func missing() throws {
    let test = try TestStudy()
    try test.write("corpus.xml", root)
    try test.write("other.txt", Sample.text(Sample.turns(5)))
    let summary = try test.ingest()
    #expect(summary.hasErrors)
    #expect(try test.sessions().keys.sorted() == ["other"])
    try test.write("sitting1.xml", Sample.tei(Sample.turns(1)))
    #expect((try test.ingest("corpus.xml")).hasErrors)
    #expect(try test.sessions().keys.sorted() == ["other", "sitting1"])
    #expect(try test.findings() == [])
  }
}
