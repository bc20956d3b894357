import Testing
import VerbatimAnalysis

@Suite("What holds for the tokens of any text")
struct TokenizerInvariantTests {
  /// Tokens ascend, do not overlap, end at scalars, are not too long, and leave out nothing visible.
  private func check(_ text: [UInt8], _ analyzer: Analyzer, placeholders: [Range<Int>] = []) {
    let tokens = text.withUnsafeBufferPointer {
      analyzer.tokens(of: $0, placeholders: placeholders, includingPunctuation: true)
    }
    let spoken = text.withUnsafeBufferPointer {
      analyzer.tokens(of: $0, placeholders: placeholders, includingPunctuation: false)
    }
    #expect(spoken == tokens.filter { $0.kind.hasPosition })
    var at = 0
    for token in tokens {
      #expect(token.start >= at && token.end > token.start && token.end <= text.count)
      if placeholders.contains(where: { $0.overlaps(token.start..<token.end) }) {
        #expect(token.kind == .placeholder && placeholders.contains(token.start..<token.end))
      }
      guard token.start >= at, token.end > token.start, token.end <= text.count else { return }
      expectInvisible(text[at..<token.start])
      #expect(text[token.start] & 0xC0 != 0x80)
      if token.kind != .placeholder || !placeholders.contains(token.start..<token.end) {
        let scalars = text[token.start..<token.end].count { $0 & 0xC0 != 0x80 }
        #expect(scalars <= Analyzer.maximumTokenScalars)
      }
      at = token.end
    }
    expectInvisible(text[at...])
  }

  private func expectInvisible(_ gap: ArraySlice<UInt8>) {
    for scalar in String(decoding: gap, as: UTF8.self).unicodeScalars {
      let scalarClass = ScalarProperties(scalar).scalarClass
      #expect(scalarClass == .space || scalarClass == .ignorable)
    }
  }

  private static let pieces: [String] = [
    "a", "Z", "s", "in", "x", "XXX", "er", "é", "ß", "×", "e\u{301}", "\u{301}", "1", "20", "½",
    " ",
    " ", " ", "\n", "\u{A0}", "'", "’", "‘", "‚", "-", "–", "—", "‑", "_", ".", "...", "…", ",",
    ":",
    "&", "@", "@@", "##", "#", "*", "***", "/", "http://", "www.", "(", ")", "[", "£", "%", "😀",
    "👍🏽",
    "\u{200D}", "\u{FE0F}", "\u{20E3}", "🇩", "日", "カ", "ー", "ก", "ا", "\u{200C}", "\u{AD}",
    "\u{200B}",
    "\u{202E}", "\u{E0067}", "\u{0}", "\u{10FFFF}", "\u{E000}", "ǅ", "ﬁ", "·", "\u{2009}", "ʼ",
  ]

  @Test("random texts", arguments: [Analyzer.standard, .letters])
  func random(_ analyzer: Analyzer) {
    var random = Random(seed: 7)
    for _ in 0..<4000 {
      var text: [UInt8] = []
      var placeholders: [Range<Int>] = []
      for _ in 0..<Int.random(in: 0...24, using: &random) {
        let start = text.count
        text += Array((TokenizerInvariantTests.pieces.randomElement(using: &random) ?? "").utf8)
        if Int.random(in: 0..<12, using: &random) == 0 { placeholders.append(start..<text.count) }
      }
      check(text, analyzer, placeholders: placeholders)
    }
  }

  @Test("every scalar by itself and inside a word")
  func everyScalar() {
    for block in stride(from: UInt32(0), to: 0x110000, by: 64) {
      guard block < 0x3_2000 || block >= 0xE_0000 && block < 0xE_0200 || block & 0xFFC0 == 0
      else { continue }
      var text = String.UnicodeScalarView()
      for value in block..<(block + 64) {
        guard let scalar = Unicode.Scalar(value) else { continue }
        text.append(scalar)
        text.append("a")
        text.append(scalar)
        text.append(" ")
      }
      check(Array(String(text).utf8), .standard)
    }
  }

  @Test(
    "hostile runs are cut and cost no more than they are long",
    arguments: [
      "a", "é", "\u{301}", "a\u{301}", "1", "1,", "1.", "a-", "a'", "a.", "_", "a_", "'",
      "\u{200D}",
      "a\u{200C}", "\u{AD}", "👍\u{200D}", "🇩", "@", "@@a", "##", "#a", "*", "x", "http://",
      "http://a",
      "https://a.b/,", "www.", "a@", "a.b@", "a@b.", ".", "-", "a&", "日\u{FE00}", "\u{FE0F}",
      "!\u{301}",
      "'er", "a\u{301}\u{323}.", "1\u{FE0F}", "\u{E0067}", "ก", "\u{10FFFF}", "s'", "a…",
      "b\u{20E3}",
    ])
  func hostile(_ piece: String) {
    let text = Array(String(repeating: piece, count: 16_000 / piece.utf8.count).utf8)
    check(text, .standard)
    check([UInt8(ascii: "a")] + text + [UInt8(ascii: "b")], .standard)
  }

  @Test("ten thousand marks on one letter, and a token of a megabyte")
  func long() {
    check(Array(("e" + String(repeating: "\u{301}", count: 10_000) + " x").utf8), .standard)
    check([UInt8](repeating: UInt8(ascii: "a"), count: 1 << 20), .standard)
    let split = Analyzer.standard.tokens(of: String(repeating: "a", count: 2049))
    #expect(split.map { $0.end - $0.start } == [1024, 1024, 1])
  }

  @Test("bytes that are no UTF-8 do not trap")
  func malformed() {
    var random = Random(seed: 3)
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      for analyzer in [Analyzer.standard, .letters] {
        let tokens = text.withUnsafeBufferPointer {
          analyzer.tokens(of: $0, includingPunctuation: true)
        }
        var at = 0
        for token in tokens {
          #expect(token.start >= at && token.end > token.start && token.end <= text.count)
          at = token.end
        }
      }
    }
  }

  @Test("text and its NFC have the same tokens")
  func normalized() {
    var random = Random(seed: 11)
    let pieces = [
      "e\u{301}", "a\u{308}", "=\u{338}", " ", "'", "-", "c\u{327}o", "\u{387}", "ο\u{301}",
      "か\u{3099}", "\u{1112}\u{1161}\u{11AB}",
      "s", ".", "n\u{303}", "\u{212B}", "\u{340}", "\u{1FEF}",
    ]
    for _ in 0..<2000 {
      let text = (0..<12).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let normal = String(decoding: Keys.nfc(Array(text.utf8)), as: UTF8.self)
      func keys(_ text: String) -> [[UInt8]] {
        let bytes = Array(text.utf8)
        return Analyzer.standard.tokens(of: text).map { Keys.nfc(Array(bytes[$0.start..<$0.end])) }
      }
      #expect(keys(text) == keys(normal))
    }
  }
}
