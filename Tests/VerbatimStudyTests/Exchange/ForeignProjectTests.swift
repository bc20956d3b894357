import Foundation
import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes
import VerbatimZip

@testable import VerbatimStudy

@Suite("Projects of other programs")
struct ForeignProjectTests {
  private let words = "P1: I trust them 😀 a lot\r\nP2: and I never did\r\nP1: you will some day\r\n"

  /// A stretch as NVivo counts it (UTF-16, CRLF twice), as ATLAS.ti does, and as code points.
  private func place(_ quote: String, _ unit: String) -> (Int, Int) {
    var text = words
    if unit == "atlas" { text = text.replacingOccurrences(of: "\r\n", with: "\n") }
    func count(_ part: Substring) -> Int {
      unit == "scalars" ? part.unicodeScalars.count : part.utf16.count
    }
    guard let range = text.range(of: quote) else { return (0, 0) }
    let start = count(text[..<range.lowerBound])
    return (start, start + count(text[range]))
  }

  private func project(_ unit: String, origin: String, named: Bool) throws -> [UInt8] {
    var project = ForeignProject()
    project.origin = origin
    let marks = ["trust them", "never did", "P2: and I never did", "some day"].map { quote in
      let (start, end) = place(quote, unit)
      return (start, end, named ? quote : "", "trust")
    }
    project.add("talk", Array(words.utf8), marks)
    return try project.bytes()
  }

