import Testing
import VerbatimCorpus

@testable import VerbatimThemes

@Suite("Codebook")
struct CodebookTests {
  let book: Codebook

  init() throws {
    book = try Codebook(yaml: tableOne)
  }

  @Test("a path is the labels from the top")
  func paths() throws {
    #expect(book.path(of: "authoritarian") == "A/3/b")
    #expect(book.path(of: "harness") == "B")
    #expect(book.path(of: "nobody") == nil)
    #expect(book.theme(path: "A/3/b")?.id == "authoritarian")
    #expect(book.theme(path: "A//b") == nil)
    #expect(book.theme(path: "") == nil)
    #expect(book.ancestors(of: "authoritarian").map(\.id) == ["paths", "embrace"])
    #expect(book.children(of: "embrace").map(\.id) == ["approaches", "workers", "paths"])
    #expect(book.children(of: nil).map(\.id) == ["embrace", "harness"])
  }

  @Test(
    "a reference is an id, a path or a unique name",
    arguments: [
      ("authoritarian", "authoritarian"), ("A/3/b", "authoritarian"),
      ("AUTHORITARIAN", "authoritarian"), ("harness  the Contextual factors", "harness"),
      ("B", "harness"),
    ])
  func references(reference: String, id: String) throws {
    #expect(try book.theme(reference).id == id)
  }

