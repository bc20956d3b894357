import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

@Suite("Withdrawals that are not the usual one")
struct HostileWithdrawalTests {
  private func plan(_ test: TestStudy, _ person: String) throws -> WithdrawalPlan {
    try test.writer().planWithdrawal(WithdrawalRequest(person: person, mode: .remove))
  }

  @Test("a label of two sessions is two people, unless the study shares its speakers")
  func ambiguous() throws {
    let test = try TestStudy()
    try test.write(
      "a.txt", Sample.text([("P1", "One way."), ("P2", "Two ways."), ("P1", "Three.")]))
    try test.write("b.txt", Sample.text([("P1", "Four."), ("P2", "Five."), ("P1", "Six.")]))
    try test.ingest()
    #expect(throws: WithdrawalProblem.ambiguous("P1", choices: ["a/P1", "b/P1"])) {
      _ = try plan(test, "P1")
    }
    #expect(throws: WithdrawalProblem.unknownPerson("a/P9", near: ["a/P1", "a/P2"])) {
      _ = try plan(test, "a/P9")
    }
    let writer = try test.writer()
    _ = try writer.database.transaction {
      try $0.setSetting(Study.speakersSetting, to: "shared")
    }
    try writer.commit(writer.index.manifest.entries) { _ in }
    let shared = try writer.planWithdrawal(WithdrawalRequest(person: "P1", mode: .remove))
    #expect(shared.preview.sessions.map(\.id) == ["a", "b"])
    #expect(shared.preview.turns == 4)
  }

  @Test("a person without turns loses the record, and everybody may go one by one")
  func everybody() throws {
    let test = try TestStudy()
    try test.write(
      "a.xml",
      Sample.tei([("P1", "One way or the other"), ("P2", "Two")], people: ["P1", "P2", "P3"]))
    try test.ingest()
    for person in ["P3", "P1", "P2"] {
      let certificate = try Withdrawn(test.study, person, .remove).certificate
      #expect(certificate.isClean)
      #expect(try test.findings() == [])
      let left = try test.study.database().read { try $0.sessions() }
        .flatMap { $0.session.participants.map(\.id) }
      #expect(!left.contains(person))
    }
    #expect(try test.sessions().isEmpty)
    #expect(try test.study.sources.list().isEmpty)
    #expect(try test.index().turnCount == 0)
  }

  @Test("what others said as well stays theirs and is listed for a person to judge")
  func repeated() throws {
    let test = try TestStudy()
    try test.write(
      "a.txt",
      Sample.text([
        ("P1", "it was the best of times then"), ("P2", "As she says, it was the best of it."),
        ("P1", "Quite."), ("P2", "Nothing else."),
      ]))
    try test.ingest()
    let withdrawn = try Withdrawn(test.study, "P1", .remove)
    #expect(withdrawn.plan.preview.repeats == ["a:2"])
    #expect(withdrawn.certificate.isClean)
    #expect(try test.extracts("\"the best of\"").turnCount == 1)
  }

  @Test("memos, questions and saved queries that quote are blanked, and nothing else of them")
  func quoting() throws {
    let test = try TestStudy()
    try test.write(
      "a.txt",
      Sample.text([
        ("P1", "nobody ever asked me about the garden"), ("P2", "I did ask."), ("P1", "When?"),
        ("P2", "Last year, I think."),
      ]))
    try test.ingest()
    let writer = try test.writer()
    _ = try writer.database.transaction { transaction in
      try transaction.addMemo(
        Memo(
          subject: .study, author: "EO", createdAt: .now(),
          text: "See: Nobody ever asked me about the garden! Central."))
      try transaction.addMemo(
        Memo(
          subject: .participant(session: "a", label: "P1"), author: "EO", createdAt: .now(),
          text: "quiet"))
      try transaction.setSavedQuery(
        SavedQuery(
          name: "g", query: "\"asked me about the garden\" OR bus", note: nil, savedAt: .now()))
    }
    let plan = try writer.planWithdrawal(WithdrawalRequest(person: "P1", mode: .redact))
    #expect(plan.preview.memos == 1)
    #expect(plan.preview.quoting.map(\.table) == ["memo", "saved_query"])
    let certificate = try writer.withdraw(plan)
    #expect(certificate.isClean, "\(certificate.findings)")
    let (memos, queries) = try test.study.database().read {
      (try $0.memos().map(\.text), try $0.savedQueries().map(\.query))
    }
    #expect(memos == ["See: [withdrawn]! Central."])
    #expect(queries == ["\"[withdrawn]\" OR bus"])
  }

  @Test("words that a person put into the study's folder are found and said")
  func planted() throws {
    let test = try TestStudy()
    let words = "nobody ever asked me about the garden"
    try test.write(
      "a.txt", Sample.text([("P1", words), ("P2", "I did."), ("P1", "No."), ("P2", "Yes.")]))
    try test.ingest()
    try Data(words.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] }).write(
      to: URL(fileURLWithPath: test.path + "/notes of mine.doc"))
    let certificate = try Withdrawn(test.study, "P1", .redact).certificate
    #expect(!certificate.isClean)
    #expect(Set(certificate.findings.map(\.path)) == ["notes of mine.doc"])
    #expect(certificate.findings.map(\.reading).contains("UTF-16LE"))
    #expect(!certificate.markdown.lowercased().contains("garden"))
    #expect(
      !String(decoding: try certificate.json(), as: UTF8.self).lowercased().contains("garden"))
  }

  @Test("exports of earlier are looked into: documents, folders, backups, and those that are gone")
  func exports() throws {
    let test = try TestStudy()
    let words = "nobody ever asked me about the garden"
    try test.write(
      "a.txt", Sample.text([("P1", words), ("P2", "I did."), ("P1", "No."), ("P2", "Yes.")]))
    try test.ingest()
    let out = test.folder.path + "/out"
    func write(_ name: String, _ bytes: [UInt8]) throws -> String {
      try FileManager.default.createDirectory(
        atPath: out + "/tables", withIntermediateDirectories: true)
      try Data(bytes).write(to: URL(fileURLWithPath: out + "/" + name))
      return out + "/" + name
    }
    var zip = ZipWriter()
    zip.add("word/document.xml", Array("<w:t>Nobody ever asked me</w:t>".utf8))
    let paths = [
      try write("report.docx", try zip.finish()), try write("clean.md", Array("I did.".utf8)),
      try write("broken.zip", [0x50, 0x4B, 3, 4, 9]), try write("gone.csv", []),
    ]
    _ = try write("tables/codings.csv", Array("a,1,\"\(words)\"".utf8))
    try test.study.noteExport(paths + [out + "/tables"], actor: "t")
    try FileManager.default.removeItem(atPath: paths[3])
    let backup = test.folder.path + "/backup"
    _ = try test.writer().backUp(to: backup)
    let withdrawn = try Withdrawn(test.study, "P1", .redact)
    // Nothing of it is in the study.
    #expect(withdrawn.certificate.isClean)
    func states(_ exports: [WithdrawalExport]) -> [String: WithdrawalExport.State] {
      Dictionary(
        exports.map { ($0.path.split(separator: "/").last.map(String.init) ?? "", $0.state) },
        uniquingKeysWith: { first, _ in first })
    }
    let expected: [String: WithdrawalExport.State] = [
      "report.docx": .found, "clean.md": .clean, "broken.zip": .unread, "gone.csv": .gone,
      "tables": .found, "backup": .found,
    ]
    #expect(states(withdrawn.certificate.exports) == expected)
    #expect(states(withdrawn.plan.preview.exports) == expected)
    // Seven words are four runs of four.
    #expect(withdrawn.certificate.exports.first { $0.path.hasSuffix("tables") }?.count == 4)
    #expect(withdrawn.certificate.markdown.contains("report.docx`: **has their words**, 1 runs"))
  }

  @Test("free text that may speak of the person is listed by its places, without its words")
  func remarks() throws {
    let test = try TestStudy()
    let tei = Sample.tei(
      [("P1", "One way or the other"), ("P2", "As P1 says, one way."), ("P1", "Quite so")],
      people: ["P1", "P2"]
    )
    .replacingOccurrences(of: "<body>", with: "<body><!-- P1 left early -->")
    .replacingOccurrences(
      of: "</fileDesc>",
      with: "<notesStmt><note>P1 is a neighbour of P2</note></notesStmt></fileDesc>")
    try test.write("a.xml", tei)
    try test.write("b.txt", "Typed by somebody\n\n" + Sample.text(Sample.turns(2, count: 9)))
    try test.ingest()
    _ = try test.writer().database.transaction { transaction in
      for (subject, text) in [
        (Memo.Subject.session("a"), "lively"), (.study, "P1 again, and P12"), (.study, "P12 alone"),
      ] {
        try transaction.addMemo(
          Memo(subject: subject, author: "EO", createdAt: .now(), text: text))
      }
    }
    let withdrawn = try Withdrawn(test.study, "a/P1", .redact)
    let remarks = withdrawn.certificate.remarks
    func found(_ kind: WithdrawalRemark.Kind) -> [String] {
      remarks.filter { $0.kind == kind }.map { "\($0.place) \($0.numbers) \($0.count)" }
    }
    #expect(found(.comment).first?.hasPrefix("a.xml [") == true && found(.comment).count == 1)
    #expect(found(.note).count == 1)
    #expect(found(.turn) == ["a [2] 1"])
    #expect(found(.memo) == ["a [] 1"])
    #expect(found(.text) == ["memo.text [] 1"])
    for word in ["neighbour", "lively", "left early"] {
      #expect(!withdrawn.certificate.markdown.contains(word))
    }
    let other = try Withdrawn(test.study, "b/P1", .redact).certificate.remarks
    #expect(other.filter { $0.kind == .line }.map(\.numbers) == [[1]])
  }

  @Test("originals outside are found by the log, and rewritten when it is asked for")
  func originals() throws {
    let test = try TestStudy()
    let text = Sample.text([
      ("P1", "all of my own words here"), ("P2", "Yes."), ("P1", "No."), ("P2", "Yes."),
    ])
    try test.write("sub/a.txt", text)
    try test.ingest()
    let writer = try test.writer()
    let plan = try writer.planWithdrawal(WithdrawalRequest(person: "P1", mode: .redact))
    let path = test.input + "/sub/a.txt"
    #expect(plan.preview.originals == [WithdrawalOriginal(path: path, state: .same)])
    let certificate = try writer.withdraw(plan, originals: [path])
    #expect(certificate.originals == [WithdrawalOriginal(path: path, state: .rewritten)])
    let stored = try test.study.sources.list().map { try test.study.sources.read($0) }
    #expect(try AtomicFile.read(path) == stored[0])
    // The next ingest of what is outside finds nothing new.
    let again = try writer.ingest(SourceBatch([test.input]))
    #expect(again.sessions == 0)
  }

  @Test("a source that cannot be proven is refused, and nothing is changed")
  func refused() throws {
    let test = try TestStudy()
    try test.write(
      "a.txt", Sample.text([("P1", "One."), ("P2", "Two."), ("P1", "Three."), ("P2", "Four.")]))
    try test.ingest()
    let before = try StudyState(test.path)
    let digest = try #require(try test.study.sources.list().first)
    let path = test.study.sources.path(of: digest)
    let bytes = try AtomicFile.read(path)
    try AtomicFile.write(Array("P1: other".utf8), to: path)
    #expect(throws: SourceStoreProblem.damaged(digest)) { _ = try plan(test, "P1") }
    try AtomicFile.write(bytes, to: path)
    #expect(try StudyState(test.path) == before)
  }
}
