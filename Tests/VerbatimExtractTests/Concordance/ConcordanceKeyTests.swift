import Testing
import VerbatimExtract
import VerbatimTestSupport

@Suite("Keys of a concordance")
struct ConcordanceKeyTests {
  private static let attributes: Set<String> = ["Sex", "born", "xml:lang", "role", "left"]

  private func key(_ text: String) throws -> ConcordanceKey {
    try ConcordanceKey(text, attributes: Self.attributes)
  }

  @Test("names and options mean what the grammar says")
  func reading() throws {
    #expect(try key("left1") == ConcordanceKey(.neighbour(-1)))
    #expect(try key("L12") == ConcordanceKey(.neighbour(-12)))
    #expect(try key("r2:stem") == ConcordanceKey(.neighbour(2), form: .stem))
    #expect(
      try key(" - RIGHT:word")
        == ConcordanceKey(.right, form: .word, isDescending: true))
    #expect(
      try key("match3:ends:desc")
        == ConcordanceKey(.matchWord(3), isDescending: true, isFromEnds: true))
    #expect(try key("-match:asc") == ConcordanceKey(.match))
    #expect(try key("role") == ConcordanceKey(.role))
    #expect(try key("attr.role") == ConcordanceKey(.attribute("role")))
    #expect(try key("sex:desc") == ConcordanceKey(.attribute("sex"), isDescending: true))
    #expect(try key("xml:lang:desc") == ConcordanceKey(.attribute("xml:lang"), isDescending: true))
    #expect(
      try ConcordanceKey.list("left1, speaker", attributes: []).map(\.name)
        == ["left1", "speaker"])
  }

  @Test("a key's text reads back as the key")
  func roundTrip() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let key = ConcordanceKey.random(using: &generator)
      let names: Set<String> = ["sex", "born", "city", "language"]
      #expect(try ConcordanceKey(key.text, attributes: names) == key)
    }
  }

  @Test("what is no key is said, with what may have been meant")
  func errors() throws {
    func problem(_ text: String) -> ConcordanceProblem? {
      do {
        _ = try ConcordanceKey.list(text, attributes: Self.attributes)
        return nil
      } catch {
        return error
      }
    }
    #expect(problem("") == .emptyKey)
    #expect(problem("left1,") == .emptyKey)
    #expect(problem("-") == .emptyKey)
    let known = Self.attributes.sorted()
    #expect(
      problem("speeker")
        == .unknownKey("speeker", suggestion: "speaker", attributes: known))
    #expect(problem("colour") == .unknownKey("colour", suggestion: nil, attributes: known))
    #expect(problem("left1:steam") == .unknownOption("steam", key: "left1", suggestion: "stem"))
    #expect(problem("left1:x:y") == .unknownOption("x", key: "left1", suggestion: nil))
    #expect(problem("sex:stem") == .wordsOnly(option: "stem", key: "sex"))
    #expect(problem("speaker:ends") == .wordsOnly(option: "ends", key: "speaker"))
    #expect(problem("left0") == .outOfRange("left0", limit: 64))
    #expect(problem("R65") == .outOfRange("R65", limit: 64))
    #expect(problem("R99999999999999999999") == .outOfRange("R99999999999999999999", limit: 64))
    #expect(problem("left1,L1:desc") == .repeatedKey("left1"))
    #expect(problem("left1,L1:stem") == nil)
    #expect(problem((1...9).map { "L\($0)" }.joined(separator: ",")) == .tooManyKeys(limit: 8))
  }
}
