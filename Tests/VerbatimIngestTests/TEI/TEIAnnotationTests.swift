import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("What TEI says of words")
struct TEIAnnotationTests {
  /// `layer word=value` for every annotation.
  private func said(_ turn: Turn?) -> [String] {
    (turn?.annotations ?? []).map {
      "\($0.layer.rawValue) \(turn?.text.scalars($0.range) ?? "")=\($0.value)"
    }
  }

  private func said(_ body: String) throws -> [String] { said(try turns(body).first) }

  @Test("lemma, pos and norm of words, at their place in the text")
  func plain() throws {
    #expect(
      try said(
        """
        <u><w lemma="they" pos="PRON">They</w> <w lemma="go" pos="VERB" norm="went">wen'</w> \
        <w>on</w><pc pos="PUNCT">.</pc></u>
        """) == [
          "lemma They=they", "pos They=PRON", "lemma wen'=go", "pos wen'=VERB", "norm wen'=went",
          "pos .=PUNCT",
        ])
  }

  @Test("ParlaMint: the part of speech in msd, words within words, join")
  func parlaMint() throws {
    #expect(
      try said(
        """
        <u><s><w lemma="why" msd="UPosTag=ADV|PronType=Int">Why</w>
        <w join="right">don't<w norm="do" lemma="do" msd="UPosTag=AUX"/><w norm="n't" \
        lemma="not" msd="UPosTag=PART"/></w>
        <pc msd="UPosTag=PUNCT">?</pc></s></u>
        """) == [
          "lemma Why=why", "pos Why=ADV", "lemma don't=do not", "pos don't=AUX PART",
          "norm don't=do n't", "pos ?=PUNCT",
        ])
  }

  @Test("a word's own value wins over those of the words within; a group gives its own to all")
  func nested() throws {
    #expect(
      try said("<u><w lemma=\"L\">ab<w lemma=\"x\" pos=\"A\"/><w lemma=\"y\"/></w></u>")
        == ["lemma ab=L", "pos ab=A"])
    #expect(
      try said("<u><w norm=\"gonna\"><w pos=\"A\">gon</w> <w>na</w></w></u>")
        == ["pos gon=A", "norm gon na=gonna"])
  }

  @Test("other tag sets: msd as it is, a pointer, the British National Corpora")
  func tagSets() throws {
    #expect(try said("<u><w msd=\"Ncms\">a</w> b</u>") == ["pos a=Ncms"])
    #expect(try said("<u><w pos=\"N\" msd=\"Ncms\">a</w> b</u>") == ["pos a=N"])
    #expect(try said("<u><w msd=\"Ncms\" pos=\"N\">a</w> b</u>") == ["pos a=N"])
    #expect(try said("<u><w ana=\"#NN\">a</w> b</u>") == ["pos a=NN"])
    #expect(try said("<u><w ana=\"mte:Ncms #x\">a</w> b</u>") == ["pos a=Ncms"])
    #expect(
      try said("<u><w c5=\"VVD\" hw=\"go\" pos=\"VERB\">went </w></u>") == [
        "lemma went=go", "pos went=VERB",
      ])
    #expect(
      try said("<u><w reg=\"going\" lemma=\" go\n on \">goin</w> b</u>") == [
        "lemma goin=go on", "norm goin=going",
      ])
    #expect(try said("<u><w lemma=\"\" pos=\" \">a</w></u>").isEmpty)
  }

  @Test("a pointer to a declared theme is a coding, no part of speech")
  func themes() throws {
    let header = """
      <teiHeader><encodingDesc><classDecl><taxonomy><category xml:id="trust"><catDesc>Trust</catDesc>\
      </category></taxonomy></classDecl></encodingDesc></teiHeader>
      """
    let transcript = try #require(
      try read(
        tei("<u><w ana=\"#trust #NN\">a</w> <w ana=\"#trust\">b</w></u>", header: header)
      ).transcripts.first)
    #expect(said(transcript.turns.first) == ["pos a=NN"])
    #expect(transcript.codings.map(\.theme) == ["trust", "trust"])
  }

  @Test("the standard spelling of a choice is the norm of what was said")
  func choices() throws {
    #expect(
      try said("<u>I <choice><orig>gonna</orig><reg>going to</reg></choice> go</u>")
        == ["norm gonna=going to"])
    #expect(
      try said("<u>I <choice><corr>didn't</corr><sic>dint</sic></choice></u>")
        == ["norm dint=didn't"])
    // Chosen by the source, it stands in the text itself.
    #expect(
      try said(
        "<u><choice select=\"#r\"><orig>a</orig><reg xml:id=\"r\">b</reg></choice></u>"
      ).isEmpty)
    #expect(
      try said("<u><choice><unclear>a</unclear><unclear>b</unclear></choice></u>").isEmpty)
    #expect(
      try said(
        "<u><choice><orig><w lemma=\"go\">gon</w></orig><reg><w lemma=\"x\">go</w></reg></choice></u>"
      ) == ["lemma gon=go", "norm gon=go"])
  }

  @Test("ISO 24624: annotation of words by spans that stand apart")
  func spans() throws {
    let transcript = try #require(
      try read(TEIExamplesTests.exampleB).transcripts.first)
    #expect(said(transcript.turns[0]) == ["pos so=ADV"])
    #expect(said(transcript.turns[1]) == ["norm cannae=can't"])
    #expect(
      try said(
        """
        <annotationBlock who="A"><u><w xml:id="w1">to</w> <w xml:id="w2" pos="V">go</w></u>
        <spanGrp type="lemma"><span from="#w1" to="#w2">go</span><span target="#w2">x</span>\
        <span from="w1" to="gone">y</span></spanGrp>
        <spanGrp type="comment"><span from="w1" to="w1">hm</span></spanGrp></annotationBlock>
        """) == ["lemma to go=go", "pos go=V", "lemma go=x"])
  }

  @Test("marks and texts are what they are without annotations")
  func textIsTheSame() throws {
    let plain = try turns("<u><w>Wh<hi>y</hi></w> <w>not</w> <pc>?</pc> <w>Er</w></u>")
    let rich = try turns(
      "<u><w lemma=\"a\">Wh<hi>y</hi></w> <w pos=\"b\">not</w> <pc>?</pc> <w norm=\"c\">Er</w></u>")
    #expect(plain.map(\.text) == rich.map(\.text))
    #expect(plain.map(\.marks) == rich.map(\.marks))
  }

  @Test(
    "every word of ParlaMint-TR has the lemma and the part of speech that its element states",
    .enabled(if: Shared.isThere))
  func corpus() throws {
    let file = try #require(Shared.files("parlamint-tr").first { $0.hasSuffix("05-27.ana.xml") })
    let bytes = Shared.bytes(file)
    let xml = String(decoding: bytes, as: UTF8.self)
    // The obvious way: every start tag of a word or punctuation mark with text behind it.
    var expected: [String] = []
    for tag in xml.matches(of: /<(w|pc)( [^>]*)>([^<]+)</) {
      let attributes = String(tag.output.2)
      if let lemma = attributes.firstMatch(of: /\ lemma="([^"]*)"/)?.output.1, !lemma.isEmpty {
        expected.append("lemma \(tag.output.3)=\(lemma)")
      }
      if let pos = attributes.firstMatch(of: /UPosTag=([A-Z]+)/)?.output.1 {
        expected.append("pos \(tag.output.3)=\(pos)")
      }
    }
    #expect(expected.count > 80)
    let transcript = try #require(try read(bytes, path: "a.xml").transcripts.first)
    #expect(transcript.turns.flatMap { said($0) } == expected)
  }
}
