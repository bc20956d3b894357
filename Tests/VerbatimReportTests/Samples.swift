import VerbatimCorpus
import VerbatimExtract

/// The extract of design.md §7 and its neighbours.
enum Samples {
  static let sha = String(repeating: "ab", count: 32)

  static func source(_ line: Int = 212, bytes: Range<Int>? = 10233..<10411) -> ExtractSource {
    ExtractSource(
      path: "fg2.xml", sha256: sha, line: line, lastLine: line, bytes: bytes, isExact: true)
  }

  static let regulations = ExtractTheme(id: "t7", path: "A/3/b", name: "Regulations")
  static let difference = ExtractTheme(id: "t1", path: "A", name: "Embrace the difference")

  static let first = Extract(
    id: "fg2:118:12-24", session: "fg2", group: "FG2", turn: 118, speakers: ["P07"],
    role: "participant", text: "I think the peer support worker was really there for me.",
    spans: [ExtractSpan(range: 12..<24, bytes: 10250..<10262)], themes: [regulations],
    start: Milliseconds(rawValue: 754_200), end: Milliseconds(rawValue: 761_000),
    source: source(), events: [Event(kind: "vocal", description: "laughs", offset: 31)],
    context: [
      ContextTurn(turn: 117, speakers: ["M"], role: "moderator", text: "How was it?"),
      ContextTurn(turn: 119, speakers: ["P08"], role: "participant", text: "Same here."),
    ])

  static let second = Extract(
    id: "fg2:120", session: "fg2", group: "FG2", turn: 120, speakers: ["P08", "P09"], role: nil,
    text: "Yes.", spans: [], source: source(214, bytes: nil))

  /// A run of six turns, the first and the last of which matched.
  static let run: Extract = {
    let turns: [(speaker: String, text: String, spans: [Range<Int>])] = [
      ("M", "How was it?", [0..<3]), ("P1", "Mm.", []), ("P2", "Mm.", []), ("P1", "Yes.", []),
      ("P2", "No.", []), ("P1", "I hope so.", [2..<6]),
    ]
    var extract = Extract(
      id: "fg2:118-123", session: "fg2", group: "FG2", turn: 118, speakers: ["M", "P1"], role: nil,
      text: turns.map(\.text).joined(separator: "\n"),
      spans: [ExtractSpan(range: 0..<3), ExtractSpan(range: 31..<35)], source: source())
    extract.parts = turns.enumerated().map { index, turn in
      ExtractPart(
        turn: 118 + index, speakers: [turn.speaker], role: turn.speaker == "M" ? "moderator" : nil,
        text: turn.text, spans: turn.spans.map { ExtractSpan(range: $0) },
        source: source(212 + index)
      )
    }
    return extract
  }()

  static let list = ExtractList(
    extracts: [first, second], hitCount: 12, turnCount: 9, sessionCount: 3, speakerCount: 6,
    title: "\"peer support\"")

  static func extract(_ text: String, spans: [Range<Int>] = []) -> Extract {
    Extract(
      id: "s:1", session: "s", group: "s", turn: 1, speakers: ["P1"], role: nil, text: text,
      spans: spans.map { ExtractSpan(range: $0) }, source: source(1))
  }

  static func list(of extracts: [Extract], title: String = "q") -> ExtractList {
    ExtractList(
      extracts: extracts, hitCount: extracts.count, turnCount: extracts.count, sessionCount: 1,
      speakerCount: 1, title: title)
  }
}

/// Text made of what breaks formats; the same for the same seed.
struct HostileText {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  private static let pieces: [String] = [
    "peer", "support", " ", " ", "  ", "don't", "\"yes\"", ",", ";", "=1+1", "+", "-", "@", "'",
    "''=", "\t", "\r", "\n", "\r\n", "\u{0}", "\u{7}", "\u{8}", "\u{1B}[2J", "\u{1B}]0;x\u{7}",
    "\u{7F}", "\u{85}", "\u{9B}31m", "\u{202E}", "\u{202A}", "\u{2066}", "\u{2069}", "\u{200E}",
    "\u{200F}", "\u{61C}", "\u{2028}", "\u{2029}", "<script>", "</b>", "<!--", "&amp;", "&#39;",
    "&", ">", "*", "_", "**", "`", "```", "[x](y)", "![", "]", "#", "# ", "1. ", "a) ", "> ",
    "- ", "---", "===", "~~", "$x$", "^", "|", "\\", "\\n", "\u{65}\u{301}", "\u{301}", "é", "漢字",
    "👨\u{200D}👩\u{200D}👧", "🇳🇴", "שלום", "مرحبا", "\u{FEFF}", "\u{AD}", "\u{200B}", "ｆ", "＝",
    "\u{FFFF}", "\u{10FFFF}", "{speaker}", "…", "[…]", "▸", "—", "https://example.org",
  ]

  mutating func next(below limit: Int) -> Int {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Int((z ^ (z >> 31)) % UInt64(limit))
  }

  mutating func text(pieces count: Int = 24) -> String {
    (0..<next(below: count + 1)).map { _ in Self.pieces[next(below: Self.pieces.count)] }.joined()
  }

  mutating func spans(in text: String) -> [Range<Int>] {
    let count = text.unicodeScalars.count
    return (0..<next(below: 4)).map { _ in
      let start = next(below: count + 3)
      return start..<(start + next(below: 9))
    }
  }

  mutating func extract() -> Extract {
    let text = text()
    var extract = Samples.extract(text, spans: spans(in: text))
    extract.id = self.text(pieces: 4)
    extract.group = self.text(pieces: 4)
    extract.speakers = (0..<next(below: 3)).map { _ in self.text(pieces: 4) }
    extract.themes = (0..<next(below: 3)).map {
      ExtractTheme(id: "\($0)", path: self.text(pieces: 3), name: self.text(pieces: 3))
    }
    extract.events = (0..<next(below: 3)).map { _ in
      Event(
        kind: "vocal", description: self.text(pieces: 2),
        offset: next(below: text.unicodeScalars.count + 9) - 4)
    }
    extract.source.path = self.text(pieces: 3)
    extract.context = [
      ContextTurn(turn: next(below: 3), speakers: [], role: nil, text: self.text())
    ]
    return extract
  }
}

/// Equal scalar for scalar: `==` on strings takes canonical equivalents for equal.
func isSame(_ left: String, _ right: String) -> Bool {
  left.utf8.elementsEqual(right.utf8)
}
