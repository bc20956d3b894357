import Testing
import VerbatimQuery

@Suite("Saved queries in a query")
struct SavedQueriesInQueryTests {
  static let saved = [
    "rules": "regulat* OR rule*", "women": "role:participant sex:F", "both": "@rules @women",
    "self": "a @self", "one": "@two", "two": "b OR @one", "broken": "(a",
  ]

  static func parse(_ text: String) throws -> QueryNode {
    try SimpleQueryParser.parse(text, knownFields: ["sex"], saved: saved)
  }

  @Test("stand for what they say, in parentheses")
  func meaning() throws {
    #expect(try Self.parse("@rules hope") == Self.parse("(regulat* OR rule*) hope"))
    #expect(try Self.parse("NOT @rules hope") == Self.parse("NOT (regulat* OR rule*) hope"))
    #expect(
      try Self.parse("@both") == Self.parse("(regulat* OR rule*) (role:participant sex:F)"))
    #expect(try Self.parse("@rules NEAR/3 hope") == Self.parse("(regulat* OR rule*) NEAR/3 hope"))
    let normal = try Self.parse("@both").normalForm
    #expect(try Self.parse(normal) == Self.parse("@both"))
  }

  @Test("are refused where they are unknown, endless, broken or out of place")
  func refused() {
    func kind(_ text: String) -> QueryError? {
      do {
        _ = try Self.parse(text)
        return nil
      } catch { return error as? QueryError }
    }
    let unknown = kind("hope @rule")
    #expect(unknown?.kind == .unknownSavedQuery("rule", known: Self.saved.keys.sorted()))
    #expect(unknown?.range == 5..<10)
    #expect(unknown?.suggestion == "@rules")
    #expect(kind("@self")?.kind == .endlessSavedQuery("self"))
    #expect(kind("x @one")?.kind == .endlessSavedQuery("one"))
    #expect(kind("@broken")?.kind == .brokenSavedQuery("broken"))
    #expect(kind("a NEAR @women")?.kind == .placeMissing(operator: "NEAR"))
  }

  @Test("cannot make a short query long without end")
  func growth() {
    var saved = ["q0": "a OR b"]
    for level in 1...40 { saved["q\(level)"] = "@q\(level - 1) @q\(level - 1)" }
    #expect(throws: QueryError.self) {
      _ = try SimpleQueryParser.parse("@q40", knownFields: [], saved: saved)
    }
  }

  @Test("leave an @ without a name a word's")
  func plain() throws {
    #expect(try Self.parse("a@b") == .word(WordPattern(form: .folded, text: "a@b")))
  }
}
