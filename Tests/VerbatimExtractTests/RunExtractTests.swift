import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Extracts of several turns")
struct RunExtractTests {
  private static func small() throws -> SmallIndex {
    let one = TestIndex.transcript(
      "fg2", ["How, née?", "I hope.", "Mm.", "We hope so.", "And then?", "Nothing."]
    ).spoken(by: [["M"], ["P1"], ["P2"], ["P1", "P2"], ["M"], ["P3"]])
    let two = TestIndex.transcript("fg3", ["How?", "hope"]).spoken(by: [["M"], ["P1"]])
    return try SmallIndex([[one], [two]])
  }

  @Test("every turn with its speaker, and all offsets true")
  func parts() throws {
    let small = try Self.small()
    let extract = try #require(try small.list("how THEN/3 so").extracts.first)
    #expect(extract.id == "fg2:1-4")
    #expect(extract.turn == 1)
    #expect(extract.turns == [1, 2, 3, 4])
    #expect(extract.speakers == ["M", "P1", "P2"])
    #expect(extract.role == nil)
    #expect(extract.text == "How, née?\nI hope.\nMm.\nWe hope so.")
    #expect(extract.match == "How … so")
    #expect(extract.spans.map { extract.text.scalars($0.range) } == ["How", "so"])
    #expect(extract.parts.map(\.speakers) == [["M"], ["P1"], ["P2"], ["P1", "P2"]])
    #expect(extract.parts.map(\.text).joined(separator: "\n") == extract.text)
    #expect(extract.parts.map { $0.spans.count } == [1, 0, 0, 1])
    #expect(extract.parts[3].spans[0].range == 8..<10)
    #expect(extract.parts.map(\.source.line) == [1, 2, 3, 4])
    #expect(extract.source.line == 1 && extract.source.lastLine == 4)
    // "née" has a letter of two bytes.
    #expect(extract.source.bytes == 0..<34)
    #expect(extract.spans.map(\.bytes) == [0..<3, 31..<33])
    #expect(extract.source.isExact)
  }

  @Test("a hit in one turn is an extract as ever")
  func single() throws {
    let small = try Self.small()
    let list = try small.list("hope WITHIN 2 turns")
    #expect(list.extracts.map(\.id) == ["fg2:2:2-6", "fg2:4:3-7", "fg3:2:0-4"])
    #expect(list.extracts.allSatisfy { $0.parts.isEmpty && $0.turns == [$0.turn] })
  }

  @Test("turns and people are those that hold a span; of a run without spans, all")
  func counts() throws {
    let small = try Self.small()
    let chain = try small.list("how THEN/3 so")
    #expect(chain.hitCount == 1)
    #expect(chain.turnCount == 2)
    #expect(chain.sessionCount == 1)
    #expect(chain.speakerCount == 3)
    let filters = try small.list("role:moderator THEN role:participant")
    #expect(filters.extracts.map(\.id) == ["fg2:1-2", "fg3:1-2"])
    #expect(filters.turnCount == 4)
    #expect(filters.extracts[0].speakers == ["M", "P1"])
    #expect(filters.extracts[0].match == "")
    let mixed = try small.list("how THEN hope OR nothing")
    #expect(mixed.extracts.map(\.id) == ["fg2:1-2", "fg2:6:0-7", "fg3:1-2"])
    #expect(mixed.turnCount == 5)
  }

  @Test("context stands before the first and behind the last turn")
  func context() throws {
    let small = try Self.small()
    func around(_ context: ExtractContext) throws -> [Int] {
      try small.list("mm THEN so", ExtractRequest(context: context)).extracts[0].context
        .map(\.turn)
    }
    #expect(try around(.none) == [])
    #expect(try around(.turns(1)) == [2, 5])
    #expect(try around(.turns(9)) == [1, 2, 5, 6])
    #expect(try around(.exchange) == [1, 2])
  }

  @Test("themes are those that overlap a span of their own turn")
  func themes() throws {
    let small = try Self.small()
    func theme(_ name: String) -> ExtractTheme { ExtractTheme(id: name, path: name, name: name) }
    let table = TableThemes(rows: [
      ("fg2", 1, theme("A"), 0..<2), ("fg2", 2, theme("B"), nil), ("fg2", 4, theme("C"), 0..<2),
      ("fg2", 4, theme("D"), nil),
    ])
    let list = try small.list("how THEN/3 so", themes: table)
    #expect(list.extracts[0].themes.map(\.path) == ["A", "D"])
  }

  @Test("a sample of runs is the same for the same seed, and part of all")
  func sample() throws {
    var generator = SeededGenerator(seed: 3)
    let transcripts = RandomCorpus.transcripts(sessions: 4, turns: 40, using: &generator)
    let small = try SmallIndex(transcripts.map { [$0] })
    let all = try small.list("the THEN/2 support")
    #expect(all.hitCount > 20)
    let request = ExtractRequest(sample: .init(count: 7, seed: 9))
    let one = try small.list("the THEN/2 support", request)
    #expect(one.extracts.count == 7)
    #expect(try small.list("the THEN/2 support", request) == one)
    let together = try SmallIndex([transcripts]).list("the THEN/2 support", request)
    #expect(together.extracts == one.extracts)
    let ids = Set(all.extracts.map(\.id))
    #expect(one.extracts.allSatisfy { ids.contains($0.id) })
    #expect(one.hitCount == all.hitCount && one.turnCount == all.turnCount)
  }
}
