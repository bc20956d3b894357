import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("Structure of TEI files")
struct TEIStructureTests {
  @Test("speakers: none, empty, several, bare, and of another file")
  func speakers() throws {
    let all = try turns(
      "<u>a</u><u who=''>b</u><u who='#A  #B'>c</u><u who='SPK0'>d</u><u who='x.xml#C'>e</u>")
    #expect(all.map(\.speakers) == [[], [], ["A", "B"], ["SPK0"], ["C"]])
  }

  @Test("undeclared speakers and duplicate ids are reported with their lines")
  func reports() throws {
    let header =
      "<teiHeader><profileDesc><particDesc><person xml:id='A'/></particDesc></profileDesc></teiHeader>"
    let reading = try read(
      tei("\n<u who='#A' xml:id='u1'>a</u>\n<u who='#Q' xml:id='u1'>b</u>", header: header))
    #expect(warnings(reading) == [.duplicateID(id: "u1"), .undeclaredSpeaker(id: "Q")])
    #expect(reading.warnings.map(\.line) == [3, 3])
    #expect(reading.transcripts[0].session.participants.map(\.isDeclared) == [true, false])
    #expect(warnings(try read(tei("<u who='#Q'>b</u>"))) == [.noParticipants(speakers: 1)])
  }

  @Test("a turn within a turn splits it, floating text or not")
  func nested() throws {
    let xml = tei(
      "<u who='#A' xml:id='o'>one <emph>two <u who='#B'>three</u> four</emph> five<floatingText><body><u who='#C'>six</u></body></floatingText></u><u>end</u>"
    )
    let reading = try read(xml)
    let all = reading.transcripts[0].turns
    #expect(all.map(\.text) == ["one two", "three", "four five", "six", "end"])
    #expect(all.map(\.speakers) == [["A"], ["B"], ["A"], ["C"], []])
    #expect(all[2].attributes["continues"] == "o")
    #expect(all[1].place.path == "/TEI[1]/text[1]/body[1]/u[1]/emph[1]/u[1]")
    #expect(all[4].place.path == "/TEI[1]/text[1]/body[1]/u[2]")
    let bytes = Array(xml.utf8)
    #expect(
      all.map { $0.place.bytes.map { String(decoding: bytes[$0], as: UTF8.self) } } == [
        "one <emph>two ", "three", " four</emph> five<floatingText><body>", "six", "end",
      ])
    #expect(warnings(reading).filter { $0 == .nestedTurn }.count == 2)
  }

  @Test("turns without words are turns; events between turns belong to nobody")
  func empty() throws {
    let reading = try read(
      tei("<pause dur='PT2S'/><u/><u><vocal><desc>sighs</desc></vocal></u><gap reason='tape'/>"))
    let transcript = reading.transcripts[0]
    #expect(transcript.turns.map(\.text) == ["", ""])
    #expect(transcript.turns[1].events.map(\.description) == ["sighs"])
    #expect(transcript.events.map(\.beforeTurn) == [1, 3])
    #expect(transcript.events[0].event.duration == Milliseconds(rawValue: 2000))
  }

  @Test(
    "documents without a namespace, of the British National Corpora, and fragments are read",
    arguments: [
      "<TEI.2><text><body><u who='A'>well now</u></body></text></TEI.2>",
      "<text><body><u n='1' who='A'>well <trunc>n</trunc>now</u></body></text>",
      "<bncDoc><stext><u who='A'><s><w c5='AV0'>well </w><w>now</w></s></u></stext></bncDoc>",
      "<div xmlns='http://www.tei-c.org/ns/1.0'><u who='#A'>well now</u></div>",
    ])
  func dialects(xml: String) throws {
    let turn = try #require(try read(xml).transcripts.first?.turns.first)
    #expect(turn.text.hasPrefix("well ") && turn.text.hasSuffix("now"))
    #expect(turn.speakers == ["A"])
  }

  @Test("other roots and namespaces are refused, unless TEI is assumed")
  func roots() throws {
    #expect(kind(problem("<html><body><u>x</u></body></html>")) == .notTEI(root: "html"))
    let other = "<TEI xmlns='urn:other'><text><body><u>x</u></body></text></TEI>"
    #expect(kind(problem(other)) == .unknownNamespace(found: "urn:other"))
    #expect(
      try read(other, options: TEIOptions(assumesTEI: true)).transcripts[0].turns[0].text == "x")
    #expect(kind(problem(tei("<p>x</p>"))) == .noTurns(root: "TEI", elsewhere: 0))
  }

  @Test("errors of XML come with path, line and kind")
  func broken() {
    let error = problem(tei("\n<u>a</u>\n<u>b"))
    #expect(error?.path == "fg2.xml")
    #expect(error?.kind.isError == true)
    #expect(error?.line == 3)
    #expect(problem("words")?.kind.code == "not-xml")
    #expect(problem("")?.kind.code == "empty-file")
  }

  @Test("words out of entities are read, but have no map")
  func entities() throws {
    let xml =
      "<!DOCTYPE TEI [<!ENTITY ph '[NAME]'><!ENTITY u '<u>whole</u>'>]>" + tei("<u>hi &ph;!</u>&u;")
    let all = try read(xml).transcripts[0].turns
    #expect(all.map(\.text) == ["hi [NAME]!", "whole"])
    #expect(all[0].place.map == nil && all[0].place.bytes != nil)
    #expect(all[1].place.bytes == nil)
  }

  @Test("text outside of turns and other namespaces are warned of once")
  func outside() throws {
    let reading = try read(
      tei("lost <u>a</u> lost <x xmlns='urn:x'><u>b</u></x><x xmlns='urn:x'/><u><qq/><qq/></u>"))
    #expect(
      warnings(reading) == [
        .textOutsideTurns, .otherNamespace(name: "urn:x"), .unknownElement(name: "qq"),
        .unattributedTurns(count: 2),
      ])
  }

  @Test("times: chains, gaps and circles of the timeline")
  func timeline() throws {
    let reading = try read(
      """
      <TEI xmlns="http://www.tei-c.org/ns/1.0"><text><timeline unit="ms" origin="#T0">
      <when xml:id="T0" absolute="10:00:00"/><when xml:id="T1" interval="500"/>
      <when xml:id="T2" interval="1" unit="s" since="#T1"/><when xml:id="T3" interval="-1"/>
      <when xml:id="T4" interval="1" since="#T5"/><when xml:id="T5" interval="1" since="#T4"/>
      <when xml:id="T6" absolute="10:01:00"/></timeline><body>
      <u start="#T0" end="#T1">a</u><u start="T1" end="T2">b</u><u start="#T3" end="#T4">c</u>
      <u start="#T6">d</u></body></text></TEI>
      """)
    let all = reading.transcripts[0].turns
    #expect(all.map(\.start?.rawValue) == [0, 500, nil, 60000])
    #expect(all.map(\.end?.rawValue) == [500, 1500, nil, nil])
    #expect(warnings(reading).contains { if case .timelineCycle = $0 { true } else { false } })
    #expect(all.allSatisfy { $0.mark(.overlap) == nil })
  }

  @Test("codings: pointers of elements and spans, with their coders")
  func codings() throws {
    let header = """
      <teiHeader><encodingDesc><classDecl><taxonomy><category xml:id="A" n="A"><catDesc>Difference</catDesc>
      <category xml:id="A.1" n="A/1"><catDesc><term>Sharing</term>: how</catDesc></category></category>
      </taxonomy></classDecl></encodingDesc></teiHeader>
      """
    let reading = try read(
      tei(
        """
        <u xml:id="u1" ana="#A" resp="#c1">one <seg ana="#A.1">two three</seg> four</u>
        <u xml:id="u2">five <w xml:id="w1">six</w> <w xml:id="w2">seven</w></u><u xml:id="u3">eight</u>
        <spanGrp resp="#c2"><span from="#w1" to="#w2" ana="#A.1"/><span from="#w2" to="#u3">A/1</span>
        <span from="#w1">ADV</span><span from="#nowhere" ana="#A"/><span target="#u3" ana="#Z"/></spanGrp>
        """, header: header))
    let transcript = reading.transcripts[0]
    #expect(
      transcript.themes == [
        SourceTheme(id: "A", label: "A", name: "Difference"),
        SourceTheme(id: "A.1", label: "A/1", name: "Sharing", parent: "A"),
      ])
    #expect(
      transcript.codings == [
        SourceCoding(theme: "A", turn: 1, coder: "c1"),
        SourceCoding(theme: "A.1", turn: 1, span: 4..<13),
        SourceCoding(theme: "A.1", turn: 2, span: 5..<14, coder: "c2"),
        SourceCoding(theme: "A.1", turn: 2, span: 9..<14, coder: "c2"),
        SourceCoding(theme: "A.1", turn: 3, coder: "c2"),
        SourceCoding(theme: "Z", turn: 3, coder: "c2"),
      ])
    #expect(warnings(reading).contains(.unresolvedSpan(target: "nowhere")))
    #expect(warnings(reading).contains(.undeclaredTheme(id: "Z")))
  }

  static let member = tei("<u who='#P1'>hello</u>")

  @Test("a corpus joins its documents, in the file and by XInclude, and hands down its people")
  func corpus() throws {
    let corpus = """
      <teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude">
      <teiHeader><profileDesc><particDesc><xi:include href="people.xml"/></particDesc></profileDesc></teiHeader>
      <teiCorpus><TEI xml:id="in"><text><body><u who="#P2">inner</u></body></text></TEI></teiCorpus>
      <xi:include href="sub/fg1.xml"/><xi:include href="sub/fg1.xml"/></teiCorpus>
      """
    let people = """
      \u{FEFF}<listPerson xmlns="http://www.tei-c.org/ns/1.0"><person xml:id="P1"><sex value="F"/></person>
      <person xml:id="P2"><birth when="1950-01-02"/></person></listPerson>
      """
    let reading = try read(
      corpus, path: "in/root.xml", files: ["in/people.xml": people, "in/sub/fg1.xml": Self.member])
    #expect(reading.transcripts.map(\.session.id) == ["in", "fg1"])
    #expect(reading.transcripts.map(\.session.source.path) == ["in/root.xml", "in/sub/fg1.xml"])
    #expect(reading.included == ["in/people.xml", "in/sub/fg1.xml"])
    let participants = reading.transcripts.map(\.session.participants)
    #expect(participants.map { $0.map(\.id) } == [["P2"], ["P1"]])
    #expect(participants[0][0].attributes["born"] == "1950")
    #expect(participants[1][0].attributes["sex"] == "F")
    #expect(reading.rejected.isEmpty)
  }

  @Test("includes that lead outside, in circles or to text are refused one by one")
  func includes() throws {
    func root(_ includes: String) -> String {
      "<teiCorpus xmlns='http://www.tei-c.org/ns/1.0' xmlns:xi='http://www.w3.org/2001/XInclude'>"
        + "<xi:include href='ok.xml'/>\(includes)</teiCorpus>"
    }
    let xml = root(
      """
      <xi:include href="../x.xml"/><xi:include href="/etc/passwd"/><xi:include href="file:///etc/passwd"/>
      <xi:include href="root.xml"/><xi:include href="gone.xml"/><xi:include href="ok.xml" parse="text"/>
      <xi:include href="gone.xml"><xi:fallback><p/></xi:fallback></xi:include><xi:include href="bad.xml"/>
      """)
    let reading = try read(
      xml, path: "d/root.xml",
      files: ["d/ok.xml": Self.member, "d/bad.xml": "<TEI>", "x.xml": Self.member])
    #expect(reading.transcripts.count == 1)
    #expect(
      reading.rejected.map(\.kind.code) == [
        "include-outside", "include-outside", "include-outside", "include-cycle",
        "missing-component", "unsupported-include", "truncated",
      ])
    let missing = problem("<teiCorpus><TEI/></teiCorpus>")
    #expect(missing?.kind.code == "no-turns")
  }

  @Test("a circle of corpora ends")
  func circle() throws {
    let namespaces =
      "xmlns='http://www.tei-c.org/ns/1.0' xmlns:xi='http://www.w3.org/2001/XInclude'"
    let files = [
      "a.xml": "<teiCorpus \(namespaces)><xi:include href='b.xml'/></teiCorpus>",
      "b.xml":
        "<teiCorpus \(namespaces)><xi:include href='a.xml'/><xi:include href='c.xml'/></teiCorpus>",
      "c.xml": Self.member,
    ]
    let reading = try read(files["a.xml"] ?? "", path: "a.xml", files: files)
    #expect(reading.transcripts.map(\.session.id) == ["c"])
    #expect(reading.rejected.map(\.kind.code) == ["include-cycle"])
  }

  @Test("no cut and no flipped bit of a rich document crashes the reader")
  func hostile() {
    for example in [TEIExamplesTests.exampleA, TEIExamplesTests.exampleB] {
      let bytes = Array(example.utf8)
      for cut in stride(from: 0, to: bytes.count, by: 7) { _ = try? read(Array(bytes[..<cut])) }
      for index in stride(from: 0, to: bytes.count, by: 3) {
        var changed = bytes
        changed[index] ^= 1 << UInt8(index % 7)
        _ = try? read(changed)
      }
    }
  }

  @Test("a document of 70,000 lines, UTF-16, and one line give the same turns")
  func shapes() throws {
    let body = (1...500).map { "<u who='#A' n='\($0)'>wörd \($0)</u>" }
    let one = try turns(body.joined())
    let many = try read(tei(body.joined(separator: String(repeating: "\n", count: 140))))
    #expect(many.transcripts[0].turns.map(\.text) == one.map(\.text))
    #expect(many.transcripts[0].turns.last?.place.line == 499 * 140 + 1)
    var utf16: [UInt8] = [0xFF, 0xFE]
    for unit in tei(body.joined()).utf16 { utf16 += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
    let wide = try read(utf16).transcripts[0].turns
    #expect(wide.map(\.text) == one.map(\.text))
    let place = try #require(wide[0].place.bytes)
    #expect(Array(utf16[place]) == "wörd 1".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    #expect(wide[0].place.map == nil)
  }
}
