import Testing
import VerbatimCorpus

@testable import VerbatimQuotes

/// P1 to P9 and a moderator M in `fg1` and `fg2`.
func somePeople() -> StudyPeople {
  var people = StudyPeople()
  for session in ["fg1", "fg2"] {
    people.add(
      session: session, group: session.uppercased(),
      (1...9).map { Participant(id: "P\($0)") } + [Participant(id: "M", role: .moderator)])
  }
  return people
}

func found(_ text: String, _ format: ManuscriptFormat = .markdown) throws -> (
  Manuscript, Quotations
) {
  let manuscript = try Manuscript(path: "m", bytes: Array(text.utf8), as: format)
  return (manuscript, QuotationFinder.find(in: manuscript, people: somePeople()))
}

@Suite("Quotations")
struct QuotationFinderTests {
  static let markCases: [(String, [String])] = [
    ("He said “one two” and “three”.", ["one two", "three"]),
    ("“outer ‘inner’ outer”", ["outer ‘inner’ outer"]),
    ("“a “nested” b” c", ["a “nested” b"]),
    ("„Ja, gut“, sagte er.", ["Ja, gut"]),
    ("„Tak, dobrze” – rzekł", ["Tak, dobrze"]),
    ("Han sa: ”Ja visst” och gick", ["Ja visst"]),
    ("« Oui, bien » dit-il", ["Oui, bien"]),
    ("»Ja, gut«, sagte er", ["Ja, gut"]),
    ("»Joo, hyvä», hän sanoi", ["Joo, hyvä"]),
    ("彼は「はい、そう」と言った", ["はい、そう"]),
    ("She said \"one two\" and left (\"three\")", ["one two", "three"]),
    ("‘I don’t know,’ he said", ["I don’t know,"]),
    ("'I don't know,' he said", ["I don't know,"]),
    ("the dogs’ bowls and the cats’ food", []),
    ("in the '90s, 'cause of ’em all, it's fine'", []),
    ("a 5\" pipe and a 6\" one", []),
    ("‚einfach so‘ und ‹ genau ›", ["einfach so", "genau"]),
    ("(“in brackets”)—“at a dash”", ["in brackets", "at a dash"]),
  ]

  @Test(
    "stand between the marks of many languages; apostrophes and inches are none",
    arguments: markCases)
  func marks(_ text: String, _ expected: [String]) throws {
    let (manuscript, found) = try found(text)
    #expect(found.all.map { manuscript.text($0.range) } == expected)
  }

  @Test("a mark that nothing closes is told, once, and the next paragraph is sound")
  func unclosed() throws {
    let (manuscript, found) = try found("A “one two\n\nB “three” c")
    #expect(found.all.map { manuscript.text($0.range) } == ["three"])
    #expect(found.unclosed.map { manuscript.place($0) } == [Manuscript.Place(line: 1, column: 3)])
  }

  static let attributionCases: [(String, String?, [String])] = [
    ("“one two” (P3, FG2).", "P3, FG2", ["fg2/P3"]),
    ("“one two”. (FG2/P3)", "FG2/P3", ["fg2/P3"]),
    ("“one two” [P03, F, FG2]", "P03, F, FG2", ["fg2/P3"]),
    ("“one two” (P7, M, FG1)", "P7, M, FG1", ["fg1/P7"]),
    ("“one two” (M, FG1)", "M, FG1", ["fg1/M"]),
    ("“one two” — P3, FG2", "P3, FG2", ["fg2/P3"]),
    ("“one two” (Participant 3, focus group 2)", "Participant 3, focus group 2", ["fg2/P3"]),
    ("“one two” (fg2:118:12-31)", "fg2:118:12-31", []),
    ("P3 said: “one two”", "P3 said: ", ["fg1/P3", "fg2/P3"]),
    ("“one two”, said P3.", ", said P3", ["fg1/P3", "fg2/P3"]),
    ("“one two” (P1 and P2, FG1)", "P1 and P2, FG1", ["fg1/P1", "fg1/P2"]),
    ("“one two” (see below)", nil, []),
    (
      "> one two\n>\n> — P3, FG2 (fg2.xml:212) · A/3/b Rules",
      "P3, FG2 (fg2.xml:212) · A/3/b Rules",
      ["fg2/P3"]
    ),
    ("> one two (P3, FG2)", "P3, FG2", ["fg2/P3"]),
    ("> one two — P3, FG2", "P3, FG2", ["fg2/P3"]),
    ("> one two\n> P3, FG2", "P3, FG2", ["fg2/P3"]),
    ("> “one two”\n\n(P3, FG2)", "P3, FG2", ["fg2/P3"]),
    ("As P3 put it:\n\n> one two", "As P3 put it:", ["fg1/P3", "fg2/P3"]),
  ]

  @Test("name who stands near them", arguments: attributionCases)
  func attributions(_ text: String, _ attribution: String?, _ people: [String]) throws {
    let (manuscript, found) = try found(text)
    let quotation = try #require(found.all.first)
    #expect(found.all.count == 1)
    #expect(manuscript.text(quotation.range) == "one two")
    #expect(quotation.attribution?.text == attribution)
    let named = quotation.attribution?.people.map { $0.session + "/" + $0.label }.sorted() ?? []
    #expect(named == people)
  }

  @Test("lines of a block that begin with labels are quotations of their own")
  func dialogue() throws {
    let (manuscript, found) = try found("> **P1:** one two\n> three\n> P2: four\n")
    #expect(found.all.map { manuscript.text($0.range) } == ["one two three", "four"])
    #expect(found.all.map { $0.attribution?.people.first?.label } == ["P1", "P2"])
  }

  @Test("several of one sentence are by who is named behind the last")
  func inherited() throws {
    let (_, found) = try found("“One two,” she said, “three four” (P3, FG2).")
    #expect(found.all.map { $0.attribution?.text } == ["P3, FG2", "P3, FG2"])
  }

  @Test("a publication is no participant, and an unknown label is known as one")
  func others() throws {
    let (_, found) = try found("“one two” (Sample et al., 2018: 12). “three four” (P77, FG2)")
    let cited = try #require(found.all[0].attribution)
    #expect(cited.isCitation && !cited.namesStudy)
    #expect(found.all[1].attribution?.unknown == ["P77"])
  }

  @Test(
    "hostile texts are read in linear time",
    arguments: ["“", "\"a", "' a", "‘a’ ", "(“", "„a", "[", "<a", "`", "> ", "**_"])
  func hostile(_ piece: String) throws {
    let text = String(repeating: piece, count: 10_000)
    for format in [ManuscriptFormat.markdown, .text, .html, .latex] { _ = try found(text, format) }
  }
}
