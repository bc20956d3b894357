import Testing
import VerbatimFiles
import VerbatimIngest
import VerbatimStudy
import VerbatimThemes

@testable import VerbatimCLI

@Suite("Wording: outcomes, problems of tables, findings")
struct WordingPartsTests {
  @Test("a document comes with the command that makes text of it")
  func documents() {
    func line(_ document: ConvertibleDocument, _ path: String) -> String? {
      Wording.line(for: .convertible(document), path: path)
    }
    #expect(
      line(.docx, "fg1.docx")
        == "fg1.docx: a Word document, where text was expected; convert it with: "
        + "pandoc -t plain --wrap=none fg1.docx -o fg1.txt")
    #expect(
      line(.odt, "my files/it's.odt")?.hasSuffix(
        #"pandoc -t plain --wrap=none 'my files/it'\''s.odt' -o 'my files/it'\''s.txt'"#) == true)
    #expect(line(.pdf, "-x.pdf")?.hasSuffix("pdftotext -layout ./-x.pdf ./-x.txt") == true)
    #expect(
      line(.doc, "a/b.doc")?.hasSuffix(
        "libreoffice --headless --convert-to 'txt:Text (encoded):UTF8' --outdir a/ a/b.doc") == true
    )
    #expect(line(.rtf, "a.b/.rtf")?.hasSuffix("a.b/.rtf -o a.b/.rtf.txt") == true)
  }

  @Test("what was read needs no words")
  func silent() {
    #expect(Wording.line(for: .unchanged, path: "a.xml") == nil)
    #expect(Wording.line(for: .read(sessions: 1, replaced: 0), path: "a.xml") == nil)
  }

  @Test("a file that cannot be read is named as the person named it")
  func unreadable() {
    let problem = FileProblem(operation: .open, path: "/mnt/x/a.xml", errno: 13)
    #expect(
      Wording.line(for: .unreadable(problem), path: "a.xml")
        == "a.xml: cannot be opened: you may not do that here; look at its permissions with `ls -l`"
    )
  }

  @Test("the bytes of another file are passed over with its name")
  func duplicate() {
    #expect(
      Wording.line(for: .duplicate(of: "fg1.xml"), path: "copy.xml")
        == "copy.xml: the same bytes as fg1.xml, which the study has; passed over")
  }

  @Test(
    "a record of a table is named by its line",
    arguments: [
      (
        CodingProblem.Kind.unknownTheme("A/9", suggestions: ["A/3"]),
        "c.csv:4: there is no theme \"A/9\"; did you mean A/3?"
      ),
      (
        .unknownTheme("", suggestions: []),
        "c.csv:4: there is no theme of such a name; `verbatim themes` lists them"
      ),
      (
        .missingColumns(["turn", "theme"], known: ["session", "turn", "theme"]),
        "c.csv:4: the table lacks the columns turn and theme; known are session, turn and theme"
      ),
      (
        .unknownColumn("them", known: ["theme"], suggestion: "theme"),
        "c.csv:4: the column \"them\" is unknown and was passed over; did you mean theme?"
      ),
      (
        .quoteRepeated(session: "fg1", turn: 8, times: 2),
        "c.csv:4: the quote is 2 times in turn 8 of \"fg1\"; make it longer, or give start and end"
      ),
    ])
  func codings(kind: CodingProblem.Kind, line: String) {
    #expect(Wording.line(for: CodingProblem(line: 4, kind: kind), path: "c.csv") == line)
  }

  @Test("a finding of the check says which part and what helps")
  func findings() {
    #expect(
      Wording.lines(for: .sessions(missing: ["fg1", "fg2"], surplus: ["fg3"])) == [
        "not in the index: fg1 and fg2; ingest their transcripts again",
        "in the index but not in the database: fg3; ingest them again",
      ])
    #expect(
      Wording.lines(for: .log(.changed(seq: 5))) == [
        "log: entry 5 was changed after it was written; compare with a backup"
      ])
  }

  @Test("of a codebook with very many problems a person reads the first ones")
  func manyProblems() {
    let problems = (1...50).map { CodebookProblem(.emptyName, line: $0) }
    let lines = Wording.lines(for: ImportProblem.codebook(path: "c.yaml", .init(problems)))
    #expect(lines.count == 21)
    #expect(lines.first == "c.yaml:1: has no name; give it one")
    #expect(lines.last == "c.yaml: … and 30 more problems")
  }

  @Test("an error that nobody foresaw gets a sober line without its type")
  func unforeseen() {
    struct Strange: Error {}
    let lines = Wording.lines(for: Strange())
    #expect(lines.count == 1)
    #expect(!lines.joined().contains("Strange"))
    #expect(!Wording.isUsage(Strange()))
  }
}
