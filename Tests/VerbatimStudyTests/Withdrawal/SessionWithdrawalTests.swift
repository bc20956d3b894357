import Foundation
import Testing
import VerbatimCorpus
import VerbatimThemes

@testable import VerbatimStudy

/// Words of a text for an own look at files: letters and digits in lower case, whatever parts them.
private func plainWords(_ text: String) -> [Substring] {
  text.lowercased().split { !$0.isLetter && !$0.isNumber }
}

/// Runs of four words, as texts.
private func plainRuns(_ words: [Substring]) -> Set<String> {
  guard words.count >= 4 else { return [] }
  return Set((0...(words.count - 4)).map { words[$0..<($0 + 4)].joined(separator: " ") })
}

@Suite("After a session is withdrawn")
struct SessionWithdrawalTests {
  private func withdraw(_ study: Study, _ session: String) throws -> Withdrawn {
    try Withdrawn(study, session: session)
  }

  /// The sources that are left, with a `study.yaml` without the session's entry and without codings.
  private static func fresh(from study: Study, without session: String) throws -> TestStudy {
    let fresh = try TestStudy()
    for record in try study.database().read({ try $0.sessions() }) {
      let source = record.session.source
      try fresh.write(source.path, try study.sources.read(source.digest))
    }
    var lines: [String] = []
    var isGone = false
    var isCodings = false
    let yaml = try String(contentsOfFile: Checkout.corpus + "/study.yaml", encoding: .utf8)
    for line in yaml.split(separator: "\n", omittingEmptySubsequences: false) {
      if !line.hasPrefix(" ") { isCodings = line.hasPrefix("codings:") }
      if let id = line.firstMatch(of: /^  - id: (\w+)$/) { isGone = id.1 == session }
      if isCodings || isGone { continue }
      lines.append(String(line))
    }
    try fresh.write("study.yaml", lines.joined(separator: "\n"))
    try fresh.write(
      "codebook.yaml",
      Array(Data(contentsOf: URL(fileURLWithPath: Checkout.corpus + "/codebook.yaml"))))
    let summary = try fresh.writer().importStudy(at: fresh.input)
    #expect(!summary.hasErrors)
    try fresh.writer().compact()
    return fresh
  }

  @Test(
    "the study is that which the other transcripts make, byte by byte", arguments: ["fg2", "fg5"])
  func equality(session: String) throws {
    let (folder, study) = try ShippedStudy.copy()
    let before = try spoken(study)
    let codings = try study.database().read { try $0.codings() }
    let withdrawn = try withdraw(study, session)
    #expect(withdrawn.certificate.isClean, "\(withdrawn.certificate.findings)")
    #expect(withdrawn.certificate.isSession && withdrawn.certificate.turns == 70)
    #expect(withdrawn.plan.preview.session == session)
    #expect(
      withdrawn.plan.preview.droppedCount
        == codings.count { $0.session == session })
    #expect(try StudyCheck(study).findings.isEmpty)

    let fresh = try Self.fresh(from: study, without: session)
    let writer = try fresh.writer()
    _ = try writer.database.transaction {
      try $0.addCodings(codings.filter { $0.origin == .person && $0.session != session })
    }
    let (own, other) = try (StudyState(folder.path + "/study"), StudyState(fresh.path))
    #expect(own.sources == other.sources)
    #expect(own.index == other.index)
    let difference = timeless(own.dump).difference(from: timeless(other.dump))
    #expect(difference.isEmpty, "\(difference.map { String("\($0)".prefix(200)) }.prefix(4))")

