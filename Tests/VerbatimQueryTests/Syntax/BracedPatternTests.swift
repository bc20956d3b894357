import Testing

@testable import VerbatimQuery

@Suite("A pattern in braces is an operand of a simple query")
struct BracedPatternTests {
  private func parse(_ text: String) throws(QueryError) -> QueryNode {
    try SimpleQueryParser.parse(text, knownFields: SimpleQueryParser.builtInFields)
  }

  @Test(
    "and its normal form reads back to the same tree",
    arguments: [
      #"cql:{"a" []{0,3} "b"} AND c"#, #"c cql:{[word="}"]}"#, #"(cql:{'{'} OR d) THEN e"#,
      #"NOT cql:{"a\"}"} x"#, #"cql:{<u who="P1"/>} role:participant WITHIN session"#,
    ])
  func normalForms(text: String) throws {
    let node = try parse(text)
    #expect(try parse(node.normalForm) == node)
  }

  @Test("alone it is the pattern itself, with braces or without")
  func alone() throws {
    #expect(try parse(#"cql:{"a" "b"}"#) == parse(#"cql:"a" "b""#))
    #expect(try parse(#"cql:{"a"}"#).normalForm == #"cql:"a" within u"#)
  }

  @Test("a brace that nothing closes is pointed at; what is wrong inside, where it stands")
  func mistakes() throws {
    let open = #expect(throws: QueryError.self) { try parse(#"x cql:{"a""#) }
    #expect(open?.range == 6..<7)
    let inside = #expect(throws: QueryError.self) { try parse(#"x cql:{[word="a}"#) }
    #expect(inside != nil)
    let empty = #expect(throws: QueryError.self) { try parse("x cql:{}") }
    #expect(empty?.range.lowerBound == 7)
  }

  @Test("the tree of a saved pattern reads back from its normal form")
  func saved() throws {
    let node = try SimpleQueryParser.parse(
      "@p AND x", knownFields: SimpleQueryParser.builtInFields, saved: ["p": #"cql:"a" []+ "b""#])
    #expect(try parse(node.normalForm) == node)
  }
}
