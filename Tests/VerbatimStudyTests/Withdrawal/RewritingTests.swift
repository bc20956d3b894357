import Foundation
import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

@testable import VerbatimStudy

@Suite("Sources without a person's words")
struct RewritingTests {
  private func bytes(_ test: TestStudy, _ session: String) throws -> String {
    let record = try #require(try test.study.database().read { try $0.session(session) })
    return String(
      decoding: try test.study.sources.read(record.session.source.digest), as: UTF8.self)
  }

  /// Withdraws, and proves that a fresh study of the rewritten sources is the same.
  @discardableResult
  private func withdraw(
    _ test: TestStudy, _ person: String, _ mode: WithdrawalRequest.Mode
  ) throws -> WithdrawalCertificate {
    let certificate = try Withdrawn(test.study, person, mode).certificate
    #expect(certificate.isClean, "\(certificate.findings)")
    #expect(try test.findings() == [])
    let fresh = try TestStudy()
    for record in try test.study.database().read({ try $0.sessions() }) {
      try fresh.write(
        record.session.source.path, try test.study.sources.read(record.session.source.digest))
    }
    if try !test.sessions().isEmpty { try fresh.ingest() }
    try fresh.writer().compact()
    let (own, other) = try (StudyState(test.path), StudyState(fresh.path))
    #expect(own.sources == other.sources)
    #expect(own.index == other.index)
    #expect(timeless(own.dump) == timeless(other.dump))
    return certificate
  }

  private static func utf16(_ text: String, big: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    for unit in ("\u{FEFF}" + text).utf16 {
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
      bytes += big ? [high, low] : [low, high]
    }
    return bytes
  }

  private static let tei = """
    <?xml version="1.0" encoding="UTF-8"?>
    <!-- kept as it is -->
    <TEI xmlns="http://www.tei-c.org/ns/1.0">
      <teiHeader><fileDesc><titleStmt><title>Talk</title></titleStmt></fileDesc>
        <profileDesc><particDesc><listPerson>
          <person xml:id="P1" role="participant"/>
          <person xml:id="P2" role="participant" sex="F"><persName>Ann Example</persName></person>
          <relation name="sister" mutual="#P1 #P2"/>
        </listPerson></particDesc></profileDesc>
      </teiHeader>
      <text><timeline origin="#t0"><when xml:id="t0"/><when xml:id="t1" interval="2" since="#t0"/></timeline><body>
        <u xml:id="u1" who="#P1">We   went &amp; saw.</u>
        <u xml:id="u2" who="#P2" ana="#X"><anchor synch="#t0"/>The <emph>kettle</emph> was mine alone
          that winter<vocal><desc>laughs</desc></vocal><anchor synch="#t1"/></u>
        <vocal who="#P2"><desc>coughs</desc></vocal>
        <u xml:id="u3" who="#P1" prev="#u2">Nobody <vocal who="#P2"><desc>sighs</desc></vocal> knew that.</u>
        <u xml:id="u4" who="#P1 #P2">Together we all agreed there.</u>
        <u xml:id="u5" who="#P1">Right. <note>not speech</note></u>
      </body></text>
      <standOff><spanGrp>
        <span from="#u1" to="#u2" ana="#X"/>
        <span target="#u2 #u3" ana="#X"/>
        <span target="#u2" ana="#X">of a single turn</span>
      </spanGrp></standOff>
    </TEI>

    """

