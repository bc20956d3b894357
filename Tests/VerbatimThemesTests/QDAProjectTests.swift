import Foundation
import Testing

@testable import VerbatimThemes

@Suite("REFI-QDA projects")
struct QDAProjectTests {
  private func guid(_ name: String) -> String { ExchangeID.of("test", name) }

  /// A project that uses everything.
  private func sample() throws -> QDAProject {
    var project = QDAProject(name: "Peer <support> & more\nsecond line")
    project.origin = "verbatim 0.1"
    project.description = "About \"it\""
    project.users = [
      .init(guid: guid("u"), name: "Coder one", id: "EO"),
      .init(guid: guid("v"), name: nil, id: nil),
    ]
    project.codebook = try Codebook(name: nil, themes: Codebook(yaml: tableOne).themes)
    project.variables = QDAProject.Variable.Kind.allCases.map {
      .init(guid: guid($0.rawValue), name: $0.rawValue, kind: $0)
    }
    var person = QDAProject.Case(guid: guid("c"), name: "fg1/P1")
    person.values = [
      .init(variable: guid("Text"), text: " a\tb "), .init(variable: guid("Integer"), text: "1955"),
      .init(variable: guid("Date"), text: "2024-02-29"),
      .init(variable: guid("Boolean"), text: "true"),
      .init(variable: guid("Text"), text: nil),
    ]
    person.sources = [guid("s")]
    person.selections = [guid("sel")]
    project.cases = [person]
    var source = QDAProject.Text(guid: guid("s"), name: "fg1")
    source.plainTextPath = "internal://a.txt"
    var selection = QDAProject.Selection(
      guid: guid("sel"), name: "she said:\n\"yes\"", start: 4, end: 17)
    var coding = QDAProject.Coding(
      guid: guid("coding"), code: ExchangeID.theme("paths"), user: guid("u"),
      createdAt: "2024-05-01T10:00:00Z")
    coding.notes = [guid("n")]
    selection.codings = [coding]
    selection.description = "a comment"
    source.selections = [selection, .init(guid: guid("bare"), name: "", start: 0, end: 0)]
    source.values = [.init(variable: guid("Text"), text: "")]
    source.notes = [guid("n")]
    project.sources = [source]
    var note = QDAProject.Text(guid: guid("n"), name: "Memo")
    note.content = "  kept\n\n as it is "
    note.user = guid("u")
    note.createdAt = "2024-05-01T10:00:00Z"
    project.notes = [note]
    project.links = [.init(guid: guid("l"), name: "Memo", origin: guid("n"), target: guid("c"))]
    var set = QDAProject.Group(guid: guid("g"), name: "FG1")
    set.sources = [guid("s")]
    set.codes = [ExchangeID.theme("paths")]
    project.groups = [set]
    project.codeNotes = ["paths": [guid("n")]]
    project.projectNotes = [guid("n")]
    return project
  }

  private func read(_ text: String, known: Codebook = Codebook()) throws -> QDAReading {
    try QDAReading(Array(text.utf8), known: known)
  }

  @Test("what is written is read again: the same project, without a finding")
  func roundTrip() throws {
    let project = try sample()
    let written = project.qde()
    #expect(written.replaced == 0)
    let back = try read(written.text, known: project.codebook)
    #expect(back.findings.all == [])
    #expect(back.project == project)
    #expect(back.project.qde().text == written.text)
  }

  @Test("awkward codebooks come back theme by theme")
  func codebooks() throws {
    for seed in 0..<20 {
      var project = QDAProject(name: "x")
      project.origin = "verbatim 0.1"
      project.codebook = try randomCodebook(seed: UInt64(seed)).exchangeable()
      let themes = project.codebook.themes
      let back = try read(project.qde().text, known: project.codebook)
      #expect(back.project.codebook.themes.map(\.id) == themes.map(\.id))
      #expect(back.project.qde().text == project.qde().text)
      #expect(back.project.codebook.themes.map(\.parent) == themes.map(\.parent))
    }
  }

  @Test(
    "the schema accepts it, empty and full",
    .enabled(if: Schema.isThere, "needs xmllint and ../shared/corpora/qdpx/skyloom/Project.xsd"))
  func schema() throws {
    #expect(try Schema.complaints(try sample().qde().text) == "")
    #expect(try Schema.complaints(QDAProject(name: "").qde().text) == "")
    for seed in 0..<5 {
      var project = QDAProject(name: "x")
      project.codebook = try randomCodebook(seed: UInt64(seed))
      #expect(try Schema.complaints(project.qde().text) == "")
    }
    // The check can fail.
    #expect(try Schema.complaints("<Project xmlns=\"\(QDAProject.namespace)\"/>") != "")
  }

  @Test("characters that XML forbids become U+FFFD and are counted")
  func forbidden() throws {
    var project = QDAProject(name: "a\u{1}b\u{B}c\u{FFFE}")
    project.origin = "verbatim"
    let written = project.qde()
    #expect(written.replaced == 3)
    #expect(try read(written.text).project.name == "a\u{FFFD}b\u{FFFD}c\u{FFFD}")
  }

  @Test("elements are read whatever their namespace, which is told")
  func namespaces() throws {
    let body = "<Users><User guid=\"{\(guid("u").uppercased())}\" name=\"A\"/></Users>"
    for (attribute, subject) in [
      ("", ""), (" xmlns=\"urn:QDA-XML:project:0.4\"", "urn:QDA-XML:project:0.4"),
    ] {
      let reading = try read("<Project name=\"x\"\(attribute)>\(body)</Project>")
      #expect(reading.project.users == [.init(guid: guid("u"), name: "A", id: nil)])
      #expect(reading.findings.all == [.init(kind: .wrongNamespace, subject: subject, count: 1)])
      #expect(!reading.findings.losses.isEmpty)
    }
  }

