import Testing
import VerbatimCorpus

@testable import VerbatimExtract
@testable import VerbatimReport

@Suite("A concordance on a terminal")
struct ConcordanceTextTests {
  static func line(
    _ left: String, _ node: String, _ right: String, matches: [Range<Int>]? = nil,
    id: String = "s:1"
  ) -> ConcordanceLine {
    func part(_ text: String, _ matches: [Range<Int>] = []) -> [ConcordancePart] {
      text.isEmpty
        ? []
        : [ConcordancePart(turn: 1, speakers: ["P1"], role: nil, text: text, matches: matches)]
    }
    return ConcordanceLine(
      id: id, session: "s", group: "s", turn: 1, lastTurn: 1, speakers: ["P1"], role: nil,
      left: part(left), node: part(node, matches ?? [0..<node.unicodeScalars.count]),
      right: part(right), spans: [])
  }

  static func report(
    _ lines: [ConcordanceLine], width: Int? = nil, color: Bool = false,
    context: ConcordanceContext = .tokens(8, across: false)
  ) -> ConcordanceReport {
    let counts = ConcordanceTotals(
      hits: 12, selected: 12, turns: 9, sessions: 3, sessionTotal: 5, speakers: 6)
    return ConcordanceReport(
      Concordance(
        lines: lines, counts: counts, title: "q", request: ConcordanceRequest(context: context)),
      version: "verbatim 0", hint: "next: --limit 20",
      terminal: TerminalStyle(hasColor: color, width: width))
  }

  @Test("nodes stand below each other, and what was counted below them")
  func golden() {
    let lines = [
      Self.line("I never ", "trust", " her.", id: "fg2:1:8-13"), Self.line("", "trust", ""),
      Self.line("you should\ntrust or ", "trust and trust", " me", matches: [0..<5, 10..<15]),
    ]
    #expect(
      Self.report(lines).string(as: .text) == """
        fg2:1:8-13  P1              I never ▸trust◂ her.
        s:1         P1                      ▸trust◂
        s:1         P1  you should trust or ▸trust◂ and ▸trust◂ me

        12 hits in 9 turns, 3 of 5 sessions, 6 speakers; showing 3 — next: --limit 20
        8 words on either side, in the turn · in the order of place · verbatim 0

        """)
    #expect(
      Self.report(lines, width: 44).string(as: .text).hasPrefix(
        """
        fg2:1:8-13  P1   I never ▸trust◂ her.
        s:1         P1           ▸trust◂
        s:1         P1  …rust or ▸trust◂ and ▸trust◂

        """))
  }

  @Test("hostile text of any width keeps the node's column and the terminal's width")
  func aligned() {
    var hostile = HostileText(seed: 9)
    for round in 0..<120 {
      let lines = (0..<5).map { _ in
        Self.line(hostile.text(), "▼" + hostile.text(pieces: 3), hostile.text(), matches: [])
      }
      let width = round % 3 == 0 ? nil : 40 + hostile.next(below: 100)
      let text = Self.report(lines, width: width).string(as: .text)
      let shown = text.split(separator: "\n", omittingEmptySubsequences: false).prefix(5)
      var starts: Set<Int> = []
      for line in shown {
        if let width { #expect(DisplayWidth.of(String(line)) <= width, "\(line)") }
        guard let node = line.unicodeScalars.firstIndex(of: "▼") else {
          Issue.record("no node in \(line)")
          continue
        }
        starts.insert(DisplayWidth.of(String(line.unicodeScalars[..<node])))
      }
      #expect(starts.count == 1)
    }
  }

  @Test("colour marks what matched, and no sign does")
  func color() {
    let text = Self.report([Self.line("a ", "hug", " b")], color: true).string(as: .text)
    #expect(text.contains("a \u{1B}[1;31mhug\u{1B}[0m b"))
    #expect(!text.contains("▸"))
  }

  @Test("a turn beside it is named where it begins, and the node's own turn behind it")
  func speakers() {
    var line = Self.line("I ", "hug", " you")
    let other = ConcordancePart(turn: 0, speakers: ["M"], role: nil, text: "So?")
    let next = ConcordancePart(turn: 2, speakers: [], role: nil, text: "Yes.")
    line.left.insert(other, at: 0)
    line.right.append(next)
    #expect(
      Self.report([line]).string(as: .text).hasPrefix(
        "s:1  P1  M: So? ‖ P1: I ▸hug◂ you ‖ ?: Yes.\n"))
    line.left.removeLast()
    #expect(
      Self.report([line]).string(as: .text).hasPrefix(
        "s:1  P1  M: So? ‖ P1: ▸hug◂ you ‖ ?: Yes.\n"))
    #expect(
      Self.report([line], context: .turns(1)).string(as: .text).hasPrefix(
        """
        s:1  P1
          M: So?
          P1: ▸hug◂ you
          ?: Yes.

        """))
  }

  @Test("what happened is set off from the words beside it")
  func events() {
    var line = Self.line("I ", "hug", " you")
    line.left[0].events = [Event(kind: "vocal", description: "laughs", offset: 2)]
    line.right[0].events = [Event(kind: "pause", offset: 0)]
    #expect(
      Self.report([line]).string(as: .text).hasPrefix(
        "s:1  P1  I (laughs) ▸hug◂ (pause) you\n"))
  }

  @Test("a line cut from either end keeps letters and their marks together")
  func cutting() {
    var line = CutLine()
    line.append("e\u{301}e\u{301}漢x", .plain)
    let plain = TerminalStyle()
    #expect(line.width == 5)
    #expect(line.keepingStart(9).rendered(plain) == "e\u{301}e\u{301}漢x")
    #expect(isSame(line.keepingStart(3).rendered(plain), "e\u{301}e\u{301}…"))
    #expect(isSame(line.keepingEnd(5).rendered(plain), "e\u{301}e\u{301}漢x"))
    #expect(isSame(line.keepingEnd(4).rendered(plain), "…漢x"))
    #expect(line.keepingEnd(3).rendered(plain) == "…x")
    #expect(line.keepingStart(0).rendered(plain) == "")
    #expect(line.keepingEnd(-4).rendered(plain) == "")
  }
}