  @Test("TEI: turns, record, doings and whatever points there go, all other bytes stay")
  func teiRemoved() throws {
    let test = try TestStudy()
    try test.write("talk.xml", Self.tei)
    try test.ingest()
    try withdraw(test, "P2", .remove)
    let expected = Self.tei
      .replacing(/\n *<person xml:id="P2".*<\/person>/, with: "")
      .replacing(/<relation [^>]*>/, with: "")
      .replacing(/\n *<u xml:id="u2"[\s\S]*?<\/u>/, with: "")
      .replacing(/<vocal who="#P2">.*?<\/vocal>/, with: "")
      .replacing(" prev=\"#u2\"", with: "")
      .replacing(/\n *<u xml:id="u4".*?<\/u>/, with: "")
      .replacing("from=\"#u1\" to=\"#u2\"", with: "from=\"#u1\" to=\"#u1\"")
      .replacing("target=\"#u2 #u3\"", with: "target=\"#u3\"")
      .replacing(/<span target="#u2".*?<\/span>/, with: "")
    func squeezed(_ text: String) -> String {
      text.replacing(/\s+/, with: " ").replacing(/> </, with: "><")
    }
    #expect(squeezed(try bytes(test, "talk")) == squeezed(expected))
    // Where nothing was taken out, not a blank is another.
    #expect(
      try bytes(test, "talk").contains("<u xml:id=\"u1\" who=\"#P1\">We   went &amp; saw.</u>\n"))
  }

  @Test("TEI: redacted turns keep number, id and times")
  func teiRedacted() throws {
    let test = try TestStudy()
    try test.write("talk.xml", Self.tei)
    try test.ingest()
    let before = try #require(try test.index().find("talk"))
    let old = try test.index().segments[before.segment].transcript(before.session)
    try withdraw(test, "talk/P2", .redact)
    let new = try test.index().segments[0].transcript(0)
    #expect(
      new.turns.map(\.text)
        == ["We went & saw.", "[withdrawn]", "Nobody knew that.", "[withdrawn]", "Right."])
    #expect(new.turns.map(\.id) == old.turns.map(\.id))
    #expect(new.turns.map(\.start) == old.turns.map(\.start))
    #expect(new.turns.map(\.end) == old.turns.map(\.end))
    #expect(!(try bytes(test, "talk")).contains("Ann Example"))
    #expect(try bytes(test, "talk").contains("<person xml:id=\"P2\" role=\"participant\"/>"))
    #expect(try test.extracts("withdrawn").turnCount == 0, "the mark is nobody's word")
  }

  @Test("TEI in UTF-16, in Latin-1, with prefixes, in blocks, with another's turn inside")
  func teiShapes() throws {
    let body = """
      <u who="#P1">Naïve words were said.</u><u who="#P2">Ça c'était à moi seul</u>
      <annotationBlock who="#P2"><u>Blocks of my own words</u><spanGrp type="x"><span from="#T0" to="#T1">gloss</span></spanGrp></annotationBlock>
      <sp><speaker>P2</speaker><p>Said in <hi>the</hi> manner of a play</p></sp>
      <u who="#P2">Mine before it <u who="#P1">yes indeed, yes</u> and mine after it</u>
      <u who="#P1">The end of it.</u>
      """
    func document(_ encoding: String) -> String {
      "<?xml version=\"1.0\" encoding=\"\(encoding)\"?>\n"
        + "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body>\(body)</body></text></TEI>\n"
    }
    let wide = Self.utf16(document("UTF-16"), big: false)
    let latin = Array(try #require(document("ISO-8859-1").data(using: .isoLatin1)))
    let prefixed = Array(
      document("UTF-8").replacing(/<(\/?)(\w)/, with: { "<\($0.1)t:\($0.2)" })
        .replacing("xmlns=", with: "xmlns:t=").utf8)
    for (name, source) in [("wide", wide), ("latin", latin), ("prefixed", prefixed)] {
      for mode in WithdrawalRequest.Mode.allCases {
        let test = try TestStudy()
        try test.write("talk.xml", source)
        let summary = try test.ingest()
        try #require(!summary.hasErrors, "\(name): \(summary.files)")
        let old = try spoken(test.study)["talk"] ?? []
        try withdraw(test, "P2", mode)
        let new = try spoken(test.study)["talk"] ?? []
        let expected =
          mode == .remove
          ? old.filter { $0.speakers != ["P2"] }.map(\.text)
          : old.map { $0.speakers == ["P2"] ? "[withdrawn]" : $0.text }
        #expect(new.map(\.text) == expected, "\(name), \(mode)")
      }
    }
  }

  private static let lines = """
    {"session": "a", "speaker": "P1", "text": "First of all \\u00e9t\\u00e9."}
    {"id": 7, "session": "a", "note": "she, \\"Ann\\", said", "speaker": "P2", "speaker_attributes": {"sex": "F"}, "text": "My own kettle, only {mine}, always", "start": 1.5, "end": 2}
    {"session": "a", "speaker": "P1", "text": "Third."}
    {"session": "b", "speaker": "P2", "text": "Another person of this label speaks"}
    {"session": "c", "speaker": "P9", "text": "Alone in the whole session here"}

    """

  @Test("JSON Lines: the line goes, or all of it but whose turn it was and when")
  func jsonLines() throws {
    let test = try TestStudy()
    try test.write("talk.jsonl", Self.lines)
    try test.ingest()
    try withdraw(test, "a/P2", .redact)
    var expected = Self.lines.split(separator: "\n", omittingEmptySubsequences: false).map(
      String.init)
    expected[1] =
      "{ \"session\": \"a\", \"speaker\": \"P2\", \"text\": \"[withdrawn]\", \"start\": 1.5, \"end\": 2}"
    #expect(try bytes(test, "a") == expected.joined(separator: "\n"))
    try withdraw(test, "a/P2", .remove)
    expected.remove(at: 1)
    #expect(try bytes(test, "a") == expected.joined(separator: "\n"))
    // Who spoke alone takes the session along; the others move up in the file.
    try withdraw(test, "c/P9", .remove)
    #expect(try test.sessions().keys.sorted() == ["a", "b"])
    #expect(try bytes(test, "b") == expected.prefix(3).joined(separator: "\n") + "\n")
  }

  @Test("plain text: lines go with those that go on, others' stretches are marked")
  func plainText() throws {
    let text = """
      Moderator: Who would like to begin?

      P1: I said it was a long way, and
      nobody listened to me then.

      P2: It was. (P1: a very long way indeed) Yes.
      Moderator: Go on.
      P1: No.
      P2: The end.

      """
    for ending in ["\n", "\r\n"] {
      for mode in WithdrawalRequest.Mode.allCases {
        let test = try TestStudy()
        try test.write("talk.txt", text.replacing("\n", with: ending))
        try test.ingest()
        try withdraw(test, "P1", mode)
        let gone = text.replacing("(P1: a very long way indeed)", with: "[withdrawn]")
        let expected =
          mode == .remove
          ? gone.replacing(
            "P1: I said it was a long way, and\nnobody listened to me then.\n\n", with: ""
          )
          .replacing("P1: No.\n", with: "")
          : gone.replacing(
            "I said it was a long way, and\nnobody listened to me then.", with: "[withdrawn]"
          )
          .replacing("P1: No.", with: "P1: [withdrawn]")
        #expect(try bytes(test, "talk") == expected.replacing("\n", with: ending))
      }
    }
  }

  @Test("plain text in UTF-16 and Windows-1252")
  func plainEncodings() throws {
    let text =
      "Moderator: Who?\nP1: C’était à moi de parler là\nP2: Là, là.\nP1: Fin de l’été\nP2: Oui.\n"
    let wide = Self.utf16(text, big: true)
    let narrow = Array(try #require(text.data(using: .windowsCP1252)))
    for source in [wide, narrow] {
      for mode in WithdrawalRequest.Mode.allCases {
        let test = try TestStudy()
        try test.write("talk.txt", source)
        try test.ingest()
        let old = try spoken(test.study)["talk"] ?? []
        try withdraw(test, "P1", mode)
        let new = try spoken(test.study)["talk"] ?? []
        #expect(
          new.map(\.text)
            == (mode == .remove
              ? old.filter { $0.speakers != ["P1"] }.map(\.text)
              : old.map { $0.speakers == ["P1"] ? "[withdrawn]" : $0.text }))
      }
    }
  }

  @Test("a corpus file that describes the person loses the record with the last sitting")
  func corpusRoot() throws {
    let test = try TestStudy()
    for number in 1...2 {
      try test.write("sitting\(number).xml", Sample.tei(Sample.turns(number)))
    }
    let people = ["P1", "P2"].map {
      "<person xml:id=\"\($0)\" sex=\"F\"><persName>Somebody \($0)</persName></person>"
    }
    try test.write(
      "corpus.xml",
      """
      <teiCorpus xmlns="http://www.tei-c.org/ns/1.0" xmlns:xi="http://www.w3.org/2001/XInclude">
        <teiHeader><profileDesc><particDesc><listPerson>
          \(people.joined(separator: "\n    "))
        </listPerson></particDesc></profileDesc></teiHeader>
        <xi:include href="sitting1.xml"/>
        <xi:include href="sitting2.xml"/>
      </teiCorpus>
      """)
    #expect(!(try test.ingest()).hasErrors)
    func sources() throws -> String {
      try test.study.sources.list().map {
        String(decoding: try test.study.sources.read($0), as: UTF8.self)
      }.joined()
    }
    for (session, mode, isThere) in [
      ("sitting1", WithdrawalRequest.Mode.redact, true), ("sitting2", .remove, false),
    ] {
      let withdrawn = try Withdrawn(test.study, "\(session)/P1", mode)
      #expect(withdrawn.certificate.isClean)
      #expect(try test.findings() == [])
      #expect(try sources().contains("Somebody P1") == isThere)
      #expect(try sources().contains("Somebody P2"))
    }
    #expect(try test.extracts("sex:F speaker:P2").turnCount > 0)
  }

  @Test("several documents in one file: the other's person of this label stays")
  func documents() throws {
    let documents = (1...2).map { number in
      Sample.tei(Sample.turns(number), people: ["P1", "P2"])
        .replacing("<TEI ", with: "<TEI xml:id=\"d\(number)\" ")
    }
    let test = try TestStudy()
    try test.write(
      "all.xml",
      "<teiCorpus xmlns=\"http://www.tei-c.org/ns/1.0\">\n\(documents.joined())</teiCorpus>\n")
    #expect(!(try test.ingest()).hasErrors)
    let old = try spoken(test.study)
    try withdraw(test, "d1/P1", .remove)
    let new = try spoken(test.study)
    #expect(new["d2"]?.map(\.text) == old["d2"]?.map(\.text))
    #expect(new["d1"]?.map(\.text) == old["d1"]?.filter { $0.speakers != ["P1"] }.map(\.text))
    let people = try test.study.database().read { try $0.sessions() }.map {
      $0.session.participants.map(\.id)
    }
    #expect(people.map { $0.contains("P1") } == [false, true])
  }
}
