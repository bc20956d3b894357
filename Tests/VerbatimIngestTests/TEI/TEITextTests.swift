import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("Base text of TEI turns")
struct TEITextTests {
  @Test(
    "white space follows the rules of the note",
    arguments: [
      ("  a \n\t b  ", "a b"), ("ca<!-- x -->t", "cat"), ("ca<?x y?>t", "cat"),
      ("<emph>most </emph>of", "most of"), ("Er <pause/> my", "Er my"), ("Er<pause/>my", "Ermy"),
      ("a <note>n n</note> b", "a b"), ("<![CDATA[ a  <b> ]]>c", "a <b> c"),
      ("<seg>a</seg><seg>b</seg>", "a b"), ("<seg>a</seg><pause/><seg>b</seg>", "a b"),
      ("<seg><seg>a</seg></seg><seg>b</seg>", "a b"), ("<seg>un</seg>do", "undo"),
      ("a\u{A0} <pause/> b", "a\u{A0} b"), ("\u{A0}a\u{2003}", "\u{A0}a\u{2003}"),
      ("e<hi>&#x301;</hi>t", "e\u{301}t"), ("😀<pause/> 𝄞", "😀 𝄞"), ("a&#13;&#10;b", "a b"),
      ("x<lb/>y", "x y"), ("x <lb break='no'/> y", "xy"), ("x<lb break='yes'/>y", "x y"),
      ("<w>wo<lb break='no'/>rd</w>", "word"), ("<w>wo<lb/>rd</w>", "word"),
      ("<w>wo <lb/>rd</w>", "wo rd"), ("a<anchor xml:id='q'/>b", "ab"), ("", ""), (" \n ", ""),
      ("&amp;&lt;", "&<"), ("a <foreign>b</foreign>c", "a bc"), ("שלום <pause/>עולם", "שלום עולם"),
      ("a<choice>\n<orig>b</orig>\n<reg>c</reg>\n</choice>d", "abd"),
      ("<choice><corr>x</corr><sic>y</sic></choice>", "y"),
      ("<w><choice><sic>dint</sic><corr>did</corr></choice></w>", "dint"),
      ("<choice><unclear>x</unclear><unclear>y</unclear></choice>", "x"),
      ("<choice select='#s2'><seg xml:id='s1'>x</seg><seg xml:id='s2'>y</seg></choice>", "y"),
      ("<app><rdg>x</rdg><lem>y</lem></app>", "y"), ("<app><rdg>x</rdg><rdg>y</rdg></app>", "x"),
      ("<subst><del>a</del><add>b</add></subst>", "ab"), ("<zzz>a</zzz>b", "ab"),
      ("so <x:y xmlns:x='urn:x'>what</x:y>", "so what"),
      ("<anon type='name'/> and <anon type='name' nameType='f'/>", "[name] and [name f]"),
      ("at <gap reason='anonymised'><desc>name of clinic</desc></gap>.", "at [name of clinic]."),
      ("<g ref='#none'/>", "\u{FFFD}"), ("<g ref='#none'>ſ</g>", "ſ"),
    ])
  func whiteSpace(content: String, expected: String) throws {
    #expect(try text(content).unicodeScalars.elementsEqual(expected.unicodeScalars))
  }

