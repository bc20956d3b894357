import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("CQL finds")
struct CQLSearchTests {
  /// Two sessions; speakers are P1, P2, P3 in turn.
  static func segment() throws -> Segment {
    var first = TestIndex.transcript(
      "fg1",
      [
        "I trust the peer worker. The Peer support helps, erm, me.", "Peers support me",
        "No th- trust? None.", "Trust is trust",
      ])
    first.session.group = "FG1"
    first.session.participants[0].role = .moderator
    first.session.participants[1].role = .participant
    first.session.participants[1].attributes.append("sex", "F")
    first.turns[1].events.append(Event(kind: "vocal", description: "laughs", offset: 6))
    let second = TestIndex.transcript("fg2", ["they trust me", "me too and me"])
    return try TestIndex.segment([first, second])
  }

  private func check(
    _ query: String, _ expected: [String], _ strategy: MatchStrategy = .standard
  ) throws {
    let found = try CQLTexts.words(query, strategy, in: try Self.segment())
    #expect(found == expected, "\(query)")
  }

  @Test("words in their spelling, in lower case, folded, by stem")
  func attributes() throws {
    try check(#""trust""#, ["fg1:1 trust", "fg1:3 trust", "fg1:4 trust", "fg2:1 trust"])
    try check(#""Trust""#, ["fg1:4 Trust"])
    try check(
      #""TRUST"%c"#, ["fg1:1 trust", "fg1:3 trust", "fg1:4 Trust", "fg1:4 trust", "fg2:1 trust"])
    try check(#"[lc="TRUST"] "is""#, ["fg1:4 Trust is"])
    try check(#"[stem="peer"]"#, ["fg1:1 peer", "fg1:1 Peer", "fg1:2 Peers"])
    try check(#"[type="filler|truncated"]"#, ["fg1:1 erm", "fg1:3 th-"])
    try check(#"[punct=","]"#, ["fg1:1 erm", "fg1:1 me"])
    try check(#"[punct="\?"] "#, ["fg1:3 None"])
    try check(#"[word="peer" & !lc="x" | word="None"]"#, ["fg1:1 peer", "fg1:3 None"])
    try check(#"[word="th-.*"]"#, ["fg1:3 th-"])
    try check(#"l"trust" l"?""#, [])
    try check(#"[word=""]"#, [])
    try check(#"[strlen(word) > 6]"#, ["fg1:1 support", "fg1:2 support"])
  }

  @Test("who speaks")
  func speakers() throws {
    try check(#"<u who="P2"> []"#, ["fg1:2 Peers", "fg2:2 me"])
    try check(#"<u_who="fg1/P2"> []"#, ["fg1:2 Peers"])
    try check(#""me" within <u who="P2"/>"#, ["fg1:2 me", "fg2:2 me", "fg2:2 me"])
    try check(#""me" !within <u who="P2"/>"#, ["fg1:1 me", "fg2:1 me"])
    try check(#"[word="me" & u_who!="P2"]"#, ["fg1:1 me", "fg2:1 me"])
    try check(#""me" :: match.u_role="participant""#, ["fg1:2 me"])
    try check(#"[lc="trust" & u_role="moderator"]"#, ["fg1:1 trust", "fg1:4 Trust", "fg1:4 trust"])
    try check(#"[u_who_sex="F"]"#, ["fg1:2 Peers", "fg1:2 support", "fg1:2 me"])
    try check(
      #"[] </u> :: match.text_group="FG1""#, ["fg1:1 me", "fg1:2 me", "fg1:3 None", "fg1:4 trust"])
    try check(#"<text id="fg2"> []"#, ["fg2:1 they"])
    try check(#"[] </text>"#, ["fg1:4 trust", "fg2:2 me"])
    try check(#"<u n="4"/>"#, ["fg1:4 Trust is trust"], .longest)
  }

  @Test("sentences, and what stands in them")
  func sentences() throws {
    try check(
      #"<s> []"#,
      [
        "fg1:1 I", "fg1:1 The", "fg1:2 Peers", "fg1:3 No", "fg1:3 None", "fg1:4 Trust",
        "fg2:1 they",
        "fg2:2 me",
      ])
    try check(#"<s> "The" []* </s>"#, ["fg1:1 The Peer support helps erm me"], .longest)
    try check(#""trust" []* "helps""#, ["fg1:1 trust the peer worker The Peer support helps"])
    try check(#""trust" []* "helps" within s"#, [])
    try check(
      #"<s/> containing "trust""#,
      [
        "fg1:1 I trust the peer worker", "fg1:3 No th- trust", "fg1:4 Trust is trust",
        "fg2:1 they trust me",
      ])
    try check(#"["worker" & rbound(s)]"#, ["fg1:1 worker"])
  }

  @Test("labels that agree")
  func labels() throws {
    try check(
      #"a:[] []* b:[] :: a.lc = b.lc & distance(a,b) > 1"#,
      [
        "fg1:1 the peer worker The", "fg1:1 peer worker The Peer", "fg1:4 Trust is trust",
        "fg2:2 me too and me",
      ], .longest)
    try check(#"a:[] "is" b:[] :: a.word = b.word"#, [])
    try check(#"a:[] "is" b:[] :: a.word = b.word %c"#, ["fg1:4 Trust is trust"])
    try check(#"a:[] "is" [lc = a.lc]"#, ["fg1:4 Trust is trust"])
    try check(
      #"(a:"they")? "trust" :: a -> a.word="they""#,
      ["fg1:1 trust", "fg1:3 trust", "fg1:4 trust", "fg2:1 they trust"])
    try check(#"(a:"they")? "trust" :: a.word="they""#, ["fg2:1 they trust"])
  }

  @Test("matches that cross turns only where the query says so")
  func acrossTurns() throws {
    try check(#""me" "Peers""#, [])
    try check(#""me" "Peers" within text"#, ["fg1:1-2 me Peers"])
    try check(#""me" []{0,4} "th-" within 10"#, ["fg1:1-3 me Peers support me No th-"])
    try check(#""me" []{0,4} "No" within 2"#, ["fg1:2-3 me No"])
    try check(#""me" []{0,4} "th-" within 2 u"#, ["fg1:2-3 me No th-"])
    try check(#""me" []* "th-" within 2 u"#, ["fg1:2-3 me No th-"])
    try check(#""trust" "me" "me" within text"#, ["fg2:1-2 trust me me"])
    try check(#""Peers" []+ "None" within 2 u"#, ["fg1:2-3 Peers support me No th- trust None"])
    try check(#""me" </u> <u who="P2"> []"#, [])
    try check(#""me" </u> <u who="P2"> [] within text"#, ["fg1:1-2 me Peers", "fg2:1-2 me me"])
  }

  @Test("events between words")
  func events() throws {
    try check(#"[] <event desc="laughs"> []"#, ["fg1:2 Peers support"])
    try check(#"[]{3} containing <event/>"#, ["fg1:2 Peers support me"])
    try check(#"[] <event kind="pause"> []"#, [])
  }

  @Test("what the Corpus Query Processor finds with MU")
  func meet() throws {
    try check(#"MU (meet "me" "trust" -2 -1)"#, ["fg2:1 me"])
    try check(
      #"MU (meet "me" not "trust" -2 -1)"#, ["fg1:1 me", "fg1:2 me", "fg2:2 me", "fg2:2 me"])
    try check(#"MU (meet "trust" "worker" s)"#, ["fg1:1 trust"])
    try check(#"MU (meet "trust" "helps" s)"#, [])
    try check(#"MU (union "None" (meet "they" "trust"))"#, ["fg1:3 None", "fg2:1 they"])
  }

  @Test("coded spans as regions")
  func themes() throws {
    struct Themes: RegionSource {
      func turns(field: String, value: String) -> [String: Set<Int>]? { nil }

      func spans(field: String, value: String) -> [String: [Int: [Range<Int>?]]]? { nil }

      func regionSpans(named name: String) -> [String: [RegionSpan]] {
        name != "theme"
          ? [:]
          : [
            "fg1": [
              RegionSpan(turn: 1, span: 8..<23, attributes: [("name", "A"), ("name", "A/3")]),
              RegionSpan(turn: 2, span: nil, attributes: [("name", "B")]),
            ]
          ]
      }
    }
    let segment = try Self.segment()
    func find(_ query: String) throws -> [String] {
      try CQLTexts.words(query, in: segment, regions: Themes())
    }
    #expect(try find("<theme/>") == ["fg1:1 the peer worker", "fg1:2 Peers support me"])
    #expect(try find(#"<theme name="A/3"> []"#) == ["fg1:1 the"])
    #expect(try find(#"[theme & lc="peer.*"]"#) == ["fg1:1 peer", "fg1:2 Peers"])
    #expect(try find(#"[lc="peer.*" & !theme]"#) == ["fg1:1 Peer"])
    #expect(try find(#"[theme_name="B"] </theme>"#) == ["fg1:2 me"])
    #expect(try find(#""peer" []* "worker" within theme"#) == ["fg1:1 peer worker"])
    #expect(try find(#""trust" []* "worker" within theme"#) == [])
  }

  @Test("the same whatever the number of segments, and beside other conditions")
  func algebra() throws {
    let segment = try Self.segment()
    let query = QueryNode.pattern(try CQLParser.parse(#""me""#))
    let field = QueryNode.field(
      FieldFilter(name: "speaker", condition: .values([.init(text: "P2")])))
    #expect(try Search.count(.and([query, field]), in: [segment]) == QueryCount(turns: 2, hits: 3))
    #expect(try Search.count(query, in: [segment]) == QueryCount(turns: 4, hits: 5))
    #expect(try Search.countTurns(query, in: [segment]) == 4)
    #expect(try Search.matchedTurns(query, in: [segment]).turns == [[0, 1, 4, 5]])
    #expect(try Search.count(.not(query), in: [segment]).turns == 2)
  }

  @Test("as many as are kept, and says so where there are more")
  func bounds() throws {
    let long = String(repeating: "a ", count: 1500)
    let segment = try CQLTexts.segment([[long]])
    #expect(throws: IndexProblem.self) {
      try CQLTexts.words("[]+", .all, in: segment)
    }
    #expect(try CQLTexts.words(#"[]{2} "b""#, .all, in: segment) == [])
  }
}
