import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The examples of the TEI note")
struct TEIExamplesTests {
  static let exampleA = """
    <TEI xmlns="http://www.tei-c.org/ns/1.0" xml:lang="en">
      <teiHeader>
        <fileDesc><titleStmt><title>Focus group 2</title></titleStmt>
          <publicationStmt><p>Unpublished, anonymised.</p></publicationStmt>
          <sourceDesc><recordingStmt><recording type="audio" dur="PT62M"><date when="2024-03-05"/></recording></recordingStmt></sourceDesc></fileDesc>
        <profileDesc>
          <particDesc><listPerson>
            <person xml:id="FG2-M" role="moderator"><persName>Moderator</persName></person>
            <person xml:id="FG2-P3" role="participant" sex="F" age="30-39"><occupation>support worker</occupation></person>
            <personGrp xml:id="FG2-ALL" role="participant"><persName>Several speakers</persName></personGrp>
          </listPerson></particDesc>
          <settingDesc><setting><date when="2024-03-05"/><activity>focus group</activity></setting></settingDesc>
          <textClass><keywords><term>peer support</term></keywords></textClass>
        </profileDesc>
        <revisionDesc><change when="2024-04-01">Second anonymisation pass.</change></revisionDesc>
      </teiHeader>
      <text><body><div type="topic" n="1"><head>Opening question</head>
        <u xml:id="u1" who="#FG2-M" n="1">What has helped <emph>most</emph>?</u>
        <u xml:id="u2" who="#FG2-P3" n="2" trans="overlap">Er <pause dur="PT1S"/> my <del type="truncation">s-</del> support
          worker <vocal><desc>laughs</desc></vocal> <anchor xml:id="a1"/> she <unclear reason="inaudible">really</unclear>
          listened. <gap reason="editorial"><desc>name of clinic removed</desc></gap> <choice><sic>dint</sic><corr>didn't</corr></choice> judge.</u>
        <u xml:id="u3" who="#FG2-ALL" n="3" synch="#a1">yeah</u>
        <incident><desc>phone rings</desc></incident>
      </div></body></text>
    </TEI>
    """

