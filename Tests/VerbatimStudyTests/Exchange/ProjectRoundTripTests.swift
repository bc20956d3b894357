import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

@Suite("A study as a REFI-QDA project, there and back")
struct ProjectRoundTripTests {
  @Test("the shipped study: export, import into an empty study, export gives identical bytes")
  func shipped() throws {
    let test = try TestStudy.shipped()
    let bytes = try test.project()
    #expect(try test.project() == bytes)
    let fresh = try TestStudy()
    let report = try fresh.take(bytes)
    #expect(report.losses == [])
    #expect(report.isDone)
    #expect(report.sources.map(\.match) == Array(repeating: .new, count: 5))
    #expect(try fresh.texts() == test.texts())
    #expect(try fresh.project() == bytes)
    // The source's own codings are somebody's there; all others are what they were.
    let there = try fresh.placed().filter { !$0.contains("source:") }
    #expect(there == (try test.placed().filter { !$0.contains(" source ") }))
    #expect(try fresh.codings().count == test.codings().count)
    #expect(try fresh.findings() == [])
    let people = try fresh.study.database().read { try $0.sessions() }.flatMap(
      \.session.participants)
    #expect(people.count { $0.role == .participant && $0.isDeclared } == 26)
    #expect(try fresh.extracts("sex:M role:participant").speakerCount == 9)
    #expect(try fresh.extracts("group:FG2").turnCount == 70)
  }

  @Test("into the study that it came from it brings nothing, loses nothing and changes nothing")
  func again() throws {
    let test = try TestStudy.shipped()
    let bytes = try test.project()
    let before = try StudyState(test.path)
    let report = try test.take(bytes)
    #expect(report.losses == [])
    #expect(report.codingsAdded == 0 && report.themesAdded == 0 && report.memosAdded == 0)
    #expect(report.codingsKnown == (try test.codings().count))
    #expect(report.themesKnown == 9)
    #expect(report.sources.map(\.match) == Array(repeating: .same, count: 5))
    #expect(try StudyState(test.path) == before)
  }

  @Test("every way to write it comes back the same: UTF-16, a mark, no selections of turns")
  func variants() throws {
    let test = try TestStudy()
    try test.write(
      "a.jsonl", Sample.lines("a", [("P1", "😀 one 😀 two"), ("P2", "é three\\n😀 four")]))
    try test.ingest()
    let writer = try test.writer()
    try writer.setCodebook(try Codebook(themes: [Theme(id: "t", label: "1", name: "T")]))
    for (turn, span) in [(1, 2..<5), (1, nil), (2, 0..<1), (2, 9..<13), (2, 0..<14)] {
      try writer.addCoding(
        Coding(
          theme: "t", coder: "EO", session: "a", turn: turn, span: span,
          createdAt: Timestamp(secondsSince1970: 0)))
    }
    let plain = try test.project()
    for change: (inout QDAExport.Options) -> Void in [
      { _ in }, { $0.unit = .utf16 }, { $0.unit = .bytes }, { $0.hasMark = true },
      { $0.hasTurns = false },
      {
        $0.unit = .utf16; $0.hasTurns = false; $0.hasMark = true
      },
    ] {
      let bytes = try test.project(change)
      let fresh = try TestStudy()
      let report = try fresh.take(bytes)
      #expect(report.losses == [], "\(report.losses)")
      #expect(try fresh.placed() == test.placed())
      #expect(try fresh.project() == plain)
      #expect(try fresh.project(change) == bytes)
    }
  }