  @Test("a star selects a theme and everything below it")
  func subtree() throws {
    #expect(
      try book.themes(selectedBy: "A/3/*").map(\.id) == ["paths", "allknowing", "authoritarian"])
    #expect(try book.themes(selectedBy: "A/3").map(\.id) == ["paths"])
    #expect(try book.themes(selectedBy: "*").count == 7)
    #expect(throws: ThemeReferenceProblem.self) { try book.themes(selectedBy: "/*") }
  }

  @Test("an unknown theme comes with those that are spelled alike")
  func suggestions() {
    #expect(
      throws: ThemeReferenceProblem.unknown(
        "authoritarien", suggestions: ["Authoritarian", "authoritarian"])
    ) { try book.theme("authoritarien") }
    #expect(throws: ThemeReferenceProblem.unknown("C", suggestions: ["A", "B"])) {
      try book.theme("C")
    }
  }

  @Test("a name of two themes is ambiguous, and its paths are given")
  func ambiguous() throws {
    let book = try Codebook(themes: [
      Theme(id: "x", label: "A", name: "Hope"), Theme(id: "y", label: "B", name: "hope"),
    ])
    #expect(throws: ThemeReferenceProblem.ambiguous("HOPE", paths: ["A", "B"])) {
      try book.theme("HOPE")
    }
  }

  @Test("an old path finds its theme unless another has that path now")
  func aliases() throws {
    let book = try Codebook(
      themes: [
        Theme(id: "x", label: "A", name: "First"), Theme(id: "y", label: "B", name: "Second"),
      ], aliases: ["C/1": "x", "B": "x", "D": "gone"])
    #expect(try book.theme("C/1").id == "x")
    #expect(try book.theme("B").id == "y")
    #expect(book.aliases["D"] == nil)
  }

  @Test("each fault of a tree is told apart")
  func faults() {
    func kinds(_ themes: [Theme]) -> [CodebookProblem.Kind] {
      problems { _ = try Codebook(themes: themes) }.map(\.kind)
    }
    let a = Theme(id: "a", label: "A", name: "A")
    #expect(kinds([a, a]) == [.duplicateID])
    #expect(kinds([Theme(id: "", label: "A", name: "A")]) == [.emptyID])
    #expect(kinds([Theme(id: "a/b", label: "A", name: "A")]) == [.invalidID])
    #expect(kinds([Theme(id: "a", label: "", name: "")]) == [.emptyLabel, .emptyName])
    #expect(kinds([Theme(id: "a", label: "1/2", name: "A")]) == [.invalidLabel("1/2")])
    #expect(kinds([Theme(id: "a", label: "*", name: "A")]) == [.invalidLabel("*")])
    #expect(
      kinds([a, Theme(id: "b", label: "A", name: "B")]) == [.duplicateLabel("A", parent: nil)])
    #expect(
      kinds([
        Theme(id: "hope", label: "A", name: "A"),
        Theme(id: "b", label: "1", name: "B", parent: "hop"),
      ])
        == [.unknownParent("hop", suggestions: ["hope"])])
    #expect(
      kinds([
        Theme(id: "a", label: "A", name: "A", parent: "b"),
        Theme(id: "b", label: "B", name: "B", parent: "a"),
      ]) == [.cycle, .cycle])
    #expect(kinds([Theme(id: "a", label: "A", name: "A", parent: "a")]) == [.cycle])
    #expect(
      kinds([Theme(id: "a", label: "A", name: "A", colour: "blue")]) == [.invalidColour("blue")])
    #expect(
      kinds([Theme(id: "a", label: "A", name: "A\0", include: "\u{1B}[2J")]) == [.controlCharacter])
    #expect(
      problems { _ = try Codebook(name: "\0", themes: []) }.map(\.kind) == [.controlCharacter])
    let chain = (0...Codebook.maximumDepth).map { level in
      Theme(id: "t\(level)", label: "x", name: "x", parent: level == 0 ? nil : "t\(level - 1)")
    }
    #expect(kinds(chain) == [.tooDeep(limit: Codebook.maximumDepth)])
    #expect(kinds(chain.dropLast()) == [])
    #expect(kinds([Theme](repeating: a, count: 100_001)) == [.tooManyThemes(limit: 100_000)])
  }

  @Test("empty texts and marks of byte order are nothing")
  func normalised() throws {
    let theme = Theme(
      id: "a", label: "A", name: "\u{FEFF}A", definition: "", include: "\u{FEFF}", colour: "")
    #expect(
      try Codebook(name: "", themes: [theme])
        == Codebook(themes: [Theme(id: "a", label: "A", name: "A")]))
  }

  @Test("descendants are those whose ancestors hold the theme", arguments: 1...20)
  func descendants(seed: Int) throws {
    let book = try randomCodebook(seed: UInt64(seed))
    for theme in book.themes {
      let expected = book.themes.filter { other in
        book.ancestors(of: other.id).contains { $0.id == theme.id }
      }
      #expect(Array(book.descendants(of: theme.id)) == expected)
      #expect(book.path(of: theme.id).flatMap { book.theme(path: $0) } == theme)
      #expect(
        book.children(of: theme.id).map(\.position) == Array(0..<book.children(of: theme.id).count))
    }
    #expect(try Codebook(name: book.name, themes: book.themes.reversed()) == book)
  }

  @Test("themes of a source are found by path, then id, then name")
  func sourceThemes() {
    let matching = book.matching(sourceThemes: [
      SourceTheme(id: "c1", label: "A/3", name: "x"),
      SourceTheme(id: "c2", label: "a", name: "x", parent: "c1"),
      SourceTheme(id: "cat-harness", name: "x"),
      SourceTheme(id: "workers", name: "x"),
      SourceTheme(id: "c5", name: "all-knowing"),
      SourceTheme(id: "c6", label: "Z", name: "Nothing of the kind"),
      SourceTheme(id: "c7", label: "q", name: "loop", parent: "c8"),
      SourceTheme(id: "c8", label: "r", name: "loop", parent: "c7"),
    ])
    #expect(
      matching.themes == [
        "c1": "paths", "cat-harness": "harness", "workers": "workers", "c5": "allknowing",
        "c2": "allknowing",
      ])
    #expect(matching.unmatched.map(\.id) == ["c6", "c7", "c8"])
  }

  @Test("codings of a source become codings, and unknown pointers are counted")
  func sourceCodings() {
    let session = session("fg1").session
    let transcript = Transcript(
      session: session, turns: [],
      codings: [
        SourceCoding(theme: "c1", turn: 3, span: 2..<9, coder: "EO"),
        SourceCoding(theme: "#cat-harness", turn: 4),
        SourceCoding(theme: "#lost", turn: 5), SourceCoding(theme: "#lost", turn: 6),
      ],
      themes: [SourceTheme(id: "c1", label: "A/3/b", name: "x")])
    let result = book.codings(carriedBy: transcript, at: noon)
    #expect(
      result.codings == [
        Coding(
          theme: "authoritarian", coder: "EO", session: "fg1", turn: 3, span: 2..<9,
          origin: .source, createdAt: noon),
        Coding(
          theme: "harness", coder: nil, session: "fg1", turn: 4, origin: .source, createdAt: noon),
      ])
    #expect(result.unmatched == [.init(pointer: "#lost", codings: 2)])
  }
}
