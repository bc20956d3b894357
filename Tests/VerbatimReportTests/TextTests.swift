import Testing
import VerbatimCorpus
import VerbatimExtract

@testable import VerbatimReport

@Suite("Text for a terminal")
struct TextTests {
  @Test("header, words, and what was counted")
  func golden() {
    let report = ExtractReport(
      Samples.list, sessionTotal: 5, hint: "next: --limit 20",
      terminal: TerminalStyle(width: 100))
    #expect(
      report.string(as: .text) == """
        fg2:118:12-24  FG2  P07 (participant)  12:34  fg2.xml:212  A/3/b Regulations
          I think the ▸peer support◂ worker was really there for me.

        fg2:120        FG2  P08, P09                  fg2.xml:214
          Yes.

        12 hits in 9 turns, 3 of 5 sessions, 6 speakers; showing 2 — next: --limit 20

        """)
  }

  @Test("events, context and themes fit a narrow terminal")
  func narrow() {
    var report = ExtractReport(
      Samples.list(of: [Samples.first]), terminal: TerminalStyle(width: 40))
    report.showsContext = true
    report.showsEvents = true
    #expect(
      report.string(as: .text) == """
        fg2:118:12-24  FG2  P07 (participant)  12:34  fg2.xml:212
            A/3/b Regulations
              M: How was it?
          I think the ▸peer support◂ worker
          (laughs) was really there for me.
              P08: Same here.

        1 hit in 1 turn, 1 session, 1 speaker

        """)
  }

  @Test("colour marks the match instead of signs")
  func color() {
    let report = ExtractReport(
      Samples.list(of: [Samples.first]), terminal: TerminalStyle(hasColor: true))
    let text = report.string(as: .text)
    #expect(text.contains("I think the \u{1B}[1;31mpeer support\u{1B}[0m worker"))
    #expect(text.hasPrefix("\u{1B}[1mfg2:118:12-24\u{1B}[0m  FG2  P07"))
    #expect(!text.contains("▸"))
  }

  @Test("a long turn is shown around its matches, unless all of it is wanted")
  func shortened() {
    let filler = Array(repeating: "word", count: 200).joined(separator: " ")
    let text = filler + " peer support " + filler
    let start = filler.unicodeScalars.count + 1
    let extract = Samples.extract(text, spans: [start..<start + 12])
    var report = ExtractReport(Samples.list(of: [extract]))
    report.around = 12
    #expect(report.string(as: .text).contains("\n  […] word word ▸peer support◂ word word […]\n"))
    report.around = nil
    #expect(report.string(as: .text).contains("\n  \(filler) ▸peer support◂ \(filler)\n"))
  }

  @Test("a line break in a turn is one on the screen, other controls are signs")
  func controls() {
    let extract = Samples.extract("one\r\ntwo\rthree\u{1B}[31m\u{202E}\t\u{9B}x")
    #expect(
      ExtractReport(Samples.list(of: [extract])).string(as: .text)
        .contains("\n  one\n  two␍three␛[31m⟨U+202E⟩␉⟨U+009B⟩x\n"))
  }

  @Test("themes head their extracts, deeper ones below")
  func grouped() {
    var both = Samples.second
    both.themes = [Samples.difference, Samples.regulations]
    let report = ExtractReport(
      Samples.list(of: [Samples.first, both]), grouping: .byTheme(under: "A"))
    let lines = report.string(as: .text).split(separator: "\n" as Character).filter {
      $0.hasPrefix("A") || $0.hasPrefix("  A") || $0.hasPrefix("fg2")
    }
    #expect(
      lines.map { $0.prefix(11) } == [
        "A Embrace t", "fg2:120    ", "  A/3/b Reg", "fg2:118:12-",
        "fg2:120    ",
      ])
  }

  @Test("the extracts of a theme are counted as such")
  func noun() {
    var report = ExtractReport(Samples.list)
    report.noun = "extract"
    #expect(report.string(as: .text).contains("\n12 extracts in 9 turns, 3 sessions"))
  }

  @Test("no width traps", arguments: [Int.min, -1, 0, 1, 7, Int.max])
  func widths(width: Int) {
    let terminal = TerminalStyle(width: width)
    var report = ExtractReport(Samples.list, terminal: terminal)
    report.showsContext = true
    #expect(report.string(as: .text).contains("speakers"))
    let table = Table(columns: [.init("a", "a")], rows: [[.text("one two three four five")]])
    #expect(table.string(as: .text, terminal: terminal).contains("one"))
  }

  @Test("no control reaches the terminal and no line is wider than it")
  func hostile() {
    for seed in 0..<400 as Range<UInt64> {
      var random = HostileText(seed: seed)
      var extracts = [random.extract(), random.extract()]
      // Ids are not wrapped; here they only tell header lines from the others.
      extracts[0].id = "s:1"
      extracts[1].id = "s:2"
      let list = Samples.list(of: extracts, title: random.text())
      for width in [20, 33, 80] {
        var report = ExtractReport(
          list, grouping: .byTheme(under: nil), terminal: TerminalStyle(width: width))
        report.showsContext = true
        report.showsEvents = true
        let lines = report.string(as: .text)
          .split(separator: "\n" as Character, omittingEmptySubsequences: false)
        for line in lines {
          #expect(isSame(VisibleText.escape(String(line)), String(line)), "seed \(seed)")
          if !line.hasPrefix("s:"), !line.hasPrefix("2 hits") {
            #expect(DisplayWidth.of(String(line)) <= width, "seed \(seed)")
          }
        }
      }
    }
  }

  @Test("filling keeps every word, whatever its length")
  func filling() {
    for seed in 0..<200 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let text = VisibleText.escape(random.text(pieces: 60))
      var filler = LineFiller(width: 17)
      filler.add(text)
      let lines = filler.finish()
      #expect(lines.allSatisfy { $0.width <= 17 })
      let shown = lines.flatMap { $0.runs.map(\.text) }.joined()
      #expect(
        shown.unicodeScalars.filter { $0 != " " }.elementsEqual(
          text.unicodeScalars.filter { $0 != " " }), "seed \(seed)")
      for line in lines {
        #expect(line.width == line.runs.reduce(0) { $0 + DisplayWidth.of($1.text) })
      }
    }
  }

  @Test("a megabyte in one word, and ten thousand marks on one letter")
  func large() {
    let word = String(repeating: "x", count: 1_000_000)
    let marks = "e" + String(repeating: "\u{301}", count: 10_000)
    for text in [word, marks, String(repeating: " ", count: 100_000) + "x"] {
      let list = Samples.list(of: [Samples.extract(text, spans: [0..<5])])
      let report = ExtractReport(list, terminal: TerminalStyle(width: 80))
      #expect(!report.string(as: .text).isEmpty)
    }
  }
}
