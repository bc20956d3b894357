import Testing
import VerbatimQuery

@Suite("The simple syntax")
struct SimpleQueryParserTests {
  static let words: [(String, QueryNode)] = [
    ("trust", w("trust")),
    ("  trust\t", w("trust")),
    ("trust*", w("trust*")),
    ("wom?n", w("wom?n")),
    (#"why\?"#, w(#"why\?"#)),
    (#"a\*b\\c"#, w(#"a\*b\\c"#)),
    (#"\(sic\)"#, w("(sic)")),
    ("=NAV", exact("NAV")),
    ("=N*", exact("N*")),
    ("=AND", exact("AND")),
    ("==", exact("=")),
    ("{listen}", stem("listen")),
    ("{ listen }", stem("listen")),
    ("*", .everything),
    ("**", w("**")),
    ("10:30", w("10:30")),
    ("http://example.org/a?b", w("http://example.org/a?b")),
    (#"role\:x"#, w("role:x")),
    ("and", w("and")),
    ("near", w("near")),
    ("NEARBY", w("NEARBY")),
    ("ANDY", w("ANDY")),
    (#"\AND"#, w("AND")),
    (#""AND""#, w("AND")),
    ("co-op", w("co-op")),
    ("th-", w("th-")),
    ("and/or", w("and/or")),
    ("a~b", w("a~b")),
    ("@@NAME@@", w("@@NAME@@")),
    ("don’t", w("don’t")),
    ("1,000", w("1,000")),
    ("[peer support worker *]", .placeholder("peer support worker *")),
    ("[ hospital ]", .placeholder("hospital")),
    (#"[a\]b\*]"#, .placeholder(#"a]b\*"#)),
  ]

  static let phrases: [(String, QueryNode)] = [
    (#""peer support""#, phrase(i("peer"), i("support"))),
    ("“peer support”", phrase(i("peer"), i("support"))),
    ("„peer support“", phrase(i("peer"), i("support"))),
    ("”peer support”", phrase(i("peer"), i("support"))),
    ("«peer support»", phrase(i("peer"), i("support"))),
    ("»peer support«", phrase(i("peer"), i("support"))),
    ("“peer support\"", phrase(i("peer"), i("support"))),
    (#""he said “no” twice""#, phrase(i("he"), i("said"), i("“no”"), i("twice"))),
    (#""a AND b""#, phrase(i("a"), i("AND"), i("b"))),
    (#""a * b""#, phrase(i("a"), .gap(1...1), i("b"))),
    (#""a *1..3 b""#, phrase(i("a"), .gap(1...3), i("b"))),
    (#""a *0..2 b""#, phrase(i("a"), .gap(0...2), i("b"))),
    (#""a * * b""#, phrase(i("a"), .gap(2...2), i("b"))),
    (#""a * *1..3 b""#, phrase(i("a"), .gap(2...4), i("b"))),
    (#""a \* b""#, phrase(i("a"), i(#"\*"#), i("b"))),
    (#""a *1\..3 b""#, phrase(i("a"), i("*1..3"), i("b"))),
    (#""a b"~2"#, phrase(i("a"), i("b"), slack: 2)),
    (#""a b"~0"#, phrase(i("a"), i("b"))),
    (#""a"~2"#, phrase(i("a"), slack: 2)),
    (#""trust""#, w("trust")),
    (#""[hospital]""#, .placeholder("hospital")),
    (
      #""the [worker *] {listen} =NAV trust*""#,
      phrase(
        i("the"), .placeholder("worker *"), .word(WordPattern(form: .stem, text: "listen")),
        .word(WordPattern(form: .exact, text: "NAV")), i("trust*"))
    ),
    (#""a = b""#, phrase(i("a"), i("="), i("b"))),
    (#""say \"no\"""#, phrase(i("say"), i("\"no\""))),
    (#""(a b)""#, phrase(i("(a"), i("b)"))),
    (#""about ~20""#, phrase(i("about"), i("~20"))),
  ]

  static let operators: [(String, QueryNode)] = [
    ("a b", .and([w("a"), w("b")])),
    ("a AND b", .and([w("a"), w("b")])),
    ("a b AND c", .and([w("a"), w("b"), w("c")])),
    ("(a b) c", .and([w("a"), w("b"), w("c")])),
    ("a OR b", .or([w("a"), w("b")])),
    ("a|b", .or([w("a"), w("b")])),
    ("a OR (b | c)", .or([w("a"), w("b"), w("c")])),
    ("a b OR c", .or([.and([w("a"), w("b")]), w("c")])),
    ("a (b OR c)", .and([w("a"), .or([w("b"), w("c")])])),
    ("a(b)", .and([w("a"), w("b")])),
    ("a OR(b)", .or([w("a"), w("b")])),
    ("a NOT b", .and([w("a"), .not(w("b"))])),
    ("a -b", .and([w("a"), .not(w("b"))])),
    ("-b a", .and([.not(w("b")), w("a")])),
    ("a AND NOT b c", .and([w("a"), .not(w("b")), w("c")])),
    ("(NOT a NOT b) c", .and([.not(w("a")), .not(w("b")), w("c")])),
    ("a -(b OR c)", .and([w("a"), .not(.or([w("b"), w("c")]))])),
    ("a NEAR b", near(w("a"), w("b"))),
    ("a NEAR/3 b", near(w("a"), w("b"), 3)),
    ("a BEFORE/2 b", near(w("a"), w("b"), 2, .before)),
    ("a AFTER b", near(w("a"), w("b"), 5, .after)),
    ("a NEAR b BEFORE/1 c", near(near(w("a"), w("b")), w("c"), 1, .before)),
    ("a NEAR (b NEAR c)", near(w("a"), near(w("b"), w("c")))),
    ("a NEAR (b OR c)", near(w("a"), .or([w("b"), w("c")]))),
    ("a b NEAR c d", .and([w("a"), near(w("b"), w("c")), w("d")])),
    ("x NOT a NEAR b", .and([w("x"), .not(near(w("a"), w("b")))])),
    ("* NOT a", .and([.everything, .not(w("a"))])),
    ("((a))", w("a")),
  ]

  static let scopes: [(String, QueryNode)] = [
    ("a THEN b", .then(w("a"), [Following(w("b"))])),
    ("a b THEN c", .then(.and([w("a"), w("b")]), [Following(w("c"))])),
    ("a THEN b OR c", .or([.then(w("a"), [Following(w("b"))]), w("c")])),
    ("a THEN/3 b", .then(w("a"), [Following(w("b"), turns: 3)])),
    ("a THEN BY other b", .then(w("a"), [Following(w("b"), speaker: .other)])),
    ("a THEN/2 BY same b", .then(w("a"), [Following(w("b"), turns: 2, speaker: .same)])),
    ("a THEN b THEN/2 c", .then(w("a"), [Following(w("b")), Following(w("c"), turns: 2)])),
    ("(a THEN b) THEN/2 c", .then(w("a"), [Following(w("b")), Following(w("c"), turns: 2)])),
    ("a THEN (b THEN/2 c)", .then(w("a"), [Following(w("b")), Following(w("c"), turns: 2)])),
    (#"a THEN "BY" other"#, .then(w("a"), [Following(.and([w("BY"), w("other")]))])),
    ("a BY other", .and([w("a"), w("BY"), w("other")])),
    ("a b WITHIN sentence", .within(.and([w("a"), w("b")]), .sentence)),
    ("a | b WITHIN turn", .within(.or([w("a"), w("b")]), .turn)),
    ("a b WITHIN 3 turns", .within(.and([w("a"), w("b")]), .turns(3))),
    ("a WITHIN 1 turn", .within(w("a"), .turns(1))),
    ("a WITHIN exchange", .within(w("a"), .exchange)),
    ("a THEN b WITHIN session", .within(.then(w("a"), [Following(w("b"))]), .session)),
    (
      "(a b WITHIN sentence) THEN c",
      .then(.within(.and([w("a"), w("b")]), .sentence), [Following(w("c"))])
    ),
    (
      "(a THEN b) c WITHIN exchange",
      .within(.and([.then(w("a"), [Following(w("b"))]), w("c")]), .exchange)
    ),
    ("role:x (a THEN b)", .and([field("role", "x"), .then(w("a"), [Following(w("b"))])])),
    (
      "a EXCLUDING role:x",
      .excluding(w("a"), FieldFilter(name: "role", condition: .values([.init(text: "x")])))
    ),
    (
      "a WITHIN sentence EXCLUDING theme:A~inside",
      .excluding(
        .within(w("a"), .sentence),
        FieldFilter(name: "theme", condition: .values([.init(text: "A")]), mode: .inside))
    ),
    ("within excluding then", .and([w("within"), w("excluding"), w("then")])),
  ]

  static let loose: [(String, QueryNode)] = [
    ("/rel(y|ies)/", .word(WordPattern(form: .expression, text: "rel(y|ies)"))),
    (#"/a\/b/"#, .word(WordPattern(form: .expression, text: "a/b"))),
    (#"/a\.b/ c"#, .and([.word(WordPattern(form: .expression, text: #"a\.b"#)), w("c")])),
    ("/a b/", .word(WordPattern(form: .expression, text: "a b"))),
    (
      #""the /m[ae]n/ who""#,
      phrase(i("the"), .word(WordPattern(form: .expression, text: "m[ae]n")), i("who"))
    ),
    (#""he / she""#, phrase(i("he"), i("/"), i("she"))),
    (#""/s or /t""#, phrase(i("/s"), i("or"), i("/t"))),
    (#""/or/and x""#, phrase(i("/or/and"), i("x"))),
    ("relaible~1", .word(WordPattern(form: .fuzzy(1), text: "relaible"))),
    (
      #""a relaible~2 b""#,
      phrase(i("a"), .word(WordPattern(form: .fuzzy(2), text: "relaible")), i("b"))
    ),
    ("a NEAR relaible~1", near(w("a"), .word(WordPattern(form: .fuzzy(1), text: "relaible")))),
    (#"a\~1"#, w("a~1")),
    (
      "theme:A/3~exact",
      .field(FieldFilter(name: "theme", condition: .values([.init(text: "A/3")]), mode: .exact))
    ),
    (
      #"theme:"A B"~overlap"#,
      .field(FieldFilter(name: "theme", condition: .values([.init(text: "A B")]), mode: .overlap))
    ),
    (
      "coder:(A, !B)~inside",
      .field(
        FieldFilter(
          name: "coder", condition: .values([.init(text: "A"), .init(text: "B", isNegated: true)]),
          mode: .inside))
    ),
  ]

  static let fields: [(String, QueryNode)] = [
    ("role:participant", field("role", "participant")),
    ("speaker:P07 trust*", .and([field("speaker", "P07"), w("trust*")])),
    ("role:!moderator", field("role", "!moderator")),
    ("speaker:(P1, P2 OR fg2/P3)", field("speaker", "P1", "P2", "fg2/P3")),
    ("speaker:(P1|P2)", field("speaker", "P1", "P2")),
    ("role:(!moderator, !observer)", field("role", "!moderator", "!observer")),
    ("(role:moderator)", field("role", "moderator")),
    ("theme:A/3/*", field("theme", "A/3/*")),
    (#"theme:"Social support""#, field("theme", "Social support")),
    ("theme:“Social support”", field("theme", "Social support")),
    (#"occupation:!"bus driver""#, field("occupation", "!bus driver")),
    (#"occupation:(bus, "a, b")"#, field("occupation", "bus", "a, b")),
    (#"occupation:a\*b"#, field("occupation", #"a\*b"#)),
    ("occupation:a,b", field("occupation", "a,b")),
    ("attr.role:chair", field("attr.role", "chair")),
    ("attr.nobody-has-it:x", field("attr.nobody-has-it", "x")),
    ("turn:118", field("turn", "118")),
    ("turn:>100", field("turn", from: 101, to: nil)),
    ("turn:>=100", field("turn", from: 100, to: nil)),
    ("turn:<100", field("turn", from: nil, to: 99)),
    ("turn:<=100", field("turn", from: nil, to: 100)),
    ("born:1950..1959", field("born", from: 1950, to: 1959)),
    ("born:1950..", field("born", from: 1950, to: nil)),
    ("born:..1959", field("born", from: nil, to: 1959)),
    ("born:-50..-10", field("born", from: -50, to: -10)),
    (#"born:"1950..1959""#, field("born", "1950..1959")),
    ("session:http://x", field("session", "http://x")),
  ]

  static let trees: [(String, QueryNode)] = [words, phrases, operators, scopes, loose, fields]
    .flatMap { $0 }

  @Test(
    "a query is read as this tree", arguments: trees
  )
  func tree(query: String, tree: QueryNode) throws {
    #expect(try parsed(query) == tree)
  }

  @Test(
    "the normal form of a tree is read as the same tree",
    arguments: trees)
  func normalForm(query: String, tree: QueryNode) throws {
    #expect(try parsed(tree.normalForm) == tree, "\(tree.normalForm)")
  }

  @Test(
    "the normal form spells out what is implied and has no needless parentheses",
    arguments: [
      ("((a) b)|c", "a AND b OR c"),
      ("a (b|c)", "a AND (b OR c)"),
      ("-(a b) c", "NOT (a AND b) AND c"),
      ("-a c", "NOT a AND c"),
      ("(a NEAR b) BEFORE c", "a NEAR/5 b BEFORE/5 c"),
      ("a NEAR (b NEAR c)", "a NEAR/5 (b NEAR/5 c)"),
      ("x -(a NEAR b)", "x AND NOT a NEAR/5 b"),
      (#"\AND “b  *1..1 c”"#, #""AND" AND "b * c""#),
      ("turn:>100 role:(a|!b)", "turn:>=101 AND role:(a, !b)"),
      (#"theme:"A/3" "a""#, "theme:A/3 AND a"),
      ("a b THEN c|d", "a AND b THEN/1 c OR d"),
      ("(a THEN BY other (b|c)) THEN d", "a THEN/1 BY other (b OR c) THEN/1 d"),
      ("(a b WITHIN turn) THEN BY same c", "(a AND b WITHIN turn) THEN/1 BY same c"),
      ("a WITHIN 3 turn EXCLUDING theme:A~exact", "a WITHIN 3 turns EXCLUDING theme:A~exact"),
      (#"=a\(b"#, #"=a\(b"#),
    ])
  func spelledOut(query: String, normalForm: String) throws {
    #expect(try parsed(query).normalForm == normalForm)
  }

  @Test("the outline lists operators above their operands")
  func outline() throws {
    let lines = try parsed(#"role:participant (trust* OR "peer support") -a NEAR b"#).outline
    #expect(
      lines.map { String(repeating: "  ", count: $0.depth) + $0.label } == [
        "AND", "  role:participant", "  OR", "    trust*", #"    "peer support""#, "  NOT",
        "    NEAR/5", "      a", "      b",
      ])
  }

  @Test("a chain is shown as THEN in THEN, a scope above what it holds")
  func scopeOutline() throws {
    let lines = try parsed("a THEN b THEN/2 BY other c WITHIN exchange EXCLUDING role:x").outline
    #expect(
      lines.map { String(repeating: "  ", count: $0.depth) + $0.label } == [
        "EXCLUDING", "  WITHIN exchange", "    THEN/2 BY other", "      THEN/1", "        a",
        "        b", "      c", "  role:x",
      ])
  }

  @Test("conditions are filters, NOT and what is made of them alone")
  func conditions() throws {
    for query in ["role:a", "*", "role:a OR sex:F", "role:a -trust", "(* OR role:a) sex:F"] {
      #expect(try parsed(query).isCondition, "\(query)")
    }
    for query in ["a", "role:a b", "role:a OR b", "a NEAR b", "[x]", #""a b""#] {
      #expect(try !parsed(query).isCondition, "\(query)")
    }
  }
}
