import Foundation
import Testing
import VerbatimExtract

@testable import VerbatimReport

@Suite("Extracts of several turns, in every format")
struct RunTests {
  private func report(_ extract: Extract = Samples.run) -> ExtractReport {
    ExtractReport(Samples.list(of: [extract]), terminal: TerminalStyle(width: 60))
  }

  /// The first three turns: short enough to show all.
  private static let short: Extract = {
    var extract = Samples.run
    extract.parts = Array(extract.parts.prefix(3))
    extract.parts[2].spans = [ExtractSpan(range: 0..<2)]
    return extract
  }()

  @Test("text shows each turn with its speaker, and says how many it leaves out")
  func text() {
    #expect(
      report().string(as: .text).hasPrefix(
        """
        fg2:118-123  FG2  M, P1  fg2.xml:212
          M: ▸How◂ was it?
          [… 4 turns …]
          P1: I ▸hope◂ so.

        """))
    #expect(
      report(Self.short).string(as: .text).contains(
        """
          M: ▸How◂ was it?
          P1: Mm.
          P2: ▸Mm◂.

        """))
  }

  @Test("Markdown")
  func markdown() {
    #expect(
      report().string(as: .md).contains(
        """
        > **M:** How was it?
        >
        > \\[… 4 turns …\\]
        >
        > **P1:** I hope so.
        >
        > — M, P1, FG2 (fg2.xml:212)
        """))
    var quoted = report()
    quoted.quote = .match
    #expect(quoted.string(as: .md).contains("> **M:** How\n>\n"))
    #expect(quoted.string(as: .md).contains("> **P1:** hope\n>\n"))
  }

  @Test("HTML")
  func html() {
    let page = report().string(as: .html)
    #expect(page.contains("<p dir=\"auto\"><b>M:</b> <mark>How</mark> was it?</p>"))
    #expect(page.contains("<p class=\"omission\">[… 4 turns …]</p>"))
    #expect(page.contains("<p dir=\"auto\"><b>P1:</b> I <mark>hope</mark> so.</p>"))
  }

  @Test("CSV has the turns as a range and a line a turn")
  func csv() {
    let rows = report().string(as: .csv)
    #expect(rows.contains("exact,parts"))
    #expect(rows.contains("fg2:118-123,fg2,FG2,118-123,\"M; P1\","))
    #expect(rows.contains("118 M: How was it?\n119 P1: Mm."))
    #expect(
      !ExtractReport(Samples.list).string(as: .csv).contains("parts"))
  }

  @Test("JSON has the numbers of the turns, and each with speaker, spans and place")
  func json() throws {
    let line = report().string(as: .jsonl)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object["turn"] as? Int == 118)
    #expect(object["turns"] as? [Int] == [118, 119, 120, 121, 122, 123])
    #expect(object["speakers"] as? [String] == ["M", "P1"])
    #expect(object["match"] as? String == "How … hope")
    let parts = try #require(object["parts"] as? [[String: Any]])
    #expect(parts.map { $0["speaker"] as? String } == ["M", "P1", "P2", "P1", "P2", "P1"])
    #expect((parts[5]["spans"] as? [[String: Int]])?.first == ["start": 2, "end": 6])
    #expect((parts[5]["source"] as? [String: Any])?["line"] as? Int == 217)
    let single = try #require(
      try JSONSerialization.jsonObject(
        with: Data(ExtractReport(Samples.list(of: [Samples.first])).string(as: .jsonl).utf8))
        as? [String: Any])
    #expect(single["turns"] == nil && single["parts"] == nil)
  }
}