  @Test("example A: text, marks and events of u2 are as the note says")
  func a() throws {
    let reading = try read(Self.exampleA)
    let transcript = try #require(reading.transcripts.first)
    #expect(reading.warnings.isEmpty)
    #expect(
      transcript.turns.map(\.text) == [
        "What has helped most?",
        "Er my s- support worker she really listened. dint judge.", "yeah",
      ])
    let u2 = transcript.turns[1]
    #expect(
      u2.eventful == "Er |pause|my s- support worker |vocal|she really listened. |gap|dint judge.")
    #expect(u2.events[0].duration == Milliseconds(rawValue: 1000))
    #expect(u2.events.map(\.description) == [nil, "laughs", "name of clinic removed"])
    #expect(u2.mark(.deleted) == "s-")
    #expect(u2.mark(.unclear) == "really")
    #expect(u2.mark(.choice) == "dint")
    #expect(u2.marks.first { $0.kind == .choice }?.detail == "didn't")
    #expect(u2.mark(.overlap) == u2.text)
    #expect(u2.id == "u2" && u2.speakers == ["FG2-P3"] && u2.number == 2)
    #expect(u2.attributes["trans"] == "overlap" && u2.attributes["n"] == "2")
    #expect(u2.attributes["topic"] == "Opening question")
    #expect(transcript.turns[2].marks.first?.detail == "pointer")
    #expect(transcript.events.map(\.beforeTurn) == [1, 4])
    #expect(transcript.events.map(\.event.description) == ["Opening question", "phone rings"])
  }

  @Test("example A: the header's facts have plain names")
  func header() throws {
    let session = try #require(try read(Self.exampleA, path: "in/fg2.xml").transcripts.first)
      .session
    #expect(session.id == "fg2" && session.title == "Focus group 2" && session.language == "en")
    #expect(session.attributes["date"] == "2024-03-05")
    #expect(session.attributes["duration"] == "PT62M")
    #expect(session.attributes["recording"] == "audio")
    #expect(session.attributes["activity"] == "focus group")
    #expect(session.attributes["keyword"] == "peer support")
    #expect(session.participants.map(\.id) == ["FG2-M", "FG2-P3", "FG2-ALL"])
    #expect(session.participants.map(\.role) == [.moderator, .participant, .participant])
    #expect(session.participants.map(\.isGroup) == [false, false, true])
    #expect(session.participants[0].name == "Moderator")
    #expect(
      session.participants[1].attributes == [
        .init(name: "sex", value: "F"), .init(name: "age", value: "30-39"),
        .init(name: "employment", value: "support worker"),
      ])
  }

  @Test("example A: line, path, content range and map lead to the words in the file")
  func places() throws {
    let bytes = Array(Self.exampleA.utf8)
    let turn = try #require(try read(Self.exampleA).transcripts.first).turns[1]
    #expect(turn.place.line == 19 && turn.place.lastLine == 21)
    #expect(turn.place.path == "/TEI[1]/text[1]/body[1]/div[1]/u[2]")
    let range = try #require(turn.place.bytes)
    let content = String(decoding: bytes[range], as: UTF8.self)
    #expect(content.hasPrefix("Er <pause") && content.hasSuffix("judge."))
    let map = try #require(turn.place.map)
    #expect(map.textLength == turn.text.utf8.count)
    let start = "Er my s- support worker she really ".utf8.count
    let place = try #require(map.sourceRange(of: start..<(start + 8)))
    #expect(String(decoding: bytes[place], as: UTF8.self) == "listened")
  }

  static let exampleB = """
    <TEI xmlns="http://www.tei-c.org/ns/1.0"><text xml:lang="en">
      <timeline unit="s"><when xml:id="T0"/><when xml:id="T1" interval="2.5" since="T0"/>
        <when xml:id="T2" interval="3.1" since="T0"/><when xml:id="T3" interval="6.0" since="T0"/></timeline>
      <body>
        <annotationBlock xml:id="b1" who="SPK0" start="T0" end="T2">
          <u xml:id="u1"><seg type="contribution" xml:id="s1"><anchor synch="T0"/><w xml:id="w1">so</w><pause type="short" rend="(-)"/><w xml:id="w2">who</w><anchor synch="T1"/><w xml:id="w3">starts</w><pc xml:id="p1">?</pc><anchor synch="T2"/></seg></u>
          <spanGrp type="pos"><span from="w1" to="w1">ADV</span></spanGrp>
        </annotationBlock>
        <annotationBlock xml:id="b2" who="SPK1" start="T1" end="T3">
          <u xml:id="u2"><seg type="contribution" xml:id="s2"><anchor synch="T1"/><w xml:id="w4">I</w><anchor synch="T2"/><w xml:id="w5" norm="can't">cannae</w><vocal><desc rend="((laughs))">laughs</desc></vocal><anchor synch="T3"/></seg></u>
        </annotationBlock>
      </body>
    </text></TEI>
    """

  @Test("example B: touching tokens are spaced by rule, times and overlap come from the timeline")
  func b() throws {
    let transcript = try #require(try read(Self.exampleB).transcripts.first)
    #expect(transcript.turns.map(\.text) == ["so who starts?", "I cannae"])
    #expect(transcript.turns.map(\.speakers) == [["SPK0"], ["SPK1"]])
    #expect(transcript.turns.map(\.id) == ["b1", "b2"])
    #expect(transcript.turns.map(\.start?.rawValue) == [0, 2500])
    #expect(transcript.turns.map(\.end?.rawValue) == [3100, 6000])
    #expect(transcript.turns.map { $0.mark(.overlap) } == ["starts?", "I"])
    #expect(transcript.turns[0].marks.first { $0.kind == .overlap }?.detail == "time")
    #expect(transcript.turns.map(\.eventful) == ["so |pause|who starts?", "I cannae|vocal|"])
    #expect(transcript.session.isReconstructed)
    #expect(transcript.codings.isEmpty)
    #expect(transcript.session.language == "en")
  }

  @Test("example C: join decides the spaces, nested words are one, pieces are chained")
  func c() throws {
    let all = try turns(
      """
      <u xml:id="u1" who="#FAC" ana="#chair"><seg xml:id="u1.p1"><s xml:id="u1.p1.s1">
      <w lemma="why">Why</w>
      <w join="right">don't<w norm="do" lemma="do"/><w norm="n't" lemma="not"/></w>
      <pc>,</pc>
      <name type="PER"><w lemma="Anna">Anna</w></name>
      <w join="right">there</w>
      <pc>?</pc>
      </s></seg><kinesic type="applause"><desc>(general applause)</desc></kinesic></u>
      <u xml:id="u2" who="#P1" next="#u4"><seg>I think</seg></u>
      <u xml:id="u3" who="#P2"><seg>no</seg></u>
      <u xml:id="u4" who="#P1" prev="#u2"><seg>it was fine.</seg></u>
      """)
    #expect(all.map(\.text) == ["Why don't, Anna there?", "I think", "no", "it was fine."])
    #expect(all[0].attributes["role"] == "chair")
    #expect(all[1].attributes["next"] == "u4" && all[3].attributes["prev"] == "u2")
    #expect(all[0].events.first?.description == "(general applause)")
    #expect(all[0].place.map?.textLength == all[0].text.utf8.count)
  }

  @Test("example D: a stage direction is no speech, and the label is none")
  func d() throws {
    let turn = try #require(
      try turns(
        "<sp who=\"#M\"><speaker>Moderator:</speaker><p>Shall we <stage type=\"delivery\">(pause)</stage> begin?</p></sp>"
      ).first)
    #expect(turn.text == "Shall we begin?")
    #expect(turn.eventful == "Shall we |stage|begin?")
    #expect(turn.events.first?.description == "(pause)")
  }
}