  @Test("studies of awkward labels, texts, people and memos come back the same")
  func awkward() throws {
    let texts = [
      "plain", "two\nlines", "\ttab", "a: b", "[x] (laughs)", "😀", " blanks ", "\r", "\u{2028}", "",
      "<b>&amp;", "e\u{301}", "10:30 or so", "it's \"so\"",
    ]
    for seed in 0..<10 {
      var random = SystemRandomNumberGenerator()
      func pick(_ list: [String]) -> String { list.randomElement(using: &random) ?? "" }
      let test = try TestStudy()
      for session in ["a", "b/c", "d & \"e\""] {
        let lines = try (0..<8).map { number in
          let speaker = number == 0 ? "P1" : pick(["P1", "a:b", "M & M", "\\x"])
          let object = ["session": session, "speaker": speaker, "text": pick(texts)]
          return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys),
            as: UTF8.self)
        }
        try test.write("\(session.utf8.count).jsonl", lines.joined(separator: "\n"))
      }
      let summary = try test.ingest()
      try #require(!summary.hasErrors, "\(summary.files)")
      let writer = try test.writer()
      try writer.setCodebook(
        try Codebook(themes: [
          Theme(id: "t", label: "1", name: "T", definition: "a\n\nInclude: b", isCodable: false),
          Theme(id: "u", label: "x y", name: "<U>", exclude: "c", colour: "#abc", parent: "t"),
        ]))
      let all = try test.texts()
      for (session, turns) in all {
        for (index, text) in turns.enumerated() {
          let length = text.unicodeScalars.count
          let start = Int.random(in: 0...length, using: &random)
          let end = Int.random(in: 0...length, using: &random)
          try writer.addCoding(
            Coding(
              theme: pick(["t", "u"]), coder: [nil, "EO", "ø"].randomElement() ?? nil,
              session: session, turn: index + 1, span: start < end ? start..<end : nil,
              memo: Bool.random(using: &random) ? "a memo\n" + pick(texts) + "." : nil,
              createdAt: Timestamp(secondsSince1970: seed)))
        }
      }
      try writer.database.transaction { transaction in
        try transaction.setCoder(Coder(id: "EO", name: "Coder one"))
        try transaction.setCoder(Coder(id: "nobody"))
        let time = Timestamp(secondsSince1970: 5)
        for (subject, author) in [
          (Memo.Subject.study, "EO"), (.theme("u"), "somebody"), (.session("b/c"), "EO"),
          (.participant(session: "a", label: all["a"] == nil ? "" : "P1"), "EO"),
        ] {
          try transaction.addMemo(
            Memo(subject: subject, author: author, createdAt: time, text: "on \(subject)"))
        }
        try transaction.setRule(ThemeRule(id: "r", theme: "u", query: "pla*", name: "plain ones"))
        try transaction.setSetting(Study.nameSetting, to: "Study & <co>")
      }
      try writer.applyRules()
      let bytes = try test.project()
      let fresh = try TestStudy()
      let report = try fresh.take(bytes)
      #expect(report.losses == [], "\(report.losses)")
      #expect(try fresh.texts() == all)
      let (there, here) = (try fresh.placed(), try test.placed())
      #expect(there == here, "\(Set(there).symmetricDifference(here)) \(all)")
      #expect(try fresh.project() == bytes)
      #expect(try fresh.study.database().read { try $0.rules() }.map(\.query) == ["pla*"])
      #expect(try fresh.memos().map(\.text).count == test.memos().count)
      #expect(try fresh.findings() == [])
    }
  }

  @Test("shared speakers are one case each, and shared again in an empty study")
  func shared() throws {
    let test = try TestStudy()
    try test.write(
      "study.yaml",
      """
      study: Shared
      speakers: shared
      sessions:
        - {id: a, file: a.txt, participants: [{id: P1, role: chair, party: X}]}
        - {id: b, file: b.txt, participants: [{id: P1, role: chair, party: X}]}
        - {id: c, file: c.txt, participants: [{id: P1, role: chair, party: Y}]}
      """)
    for name in ["a", "b", "c"] {
      try test.write("\(name).txt", Sample.text([("P1", "I am \(name)"), ("P2", "So you are")]))
    }
    let summary = try test.writer().importStudy(at: test.input)
    try #require(!summary.hasErrors)
    let bytes = try test.project()
    let export = try QDAExport(test.study, .init(origin: "verbatim 0.1"))
    #expect(export.project.cases.map(\.name).sorted() == ["P1", "P1", "P2"])
    let fresh = try TestStudy()
    #expect(try fresh.take(bytes).losses == [])
    #expect(try fresh.index().manifest.sharesSpeakers)
    #expect(try fresh.project() == bytes)
  }

  @Test("two sessions of one text stay two, and are read again from what is kept")
  func twins() throws {
    let test = try TestStudy()
    try test.write(
      "a.jsonl", Sample.lines("a", [("P1", "the same")]) + Sample.lines("b", [("P1", "the same")]))
    try test.ingest()
    let bytes = try test.project()
    let fresh = try TestStudy()
    #expect(try fresh.take(bytes).sources.map(\.session) == ["a", "b"])
    #expect(try fresh.findings() == [])
    #expect(try fresh.project() == bytes)
  }

  @Test("codings follow their words into a transcript that was corrected since; the rest is told")
  func corrected() throws {
    let test = try TestStudy()
    try test.write(
      "a.txt", Sample.text([("P1", "one two three"), ("P2", "four five"), ("P1", "six")]))
    try test.ingest()
    try test.writer().setCodebook(try Codebook(themes: [Theme(id: "t", label: "1", name: "T")]))
    for (turn, span) in [(1, 4..<7), (2, nil), (3, nil)] as [(Int, Range<Int>?)] {
      try test.writer().addCoding(
        Coding(
          theme: "t", coder: "EO", session: "a", turn: turn, span: span,
          createdAt: Timestamp(secondsSince1970: 0)))
    }
    let bytes = try test.project()
    let other = try TestStudy()
    try other.write(
      "a.txt",
      Sample.text([("P3", "new"), ("P1", "one two three"), ("P2", "four five"), ("P1", "seven")]))
    try other.ingest()
    let refused = try other.take(bytes)
    #expect(!refused.isDone)
    #expect(refused.findings.count(.doubtfulCodings) == 1)
    #expect(try other.codings() == [])
    let report = try other.take(bytes, partial: true)
    #expect(report.isDone)
    #expect(report.sources.map(\.match) == [.rebased(moved: 2)])
    #expect(try other.codings().map(\.turn) == [2, 3])
    #expect(try other.codings().map(\.span) == [4..<7, nil])
  }

  @Test("words that were corrected take their coding along, and a person is asked about it")
  func adjusted() throws {
    let test = try TestStudy()
    let turns = [
      ("P1", "one two three"), ("P2", "we never trusted any of them at all"), ("P1", "six"),
    ]
    try test.write("a.txt", Sample.text(turns))
    try test.ingest()
    try test.writer().setCodebook(try Codebook(themes: [Theme(id: "t", label: "1", name: "T")]))
    try test.writer().addCoding(
      Coding(
        theme: "t", coder: "EO", session: "a", turn: 2, span: 3..<35,
        createdAt: Timestamp(secondsSince1970: 0)))
    let other = try TestStudy()
    try other.write(
      "a.txt",
      Sample.text([turns[0], ("P2", "we never trusted some of them at all"), turns[2]]))
    try other.ingest()
    let report = try other.take(try test.project())
    #expect(report.isDone && report.losses == [])
    #expect(report.findings.count(.adjustedCodings) == 1)
    let questions = try other.study.database().read { try $0.codingQuestions() }
    #expect(questions.map(\.kind) == [.adjusted])
    #expect(questions.map(\.words) == ["never trusted any of them at all"])
    #expect(questions.map(\.coding) == (try other.codings()))
  }

  @Test("another study's session of the same name is another session")
  func namesakes() throws {
    let (one, two) = (try TestStudy(), try TestStudy())
    try one.write("fg1.txt", Sample.text([("P1", "quite other words"), ("P2", "indeed they are")]))
    try two.write("fg1.txt", Sample.text([("P1", "what we said here"), ("P2", "was never that")]))
    try one.ingest()
    try two.ingest()
    let report = try two.take(try one.project())
    #expect(report.sources.map(\.session) == ["fg1-2"])
    #expect(try two.texts()["fg1-2"] == ["quite other words", "indeed they are"])
    #expect(try two.texts()["fg1"] == ["what we said here", "was never that"])
  }

  @Test("what the format does not carry is listed, each thing with its number")
  func losses() throws {
    let test = try TestStudy.shipped()
    let export = try QDAExport(test.study, .init(origin: "verbatim 0.1"))
    let counts = Dictionary(
      export.findings.all.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
    let transcripts = try test.index().sessions().map {
      try test.index().segments[$0.place.segment].transcript($0.place.session)
    }
    let events = transcripts.reduce(0) { sum, one in
      sum + one.events.count + one.turns.reduce(0) { $0 + $1.events.count }
    }
    #expect(events > 0 && counts[.events] == events)
    let times = transcripts.reduce(0) { $0 + $1.turns.count { $0.start != nil || $0.end != nil } }
    #expect(counts[.times] ?? 0 == times)
    #expect(counts[.sourceFiles] == 5)
    #expect(counts[.log] ?? 0 > 0)
    #expect(counts[.codingsOutside] == nil)
    #expect(export.turns == 350)
    #expect(export.codings == (try test.codings().count))
  }

  @Test(
    "the schema accepts the shipped study's project",
    .enabled(
      if: Checkout.shared != nil && FileManager.default.fileExists(atPath: "/usr/bin/xmllint"),
      "needs xmllint and ../shared/corpora/qdpx/skyloom/Project.xsd"))
  func schema() throws {
    let test = try TestStudy.shipped()
    let archive = try ZipArchive(try test.project())
    var reader = archive.reader()
    let qde = try reader.read(try #require(archive.entry(named: "project.qde")))
    let path = try test.file("project.qde", qde)
    let schema = (Checkout.shared ?? "") + "/corpora/qdpx/skyloom/Project.xsd"
    let result = try shell("xmllint --noout --schema \"$1\" \"$2\" 2>&1", schema, path)
    #expect(result.code == 0, "\(result.output)")
  }

  @Test("selections hold exactly the words of their codings, read by a slow and obvious reader")
  func selections() throws {
    let test = try TestStudy.shipped()
    let export = try QDAExport(test.study, .init(origin: "verbatim 0.1"))
    let archive = try ZipArchive(try test.project())
    var reader = archive.reader()
    let texts = try test.texts()
    var checked = 0
    for source in export.project.sources {
      let name = try #require(source.plainTextPath).replacingOccurrences(
        of: "internal://", with: "")
      let bytes = try reader.read(try #require(archive.entry(named: "sources/" + name)))
      let scalars = Array(String(decoding: bytes, as: UTF8.self).unicodeScalars)
      let wanted = try test.codings().filter { $0.session == source.name }.map { coding in
        let turn = texts[source.name]?[coding.turn - 1] ?? ""
        return coding.span.map { turn.scalars($0) } ?? turn
      }.sorted()
      let found = source.selections.flatMap { selection in
        selection.codings.map { _ in
          String(String.UnicodeScalarView(scalars[selection.start..<selection.end]))
        }
      }.sorted()
      #expect(found == wanted)
      checked += found.count
    }
    #expect(checked == (try test.codings().count))
  }
}