    // A look of our own at every byte of the folder.
    var theirs: Set<String> = []
    var others: Set<String> = []
    for (id, turns) in before {
      for turn in turns {
        if id == session {
          theirs.formUnion(plainRuns(plainWords(turn.text)))
        } else {
          others.formUnion(plainRuns(plainWords(turn.text)))
        }
      }
    }
    theirs.subtract(others)
    #expect(theirs.count > 1000)
    var files = 0
    let all = try #require(FileManager.default.enumerator(atPath: folder.path + "/study"))
    for case let name as String in all {
      let path = folder.path + "/study/" + name
      guard let bytes = FileManager.default.contents(atPath: path) else { continue }
      files += 1
      let runs = plainRuns(plainWords(String(decoding: bytes, as: UTF8.self)))
      #expect(runs.isDisjoint(with: theirs), "\(name)")
    }
    #expect(files > 8)
  }

  private static let lines =
    Sample.lines("a", Sample.turns(1, count: 9)) + Sample.lines("b", Sample.turns(2, count: 9))
    + Sample.lines("c", [("P1", "We all came late."), ("P9", "I alone was early that day.")])

  /// Proves that a fresh study of the rewritten sources is the same.
  private func expectFresh(_ test: TestStudy) throws {
    #expect(try test.findings() == [])
    let fresh = try TestStudy()
    for record in try test.study.database().read({ try $0.sessions() }) {
      try fresh.write(
        record.session.source.path, try test.study.sources.read(record.session.source.digest))
    }
    try fresh.ingest()
    try fresh.writer().compact()
    let (own, other) = try (StudyState(test.path), StudyState(fresh.path))
    #expect(own.sources == other.sources)
    #expect(own.index == other.index)
    #expect(timeless(own.dump) == timeless(other.dump))
  }

  @Test("of a file with others its lines go, and all other bytes stay")
  func lines() throws {
    let test = try TestStudy()
    try test.write("all.jsonl", Self.lines)
    try test.write("d.txt", Sample.text(Sample.turns(4, count: 8)))
    try test.ingest()
    let withdrawn = try withdraw(test.study, "b")
    #expect(withdrawn.certificate.isClean)
    let record = try #require(try test.study.database().read { try $0.session("c") })
    let left = Self.lines.split(separator: "\n").filter { !$0.contains("\"session\": \"b\"") }
    #expect(
      String(decoding: try test.study.sources.read(record.session.source.digest), as: UTF8.self)
        == left.joined(separator: "\n") + "\n")
    #expect(record.ordinal == 1)
    try expectFresh(test)
    // A person of what is left, in a session that is not read again as a whole.
    #expect(try Withdrawn(test.study, "c/P9", .redact).certificate.isClean)
    try expectFresh(test)
    for session in ["a", "c", "d"] {
      #expect(try withdraw(test.study, session).certificate.isClean)
    }
    #expect(try test.sessions().isEmpty && test.study.sources.list().isEmpty)
  }

  @Test("of a TEI corpus its document goes, with whom the header describes for it alone")
  func corpus() throws {
    func document(_ id: String, _ turns: Sample.Turns) -> String {
      let body = turns.map { "<u who=\"#\($0.0)\">\($0.1)</u>" }.joined(separator: "\n")
      return """
        <TEI xml:id="\(id)">
          <teiHeader><fileDesc><titleStmt><title>\(id)</title></titleStmt></fileDesc></teiHeader>
          <text><body>\(body)</body></text>
        </TEI>

        """
    }
    let test = try TestStudy()
    try test.write(
      "all.xml",
      """
      <teiCorpus xmlns="http://www.tei-c.org/ns/1.0">
        <teiHeader><profileDesc><particDesc><listPerson>
          <person xml:id="A1" sex="F"/>
          <person xml:id="B1" sex="M"><persName>Bo Example</persName></person>
        </listPerson></particDesc></profileDesc></teiHeader>
      \(document("one", [("A1", "The kettle was on all the winter.")]))
      \(document("two", [("B1", "Nobody ever asked me about the garden."), ("B1", "No.")]))
      \(document("three", [("A1", "And it went on in spring.")]))
      </teiCorpus>

      """)
    try test.ingest()
    #expect(try test.sessions().keys.sorted() == ["one", "three", "two"])
    #expect(try withdraw(test.study, "two").certificate.isClean)
    let digest = try #require(try test.study.sources.list().first)
    let left = String(decoding: try test.study.sources.read(digest), as: UTF8.self)
    #expect(left.contains("winter") && left.contains("spring") && left.contains("A1"))
    #expect(!left.contains("Example") && !left.contains("B1") && !left.contains("\"two\""))
    try expectFresh(test)
  }

  @Test(
    "memos on it and on its people go with it, and an unknown one is refused with those that there are"
  )
  func memos() throws {
    let test = try TestStudy()
    try test.write("a.txt", Sample.text(Sample.turns(1, count: 9)))
    try test.write("b.txt", Sample.text(Sample.turns(2, count: 9)))
    try test.ingest()
    _ = try test.writer().database.transaction { transaction in
      for (subject, text) in [
        (Memo.Subject.session("a"), "quiet"), (.participant(session: "a", label: "P1"), "loud"),
        (.session("b"), "long"), (.study, "all in all"),
      ] {
        try transaction.addMemo(
          Memo(subject: subject, author: "EO", createdAt: .now(), text: text))
      }
    }
    #expect(throws: WithdrawalProblem.unknownSession("A", near: ["a"])) {
      _ = try withdraw(test.study, "A")
    }
    #expect(try withdraw(test.study, "a").certificate.memosRemoved == 2)
    let left = try test.study.database().read { try $0.memos().map(\.text) }
    #expect(left.sorted() == ["all in all", "long"])
  }

  @Test("hidden, it has no words anywhere; lifted, it is the very study again")
  func embargo() throws {
    let (folder, study) = try ShippedStudy.copy()
    let path = folder.path + "/study"
    func writer() throws -> StudyWriter { try StudyWriter(study, command: "test", actor: "t") }
    try writer().compact()
    let before = try StudyState(path)
    let turns = try spoken(study)
    _ = try writer().embargo(.person("fg4/P1"))
    let one = try StudyState(path)
    let report = try writer().embargo(.session("fg4"))
    #expect(report.names == ["fg4"] && report.turns == 70 && report.codings > 0)
    let hidden = try spoken(study)
    #expect(hidden["fg4"]?.count == 70)
    #expect(hidden["fg4"]?.allSatisfy { $0.text.isEmpty && $0.speakers.isEmpty } == true)
    #expect(hidden["fg1"]?.map(\.text) == turns["fg1"]?.map(\.text))
    #expect(try study.database().read { try $0.codings() }.allSatisfy { $0.session != "fg4" })
    #expect(try StudyCheck(study).findings.isEmpty)
    // The tables that go to a spreadsheet name nobody of it.
    let people = try #require(try StudyTables(study).files.first { $0.name == "people.csv" })
    #expect(!people.text.contains("fg4") && people.text.contains("fg5"))
    // Who was hidden alone stays hidden.
    _ = try writer().lift(.session("fg4"))
    #expect(try StudyState(path) == one)
    _ = try writer().lift(.person("fg4/P1"))
    #expect(try StudyState(path) == before)
  }
}
