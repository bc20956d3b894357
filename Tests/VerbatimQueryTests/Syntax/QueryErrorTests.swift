import Testing
import VerbatimQuery

@Suite("Errors in the simple syntax")
struct QueryErrorTests {
  /// The query, what is underlined, the kind.
  static let errors: [(String, String, QueryError.Kind)] = [
    ("", "", .empty),
    ("  \n", "  \n", .empty),
    ("a (b", "(", .unclosed(.parenthesis)),
    ("(", "(", .unclosed(.parenthesis)),
    (#"a "b c"#, #"""#, .unclosed(.quote)),
    ("“b", "“", .unclosed(.quote)),
    ("\"b”", "\"", .unclosed(.quote)),
    ("[b", "[", .unclosed(.bracket)),
    (#""a [b""#, "[", .unclosed(.bracket)),
    ("{b", "{", .unclosed(.brace)),
    (#"role:"b"#, #"""#, .unclosed(.quote)),
    ("role:(a, b", "(", .unclosed(.parenthesis)),
    ("role:(a,", "(", .unclosed(.parenthesis)),
    ("()", "()", .emptyPair(.parenthesis)),
    ("a ( )", "( )", .emptyPair(.parenthesis)),
    (#""""#, #""""#, .emptyPair(.quote)),
    ("[ ]", "[ ]", .emptyPair(.bracket)),
    ("{}", "{}", .emptyPair(.brace)),
    ("a) b", ")", .unexpected(")")),
    (")", ")", .unexpected(")")),
    ("a ]", "]", .unexpected("]")),
    ("a }", "}", .unexpected("}")),
    (#""a ] b""#, "]", .unexpected("]")),
    (#""a b" ~2"#, "~", .unexpected("~")),
    ("role:a~b", "~", .unexpected("~")),
    ("role:(a b)", "b", .unexpected("b")),
    (#"a\"#, #"\"#, .danglingEscape),
    ("a AND", "AND", .operandMissing(operator: "AND")),
    ("AND a", "AND", .operandMissing(operator: "AND")),
    ("a AND OR b", "AND", .operandMissing(operator: "AND")),
    ("a OR", "OR", .operandMissing(operator: "OR")),
    ("OR a", "OR", .operandMissing(operator: "OR")),
    ("a | | b", "|", .operandMissing(operator: "|")),
    ("|", "|", .operandMissing(operator: "|")),
    ("(a OR) b", "OR", .operandMissing(operator: "OR")),
    ("a NOT", "NOT", .operandMissing(operator: "NOT")),
    ("a - b", "-", .operandMissing(operator: "-")),
    ("a -", "-", .operandMissing(operator: "-")),
    ("a NEAR/3", "NEAR", .operandMissing(operator: "NEAR")),
    ("NEAR a", "NEAR", .operandMissing(operator: "NEAR")),
    ("a NEAR NOT b", "NEAR", .operandMissing(operator: "NEAR")),
    ("a NEAR -b", "NEAR", .operandMissing(operator: "NEAR")),
    ("=", "=", .operandMissing(operator: "=")),
    ("NOT a", "NOT a", .onlyNegative),
    ("-a -b", "-a -b", .onlyNegative),
    ("a OR -b", "-b", .onlyNegative),
    ("a OR (NOT b NOT c)", "(NOT b NOT c)", .onlyNegative),
    ("a NOT (NOT b)", "(NOT b)", .onlyNegative),
    ("NOT role:moderator", "NOT role:moderator", .onlyNegative),
    ("a NOT NOT b", "NOT NOT", .doubleNegation),
    ("a --b", "--", .doubleNegation),
    ("role:x NEAR a", "role:x", .placeMissing(operator: "NEAR")),
    ("a BEFORE (b c)", "(b c)", .placeMissing(operator: "BEFORE")),
    ("a NEAR *", "*", .placeMissing(operator: "NEAR")),
    ("a NEAR (b OR role:x)", "(b OR role:x)", .placeMissing(operator: "NEAR")),
    ("role:", "", .valueMissing(field: "role")),
    ("role: x", "", .valueMissing(field: "role")),
    ("role:!", "!", .valueMissing(field: "role")),
    (#"role:"""#, #""""#, .valueMissing(field: "role")),
    ("role:()", "", .valueMissing(field: "role")),
    ("role:(a,)", "", .valueMissing(field: "role")),
    ("role:(a OR)", "", .valueMissing(field: "role")),
    ("turn:>", "", .numberExpected),
    ("turn:>abc", "abc", .numberExpected),
    ("a NEAR/x b", "x", .numberExpected),
    ("a NEAR/ b", "", .numberExpected),
    ("a NEAR/5x b", "5x", .numberExpected),
    (#""a b"~"#, "", .numberExpected),
    ("a NEAR/0 b", "0", .numberOutOfBounds(1...1000)),
    ("a NEAR/99999999999999999999 b", "99999999999999999999", .numberOutOfBounds(1...1000)),
    (#""a b"~1001"#, "1001", .numberOutOfBounds(0...1000)),
    (#""a *1..1001 b""#, "*1..1001", .numberOutOfBounds(0...1000)),
    (#""a *1..1000 * b""#, "*", .numberOutOfBounds(0...1000)),
    (
      "turn:>=1000000001", "1000000001",
      .numberOutOfBounds(-1_000_000_000...1_000_000_000)
    ),
    (
      "turn:>1000000000", "1000000000",
      .numberOutOfBounds(-999_999_999...999_999_999)
    ),
    ("born:1959..1950", "1959..1950", .reversedRange),
    (#""a *3..1 b""#, "*3..1", .reversedRange),
    ("born:!1950..1959", "!1950..1959", .rangeNotAllowed),
    ("born:(1950..1959, 1970)", "1950..1959", .rangeNotAllowed),
    ("born:(>1950)", ">1950", .rangeNotAllowed),
    (#""* a""#, "*", .gapAtEdge),
    (#""a *1..2 *""#, "*1..2 *", .gapAtEdge),
    ("{listen*}", "{listen*}", .wildcardInStem),
    (#"[word="a"]"#, "[word=", .cqlToken),
    (#"[ lemma != "a"]"#, "[ lemma !=", .cqlToken),
    ("[]", "[]", .cqlToken),
    ("a THEN", "THEN", .operandMissing(operator: "THEN")),
    ("THEN a", "THEN", .operandMissing(operator: "THEN")),
    ("a THEN/2 BY other", "THEN", .operandMissing(operator: "THEN")),
    ("a THEN OR b", "THEN", .operandMissing(operator: "THEN")),
    ("a THEN/0 b", "0", .numberOutOfBounds(1...1000)),
    ("a THEN/99999999999999999999 b", "99999999999999999999", .numberOutOfBounds(1...1000)),
    ("a THEN BY someone b", "someone", .speakerRelationExpected),
    ("a THEN BY", "", .speakerRelationExpected),
    ("a THEN NOT b", "NOT b", .onlyNegative),
    ("(a THEN b) c", "(a THEN b)", .acrossTurns(operator: "AND")),
    ("c NOT (a THEN b)", "(a THEN b)", .acrossTurns(operator: "NOT")),
    ("(a b WITHIN exchange) c THEN d", "(a b WITHIN exchange)", .acrossTurns(operator: "AND")),
    ("(a THEN b) NEAR c", "(a THEN b)", .placeMissing(operator: "NEAR")),
    ("a THEN b WITHIN sentence", "sentence", .scopeTooNarrow),
    ("a THEN b WITHIN 1 turns", "1 turns", .scopeTooNarrow),
    ("a WITHIN", "", .scopeExpected),
    ("a WITHIN 5", "5", .scopeExpected),
    ("a WITHIN sentense", "sentense", .scopeExpected),
    ("a WITHIN 0 turns", "0", .numberOutOfBounds(1...1000)),
    ("a WITHIN 99999999999999999999 turns", "99999999999999999999", .numberOutOfBounds(1...1000)),
    ("WITHIN turn", "WITHIN", .operandMissing(operator: "WITHIN")),
    ("NOT a WITHIN turn", "NOT a", .onlyNegative),
    ("a WITHIN turn b", "b", .unexpected("b")),
    ("a EXCLUDING b", "b", .fieldExpected),
    ("a EXCLUDING", "", .fieldExpected),
    ("/rel", "/", .unclosed(.slash)),
    (#"/a\\/b"#, "b", .unexpected("b")),
    ("//", "//", .emptyExpression),
    ("x /re(l/", "(l", .expression(.unclosed("("))),
    ("/a**/", "*", .expression(.nothingToRepeat)),
    (#""x /a**/ y""#, "*", .expression(.nothingToRepeat)),
    ("relaible~3", "3", .numberOutOfBounds(1...2)),
    ("relaible~0", "0", .numberOutOfBounds(1...2)),
    ("relai*~1", "relai*~1", .wildcardInFuzzyWord),
    ("=Relaible~1", "=Relaible~1", .exactFuzzyWord),
    ("theme:A~within", "~within", .unknownMode("within")),
    ("role:x~exact", "~exact", .modeNotAllowed(field: "role")),
    ("@hope a", "@hope", .unknownSavedQuery("hope", known: [])),
  ]

  @Test("an error names its construct and underlines it", arguments: errors)
  func kinds(query: String, underlined: String, kind: QueryError.Kind) throws {
    let error = try #require(parseError(query))
    #expect(error.kind == kind)
    let scalars = Array(query.unicodeScalars)
    #expect(String(String.UnicodeScalarView(scalars[error.range])) == underlined)
  }

  @Test("an unknown field names the known ones and the likeliest")
  func unknownField() throws {
    let error = try #require(parseError("trust rol:moderator"))
    let known = SimpleQueryParser.builtInFields.union(testFields).sorted()
    #expect(error.kind == .unknownField("rol", known: known))
    #expect(error.range == 6..<9)
    #expect(error.suggestion == "role")
    #expect(parseError("Speaker:P1")?.suggestion == "speaker")
    #expect(parseError("ocupatoin:x")?.suggestion == "occupation")
    #expect(parseError("colour:x")?.suggestion == nil)
    #expect(parseError("attr.:x") != nil)
  }

  @Test("a negated filter alone is answered with the filter that says it")
  func negatedFilter() {
    #expect(parseError("NOT role:moderator")?.suggestion == "role:!moderator")
    #expect(parseError("-speaker:(P1, P2)")?.suggestion == "speaker:(!P1, !P2)")
    #expect(parseError("NOT trust")?.suggestion == nil)
  }

  @Test("a scope, a relation and a mode that are nearly right are set right")
  func suggestions() {
    #expect(parseError("a WITHIN sentense")?.suggestion == "sentence")
    #expect(parseError("a WITHIN 5")?.suggestion == "5 turns")
    #expect(parseError("a THEN BY others b")?.suggestion == "other")
    #expect(parseError("theme:A~overlaps")?.suggestion == "~overlap")
  }

  @Test("what could stand there is listed")
  func expected() {
    #expect(parseError("a AND")?.expected == [.operand])
    #expect(parseError("(a")?.expected == [.closing(.parenthesis)])
    #expect(parseError("role:(a b)")?.expected == [.comma, .or, .closing(.parenthesis)])
    #expect(parseError("turn:>x")?.expected == [.number])
    #expect(parseError("x:y")?.expected == [.fieldName])
    #expect(parseError("a WITHIN x")?.expected == [.scope])
  }

  @Test("the caret counts display columns and shows nothing that reorders the line")
  func caret() throws {
    let query = "e\u{301} 日本 \u{202E}\n (b"
    let caret = try #require(parseError(query)).caret(in: query)
    #expect(caret.query == "e\u{301} 日本 \\u{202E}\\u{A} (b")
    #expect(caret.marker == String(repeating: " ", count: 1 + 1 + 4 + 1 + 8 + 5 + 1) + "^")
    let word = "a =relaible~1"
    #expect(parseError(word)?.caret(in: word).marker == "  ^^^^^^^^^^^")
    #expect(parseError("a OR")?.caret(in: "a OR").marker == "  ^^")
    #expect(parseError("role:")?.caret(in: "role:").marker == "     ^")
  }
}
