import Foundation
import Testing
import VerbatimQuery

/// Query texts that two other projects take or refuse.
@Suite(
  "Queries that others take",
  .enabled(if: BlackLabSuite.folder != nil, "needs ../shared/conformance or VERBATIM_SHARED"))
struct AcceptanceTests {
  struct Text: Decodable {
    var query: String
    var valid: Bool?
  }

  static func texts(_ file: String) throws -> [Text] {
    guard let folder = BlackLabSuite.folder else { return [] }
    return try JSONDecoder().decode(
      [Text].self, from: try Data(contentsOf: folder.appendingPathComponent(file)))
  }

  /// The names that bcql-py's queries use.
  static let schema = CQLSchema(
    attributes: CQLSchema.tokenAttributes + [
      "lemma", "pos", "morph", "pos_confidence", "punctAfter", "punctBefore", "pt", "getal",
      "graad",
      "upos", "xpos", "Number", "Case", "PronType", "deprel", "negated", "depth", "true", "false",
    ],
    regions: ["s", "ne", "np", "vp", "u", "quote", "person", "alpino_ds", "entity"].map {
      CQLSchema.Region(name: $0, attributes: [])
    })

  @Test("bcql-py's, valid or not")
  func bcql() throws {
    var table = ConformanceTable()
    let texts = try Self.texts("bcql_py_queries.json")
    #expect(texts.count == 351)
    for text in texts {
      table.add(Self.bcql(text), text.query)
    }
    table.show("bcql-py")
    #expect(table.failures.isEmpty)
  }

  private static func bcql(_ text: Text) -> Conformance {
    do {
      _ = try CQLParser.parse(text.query, schema: schema)
      if text.valid == true { return .passed }
      // These are wrong for a model of values alone.
      let isByModel = [
        "BOGUS", "bogus", "\"NOU\"", "lemma=\"go\"", "Bogus", "\"ADV\"", "pt=\"NOUN\"",
        "lang=\"en\"",
      ].contains { text.query.contains($0) }
      return isByModel ? .outOfScope("values that a tagset does not have") : .failed("is taken")
    } catch {
      if text.valid != true { return .passed }
      if text.query.hasSuffix(":: focus") {
        return .outOfScope("a label that no token sets, which is refused")
      }
      if text.query.hasSuffix(":: start(A)") { return .outOfScope("a number as a condition") }
      return Conformance.reason(error).map { .outOfScope($0) } ?? .failed("\(error.kind)")
    }
  }

  @Test("Koral's for CQP")
  func koral() throws {
    var table = ConformanceTable()
    let texts = try Self.texts("koral_cqp_queries.json")
    #expect(texts.count > 230)
    for text in texts { table.add(Self.koral(text.query), text.query) }
    table.show("Koral")
    #expect(table.failures.isEmpty)
  }

  /// Not whole, or not balanced: fragments of Koral's tests of its own reader, to be refused.
  private static let malformed: Set<String> = [
    "22\"-inch", "MU(meet (meet \"in\" \"due\" 1 1) \"course\" -3 1))",
    "MU(meet (meet \"in\" \"due\" -1 1) \"course\" -3 1))",
    "MU(meet (meet \"in\" \"due\" -1 1) \"course\" -3 -3))",
    "MU(meet (meet \"x\" \"y\" -1 1) \"due\" 1 1) \"course\" -3 -3))", "[base=Mann",
    "<s> []+ 'der' []+ </s>)", "\"?\"", "\"\\\"", "\"\"\"", "''';", "„.*?Mann.*?“", "“.*?Mann.*?”",
    "copil'", "copil", "22", "a", "a.+?",
  ]

  private static func koral(_ query: String) -> Conformance {
    let error: QueryError
    do {
      _ = try CQLParser.parse(query)
      return malformed.contains(query) ? .failed("is taken") : .passed
    } catch let thrown {
      error = thrown
    }
    if malformed.contains(query) { return .passed }
    if let reason = Conformance.reason(error) { return .outOfScope(reason) }
    let foreign: [(String, String)] = [
      ("/region", "Koral's /region"), ("{#", "Koral's references {#…}"), (" meta ", "Koral's meta"),
      ("dominates(", "relations between words"), ("relatesTo(", "relations between words"),
      ("dependency(", "relations between words"), ("focus", "Koral's focus()"),
      ("^", "^ for a beginning"), ("{[", "Koral's classes {…}"),
      ("mate/", "Koral's foundry/layer names"),
      ("corenlp/", "Koral's foundry/layer names"),
      ("base/", "Koral's foundry/layer names"), ("tt/", "Koral's foundry/layer names"),
      ("cnx/", "Koral's foundry/layer names"),
    ]
    if let found = foreign.first(where: { query.contains($0.0) }) { return .outOfScope(found.1) }
    return .failed("\(error.kind)")
  }
}
