import Testing

@testable import VerbatimThemes

@Suite("Codebook in YAML")
struct CodebookYAMLTests {
  private func faults(_ yaml: String) -> [CodebookProblem] {
    problems { _ = try Codebook(yaml: yaml) }
  }

  @Test("what was written reads back as the same codebook", arguments: 1...200)
  func roundTrip(seed: Int) throws {
    let book = try randomCodebook(seed: UInt64(seed))
    let written = book.yaml()
    let read = try Codebook(yaml: written)
    #expect(read == book)
    #expect(read.yaml() == written)
  }

  @Test("every awkward text survives in every field", arguments: awkwardTexts)
  func awkward(text: String) throws {
    let book = try Codebook(
      name: text,
      themes: [
        Theme(
          id: "t", label: "A", name: text, definition: text, include: text, exclude: text)
      ])
    let read = try Codebook(yaml: book.yaml())
    // Swift's == sees canonical equivalents as one text; the scalars must be the same.
    #expect(Array((read.themes[0].definition ?? "").unicodeScalars) == Array(text.unicodeScalars))
    #expect(read == book)
  }

  @Test("the written form is the one of the documentation")
  func form() throws {
    #expect(
      try Codebook(yaml: tableOne).yaml().hasPrefix(
        """
        codebook: Peer support
        themes:
          - id: embrace
            label: A
            name: Embrace the differences
            colour: "#2a6f97"
            children:
              - id: approaches
                label: "1"
                name: Service users need different approaches

        """))
  }

  @Test("nothing, null and an empty list are no themes")
  func empty() throws {
    #expect(try Codebook(yaml: "themes: []").isEmpty)
    #expect(try Codebook(yaml: "themes:").isEmpty)
    #expect(try Codebook(yaml: Codebook().yaml()).isEmpty)
  }

  @Test("an unknown key is an error with line, known keys and suggestion")
  func unknownKey() {
    let found = faults(
      """
      themes:
        - id: a
          label: A
          name: Hope
          defintion: x
      """)
    #expect(
      found == [
        CodebookProblem(
          .unknownKey(
            "defintion", known: Codebook.yamlThemeKeys, suggestion: "definition"),
          theme: nil, line: 5)
      ])
  }

  @Test("all faults are told at once, each with its line")
  func allFaults() {
    let found = faults(
      """
      themes:
        - {id: a, label: A}
        - {id: b, label: B, name: [x]}
        - text
        - {id: c, label: C, name: x, codable: perhaps}
        - {id: d, label: D, name: x, children: {}}
      """)
    #expect(
      found == [
        CodebookProblem(.missingKey("name"), theme: "a", line: 2),
        CodebookProblem(.wrongType(key: "name", expected: .text), theme: "b", line: 3),
        CodebookProblem(.wrongType(key: "themes", expected: .mapping), line: 4),
        CodebookProblem(.wrongType(key: "codable", expected: .boolean), theme: "c", line: 5),
        CodebookProblem(.wrongType(key: "children", expected: .list), line: 6),
      ])
  }

  @Test("faults of the tree have lines too")
  func treeLines() {
    let found = faults(
      """
      themes:
        - {id: a, label: A, name: x}
        - {id: a, label: B, name: y}
      """)
    #expect(found == [CodebookProblem(.duplicateID, theme: "a", line: 3)])
  }

  @Test(
    "what is no codebook is said to be none",
    arguments: ["", "x", "- a", "[]", "codebook: x", "a: 1", "---\nthemes: []\n---\nthemes: []"])
  func noCodebook(yaml: String) {
    #expect(!faults(yaml).isEmpty)
  }

  @Test("a repeated key is an error")
  func duplicateKey() {
    let found = faults("themes: []\nthemes: []\ncodebook: abc")
    #expect(found.map(\.kind) == [.duplicateKey("themes")])
  }

  @Test("a syntax error has its line")
  func syntax() {
    #expect(faults("themes:\n  - {id: a\n  - b: [").first?.line != nil)
  }

  @Test("bytes that are no UTF-8 are located")
  func encoding() {
    #expect(
      problems { _ = try Codebook(yaml: Array("codebook: \u{e9}".utf8) + [0xC3, 0x28]) }.map(\.kind)
        == [.notUTF8(byte: 12)])
  }

  @Test("an alias bomb is refused before it is expanded")
  func aliasBomb() {
    var bomb = "a0: &a0 [x, x]\n"
    for level in 1...60 { bomb += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    bomb += "? *a60\n: 1\nthemes: *a60\n"
    #expect(faults(bomb) == [CodebookProblem(.aliasRefused, line: 2)])
  }

  @Test("prose with stars and ampersands is no alias")
  func prose() throws {
    let book = try Codebook(
      yaml: "themes:\n  - {id: a, label: A, name: \"R &D *or* AT&T\", definition: \"*not*\"}")
    #expect(book.themes[0].name == "R &D *or* AT&T")
  }

  @Test(
    "deep nesting ends in an error, not in a crash",
    arguments: [
      String(repeating: "[", count: 100_000),
      "themes: " + String(repeating: "[", count: 100_000),
      "themes: " + String(repeating: "{a: ", count: 100_000),
      "themes:\n" + String(repeating: "- ", count: 100_000),
      "themes:\n" + String(repeating: "? ", count: 20_000),
      "themes: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
    ])
  func deepNesting(yaml: String) {
    #expect(!faults(yaml).isEmpty)
  }

  @Test("a codebook of the greatest depth is read and written")
  func greatestDepth() throws {
    let themes = (0..<Codebook.maximumDepth).map { level in
      Theme(id: "t\(level)", label: "x", name: "x", parent: level == 0 ? nil : "t\(level - 1)")
    }
    let book = try Codebook(themes: themes)
    #expect(try Codebook(yaml: book.yaml()) == book)
    let deeper =
      "themes: "
      + String(repeating: "[{id: a, label: x, name: x, children: ", count: 101)
      + String(repeating: "}]", count: 101)
    #expect(faults(deeper).contains { $0.kind == .tooDeep(limit: Codebook.maximumDepth) })
  }

  @Test("damaged files never crash", arguments: 1...300)
  func damage(seed: Int) throws {
    var random = SeededGenerator(state: UInt64(seed))
    var bytes = Array(try randomCodebook(seed: UInt64(seed % 10)).yaml().utf8)
    for _ in 0..<Int.random(in: 1...5, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      switch Int.random(in: 0..<3, using: &random) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 1: bytes.remove(at: place)
      default:
        bytes.insert(Array("{}[]:-\"'&*\n\t#".utf8).randomElement(using: &random) ?? 0, at: place)
      }
    }
    _ = try? Codebook(yaml: bytes)
  }
}
