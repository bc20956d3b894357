import Testing
import VerbatimQuery

@testable import VerbatimCLI

@Suite("Wording: queries")
struct WordingQueryTests {
  private func lines(_ query: String) -> [String] {
    do {
      _ = try SimpleQueryParser.parse(query, knownFields: ["speaker", "role", "attr.sex"])
      return []
    } catch {
      return Wording.lines(for: QueryFailure(query: query, error: error))
    }
  }

  @Test("an unknown field shows the whole filter as it is meant")
  func unknownField() throws {
    let lines = lines("trust spekaer:P07")
    try #require(lines.count == 3)
    #expect(lines[0] == "no session has the field \"spekaer\"; did you mean speaker:P07?")
    #expect(lines[1] == "  trust spekaer:P07")
    #expect(lines[2] == "        ^^^^^^^")
  }

  @Test(
    "the caret stands under what is wrong",
    arguments: [
      ("a NEAR/x b", "       ^"), ("(a OR b", "^"), ("信頼 trust )", "           ^"),
      ("\u{1B}[2J \"\"", "      ^"), ("a THEN", "  ^^^^"),
    ])
  func caret(query: String, marker: String) throws {
    let lines = lines(query)
    try #require(lines.count == 3)
    #expect(lines[2] == "  " + marker)
    #expect(!lines.joined().unicodeScalars.contains { $0.properties.generalCategory == .control })
  }

  @Test("a query of which nothing can be shown has its sentence alone", arguments: ["", "  "])
  func empty(query: String) {
    #expect(
      lines(query) == [
        "the query is empty; expected a word, a phrase in quotation marks or field:value"
      ])
    #expect(lines(String(repeating: "a ", count: 40_000)).count == 1)
  }

  @Test("every query that the parser refuses gets a sentence with what to do")
  func sentences() {
    let queries = [
      "a )", "\"a", "{}", "[]", "a OR", "NOT a", "a NOT NOT b", "a NEAR role:x", "speaker:",
      "words:>x", "*", "{a*}", "[word=\"a\"]", "/a/", "@name", "a~1", "theme:A~exact", "a\\",
      "\"* a\"", "a EXCLUDING b", "a WITHIN b", "a WITHIN 5", "a THEN", "a THEN BY b",
      "(a THEN b) c",
      "a THEN b WITHIN turn", "role:x~exact", "theme:A~so", "=a~1", "a*~1", "//", "/a", "/(a/",
      "/a)/",
      "/[]/", "/*/", "/a{3,2}/", "/[z-a]/", "/(a)\\1/", "/a(?=b)/", "/\\bx/", "/a*+/", "/a^b/",
      "/\\p{Nothing}/", "/a{100000}/", "turn:9..1", "turn:!1..2",
      String(repeating: "(", count: 300),
    ]
    for query in queries {
      guard let first = lines(query).first else { continue }
      #expect(first.contains(";"), "\(query): \(first)")
      #expect(first.unicodeScalars.count <= 240, "\(query): \(first)")
    }
  }
}
