import Testing
import VerbatimThemes

@Suite("Theme counts")
struct ThemeCountsTests {
  private func coding(
    _ theme: String, _ session: String, _ turn: Int, _ span: Range<Int>? = nil, coder: String = "A"
  ) -> Coding {
    Coding(
      theme: theme, coder: coder, session: session, turn: turn, span: span, createdAt: noon)
  }

  @Test("a theme counts what is below it, and an extract once for all coders and themes")
  func counts() throws {
    let book = try Codebook(yaml: tableOne)
    let codings = [
      coding("allknowing", "fg1", 1, 0..<5), coding("allknowing", "fg1", 1, 0..<5, coder: "B"),
      coding("authoritarian", "fg1", 1, 0..<5), coding("authoritarian", "fg2", 4),
      coding("paths", "fg1", 2), coding("harness", "fg3", 9), coding("unknown", "fg1", 1),
    ]
    let counts = ThemeCounts.of(codings, in: book) { session, turn in
      switch (session, turn) {
      case ("fg1", 1): .init(speakers: ["fg1/P1", "fg1/P2"], group: "one")
      case ("fg1", 2): .init(speakers: ["fg1/P1"], group: "one")
      case ("fg2", 4): .init(speakers: [], group: "two")
      default: nil
      }
    }
    #expect(
      counts["allknowing"] == ThemeCounts(codings: 2, extracts: 1, participants: 2, groups: 1))
    #expect(
      counts["authoritarian"] == ThemeCounts(codings: 2, extracts: 2, participants: 2, groups: 2))
    #expect(counts["paths"] == ThemeCounts(codings: 5, extracts: 3, participants: 2, groups: 2))
    #expect(counts["embrace"] == counts["paths"])
    #expect(counts["harness"] == ThemeCounts(codings: 1, extracts: 1))
    #expect(counts["workers"] == ThemeCounts())
    #expect(counts["unknown"] == nil)
  }

  @Test("counts are those of sets made naively", arguments: 1...30)
  func naive(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    let book = try randomCodebook(seed: UInt64(seed))
    let ids = book.themes.map(\.id)
    guard !ids.isEmpty else { return }
    let codings = (0..<200).map { _ in
      coding(
        ids.randomElement(using: &random) ?? "", "fg\(Int.random(in: 1...3, using: &random))",
        Int.random(in: 1...20, using: &random), coder: Bool.random(using: &random) ? "A" : "B")
    }
    let counts = ThemeCounts.of(codings, in: book) { session, turn in
      .init(speakers: ["\(session)/P\(turn % 5)"], group: session)
    }
    for id in ids {
      let below = Set([id] + book.descendants(of: id).map(\.id))
      let selected = codings.filter { below.contains($0.theme) }
      let expected = ThemeCounts(
        codings: selected.count,
        extracts: Set(selected.map { "\($0.session):\($0.turn)" }).count,
        participants: Set(selected.map { "\($0.session)/P\($0.turn % 5)" }).count,
        groups: Set(selected.map(\.session)).count)
      #expect(counts[id] == expected)
    }
  }
}
