import Foundation
import Testing
import VerbatimXML

@testable import VerbatimThemes

@Suite("Codebook in REFI-QDA")
struct QDCTests {
  private func read(_ text: String, known: Codebook = Codebook()) throws -> QDCImport {
    try QDCImport(Array(text.utf8), known: known)
  }

  private func faults(_ text: String) -> [CodebookProblem.Kind] {
    problems { _ = try read(text) }.map(\.kind)
  }

  private func document(_ codes: String, attributes: String = "") -> String {
    "<CodeBook \(attributes)><Codes>\(codes)</Codes></CodeBook>"
  }

  private let a = "22222222-2222-4222-8222-222222222222"
  private let b = "22222222-2222-4222-8222-22222222222b"

  @Test("the example of the notes is read")
  func example() throws {
    let result = try read(
      """
      <?xml version="1.0" encoding="utf-8"?>
      <CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Verbatim 0.1">
        <Codes>
          <Code guid="\(a)" name="Support" isCodable="false">
            <Description>Grouping only.</Description>
            <Code guid="\(b)" name="Listening" isCodable="true" color="#993366"/>
          </Code>
        </Codes>
      </CodeBook>
      """)
    #expect(
      result.codebook.themes == [
        Theme(
          id: a, label: "1", name: "Support", definition: "Grouping only.", isCodable: false),
        Theme(id: b, label: "a", name: "Listening", colour: "#993366", parent: a),
      ])
    #expect(result.origin == "Verbatim 0.1")
    #expect(result.warnings == [] && result.ignored == [:])
  }

  @Test(
    "what was exported and is imported again is the same codebook, and exports to the same bytes",
    arguments: 1...100)
  func roundTrip(seed: Int) throws {
    let book = try randomCodebook(seed: UInt64(seed))
    let export = book.qdc(origin: "Verbatim 1.0")
    let result = try read(export.text, known: book)
    #expect(result.codebook == (try Codebook(themes: book.themes)))
    #expect(result.codebook.qdc(origin: "Verbatim 1.0") == export)
    #expect(export.stripped == [] && result.warnings == [])
    // A study that has never seen the ids takes the GUIDs for them, and gives the same file.
    let stranger = try read(export.text).codebook
    #expect(stranger.qdc(origin: "Verbatim 1.0") == export)
  }

  @Test("the written form is that of the schema: attributes, order, escapes")
  func form() throws {
    let book = try Codebook(themes: [
      Theme(id: a, label: "A", name: "\"Hope\" & <Fear>", include: "this", isCodable: false),
      Theme(id: "b", label: "1", name: "Line\nend", colour: "#abc", parent: a),
      Theme(id: "c", label: "B", name: "x\u{FFFE}y", exclude: "that"),
    ])
    let export = book.qdc(origin: "Verbatim 1.0")
    #expect(
      export.text == """
        <?xml version="1.0" encoding="utf-8"?>
        <CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="Verbatim 1.0">
          <Codes>
            <Code guid="\(a)" name="A. &quot;Hope&quot; &amp; &lt;Fear&gt;" isCodable="false">
              <Description>Include: this</Description>
              <Code guid="\(GUID.ofTheme("b"))" name="1. Line&#10;end" isCodable="true" color="#abc"/>
            </Code>
            <Code guid="\(GUID.ofTheme("c"))" name="B. xy" isCodable="true">
              <Description>Exclude: that</Description>
            </Code>
          </Codes>
        </CodeBook>

        """)
    #expect(export.stripped == ["c"])
  }

  @Test("a GUID is RFC 9562's version 5")
  func guid() {
    // The RFC's example: www.example.com in the name space of DNS.
    let dns: [UInt8] = [
      0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4, 0x30,
      0xc8,
    ]
    #expect(
      GUID.version5(of: "www.example.com", namespace: dns)
        == "2ed6657d-e927-568b-95e1-2665a8aea6a2")
    #expect(GUID.ofTheme("embrace") == GUID.ofTheme("embrace"))
    #expect(GUID.ofTheme("{\(a.uppercased())}") == a)
    #expect(GUID.normalised("") == nil && GUID.normalised(a + "0") == nil)
    #expect(GUID.normalised("g" + a.dropFirst()) == nil)
  }

  @Test("peculiar files of other programs are read, and what was passed over is told")
  func tolerance() throws {
    let result = try read(
      "\u{FEFF}"
        + """
        <q:CodeBook xmlns:q="urn:QDA-XML:codebook:0.4" origin="Tool"><q:Codes>
        <q:Code guid="{\(a.uppercased())}" name="Sant&amp;eacute; &amp;#233; &amp;amp; &amp;nothing;"
          color="#F0F"><q:NoteRef targetGUID="x"/><q:Description> </q:Description>
        <q:Code guid="not a guid" name="" color="red" isCodable="FALSE"/></q:Code></q:Codes>
        <q:Sets><q:Set guid="x" name="y"><q:MemberCode guid="z"/></q:Set></q:Sets></q:CodeBook>
        """)
    #expect(
      result.codebook.themes == [
        Theme(id: a, label: "1", name: "Santé é & &nothing;", colour: "#F0F"),
        Theme(id: "not a guid", label: "a", name: "not a guid", isCodable: false, parent: a),
      ])
    #expect(
      result.warnings.map(\.kind) == [
        .invalidGUID("not a guid"), .invalidColour("red"), .emptyName,
      ])
    #expect(result.ignored == ["NoteRef": 1, "Sets": 1])
  }

  @Test("labels come from names only where all siblings have one of their own")
  func labels() throws {
    func labels(_ names: [String]) throws -> [String] {
      let codes = names.enumerated().map { "<Code guid=\"g\($0)\" name=\"\($1)\"/>" }
      return try read(document(codes.joined())).codebook.themes.map { "\($0.label)|\($0.name)" }
    }
    #expect(try labels(["A. Hope", "B. Fear"]) == ["A|Hope", "B|Fear"])
    #expect(try labels(["A/3/a Hope", "A/3/b. Fear"]) == ["a|Hope", "b|Fear"])
    #expect(try labels(["St. Mary", "Fear"]) == ["1|St. Mary", "2|Fear"])
    #expect(try labels(["A. Hope", "A. Fear"]) == ["1|A. Hope", "2|A. Fear"])
    #expect(try labels(["A.", "and/or this"]) == ["1|A.", "2|and/or this"])
    #expect(QDCName.generated(position: 25, depth: 2) == "z")
    #expect(QDCName.generated(position: 26, depth: 2) == "aa")
    #expect(QDCName.generated(position: 26, depth: 3) == "27")
  }

  @Test("what is no codebook is refused by what it is")
  func refused() {
    #expect(faults("<Project/>") == [.notACodebook(root: "Project")])
    #expect(faults(document("<Code name=\"x\"/>")) == [.missingGUID])
    #expect(
      faults(document("<Code guid=\"\(a)\" name=\"x\"/><Code guid=\"{\(a)}\" name=\"y\"/>"))
        == [.duplicateID])
    #expect(faults("") == [.xml(.empty)])
    #expect(faults("codebook: x") == [.xml(.notXML)])
    #expect(faults("<CodeBook><Codes>") == [.xml(.truncated)])
    #expect(
      faults("<!DOCTYPE CodeBook [<!ENTITY a \"b\">]><CodeBook/>") == [.xml(.doctypeRefused)])
    let deep =
      String(repeating: "<Code guid=\"x\" name=\"x\">", count: 5000)
      + String(repeating: "</Code>", count: 5000)
    #expect(faults(document(deep)) == [.xml(.tooDeep(limit: 256))])
    #expect(faults("<CodeBook/>") == [])
  }

  @Test("codes nested deeper than a codebook may be are told")
  func tooDeep() {
    let codes =
      (0...Codebook.maximumDepth).map { "<Code guid=\"g\($0)\" name=\"x\">" }.joined()
      + String(repeating: "</Code>", count: Codebook.maximumDepth + 1)
    #expect(faults(document(codes)) == [.tooDeep(limit: Codebook.maximumDepth)])
  }

  @Test("damaged files never crash", arguments: 1...200)
  func damage(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    var bytes = Array(try randomCodebook(seed: UInt64(seed % 10)).qdc(origin: "x").text.utf8)
    for _ in 0..<3 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      if Bool.random(using: &random) {
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      } else {
        bytes.removeSubrange(place..<min(bytes.count, place + 30))
      }
    }
    _ = try? QDCImport(bytes)
  }

  private static let xmllint = "/usr/bin/xmllint"

  @Test(
    "xmllint finds the written file valid by the schema's model",
    .enabled(
      if: FileManager.default.isExecutableFile(atPath: xmllint), "needs libxml2's xmllint"))
  func schema() throws {
    let folder = try TemporaryFolder()
    try codebookSchema.write(toFile: folder.file("c.xsd"), atomically: true, encoding: .utf8)
    for seed in 1...5 {
      var text = try randomCodebook(seed: UInt64(seed)).qdc(origin: "x").text
      // The schema asks for one code at least.
      if text.contains("<Codes>\n  </Codes>") {
        text = try Codebook(yaml: tableOne).qdc(origin: "x").text
      }
      try text.write(toFile: folder.file("c.qdc"), atomically: true, encoding: .utf8)
      let process = Process()
      process.executableURL = URL(fileURLWithPath: Self.xmllint)
      process.arguments = ["--noout", "--schema", folder.file("c.xsd"), folder.file("c.qdc")]
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}

/// The content model of the codebook as the format's description states it.
private let codebookSchema = """
  <xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="urn:QDA-XML:codebook:1.0"
      targetNamespace="urn:QDA-XML:codebook:1.0" elementFormDefault="qualified">
    <xs:element name="CodeBook"><xs:complexType><xs:sequence>
      <xs:element name="Codes"><xs:complexType><xs:sequence>
        <xs:element name="Code" type="code" maxOccurs="unbounded"/>
      </xs:sequence></xs:complexType></xs:element>
    </xs:sequence><xs:attribute name="origin" type="xs:string"/></xs:complexType></xs:element>
    <xs:complexType name="code"><xs:sequence>
      <xs:element name="Description" type="xs:string" minOccurs="0"/>
      <xs:element name="Code" type="code" minOccurs="0" maxOccurs="unbounded"/>
    </xs:sequence>
      <xs:attribute name="guid" use="required"><xs:simpleType><xs:restriction base="xs:token">
        <xs:pattern value="[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"/>
      </xs:restriction></xs:simpleType></xs:attribute>
      <xs:attribute name="name" type="xs:string" use="required"/>
      <xs:attribute name="isCodable" type="xs:boolean" use="required"/>
      <xs:attribute name="color"><xs:simpleType><xs:restriction base="xs:token">
        <xs:pattern value="#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})"/>
      </xs:restriction></xs:simpleType></xs:attribute>
    </xs:complexType>
  </xs:schema>
  """