  private func findings(_ body: String) throws -> [ExchangeFinding.Kind: Int] {
    let reading = try read(
      "<Project xmlns=\"\(QDAProject.namespace)\" name=\"x\">\(body)</Project>")
    return Dictionary(reading.findings.all.map { ($0.kind, $0.count) }, uniquingKeysWith: +)
  }

  @Test("what cannot be taken is counted: double identities, no identity, no number, no place here")
  func faults() throws {
    let (a, b) = (guid("a"), guid("b"))
    #expect(
      try findings("<Users><User guid=\"\(a)\"/><User guid=\"\(a)\"/><User/></Users>") == [
        .duplicateGUID: 1, .missingAttribute: 1,
      ])
    #expect(
      try findings(
        "<CodeBook><Codes><Code guid=\"\(a)\" name=\"x\"><Code guid=\"\(b)\" name=\"y\"/></Code>"
          + "<Code guid=\"\(a)\" name=\"z\"><Code guid=\"\(guid("c"))\" name=\"w\"/></Code>"
          + "</Codes></CodeBook>") == [.duplicateGUID: 1])
    #expect(
      try findings(
        "<Sources><TextSource guid=\"\(a)\"><PlainTextSelection guid=\"\(b)\" startPosition=\"x\" "
          + "endPosition=\"2\"/><PlainTextSelection guid=\"\(b)\" startPosition=\"1\" endPosition=\"2\"/>"
          + "<PlainTextSelection guid=\"\(b)\" startPosition=\"1\" endPosition=\"99999999999999999999\"/>"
          + "</TextSource></Sources>") == [.invalidNumber: 2])
    #expect(
      try findings(
        "<Sources><PictureSource guid=\"\(a)\" name=\"p\"><PictureSelection guid=\"\(b)\"><Coding "
          + "guid=\"\(b)\"><CodeRef targetGUID=\"\(a)\"/></Coding></PictureSelection></PictureSource>"
          + "</Sources><Graphs><Graph guid=\"\(b)\"/></Graphs><Extra/>") == [
          .sourceNotPlain: 1, .codedPictures: 1, .graphs: 1, .unknownElements: 1,
        ])
  }

  @Test("a document type, another root, broken XML and a bomb of entities are refused")
  func refused() {
    for text in [
      "<!DOCTYPE Project><Project name=\"x\"/>", "<CodeBook/>", "<Project name=\"x\">", "", "PK",
      "<!DOCTYPE a [<!ENTITY x \"&#120;&#120;\">]><Project name=\"&x;\"/>",
    ] {
      #expect(throws: CodebookProblems.self, "\(text)") { try read(text) }
    }
    let deep = String(repeating: "<Code guid=\"\(guid("a"))\" name=\"x\">", count: 300)
    #expect(throws: CodebookProblems.self) {
      try read("<Project name=\"x\"><CodeBook><Codes>\(deep)")
    }
  }

  @Test("any byte of a project may be wrong: it is read or refused, never a trap")
  func damage() throws {
    let good = Array(try sample().qde().text.utf8)
    var random = SeededGenerator(state: 9)
    for _ in 0..<400 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
          in: 0x20...0x7E, using: &random)
      }
      if Bool.random(using: &random) {
        bytes.removeSubrange(0..<Int.random(in: 0..<20, using: &random))
      }
      _ = try? QDAReading(bytes)
    }
  }

  @Test(
    "the ATLAS.ti sample is read: 14 codes, its text sources, texts of PDFs and transcripts",
    .enabled(if: Schema.sample != nil, "needs ../shared/corpora/qdpx/skyloom/Project.qde"))
  func atlas() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: try #require(Schema.sample)))
    let reading = try QDAReading(Array(bytes))
    let project = reading.project
    #expect(project.codebook.themes.count == 14)
    #expect(project.users.map(\.name) == ["ATLAS.ti", "Friedrich Markgraf", "Sebastian Petrausch"])
    #expect(project.sources.reduce(0) { $0 + $1.selections.count } >= 8)
    #expect(!project.isOurs)
    #expect(reading.findings.count(.duplicateGUID) == 0)
    #expect(reading.findings.count(.codedPictures) > 0)
  }
}

/// The schema of March 2019, by xmllint.
enum Schema {
  private static let folder: String? = {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let shared =
      ProcessInfo.processInfo.environment["VERBATIM_SHARED"]
      ?? root.deletingLastPathComponent().appendingPathComponent("shared").path
    let folder = shared + "/corpora/qdpx/skyloom"
    return FileManager.default.fileExists(atPath: folder + "/Project.xsd") ? folder : nil
  }()

  static let sample = folder.map { $0 + "/Project.qde" }
  static let isThere = folder != nil && FileManager.default.fileExists(atPath: "/usr/bin/xmllint")

  /// What xmllint says; nothing for a valid document.
  static func complaints(_ document: String) throws -> String {
    let file = FileManager.default.temporaryDirectory.path + "/verbatim-\(UUID().uuidString).qde"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try Data(document.utf8).write(to: URL(fileURLWithPath: file))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/xmllint")
    process.arguments = ["--noout", "--schema", (folder ?? "") + "/Project.xsd", file]
    let errors = Pipe()
    process.standardError = errors
    process.standardOutput = Pipe()
    try process.run()
    let bytes = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? "" : String(decoding: bytes, as: UTF8.self)
  }
}