  @Test("preserved white space stays, but for spaces at the ends")
  func preserved() throws {
    let turn = try #require(
      try turns("<u xml:space='preserve'>  a\t b\n<emph> c </emph> </u>").first)
    #expect(turn.text == "a\t b\n c")
    #expect(turn.mark(.emphasis) == " c")
    #expect(turn.place.map?.textLength == turn.text.utf8.count)
  }

  @Test("CRLF and CR are line ends, and the map knows their bytes")
  func lineEnds() throws {
    let xml = tei("<u>a\r\nb\rc\nd e</u>")
    let turn = try #require(try read(xml).transcripts[0].turns.first)
    #expect(turn.text == "a b c d e")
    let map = try #require(turn.place.map)
    let bytes = Array(xml.utf8)
    for (offset, letter) in [(0, "a"), (2, "b"), (4, "c"), (6, "d"), (8, "e")] {
      let place = try #require(map.sourceRange(of: offset..<(offset + 1)))
      #expect(String(decoding: bytes[place], as: UTF8.self) == letter)
    }
  }

  @Test("in drama paragraphs and lines become paragraphs, heads and labels are no speech")
  func drama() throws {
    let turn = try #require(
      try turns(
        """
        <sp><speaker>Anna.</speaker><lg><head>Lied</head><l>a <stage>x</stage> b</l><l>c</l></lg>
        <p>d</p><stage>geht</stage><p>e</p></sp>
        """
      ).first)
    #expect(turn.text == "a b\nc\nd\ne")
    #expect(turn.speakers == ["Anna"])
    #expect(turn.events.map(\.kind) == ["head", "stage", "stage"])
  }

  @Test(
    "token modes: joined, as written, guessed",
    arguments: [
      ("<w>a</w> <w join='right'>b</w> <pc>.</pc>", "a b."),
      ("<w>a</w><pc join='left'>,</pc><w>b</w>", "a, b"),
      ("<w>a</w><pc>,</pc> <w>b</w>", "a, b"), ("<w>a </w><w>b </w><c>.</c>", "a b ."),
      ("<w>I</w><pc>'</pc><w>m</w> ".split(separator: " ").joined(), "I'm"),
      ("<w>a</w> <pc>(</pc> <w>b</w> <pc>)</pc> <pc>!</pc>", "a (b)!"),
      ("<w>a</w> <pc>\"</pc> <w>b</w> <pc>\"</pc> <w>c</w>", "a \"b\" c"),
      ("<w norm='x'><w>ab</w> <w>cd</w></w>", "ab cd"),
      ("<w>don't<w/><w/></w> <w>x</w>", "don't x"),
      ("<s><w>a</w><pc>.</pc></s>\n<s><w>b</w><pc>.</pc></s>", "a. b."),
    ])
  func tokens(content: String, expected: String) throws {
    #expect(try text(content) == expected)
  }

  @Test("marks cover their words without the spaces around")
  func marks() throws {
    let turn = try #require(
      try turns(
        "<u>a <del type='repetition'> b </del> <supplied>c</supplied> <unclear/> <seg type='anon'>Mr X</seg></u>"
      ).first)
    #expect(turn.text == "a b c Mr X")
    #expect(turn.mark(.deleted) == "b" && turn.mark(.supplied) == "c")
    #expect(turn.mark(.placeholder) == "Mr X")
    #expect(turn.eventful == "a b c |unclear|Mr X")
  }

  @Test("placeholders in brackets are marked; events in brackets stay text and are counted")
  func brackets() throws {
    let reading = try read(
      tei("<u>I saw [peer support worker A] at [CLINIC] [laughs] [whatever] [phone rings]</u>"))
    let turn = reading.transcripts[0].turns[0]
    let found = turn.marks.filter { $0.kind == .placeholder }.map { turn.text.scalars($0.range) }
    #expect(found == ["[peer support worker A]", "[CLINIC]"])
    #expect(warnings(reading).contains(.eventsInBrackets(count: 2)))
    #expect(warnings(reading).contains(.undecidedBrackets(count: 1)))
  }

  @Test("languages are marked within turns, even within a word")
  func languages() throws {
    let turn = try #require(
      try turns(
        "<u xml:lang='gd'>a <foreign xml:lang='fr'>cheri</foreign> w<hi xml:lang='de'>ö</hi>rd</u>"
      )
      .first)
    #expect(turn.language == "gd")
    #expect(turn.marks.filter { $0.kind == .foreign }.map(\.detail) == ["fr", "de"])
  }

  @Test("a turn over 8 MiB is refused with its line")
  func long() {
    let problem = problem(tei("\n<u>" + String(repeating: "wort ", count: 1_700_000) + "</u>"))
    #expect(kind(problem) == .turnTooLong(limit: 8 << 20))
    #expect(problem?.line == 2)
  }

  @Test("an id or a speaker of more than 1,000 bytes is refused with its line, wherever it stands")
  func endless() {
    func person(_ id: String) -> String {
      "<teiHeader><profileDesc><particDesc>\n<person xml:id='\(id)'/></particDesc></profileDesc></teiHeader>"
    }
    let longest = String(repeating: "a", count: 1000)
    let over = "e" + String(repeating: "\u{301}", count: 500)
    #expect(problem(tei("<u xml:id='\(longest)'>a</u>", header: person(longest + "b"))) != nil)
    #expect(problem(tei("<u who='#\(longest)'>a</u>", header: person(longest))) == nil)
    for (body, header) in [
      ("<u xml:id='\(over)'>a</u>", ""), ("<u>a <seg xml:id='\(over)'>b</seg></u>", ""),
      ("<u who='#\(over)'>a</u>", ""), ("<u>a</u>", person(over)),
    ] {
      #expect(kind(problem(tei(body, header: header))) == .nameTooLong(limit: 1000))
    }
  }
}
