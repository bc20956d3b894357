import Foundation
import Testing

@Suite("Bad sources")
struct BadSourceTests {
  /// A word that stands in every bad file as if somebody had said it, and must never be reported.
  static let said = "Zanzibar"

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var bytes: [UInt8]
    /// The line that the report names.
    var line: Int?
    /// A part of the report, in lower case.
    var report: String

    init(_ name: String, _ bytes: some Sequence<UInt8>, line: Int? = nil, report: String) {
      self.name = name
      self.bytes = Array(bytes)
      self.line = line
      self.report = report
    }

    var testDescription: String { name }
  }

  private static func tei(_ body: String, head: String = "") -> String {
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + head
      + "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>\n" + body
      + "\n</body></text></TEI>\n"
  }

  private static let entities = (0..<9).map { level in
    level == 0
      ? "<!ENTITY e0 \"\(said) \">"
      : "<!ENTITY e\(level) \"" + String(repeating: "&e\(level - 1);", count: 20) + "\">"
  }.joined()

  static let cases = [
    Case("notxml.xml", "<<< \(said) no\n".utf8, line: 1, report: "xml"),
    Case("truncated.xml", tei("<u who=\"#A\">\(said)").utf8.dropLast(40), line: 3, report: "end"),
    Case(
      "encoding.xml",
      Array(tei("<u who=\"#A\">\(said) ").utf8.dropLast(30)) + [0xE9, 0xE8] + Array("</u>".utf8),
      line: 3, report: "utf-8"),
    Case(
      "bomb.xml", tei("<u who=\"#A\">&e8;</u>", head: "<!DOCTYPE TEI [\(entities)]>\n").utf8,
      report: "entit"),
    Case(
      "external.xml",
      tei(
        "<u who=\"#A\">\(said) &x;</u>",
        head: "<!DOCTYPE TEI [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n"
      ).utf8, report: "entit"),
    Case("noturns.xml", tei("<p>\(said)</p>").utf8, report: "turn"),
    Case("prose.txt", "\(said) is far away.\nNobody goes there now.\n".utf8, report: "turn"),
    Case("empty.txt", [], report: "empty"),
    Case("report.docx", "PK\u{3}\u{4}word/document.xml \(said)".utf8, report: "pandoc"),
    Case(
      "report.odt", "PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.text \(said)".utf8,
      report: "pandoc"),
    Case("report.rtf", "{\\rtf1 \(said)}".utf8, report: "pandoc"),
    Case("report.pdf", "%PDF-1.4 \(said)".utf8, report: "pdftotext"),
    Case("renamed.txt", "%PDF-1.4 \(said)".utf8, report: "pdftotext"),
    Case(
      "cut.jsonl",
      """
      {"session":"s","turn":1,"speaker":"A","text":"\(said)"}
      {"session":"s","turn":2,"speaker":"A","text":"\(said)
      """.utf8, line: 2, report: "quotation mark"),
    Case(
      "keys.jsonl", "{\"session\":\"s\",\"turn\":1,\"words\":\"\(said)\"}\n".utf8, line: 1,
      report: "text"),
  ]

  @Test(
    "each gets a line with its name, is not taken, and the good file beside it is", arguments: cases
  )
  func bad(_ bad: Case) throws {
    let (folder, study) = try DemoStudy.empty()
    let bytes = try DemoStudy.source("fg4.txt")
    let sources = folder.path + "/sources"
    try FileManager.default.createDirectory(
      atPath: sources, withIntermediateDirectories: false)
    try folder.write("sources/good.txt", bytes)
    try folder.write("sources/" + bad.name, bad.bytes)
    let run = try Verbatim.run(["ingest", sources], on: study)
    #expect(run.status == 2)
    let place = bad.line.map { "\(bad.name):\($0)" } ?? bad.name
    let lines = run.errorLines.filter { $0.contains(bad.name) }
    #expect(lines.contains { $0.contains(place) }, "\(run.error)")
    #expect(lines.contains { $0.lowercased().contains(bad.report) }, "\(run.error)")
    #expect(lines.count == 1)
    #expect(!(run.out + run.error).contains(Self.said))
    #expect(!run.error.contains("root:"))
    #expect(run.out.contains("1 file read, 1 not taken: 1 session, 70 turns"))
    #expect(try Verbatim.run(["stats", "--format", "jsonl"], on: study).objects.count == 1)

    let data = try Verbatim.run(["ingest", sources, "--json"], on: study)
    #expect(data.status == 2)
    let details = try #require(try JSON.object(data.out)["details"] as? [[String: Any]])
    #expect(details.count == 2)
    #expect(!data.out.contains(Self.said))
    // A dry run says the same without a study.
    let dry = try Verbatim.run(["ingest", "--dry-run", sources + "/" + bad.name])
    #expect(dry.status == 2)
    #expect(!dry.error.contains(Self.said))
  }

  @Test("a file of mixed label styles is read by one of them, and says what it left undecided")
  func mixed() throws {
    let (folder, study) = try DemoStudy.empty()
    let file = try folder.write(
      "mixed.txt", "P1: one thing\nM: and how\n[P2] another\n<P3> third\nP1: again\nP2 - also\n")
    let run = try Verbatim.run(["ingest", file], on: study)
    #expect((run.status == 0) == run.out.hasPrefix("1 file read"))
    let dry = try Verbatim.run(["ingest", "--dry-run", file])
    #expect(dry.out.contains("mixed.txt: labels of family A"))
    #expect(dry.out.contains("line 3: P2\n"))
  }

  @Test("a folder without transcripts is an error", arguments: [[], ["picture.png", "other.png"]])
  func nothing(_ names: [String]) throws {
    let (folder, study) = try DemoStudy.empty()
    let sources = folder.path + "/sources"
    try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: false)
    for name in names {
      try folder.write("sources/" + name, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    }
    let run = try Verbatim.run(["ingest", sources], on: study)
    #expect(run.status == 2)
    #expect(run.errorLines.count == max(1, names.count + 1), "\(run.error)")
    #expect(run.error.contains(names.isEmpty ? sources : "no transcript"))
  }

  @Test("links that lead back into the folder are followed once")
  func links() throws {
    let (folder, study) = try DemoStudy.empty()
    let sources = folder.path + "/sources"
    try FileManager.default.createDirectory(atPath: sources, withIntermediateDirectories: false)
    try folder.write("sources/fg4.txt", try DemoStudy.source("fg4.txt"))
    for name in ["a", "b", "c"] {
      try FileManager.default.createSymbolicLink(
        atPath: sources + "/" + name, withDestinationPath: sources)
    }
    let run = try Verbatim.run(["ingest", sources], on: study)
    #expect(run.status == 0, "\(run.error)")
    #expect(run.out.hasPrefix("1 file read: 1 session, 70 turns"))
  }

  @Test("the same session from another file is an error that names both, until --replace")
  func conflict() throws {
    let (folder, study) = try DemoStudy.empty()
    for name in ["one", "two"] {
      try FileManager.default.createDirectory(
        atPath: folder.path + "/" + name, withIntermediateDirectories: false)
      try folder.write(
        name + "/fg.jsonl",
        "{\"session\":\"fg\",\"turn\":1,\"speaker\":\"A\",\"text\":\"\(name)\"}\n")
    }
    try FileManager.default.moveItem(
      atPath: folder.path + "/two/fg.jsonl", toPath: folder.path + "/two/other.jsonl")
    #expect(try Verbatim.run(["ingest", folder.path + "/one"], on: study).status == 0)
    let run = try Verbatim.run(["ingest", folder.path + "/two"], on: study)
    #expect(run.status == 2)
    #expect(run.error.contains("fg.jsonl") && run.error.contains("other.jsonl"), "\(run.error)")
    #expect(try Verbatim.run(["search", "one"], on: study).status == 0)
    #expect(try Verbatim.run(["ingest", folder.path + "/two", "--replace"], on: study).status == 0)
    #expect(try Verbatim.run(["search", "one"], on: study).status == 1)
    #expect(try Verbatim.run(["search", "two"], on: study).status == 0)
  }
}
