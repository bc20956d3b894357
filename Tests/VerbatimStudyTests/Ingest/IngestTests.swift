import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Ingesting files")
struct IngestTests {
  /// The outcomes by path, as short words.
  private func outcomes(_ summary: IngestSummary) -> [String: String] {
    Dictionary(
      summary.files.map { file in
        let word =
          switch file.outcome {
          case .read(let sessions, let replaced): "read \(sessions)+\(replaced)"
          case .unchanged: "unchanged"
          case .duplicate(let path): "duplicate of \(path)"
          case .rejected: "rejected"
          case .convertible(let document): "convertible \(document)"
          case .passedOver: "passed over"
          case .unreadable: "unreadable"
          case .conflict(let conflict):
            "conflict \(conflict.session): \(conflict.known), \(conflict.found)"
          }
        return (file.path, word)
      }, uniquingKeysWith: { $0 + "; " + $1 })
  }

  private func three() throws -> TestStudy {
    let test = try TestStudy()
    try test.write("a.txt", Sample.text(Sample.turns(1)))
    try test.write("b.xml", Sample.tei(Sample.turns(2)))
    try test.write(
      "c.jsonl", Sample.lines("c1", Sample.turns(3)) + Sample.lines("c2", Sample.turns(4)))
    return test
  }

  @Test("the first time reads, the second time does nothing to any byte")
  func rerun() throws {
    let test = try three()
    let first = try test.ingest()
    #expect(
      outcomes(first) == ["a.txt": "read 1+0", "b.xml": "read 1+0", "c.jsonl": "read 2+0"])
    #expect(first.isFirst)
    #expect(first.sessions == 4)
    #expect(first.turns == 80)
    #expect(first.speakers == 12)
    #expect(first.words == (try test.index()).tokenCount)
    #expect(first.textBytes == (try test.index()).textByteCount)
    let state = try StudyState(test.path)
    let database = try contents(test.path)["study.sqlite"]
    let second = try test.ingest()
    #expect(Set(outcomes(second).values) == ["unchanged"])
    #expect(second.files.count == 3)
    #expect(!second.isFirst)
    #expect(second.sessions == 0)
    #expect(try StudyState(test.path) == state)
    #expect(try contents(test.path)["study.sqlite"] == database)
    #expect(try test.findings() == [])
  }

  @Test("a changed file takes its session's place, and other sessions' hits stay")
  func changed() throws {
    let test = try three()
    try test.ingest()
    let queries = ["trust", "\"peer support\"", "kettle NEAR/3 bus", "hous*", "speaker:P1 garden"]
    let before = try queries.map { try test.extracts($0).extracts.filter { $0.session != "a" } }
    var turns = Sample.turns(1)
    turns[3].1 = "an entirely unheard word: zeppelin"
    try test.write("a.txt", Sample.text(turns))
    let summary = try test.ingest()
    #expect(
      outcomes(summary) == ["a.txt": "read 0+1", "b.xml": "unchanged", "c.jsonl": "unchanged"])
    #expect(try test.extracts("zeppelin").extracts.map(\.id) == ["a:4:26-34"])
    for (query, old) in zip(queries, before) {
      #expect(try test.extracts(query).extracts.filter { $0.session != "a" } == old, "\(query)")
    }
    #expect(try test.sessions().count == 4)
    // The old bytes are nobody's source any more.
    #expect(try test.study.sources.list().count == 3)
    #expect(try test.findings() == [])
  }

  @Test("what came in by steps equals what came in at once")
  func steps() throws {
    let whole = try three()
    try whole.ingest()
    let steps = try TestStudy()
    for (name, text) in [
      ("a.txt", Sample.text(Sample.turns(9))), ("a.txt", Sample.text(Sample.turns(1))),
      ("c.jsonl", Sample.lines("c1", Sample.turns(3)) + Sample.lines("c2", Sample.turns(4))),
      ("b.xml", Sample.tei(Sample.turns(2))),
    ] {
      try steps.write(name, text)
      try steps.ingest(name)
    }
    try steps.writer().compact()
    #expect(try StudyState(steps.path) == StudyState(whole.path))
  }

  @Test("the same bytes under another name are the same session")
  func duplicate() throws {
    let test = try three()
    try test.ingest()
    try test.write("other.txt", Sample.text(Sample.turns(1)))
    #expect(outcomes(try test.ingest("other.txt")) == ["other.txt": "duplicate of a.txt"])
    let all = try TestStudy()
    try all.write("a.txt", Sample.text(Sample.turns(1)))
    try all.write("deep/other.txt", Sample.text(Sample.turns(1)))
    #expect(
      outcomes(try all.ingest()) == ["a.txt": "read 1+0", "deep/other.txt": "duplicate of a.txt"])
    #expect(try all.sessions().keys.sorted() == ["a"])
  }

  @Test("one id with other bytes at another path is a conflict that names both")
  func conflict() throws {
    let test = try TestStudy()
    try test.write("one/talk.txt", Sample.text(Sample.turns(1)))
    try test.write("two/talk.txt", Sample.text(Sample.turns(2)))
    try test.write("two/good.txt", Sample.text(Sample.turns(3)))
    let summary = try test.ingest()
    #expect(
      outcomes(summary) == [
        "one/talk.txt": "read 1+0", "two/good.txt": "read 1+0",
        "two/talk.txt": "conflict talk: one/talk.txt, two/talk.txt",
      ])
    #expect(summary.hasErrors)
    #expect(
      outcomes(try test.ingest())["two/talk.txt"] == "conflict talk: one/talk.txt, two/talk.txt")
    var options = IngestOptions()
    options.replaces = true
    let replaced = try test.writer().ingest(SourceBatch([test.input + "/two"]), options)
    #expect(outcomes(replaced)["talk.txt"] == "read 0+1")
    #expect(try test.extracts("\"in session 2\"").turnCount == 20)
    #expect(try test.extracts("\"in session 1\"").turnCount == 0)
    #expect(try test.findings() == [])
  }

  @Test("a conflict inside a file of many sessions takes none of them")
  func conflictOfMany() throws {
    let test = try three()
    try test.ingest()
    try test.write(
      "d.jsonl", Sample.lines("new", Sample.turns(5)) + Sample.lines("c2", Sample.turns(6)))
    let summary = try test.ingest("d.jsonl")
    #expect(outcomes(summary) == ["d.jsonl": "conflict c2: c.jsonl, d.jsonl"])
    #expect(try test.sessions().keys.sorted() == ["a", "b", "c1", "c2"])
    #expect(try test.findings() == [])
  }

  static let bad: [(name: String, bytes: [UInt8])] = [
    ("not.xml", Array("no markup & < here".utf8)),
    ("cut.xml", Array(Sample.tei(Sample.turns(5)).utf8.prefix(900))),
    ("empty-body.xml", Array(Sample.tei([]).utf8)),
    ("last.jsonl", Array((Sample.lines("z", Sample.turns(6)) + "{\"session\": \"z\", ").utf8)),
    (
      "split.jsonl",
      Array(
        (Sample.lines("y", [("P1", "a")]) + Sample.lines("x", [("P1", "b")])
          + Sample.lines("y", [("P1", "c")])).utf8)
    ),
    ("binary.txt", [0x00, 0x01, 0x02, 0xFF, 0x00]),
    ("empty.txt", []),
    ("blank.txt", Array(" \n\n".utf8)),
    ("picture.png", [0x89, 0x50, 0x4E, 0x47, 0x0D]),
    ("talk.docx", [0x50, 0x4B, 0x03, 0x04, 0x00]),
    ("talk.pdf", Array("%PDF-1.4".utf8)),
    (
      "bomb.xml",
      Array(
        ("<!DOCTYPE TEI [<!ENTITY a \"aaaaaaaaaa\">"
          + (0..<12).map { level in
            let name = String(UnicodeScalar(UInt8(98 + level)))
            let before = String(UnicodeScalar(UInt8(97 + level)))
            return "<!ENTITY \(name) \"\(String(repeating: "&\(before);", count: 10))\">"
          }.joined()
          + "]><TEI><text><body><u who=\"#P1\">&m;</u></body></text></TEI>").utf8)
    ),
    (
      "external.xml",
      Array(
        ("<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
          + "<TEI><text><body><u who=\"#P1\">&x;</u></body></text></TEI>").utf8)
    ),
  ]

  @Test("a bad file leaves the good ones, and nothing of itself", arguments: bad.map(\.name))
  func badFile(_ name: String) throws {
    let bytes = try #require(Self.bad.first { $0.name == name }).bytes
    let test = try three()
    try test.write(name, bytes)
    let summary = try test.ingest()
    let found = outcomes(summary)
    #expect(found["a.txt"] == "read 1+0")
    #expect(found["b.xml"] == "read 1+0")
    #expect(found["c.jsonl"] == "read 2+0")
    let other = try #require(found[name])
    // What an external entity would have brought in is left out; the turn may stay without it.
    if name != "external.xml" { #expect(!other.hasPrefix("read"), "\(name): \(other)") }
    #expect(try test.extracts("root").hitCount == 0)
    #expect(try test.sessions().count == (other.hasPrefix("read") ? 5 : 4))
    #expect(try test.findings() == [])
    // The next ingest tells the same, and changes nothing.
    let state = try StudyState(test.path)
    _ = try test.ingest()
    #expect(try StudyState(test.path) == state)
  }

  @Test("a folder without transcripts and a path that is not there are errors that stop nothing")
  func folders() throws {
    let test = try three()
    try FileManager.default.createDirectory(
      atPath: test.folder.path + "/none", withIntermediateDirectories: true)
    let batch = SourceBatch([test.folder.path + "/none", test.input + "/missing.xml", test.input])
    let summary = try test.writer().ingest(batch)
    #expect(summary.emptyFolders == [test.folder.path + "/none"])
    #expect(summary.hasErrors)
    #expect(summary.sessions == 4)
    #expect(
      summary.files.contains { file in
        if case .unreadable(let problem) = file.outcome { return problem.cause == .notFound }
        return false
      })
  }

  @Test("labels that occur in several sessions are told, unless people are shared")
  func repeatedLabels() throws {
    let test = try three()
    let summary = try test.ingest()
    #expect(summary.repeatedLabels.map(\.label) == ["P1", "P2", "P3"])
    #expect(summary.repeatedLabels.map(\.sessions) == [4, 4, 4])
    _ = try test.writer().embargo(.person("b/P2"))
    _ = try test.writer().embargo(.session("c1"))
    let hidden = try test.ingest().repeatedLabels
    #expect(hidden.map(\.label) == ["P1", "P3", "P2"])
    #expect(hidden.map(\.sessions) == [3, 3, 2])
    try test.write("study.yaml", "speakers: shared\n")
    let imported = try test.writer().importStudy(at: test.input)
    #expect(imported.ingest.repeatedLabels.isEmpty)
  }

  @Test("study.yaml names ids, groups, attributes and people, and lays settings over plain text")
  func overlay() throws {
    let test = try TestStudy()
    try test.write(
      "first.txt",
      Sample.text([
        ("Jane", "Hello there."), ("Moderator", "Go on."), ("Jane", "It was a long way."),
        ("Moderator", "Was it?"), ("Jane", "It was, and it rained."), ("Moderator", "I see."),
      ]))
    try test.write(
      "many.jsonl", Sample.lines("m1", Sample.turns(1)) + Sample.lines("m2", Sample.turns(2)))
    try test.write(
      "study.yaml",
      """
      study: Named
      sessions:
        - id: fg1
          file: first.txt
          group: Coast
          title: A talk
          language: en-GB
          attributes: {place: pier, date: 2024-01-02}
          participants:
            - {id: P1, label: Jane, role: participant, sex: F}
            - {id: M, label: Moderator, role: moderator}
            - {id: P9, role: participant, sex: M}
        - {file: many.jsonl}
        - {id: m2, group: Inland, participants: [{id: P1, sex: F}]}
      """)
    let summary = try test.writer().importStudy(at: test.input)
    #expect(!summary.hasErrors)
    let records = try test.study.database().read { try $0.sessions() }
    #expect(records.map(\.session.id) == ["fg1", "m1", "m2"])
    #expect(records.map(\.session.group) == ["Coast", "m1", "Inland"])
    let first = try #require(records.first).session
    #expect(first.title == "A talk")
    #expect(first.language == "en-GB")
    #expect(first.attributes["place"] == "pier")
    #expect(first.participants.map(\.id).sorted() == ["M", "P1", "P9"])
    #expect(first.participants.first { $0.id == "P1" }?.name == "Jane")
    let hits = try test.extracts("speaker:P1 hello").extracts
    #expect(hits.map(\.id) == ["fg1:1:0-5"])
    #expect(hits.first?.role == "participant")
    #expect(try test.extracts("place:pier").turnCount == 6)
    #expect(try test.extracts("sex:F").speakerCount == 2)
    #expect(try test.extracts("speaker:Jane").turnCount == 0)
    #expect(try test.findings() == [])
  }
}
