import Testing

@testable import VerbatimThemes

@Suite("Codings in CSV")
struct CodingsCSVTests {
  let book: Codebook
  let turns = [
    "fg1": [
      1: "I felt  heard there.\nReally heard.", 2: "- no, no, no", 3: "a😀b \"quoted\" c, d",
      4: "'- an apostrophe",
    ]
  ]

  init() throws {
    book = try Codebook(yaml: tableOne)
  }

  private func read(_ csv: String, coder: String? = nil) -> CodingsCSV.Result {
    CodingsCSV.read(Array(csv.utf8), codebook: book, coder: coder, at: noon) { turns[$0]?[$1] }
  }

  private func coding(
    _ theme: String, turn: Int, _ span: Range<Int>?, coder: String? = nil, memo: String? = nil
  ) -> Coding {
    Coding(
      theme: theme, coder: coder, session: "fg1", turn: turn, span: span, memo: memo,
      createdAt: noon)
  }

  @Test("a quote is found exactly, or with white space collapsed")
  func quotes() {
    let result = read(
      """
      session,turn,quote,theme,coder,memo
      fg1,1,felt  heard,A/3/b,EO,a memo
      fg1,1,felt heard,A/3,EO,
      fg1,1,"heard there. Really",B,,
      fg1,2,"- no, no",B,,
      """)
    #expect(
      result.codings == [
        coding("authoritarian", turn: 1, 2..<13, coder: "EO", memo: "a memo"),
        coding("paths", turn: 1, 2..<13, coder: "EO"), coding("harness", turn: 1, 8..<27),
        coding("harness", turn: 2, 0..<8),
      ])
    #expect(result.problems == [])
  }

  @Test("columns stand in any order, with BOM, CRLF and line breaks in quotes")
  func layout() {
    let result = read(
      "\u{FEFF}Theme,Memo,Turn,Session,Quote\r\nB,\"two\r\nlines\",1,fg1,\"there.\nReally\"\r\n"
        + "\r\nC,,1,fg1,there\r\n")
    #expect(result.codings == [coding("harness", turn: 1, 14..<27, memo: "two\r\nlines")])
    #expect(
      result.problems == [
        CodingProblem(line: 6, kind: .unknownTheme("C", suggestions: ["A", "B"]))
      ])
  }

  @Test("semicolons and tabs separate where the header has no comma", arguments: [";", "\t"])
  func separators(separator: String) {
    let header = ["session", "turn", "theme"].joined(separator: separator)
    let result = read(header + "\n" + ["fg1", "1", "B"].joined(separator: separator))
    #expect(result.codings == [coding("harness", turn: 1, nil)])
  }

  @Test("offsets count Unicode scalars, and no offsets mean the whole turn")
  func offsets() {
    let result = read(
      """
      session,turn,start,end,theme
      fg1,3,1,2,B
      fg1,3,,,B
      fg1,3,0,99,B
      fg1,3,2,2,B
      fg1,3,-1,2,B
      fg1,3,1,,B
      fg1,3,,1,B
      fg1,3,x,1,B
      fg1,3,1,99999999999999999999,B
      """)
    #expect(result.codings == [coding("harness", turn: 3, 1..<2), coding("harness", turn: 3, nil)])
    #expect(
      result.problems.map(\.kind) == [
        .spanOutOfRange(session: "fg1", turn: 3, length: 17),
        .spanOutOfRange(session: "fg1", turn: 3, length: 17),
        .spanOutOfRange(session: "fg1", turn: 3, length: 17), .emptyField(column: "end"),
        .emptyField(column: "start"), .notANumber(column: "start"), .notANumber(column: "end"),
      ])
  }

  @Test("a quote that is not there, or there twice, is a problem and loses nothing else")
  func badQuotes() {
    let result = read(
      """
      session,turn,start,end,quote,theme,coder
      fg1,1,,,heard,B,
      fg1,1,,,Heard,B,
      fg1,1,2,6,heard,B,
      fg1,1,8,13,heard,B,
      fg1,9,,,x,B,
      fg2,1,,,x,B,
      fg1,many,,,x,B,
      fg1,,,,x,B,
      fg1,1,2
      fg1,1,8,13,,B,
      """)
    #expect(result.codings == [coding("harness", turn: 1, 8..<13)])
    #expect(
      result.problems == [
        CodingProblem(line: 2, kind: .quoteRepeated(session: "fg1", turn: 1, times: 2)),
        CodingProblem(line: 3, kind: .quoteMissing(session: "fg1", turn: 1)),
        CodingProblem(line: 4, kind: .quoteDiffers(session: "fg1", turn: 1)),
        CodingProblem(line: 6, kind: .unknownTurn(session: "fg1", turn: 9)),
        CodingProblem(line: 7, kind: .unknownTurn(session: "fg2", turn: 1)),
        CodingProblem(line: 8, kind: .notANumber(column: "turn")),
        CodingProblem(line: 9, kind: .emptyField(column: "turn")),
        CodingProblem(line: 10, kind: .fieldCount(found: 3, expected: 7)),
        CodingProblem(line: 11, kind: .repeats(line: 5)),
      ])
  }

  @Test("a bad header names what is missing and what is known")
  func header() {
    #expect(
      read("session,trun,theme\nfg1,1,B").problems.map(\.kind) == [
        .unknownColumn("trun", known: CodingsCSV.columns, suggestion: "turn"),
        .missingColumns(["turn"], known: CodingsCSV.columns),
      ])
    #expect(
      read("session,turn,theme,Theme\n").problems.map(\.kind) == [.repeatedColumn("theme")])
    #expect(read("").problems.map(\.kind).count == 1)
    #expect(read("session,turn,theme,speaker\nfg1,1,B,P1").codings.count == 1)
  }

  @Test("an unterminated quote is reported where it starts, and what stands before is kept")
  func unterminated() {
    let result = read("session,turn,theme\nfg1,1,B\nfg1,2,\"B\nfg1,3,B\n")
    #expect(result.codings.count == 1)
    #expect(result.problems == [CodingProblem(line: 3, kind: .unterminatedQuote)])
  }

  @Test("a cell that may be speech is not repeated in a problem")
  func noSpeech() {
    let speech = String(repeating: "words ", count: 20)
    #expect(
      read("session,turn,theme\nfg1,1,\(speech)").problems.map(\.kind) == [
        .unknownTheme("", suggestions: [])
      ])
  }

  @Test("a theme that only groups is coded and reported")
  func notCodable() throws {
    let book = try Codebook(themes: [Theme(id: "a", label: "A", name: "A", isCodable: false)])
    let result = CodingsCSV.read(
      Array("session,turn,theme\nfg1,1,A".utf8), codebook: book, at: noon
    ) { _, _ in "x" }
    #expect(result.codings.count == 1)
    #expect(result.problems.map(\.kind) == [.themeNotCodable("a")])
    #expect(result.problems.allSatisfy { !$0.isError })
  }

  @Test("an empty coder becomes the one who imports")
  func defaultCoder() {
    #expect(read("session,turn,theme,coder\nfg1,1,B,", coder: "EO").codings[0].coder == "EO")
  }

  @Test("what was written reads back as the same codings")
  func roundTrip() {
    let codings = [
      coding("harness", turn: 1, 2..<13, coder: "=cmd()", memo: "'=already guarded"),
      coding("paths", turn: 2, 0..<4, coder: "A, B", memo: "+1\n-2"),
      coding("paths", turn: 3, 1..<10, memo: "said \"so\""), coding("paths", turn: 4, 0..<3),
      coding("workers", turn: 4, nil),
    ]
    let csv = CodingsCSV.write(codings) { turns[$0]?[$1] }
    let result = read(csv)
    #expect(result.codings == codings)
    #expect(result.problems == [])
    #expect(!csv.contains(",=") && !csv.contains("\r\n=") && !csv.contains(",-"))
    // The quotes alone find the same places.
    let table = CSVRecords(Array(csv.utf8))
    for (record, coding) in zip(table.records.dropFirst(), codings) where coding.span != nil {
      let quote = FormulaGuard.unguarded(record.fields[4])
      #expect(
        QuoteFinder.find(quote, in: turns["fg1"]?[coding.turn] ?? "")
          == .found(coding.span ?? 0..<0))
    }
  }

  @Test(
    "a guard against formulas comes off as it went on",
    arguments: awkwardTexts + ["'=", "''-x", "'", "=", "-1", "@x"])
  func formulaGuard(text: String) {
    let guarded = FormulaGuard.guarded(text)
    #expect(FormulaGuard.unguarded(guarded) == text)
    #expect(!["=", "+", "-", "@", "\t", "\r"].contains(guarded.first))
  }

  @Test("a quote is found where Swift's own search finds it", arguments: 1...200)
  func search(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    func text(_ length: Int) -> String {
      String((0..<length).map { _ in "aab".randomElement(using: &random) ?? "a" })
    }
    let whole = text(60)
    let quote = text(Int.random(in: 1...7, using: &random))
    let letters = Array(whole)
    let starts = (0...letters.count - quote.count).filter {
      letters[$0...].starts(with: Array(quote))
    }
    switch QuoteFinder.find(quote, in: whole) {
    case .missing: #expect(starts.isEmpty)
    case .found(let span): #expect(starts == [span.lowerBound] && span.count == quote.count)
    case .repeated(let times): #expect(starts.count == times)
    }
  }

  @Test("a hostile quote takes linear time")
  func linear() {
    let text = String(repeating: "a", count: 200_000)
    #expect(QuoteFinder.find(String(repeating: "a", count: 100_000) + "b", in: text) == .missing)
  }

  @Test("damaged tables never crash", arguments: 1...200)
  func damage(seed: Int) {
    var random = SeededGenerator(state: UInt64(seed))
    var bytes = Array("session,turn,quote,theme\r\nfg1,1,\"felt  heard\",A/3\nfg1,2,,B\n".utf8)
    for _ in 0..<4 {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      bytes[place] = Array(",\"\r\n;é".utf8).randomElement(using: &random) ?? 0
    }
    _ = CodingsCSV.read(bytes, codebook: book, at: noon) { turns[$0]?[$1] }
  }

  @Test("records and their lines follow RFC 4180")
  func records() {
    func fields(_ csv: String) -> [[String]] { CSVRecords(Array(csv.utf8)).records.map(\.fields) }
    #expect(fields("a,b\n\"x\"\"y\",\n") == [["a", "b"], ["x\"y", ""]])
    #expect(fields("a,b\r\"\"\r") == [["a", "b"], [""]])
    #expect(fields("a,\"b\nc\",d") == [["a", "b\nc", "d"]])
    #expect(fields("a,b \"c\"") == [["a", "b \"c\""]])
    #expect(
      CSVRecords(Array("a,b\r\n\"1\r\n2\rx\n\",y\r\nz,\n".utf8)).records.map(\.line) == [1, 2, 6])
  }
}
