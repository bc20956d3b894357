import Testing
import VerbatimQuery

@Suite("FCS-QL is translated")
struct FCSParserTests {
  private static let schema = CQLSchema(
    attributes: CQLSchema.tokenAttributes + ["lemma", "pos", "norm"])

  @Test(
    "to the same tree as CQL",
    arguments: [
      (#""walking""#, #""walking" within u"#),
      (#"'walking'/c"#, #""walking"%c within u"#),
      (#"[text = "trust"/cd]"#, #""trust"%cd within u"#),
      (#"[pos = "NOUN" & lemma != "go.*"]"#, #"[pos="NOUN" & lemma!="go.*"] within u"#),
      (
        #"[pos = "NOUN" & !(lemma = "a" | lemma = "b")]"#,
        #"[pos="NOUN" & !(lemma="a" | lemma="b")] within u"#
      ),
      (#""a" [] ("b" | "c" "d"){2,3} "e"?"#, #""a" [] ("b" | "c" "d"){2,3} "e"? within u"#),
      (#""a" []{,3} "b" within sentence"#, #""a" []{0,3} "b" within s"#),
      (#""a" within session"#, #""a" within text"#),
      (#""a.b"/l"#, #""a.b"%l within u"#),
      (#""a"/cC"#, #""a" within u"#),
    ])
  func translation(text: String, cql: String) throws {
    let query = try FCSParser.parse(text, schema: Self.schema)
    #expect(query.normalForm == cql)
    #expect(try CQLParser.parse(cql, schema: Self.schema) == query)
  }

  @Test("and refused where it says anything else")
  func refusals() {
    for text in [
      #"[q:pos = "NOUN"]"#, #"[phonetic = "a"]"#, #""a" within paragraph"#, #"a:"b""#, "<s>",
      #"[pos < "a"]"#, #""a"/x"#, #""a"/"#, #""a" :: b"#, "[]*", "", #""peer support""#, "(", "[",
      #"[word contains "a"]"#, String(repeating: "(", count: 1000), #""a"%c"#,
    ] {
      #expect(throws: QueryError.self, "\(text)") {
        try FCSParser.parse(text, schema: Self.schema)
      }
    }
  }

  @Test("with characters by number")
  func escapes() throws {
    let query = try FCSParser.parse(#""\u0061\x62\U0001F600""#)
    #expect(query.normalForm == #""\u0061\x62\x{0001F600}" within u"#)
  }
}
