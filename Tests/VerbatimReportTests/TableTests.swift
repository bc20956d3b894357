import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimReport

@Suite("Tables")
struct TableTests {
  private let sessions = Table(
    title: "Sessions",
    columns: [
      .init("session", "session"), .init("words", "words", .number),
      .init("length", "length", .number), .init("share", "share", .number),
      .init("digest", "digest", isDataOnly: true),
    ],
    rows: [
      [
        .text("fg1"), .integer(5120), .seconds(Milliseconds(rawValue: 3_725_500)),
        .decimal(0.8625, places: 2), .text("ab"),
      ],
      [.text("漢字"), .integer(814), .none, .decimal(.nan, places: 2), .text("cd")],
      [.text("-x | y")],
    ],
    notes: ["one session without times"])

  @Test("columns stand below their titles, numbers to the right")
  func text() {
    #expect(
      sessions.string(as: .text) == """
        Sessions

        session  words   length  share
        ───────  ─────  ───────  ─────
        fg1       5120  1:02:05   0.86
        漢字       814             nan
        -x | y

        one session without times

        """)
  }

  @Test("programs get keys, and none for an empty cell")
  func json() throws {
    #expect(
      sessions.string(as: .jsonl) == """
        {"session": "fg1", "words": 5120, "length": 3725.5, "share": 0.8625, "digest": "ab"}
        {"session": "漢字", "words": 814, "digest": "cd"}
        {"session": "-x | y"}

        """)
    let text = sessions.string(as: .json)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect((object["results"] as? [Any])?.count == 3)
    #expect(object["title"] as? String == "Sessions")
  }

  @Test("CSV has every column in every row")
  func csv() {
    #expect(
      sessions.string(as: .csv)
        == "session,words,length,share,digest\r\nfg1,5120,3725.5,0.8625,ab\r\n"
        + "漢字,814,,,cd\r\n'-x | y,,,,\r\n")
  }

  @Test("Markdown aligns and escapes")
  func markdown() {
    #expect(
      sessions.string(as: .md) == """
        ## Sessions

        | session | words | length | share |
        | --- | ---: | ---: | ---: |
        | fg1 | 5120 | 1:02:05 | 0.86 |
        | 漢字 | 814 |  | nan |
        | \\-x \\| y |  |  |  |

        - one session without times

        """)
  }

  @Test("HTML marks headers and numbers")
  func html() {
    let page = sessions.string(as: .html)
    #expect(page.contains("<caption>Sessions</caption>"))
    #expect(page.contains("<th scope=\"col\" class=\"end\">words</th>"))
    #expect(page.contains("<td dir=\"auto\" class=\"end\">5120</td>"))
    #expect(!page.contains("digest"))
  }

  @Test("a wide table wraps its widest text")
  func wraps() {
    let table = Table(
      columns: [.init("n", "n", .number), .init("text", "text"), .init("m", "m", .number)],
      rows: [[.integer(1), .text("one two three four five six seven"), .integer(2)]])
    #expect(
      table.string(as: .text, terminal: TerminalStyle(width: 26)) == """
        n  text                  m
        ─  ────────────────────  ─
        1  one two three four    2
           five six seven

        """)
  }

  @Test("the tree of themes says how many stand behind each")
  func themes() {
    let nodes = [
      ThemeTree.Node(
        id: "t1", path: "A", name: "Embrace the difference", depth: 0, extracts: 41,
        participants: 19, groups: 5),
      ThemeTree.Node(
        id: "t7", path: "A/3", name: "Regulations", depth: 1, extracts: 12, participants: 7,
        groups: 3),
    ]
    let table = ThemeTree(nodes, participantTotal: 26, groupTotal: 5).table
    #expect(
      table.string(as: .text) == """
        path  theme                   extracts  participants  groups
        ────  ──────────────────────  ────────  ────────────  ──────
        A     Embrace the difference        41      19 of 26  5 of 5
        A/3     Regulations                 12       7 of 26  3 of 5

        """)
    #expect(
      table.string(as: .jsonl).hasSuffix(
        """
        {"id": "t7", "path": "A/3", "name": "Regulations", "depth": 1, "extracts": 12, \
        "participants": 7, "participants_of": 26, "groups": 3, "groups_of": 5}

        """))
    #expect(
      table.string(as: .csv).hasSuffix("\r\nt7,A/3,Regulations,1,12,7,26,3,5\r\n"))
    #expect(table.string(as: .md).contains("| A/3 | &emsp;Regulations | 12 | 7 of 26 |"))
  }

  @Test(
    "decimals are rounded half away from zero",
    arguments: [
      (0.5, 0, "1"), (-0.5, 0, "-1"), (1.25, 1, "1.3"), (0.05, 1, "0.1"), (-0.04, 1, "0.0"),
      (1e300, 2, "1e+300"), (2, 3, "2.000"), (2, -1, "2"),
    ])
  func decimals(number: Double, places: Int, text: String) {
    #expect(Decimals.fixed(number, places: places) == text)
  }

  @Test("hostile cells stay aligned and harmless")
  func hostile() {
    for seed in 0..<300 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let rows: [[Table.Cell]] = (0..<3).map { _ in
        [
          .integer(random.next(below: 1000)),
          .tree(random.text(pieces: 6), depth: random.next(below: 40) - 2),
          .text(random.text(pieces: 12)), .integer(random.next(below: 1000)),
        ]
      }
      let table = Table(
        columns: [
          .init("a", "a", .number), .init("b", random.text(pieces: 2)), .init("c", "c"),
          .init("d", "dddd", .number),
        ], rows: rows)
      for width in [nil, 1, 60] {
        let lines = table.string(as: .text, terminal: TerminalStyle(width: width))
          .split(separator: "\n" as Character).map { String($0) }
        #expect(lines.allSatisfy { isSame(VisibleText.escape($0), $0) }, "seed \(seed)")
        // Every row's first line ends with its last number, at one column for all.
        let rule = lines.first { $0.contains("─") } ?? ""
        let numbered = lines.filter { DisplayWidth.of($0) == DisplayWidth.of(rule) }
        #expect(numbered.count >= 1 + rows.count, "seed \(seed) width \(width ?? 0)")
      }
      for format in ReportFormat.allCases { #expect(!table.string(as: format).isEmpty) }
    }
  }
}

@Suite("Explanations")
struct ExplainTests {
  private let report = ExplainReport(
    normalForm: "trust* \"peer support\"",
    outline: [
      .init(depth: 0, label: "AND"), .init(depth: 1, label: "word trust*"),
      .init(depth: 1, label: "phrase peer support"),
    ],
    expansions: [.init(pattern: "trust*", formCount: 4, sample: ["trust", "trusted"])],
    facts: [.init("scope", "turn")])

  @Test("the tree, the expansions and the facts")
  func text() {
    var text = ""
    report.writeText(to: &text)
    #expect(
      text == """
        trust* "peer support"

        AND
          word trust*
          phrase peer support

        pattern  forms  for example
        ───────  ─────  ──────────────
        trust*       4  trust, trusted

        scope: turn

        """)
  }

  @Test("the same as one object")
  func json() throws {
    var text = ""
    report.writeJSON(to: &text)
    #expect(
      text == """
        {"query": "trust* \\"peer support\\"", "tree": [{"depth": 0, "label": "AND"}, \
        {"depth": 1, "label": "word trust*"}, {"depth": 1, "label": "phrase peer support"}], \
        "expansions": [{"pattern": "trust*", "forms": 4, "sample": ["trust", "trusted"]}], \
        "facts": [{"name": "scope", "value": "turn"}]}

        """)
  }
}
