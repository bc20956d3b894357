import Testing
import VerbatimQuery

@Suite("CQL is read")
struct CQLParserTests {
  @Test(
    "into a normal form that says everything",
    arguments: [
      (#""peer" "support""#, #""peer" "support" within u"#),
      (#"'peer'"#, #""peer" within u"#),
      (#"[word="a"] [] [word != "b"%cd]"#, #""a" [] [word!="b"%cd] within u"#),
      (#"[lc="a" | fold="b" & stem="c"]"#, #"[lc="a" | fold="b" & stem="c"] within u"#),
      (#"[(lc="a" | fold="b") & !stem="c"]"#, #"[(lc="a" | fold="b") & !stem="c"] within u"#),
      (#"[lc="a" -> lc="b" -> lc="c"]"#, #"[lc="a" -> lc="b" -> lc="c"] within u"#),
      (#""a" ("b" | "c")+ "d"{2,}"#, #""a" ("b" | "c")+ "d"{2,} within u"#),
      (#""a"{1} "b"{,3} "c"{0,1} "d"{0,} "e"{1,}"#, #""a"{1} "b"{0,3} "c"? "d"* "e"+ within u"#),
      (#""a" | "b" "c" & "d" "e""#, #""a" | "b" "c" & "d" "e" within u"#),
      (#""a" within s;"#, #""a" within s"#),
      (#""a" within 3 s"#, #""a" within 3 s"#),
      (#""a" []* "b" within 10"#, #""a" []* "b" within 10"#),
      (#""a" within <s/>"#, #""a" within <s/> within u"#),
      (#""a" within <text group="FG2"/>"#, #""a" within <text group="FG2"/> within text"#),
      (#"<u_who="P3"> []* "a" </u>"#, #"<u who="P3"> []* "a" </u> within u"#),
      (#"<u/> containing "a" !containing "b""#, #"<u/> containing "a" !containing "b" within u"#),
      (
        #"a:[] "x" b:[] :: a.word = b.word & distance(a,b)<5"#,
        #"a:[] "x" b:[] :: a.word=b.word & distance(a, b)<5 within u"#
      ),
      (#"(?= "a" "b") [] (?<! "c") []"#, #"(?= "a" "b") [] (?<! "c") [] within u"#),
      (#"[: u :] "a""#, #"[: u :] "a" within u"#),
      (#"MU(meet "a" "b")"#, #"MU(meet "a" "b" 1 1) within u"#),
      (
        #"MU (union (meet "a" not "b" -2 2) [lc="c"])"#,
        #"MU(union (meet "a" not "b" -2 2) [lc="c"]) within u"#
      ),
      (
        #"l"e.g." "(?i)Nav" "say""it" 'don''t'"#,
        #""e.g."%l "Nav"%cd "say""it" "don't" within u"#
      ),
      (#"!"a" !("b" "c")"#, #"!"a" !("b" "c") within u"#),
      ("\"a\" # what follows is a comment\n\"b\"", #""a" "b" within u"#),
      (#"["x" & rbound(<s>)]"#, #"[word="x" & rbound(s)] within u"#),
      (#"1:[] 2:[] :: 1.word = 2.word"#, #"1:[] 2:[] :: `1`.word=`2`.word within u"#),
    ])
  func normalForms(text: String, normal: String) throws {
    let query = try CQLParser.parse(text)
    #expect(query.normalForm == normal)
    #expect(try CQLParser.parse(query.normalForm) == query)
  }

  static let known = CQLSchema()

  private func failure(_ text: String) -> QueryError? {
    do {
      _ = try CQLParser.parse(text, schema: Self.known)
      return nil
    } catch {
      return error
    }
  }

  private func problem(_ text: String) -> CQLProblem? {
    if case .cql(let problem) = failure(text)?.kind { return problem }
    return nil
  }

  @Test("or refused where it can match no token")
  func empty() {
    for text in [
      #""a"*"#, #""a"? "b"*"#, "<s>", "</u>", #"("a" | "b"?)"#, "[: u :]", #"(?= "a")"#, #""a"{0}"#,
      "<event/>",
    ] {
      #expect(problem(text) == .matchesEmpty, "\(text)")
    }
    for text in [#"(<s>)* "a""#, #"([: u :])+ "a""#, #"((?= "b"))* "a""#] {
      #expect(problem(text) == .repetitionCannotMove, "\(text)")
    }
    #expect(failure(#"("a"*)* "b""#) == nil)
  }

  @Test("or refused by name, with the place and what would be right")
  func errors() {
    #expect(problem(#""peer support""#) == .blankInWord(fix: #""peer" "support""#))
    #expect(
      problem(#"[lc="peer support"]"#) == .blankInWord(fix: #"[lc="peer"] [lc="support"]"#))
    #expect(failure(#""\[peer support.*""#) == nil)
    let attribute = failure(#"[wrd="a"]"#)
    #expect(attribute?.range == 1..<4)
    #expect(attribute?.suggestion == "word")
    #expect(attribute?.kind == .cql(.unknownAttribute("wrd", known: Self.known.attributes)))
    #expect(problem("<np/>") == .unknownRegion("np", known: ["text", "u", "s", "theme", "event"]))
    #expect(failure(#"<u whoo="P3"> []"#)?.suggestion == "who")
    #expect(failure(#"[u_rol="x"]"#)?.suggestion == "u_role")
    #expect(failure(#"[type="fillr"]"#)?.suggestion == "\"filler\"")
    #expect(failure(#"a:[] :: b.word="x""#)?.range == 8..<9)
    #expect(problem(#""a"{3,2}"#) == .reversedRepetition)
    #expect(problem(#""a"{1001}"#) == .repetitionTooLarge(limit: 1000))
    #expect(problem(#"("a"{1000}){11}"#) == .tooManyStates(limit: 10_000))
    #expect(problem(#"match:"a""#) == .reservedLabel("match"))
    #expect(problem(#"a:[] :: f(a) = 2"#) != nil)
    #expect(problem(#"a:[] :: distance(a) = 2"#) == .argumentCount(function: "distance", 2))
    #expect(problem(#"[word < "b"]"#) == .wrongOperand(.orderOfStrings))
    #expect(problem(#"[word="(a"]"#) != nil)
    #expect(
      problem(#""a" within (b:"c") :: b.word="x""#) == .hiddenLabel("b"))
    for (text, construct) in [
      ("@[]", CQLProblem.Construct.target), (#"TAB "a" "b""#, .tabular), ("$list", .variable),
      ("/m[a]", .macro), ("<<np>>", .regionElement), ("_ -obj-> _", .dependency),
      ("_ ==>nl _", .alignment), (#""a" -> "b""#, .patternImplication),
      (#"rspan("a")"#, .function), (#"[word contains "a"]"#, .contains), (#""a" cut 5"#, .cut),
    ] {
      #expect(problem(text) == .unsupported(construct), "\(text)")
    }
    for text in [
      "[word=", "[word", #""a" )"#, "(", "<u", "<u who=", "a:", "!", #""a" ::"#, "[]{", "MU(meet",
    ] {
      #expect(failure(text) != nil, "\(text)")
    }
    #expect(failure(String(repeating: "(", count: 5000)) != nil)
    #expect(failure(String(repeating: "!", count: 5000) + "[]") != nil)
  }
}