  @Test(
    "selections are placed by their names, whatever the program counts and calls itself",
    arguments: ["nvivo", "atlas", "scalars"], ["NVivo 14", "ATLAS.ti 8", "Quirkos", ""])
  func units(unit: String, origin: String) throws {
    let test = try TestStudy()
    let report = try test.take(try project(unit, origin: origin, named: true))
    #expect(report.losses == [], "\(report.losses)")
    #expect(report.sources[0].text.named >= 2)
    #expect(
      try test.placed() == [
        "talk:1:2-12 Trust Ola person ", "talk:2:6-15 Trust Ola person ",
        "talk:2:all Trust Ola person ",
        "talk:3:9-17 Trust Ola person ",
      ])
    #expect(try test.texts()["talk"]?.count == 3)
    #expect(try test.codings()[0].createdAt.text == "2024-05-01T08:00:00Z")
    #expect(try test.findings() == [])
  }

  @Test("without names the program's habit decides, and what is asked for wins over both")
  func priors() throws {
    for (unit, origin) in [("nvivo", "NVivo 14"), ("atlas", "ATLAS.ti 8")] {
      let test = try TestStudy()
      _ = try test.take(try project(unit, origin: origin, named: false))
      #expect(try test.placed().contains("talk:3:9-17 Trust Ola person "))
    }
    let test = try TestStudy()
    _ = try test.take(
      try project("nvivo", origin: "", named: false),
      positions: PositionRequest(unit: .utf16, newline: .two))
    #expect(try test.placed().contains("talk:3:9-17 Trust Ola person "))
  }

  @Test("a text that the study has is that session: its own settings read it, nothing is doubled")
  func known() throws {
    let test = try TestStudy()
    try test.write("talk.txt", words)
    try test.ingest()
    let report = try test.take(try project("nvivo", origin: "NVivo", named: true))
    #expect(report.sources.map(\.match) == [.same])
    #expect(try test.codings().count == 4)
    #expect(try test.take(try project("nvivo", origin: "NVivo", named: true)).codingsKnown == 4)
    #expect(try test.codings().count == 4)
    #expect(try test.codebook().themes.count == 2)
  }

  @Test("a text without labels comes in line by line, and its codings with it")
  func unlabelled() throws {
    var project = ForeignProject()
    let text = "Field notes of a day\n\nIt rained and nobody came\n"
    project.add("notes.txt", Array(text.utf8), [(22, 31, "It rained", "fear")])
    let test = try TestStudy()
    let report = try test.take(try project.bytes())
    #expect(report.losses == [], "\(report.losses)")
    #expect(try test.placed() == ["notes:2:0-9 Fear Ola person "])
    #expect(try test.findings() == [])
  }

  private func kinds(_ report: ExchangeReport) -> Set<ExchangeFinding.Kind> {
    Set(report.losses.map(\.kind))
  }

  /// What an import meets, with the study unchanged until the loss is accepted.
  private func check(
    _ project: ForeignProject, _ wanted: ExchangeFinding.Kind, codings: Int
  ) throws {
    let test = try TestStudy()
    try test.write("talk.txt", Sample.text([("P1", "something else"), ("P2", "altogether")]))
    try test.ingest()
    let before = try StudyState(test.path)
    let bytes = try project.bytes()
    let dry = try test.take(bytes, dry: true)
    #expect(kinds(dry).contains(wanted), "\(dry.losses)")
    #expect(!dry.isDone)
    #expect(try StudyState(test.path) == before)
    #expect(!(try test.take(bytes)).isDone)
    #expect(try StudyState(test.path) == before)
    let report = try test.take(bytes, partial: true)
    #expect(report.isDone && !report.isComplete)
    #expect(try test.codings().count == codings)
    #expect(try test.findings() == [])
  }

  @Test(
    "positions past the end, on no words, on words that are not there: told, and only by consent")
  func positions() throws {
    let text = Array("P1: one two three\nP2: four five six\n".utf8)
    var past = ForeignProject()
    past.add("t", text, [(4, 7, "one", "trust"), (4, 999, "", "trust")])
    try check(past, .positionsOutside, codings: 1)
    var label = ForeignProject()
    label.add("t", text, [(4, 7, "one", "trust"), (0, 2, "", "trust")])
    try check(label, .betweenTurns, codings: 1)
    var wrong = ForeignProject()
    wrong.add("t", text, [(4, 7, "quite other words", "trust")])
    try check(wrong, .contradictedNames, codings: 1)
    var code = ForeignProject()
    code.add("t", text, [(4, 7, "one", "nothing")])
    try check(code, .unknownReference, codings: 0)
  }

  @Test("sources that are missing, outside, without text or unreadable: told, never opened")
  func sources() throws {
    let text = Array("P1: one two three\n".utf8)
    var missing = ForeignProject()
    missing.add("t", text, [(4, 7, "one", "trust")], path: "internal://nothing.txt")
    try check(missing, .sourceMissing, codings: 0)
    for path in [
      "absolute:///etc/passwd", "relative:///../x.txt", "internal://../project.qde",
      "internal://a/b.txt", "internal://..", "/etc/passwd", "internal://C:\\x",
      "file:///etc/passwd",
      "internal://",
    ] {
      var outside = ForeignProject()
      outside.add("t", text, [(4, 7, "one", "trust")], path: path)
      try check(outside, .sourceOutside, codings: 0)
    }
    var binary = ForeignProject()
    binary.add("t", [0xC3, 0x28, 0xFF], [(0, 1, "", "trust")])
    try check(binary, .sourceUnreadable, codings: 0)
    var empty = ForeignProject()
    empty.add("t", [], [(0, 0, "", "trust")])
    try check(empty, .sourceWithoutText, codings: 0)
  }

  @Test("a wrong namespace, doubled identities, codings of a whole source: told, by consent")
  func project() throws {
    let text = Array("P1: one two three\n".utf8)
    var namespace = ForeignProject()
    namespace.namespace = "urn:something:else"
    namespace.add("t", text, [(4, 7, "one", "trust")])
    try check(namespace, .wrongNamespace, codings: 1)
    var twice = ForeignProject()
    twice.add("t", text, [(4, 7, "one", "trust")])
    twice.add("t", text, [(8, 11, "two", "trust")])
    try check(twice, .duplicateGUID, codings: 1)
    var whole = ForeignProject()
    let coding =
      "<Coding guid=\"\(ForeignProject.guid("w"))\"><CodeRef targetGUID=\"\(ForeignProject.guid("trust"))\"/></Coding>"
    whole.add("t", text, [], extra: coding)
    try check(whole, .codedSources, codings: 0)
  }

  @Test(
    "archives that are none, hold two projects or none, or lead out are refused; nothing changes")
  func archives() throws {
    let test = try TestStudy()
    try test.write("a.txt", Sample.text([("P1", "one"), ("P2", "two")]))
    try test.ingest()
    let before = try StudyState(test.path)
    let qde = Array(ForeignProject().qde.utf8)
    func zip(_ files: [String: [UInt8]]) throws -> [UInt8] {
      var writer = ZipWriter()
      for (name, bytes) in files { writer.add(name, bytes) }
      return try writer.finish()
    }
    for bytes in [
      [], Array("no zip".utf8), try zip([:]), try zip(["a.txt": [1]]),
      try zip(["a.qde": qde, "b.QDE": qde]),
      try zip(["../project.qde": qde]), try zip(["project.qde": qde, "/etc/x": [1]]),
      try zip(["project.qde": Array("<Project".utf8)]), try zip(["project.qde": []]),
      try zip(["project.qde": Array("<!DOCTYPE x []><Project name=\"a\"/>".utf8)]),
    ] {
      #expect(throws: (any Error).self) { try test.take(bytes, partial: true) }
      #expect(try StudyState(test.path) == before)
    }
    #expect(throws: QDPXProblem.noProject) { try test.take(try zip(["a.txt": [1]])) }
    #expect(throws: QDPXProblem.severalProjects(["a.qde", "b.QDE"])) {
      try test.take(try zip(["a.qde": qde, "b.QDE": qde]))
    }
    // What macOS lays beside is no second project.
    let mac = try zip(["project.qde": qde, "__MACOSX/._project.qde": [1], "._project.qde": [1]])
    #expect(try test.take(mac).isDone)
  }

  @Test("comments, notes and values of other programs become memos and facts")
  func notes() throws {
    var project = ForeignProject()
    let comment =
      "<PlainTextSelection guid=\"\(ForeignProject.guid("k"))\" name=\"\" startPosition=\"4\" "
      + "endPosition=\"7\"><Description>look at this</Description></PlainTextSelection>"
    project.add("t", Array("P1: one two\nP2: three\n".utf8), [], extra: comment)
    let test = try TestStudy()
    let report = try test.take(try project.bytes())
    #expect(report.isDone && report.losses == [])
    #expect(try test.memos().map(\.text) == ["turn 1: look at this"])
    #expect(try test.memos().map(\.subject) == [.session("t")])
  }

  @Test("broken anywhere, a project is refused or read, and the study stays sound")
  func damage() throws {
    let good = try TestStudy.shipped().project()
    var random = SystemRandomNumberGenerator()
    let test = try TestStudy()
    for _ in 0..<60 {
      var bytes = good
      for _ in 0..<3 {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0...255, using: &random)
      }
      _ = try? test.take(bytes, dry: true)
    }
    #expect(try test.texts().isEmpty)
    #expect(try test.findings() == [])
  }

  @Test(
    "the ATLAS.ti sample: codes come in, and what is left behind is told",
    .enabled(if: Checkout.shared != nil, "needs ../shared/corpora/qdpx/skyloom/TestProject.qdpx"))
  func atlas() throws {
    let path = (Checkout.shared ?? "") + "/corpora/qdpx/skyloom/TestProject.qdpx"
    let test = try TestStudy()
    let before = try StudyState(test.path)
    let refused = try test.writer().importProject(qdpx: path)
    #expect(!refused.isDone)
    // The archive's folder of sources is empty.
    #expect(kinds(refused).isSuperset(of: [.sourceMissing, .codedPictures, .graphs, .codeSets]))
    #expect(try StudyState(test.path) == before)
    var options = ExchangeOptions()
    options.acceptsPartial = true
    let report = try test.writer().importProject(qdpx: path, options)
    #expect(report.isDone && report.themesAdded == 14)
    #expect(report.coders.count == 3)
    #expect(try test.codebook().themes.count == 14)
  }
}