@Suite("A concordance in documents and data")
struct ConcordanceDataTests {
  @Test("JSON has the columns as they stand, and parts where there are several turns")
  func json() {
    var line = ConcordanceTextTests.line("I ", "hug", " \"you\"")
    let report = ConcordanceTextTests.report([line])
    #expect(
      report.string(as: .jsonl)
        == #"{"id": "s:1", "session": "s", "group": "s", "turn": 1, "speaker": "P1", "left": "I ", "#
        + #""node": "hug", "right": " \"you\"", "match": "hug", "spans": []}"# + "\n")
    line.left.insert(
      ConcordancePart(turn: 0, speakers: ["M"], role: "moderator", text: "So?"), at: 0)
    #expect(
      ConcordanceTextTests.report([line]).string(as: .jsonl).contains(
        #""left": "M: So? ‖ P1: I ", "node": "hug""#))
    #expect(
      ConcordanceTextTests.report([line]).string(as: .jsonl).contains(
        #""parts": [{"column": "left", "turn": 0, "speaker": "M", "role": "moderator", "text": "So?"}"#
      ))
    #expect(report.string(as: .json).hasPrefix(#"{"query": "q", "hits": 12, "selected": 12"#))
  }

  @Test("hostile text breaks no row of a table")
  func documents() {
    var hostile = HostileText(seed: 3)
    for _ in 0..<80 {
      let lines = (0..<3).map { _ in
        ConcordanceTextTests.line(
          hostile.text(), hostile.text() + "x", hostile.text(), matches: [0..<1])
      }
      let report = ConcordanceTextTests.report(lines)
      let markdown = report.string(as: .md).split(separator: "\n").filter { $0.hasPrefix("| s:1 ") }
      #expect(markdown.count == 3)
      for row in markdown {
        let bars = row.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
        #expect(bars == 6, "\(row)")
      }
      let html = report.string(as: .html)
      #expect(html.components("<tr>") == 4 && html.components("<td") == 15)
      #expect(!html.contains("<script"))
      #expect(report.string(as: .csv).hasPrefix("id,session,group"))
    }
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(_ text: String) -> Int {
    split(separator: text, omittingEmptySubsequences: false).count - 1
  }
}

@Suite("A page that teaches")
struct GuidePageTests {
  private let page = GuidePage([
    .heading("Words"), .paragraph("What a word is, in one sentence that is longer than a line."),
    .examples([
      .init(query: "hug*", hits: 34, meaning: "words that begin so"),
      .init(query: "\"a b\"", hits: nil, meaning: "next to each other, in this order and no other"),
      .init(query: "a query that is much longer than a column", hits: 1, meaning: "found"),
    ]),
    .terms([.init("sex:", "an attribute")]),
  ])

  @Test("columns, wrapped to the width")
  func golden() {
    #expect(
      page.string(TerminalStyle(width: 44)) == """
        Words

        What a word is, in one sentence that is
        longer than a line.

          hug*   34  words that begin so
          "a b"      next to each other, in this
                     order and no other
          a query that is much longer than a column
                  1  found

          sex:  an attribute


        """)
  }

  @Test("no line is wider than the terminal", arguments: [40, 50, 80, 132])
  func widths(_ width: Int) {
    for line in page.string(TerminalStyle(width: width)).split(separator: "\n") {
      #expect(DisplayWidth.of(String(line)) <= max(width, 43))
    }
  }
}
