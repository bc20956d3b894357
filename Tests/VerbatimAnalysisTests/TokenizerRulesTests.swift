import Testing
import VerbatimAnalysis

@Suite("The rules of the tokeniser")
struct TokenizerRulesTests {
  @Test("the sentence of the specification gives the tokens it states")
  func oracle() {
    #expect(
      readable(
        "Well, it's er- the co-op's th- NHS-funded [peer support worker A] £3.50 don’t",
        placeholders: ["[peer support worker A]"])
        == [
          "Well", "·,", "it's", "er-[tf]", "the", "co-op's", "th-[t]", "NHS-funded",
          "@[peer support worker A]", "$£", "#3.50", "don’t",
        ])
  }

  struct Case: CustomTestStringConvertible, Sendable {
    var text: String
    var expected: [String]
    var testDescription: String { text }

    init(_ text: String, _ expected: [String]) {
      self.text = text
      self.expected = expected
    }
  }

  private func check(_ example: Case) {
    #expect(readable(example.text) == example.expected)
  }

  @Test(
    "white space separates and what is invisible is no token",
    arguments: [
      Case("", []), Case(" \t\n\u{A0}\u{2028}\u{3000}", []),
      Case("a\u{200B}b", ["a", "b"]), Case("a\u{FEFF}b", ["a\u{FEFF}b"]),
      Case("\u{FEFF}a \u{202E}b\u{202C} ", ["a", "b"]), Case("co\u{AD}op", ["co\u{AD}op"]),
      Case("yes\u{A0}!", ["yes", "·!"]), Case("a\u{1}b\u{0}", ["a\u{1}b"]),
      Case("می\u{200C}خواهم", ["می\u{200C}خواهم"]),
    ])
  func space(_ example: Case) { check(example) }

  @Test(
    "addresses, masks, gaps and hashtags are one token",
    arguments: [
      Case("see https://x.org/a?b=1, ok", ["see", "https://x.org/a?b=1", "·,", "ok"]),
      Case("(www.bbc.co.uk)", ["·(", "www.bbc.co.uk", "·)"]),
      Case("HTTP://a.b/c_(d).", ["HTTP://a.b/c_(d)", "·."]),
      Case("http:// x", ["http", "·:", "·/", "·/", "x"]),
      Case("j.s+x@mail.example.org.", ["j.s+x@mail.example.org", "·."]),
      Case("a_b-c@d.de;", ["a_b-c@d.de", "·;"]), Case("a@b", ["a", "·@", "b"]),
      Case("end.Start", ["end", "·.", "Start"]),
      Case("@@NAME@@ ##place##", ["@@@NAME@@", "@##place##"]),
      Case("@@ NAME", ["·@", "·@", "NAME"]), Case("@joe", ["·@", "joe"]),
      Case("*** XXXX xxx xx", ["@***", "@XXXX", "@xxx", "xx"]),
      Case("xxxs **bold**", ["xxxs", "·*", "·*", "bold", "·*", "·*"]),
      Case("#MeToo #1", ["#MeToo", "·#", "#1"]),
    ])
  func runs(_ example: Case) { check(example) }

  @Test(
    "numbers keep their inner separators, and letters that touch digits are words",
    arguments: [
      Case("1,000.5", ["#1,000.5"]), Case("1'000 1’000", ["#1'000", "#1’000"]),
      Case("1\u{2009}000\u{202F}000 x", ["#1\u{2009}000\u{202F}000", "x"]),
      Case("10:30", ["#10:30"]), Case("10:", ["#10", "·:"]),
      Case("1, 2.", ["#1", "·,", "#2", "·."]),
      Case("1st 90s 20mg P1 FG2", ["1st", "90s", "20mg", "P1", "FG2"]),
      Case("20-year-old 2019-2020", ["20-year-old", "#2019", "·-", "#2020"]),
      Case("£3.50 5% 3½", ["$£", "#3.50", "#5", "$%", "#3½"]), Case("v2.0", ["v2.0"]),
      Case("٣٫٤", ["#٣", "·٫", "#٤"]), Case("'90s", ["·'", "90s"]),
    ])
  func numbers(_ example: Case) { check(example) }

  @Test(
    "connectors hold a word together between letters and digits only",
    arguments: [
      Case("it's don’t wouldn't've", ["it's", "don’t", "wouldn't've"]),
      Case("mm-hmm", ["mm-hmm[f]"]),
      Case("FG2-P3 uh_huh", ["FG2-P3", "uh_huh"]), Case("_yes_", ["·_", "yes", "·_"]),
      Case("col·legi", ["col·legi"]), Case("co‐op co‑op", ["co‐op", "co‑op"]),
      Case("a.m. U.K. U.K.'s", ["a.m.", "U.K.", "U.K.'s"]), Case("at 3 a.m", ["at", "#3", "a.m"]),
      Case("e.g.so J. S", ["e.g.", "so", "J", "·.", "S"]), Case("end. I", ["end", "·.", "I"]),
      Case("A&E R&B P&Ls M&S's", ["A&E", "R&B", "P", "·&", "Ls", "M&S's"]),
      Case("and/or", ["and", "·/", "or"]), Case("a--b", ["a", "·-", "·-", "b"]),
      Case("well—yes", ["well", "·—", "yes"]), Case("l'homme", ["l'homme"]),
      Case("Straße Übergröße œuvre", ["Straße", "Übergröße", "œuvre"]),
      Case("3×4÷2", ["#3", "·×", "#4", "·÷", "#2"]), Case("×a", ["·×", "a"]),
    ])
  func words(_ example: Case) { check(example) }

  @Test(
    "an apostrophe before a word belongs to it where the word lost its start",
    arguments: [
      Case("'cause ’em ‘til", ["'cause", "’em", "‘til"]), Case("'yes'", ["·'", "yes", "·'"]),
      Case("'Twas 'EM.", ["'Twas", "'EM", "·."]), Case("'emily", ["·'", "emily"]),
      Case("'old-time'", ["·'", "old-time", "·'"]), Case("'", ["·'"]),
      Case("'er- 'n", ["'er-[t]", "'n"]),
    ])
  func leading(_ example: Case) { check(example) }

  @Test(
    "an apostrophe behind s or in belongs to the word unless a quotation is open",
    arguments: [
      Case("the dogs' bone", ["the", "dogs'", "bone"]), Case("goin’ GOIN'", ["goin’", "GOIN'"]),
      Case("'the dogs' he", ["·'", "the", "dogs", "·'", "he"]),
      Case("'no' the dogs' tea", ["·'", "no", "·'", "the", "dogs'", "tea"]),
      Case("‘it is’ dogs’", ["·‘", "it", "is", "·’", "dogs’"]),
      Case("‚das‘ Hans'", ["·‚", "das", "·‘", "Hans'"]),
      Case("the cat' x", ["the", "cat", "·'", "x"]),
    ])
  func trailing(_ example: Case) { check(example) }

  @Test(
    "a word broken off takes one hyphen or en dash and no more",
    arguments: [
      Case("th- th– th-, th-", ["th-[t]", "th–[t]", "th-[t]", "·,", "th-[t]"]),
      Case("th‐ th‑!", ["th‐[t]", "th‑[t]", "·!"]), Case("th-- x", ["th", "·-", "·-", "x"]),
      Case("th— x", ["th", "·—", "x"]), Case("- x – y", ["·-", "x", "·–", "y"]),
      Case("5- x", ["#5", "·-", "x"]), Case("a–b", ["a", "·–", "b"]),
      Case("th-…", ["th-[t]", "·…"]),
      Case("er-\"", ["er-[tf]", "·\""]), Case("NHS-fun-", ["NHS-fun-[t]"]),
    ])
  func truncation(_ example: Case) { check(example) }

  @Test(
    "an emoji is one token, whatever it is made of",
    arguments: [
      Case("😀😀", ["$😀", "$😀"]), Case("👨‍👩‍👧‍👦!", ["$👨‍👩‍👧‍👦", "·!"]), Case("👍🏽ok", ["$👍🏽", "ok"]),
      Case("🇩🇪🇦🇹🇫", ["$🇩🇪", "$🇦🇹", "$🇫"]), Case("1️⃣ #⃣ *️⃣", ["$1️⃣", "$#⃣", "$*️⃣"]),
      Case("❤️ ❤", ["$❤️", "$❤"]), Case("🏴󠁧󠁢󠁥󠁮󠁧󠁿", ["$🏴󠁧󠁢󠁥󠁮󠁧󠁿"]), Case("🏳️‍🌈", ["$🏳️‍🌈"]),
      Case("€ ₿ ‰", ["$€", "$₿", "$‰"]),
    ])
  func emoji(_ example: Case) { check(example) }

  // Skipped where Debian's unicode-data is not installed: the file is not ours to copy.
  @Test(
    "every sequence of emoji-test.txt is one symbol",
    .enabled(
      if: UnicodeData.has("emoji/emoji-test.txt"), "needs /usr/share/unicode (Debian: unicode-data)"
    ))
  func emojiSequences() throws {
    var count = 0
    for line in try UnicodeData.lines(of: "emoji/emoji-test.txt") {
      let scalars = UnicodeData.scalars(line.prefix { $0 != ";" })
      // Without a selector ‼, ⁉, 〰 and 〽 are punctuation; ℹ is a letter.
      guard ![[0x203C], [0x2049], [0x3030], [0x303D]].contains(scalars), scalars.first != 0x2139
      else {
        continue
      }
      count += 1
      let text = bytes([0x28] + scalars + [0x62])
      let tokens = Analyzer.standard.tokens(of: String(decoding: text, as: UTF8.self))
      if tokens.map(\.kind) != [.punctuation, .symbol, .word] || tokens[1].end != text.count - 1 {
        Issue.record("not one symbol: \(line)")
      }
    }
    #expect(count > 4700)
  }

  @Test(
    "punctuation is one token a scalar, an ellipsis one token",
    arguments: [
      Case("what?!", ["what", "·?", "·!"]), Case("so... and…", ["so", "·...", "and", "·…"]),
      Case("....", ["·...", "·."]), Case("..", ["·.", "·."]),
      Case("[x] (y)", ["·[", "x", "·]", "·(", "y", "·)"]),
      Case("«oui»", ["·«", "oui", "·»"]), Case("=\u{338}", ["·=\u{338}"]),
    ])
  func punctuation(_ example: Case) { check(example) }

  @Test(
    "Han and Kana are a token each, Thai a run",
    arguments: [
      Case("日本語abc", ["日", "本", "語", "abc"]), Case("か\u{3099}ラー", ["か\u{3099}", "ラ", "ー"]),
      Case("สวัสดี ครับ", ["สวัสดี", "ครับ"]), Case("한국어 말", ["한국어", "말"]),
    ])
  func unspaced(_ example: Case) { check(example) }

  @Test(
    "a combining mark continues what it stands on",
    arguments: [
      Case("cafe\u{301}s", ["cafe\u{301}s"]), Case("\u{301}a", ["\u{301}a"]),
      Case(" \u{301} ", ["\u{301}"]),
      Case("a.m\u{308}.", ["a.m\u{308}."]), Case("!\u{301}a", ["·!\u{301}", "a"]),
    ])
  func marks(_ example: Case) { check(example) }

  @Test("a placeholder ends what stands before it and hides what is in it")
  func placeholders() {
    #expect(
      readable("to-[NAME]'s 'x", placeholders: ["[NAME]"]) == [
        "to-[t]", "@[NAME]", "·'", "s", "·'", "x",
      ])
    #expect(
      readable("'[A] is' [A][A]", placeholders: ["[A]", "[A]", "[A]"]) == [
        "·'", "@[A]", "is", "·'", "@[A]", "@[A]",
      ])
  }

  @Test("placeholder ranges that make no sense are passed over")
  func badPlaceholders() {
    let tokens = Analyzer.standard.tokens(of: "a b c", placeholders: [2..<3, 0..<1, 3..<3, 4..<99])
    #expect(tokens.map(\.kind) == [.word, .placeholder, .word])
  }

  @Test("without punctuation the other tokens are the same")
  func withoutPunctuation() {
    var text = "Well, 'it' – er- (no): £5!"
    text.withUTF8 { text in
      let tokens = Analyzer.standard.tokens(of: text, includingPunctuation: false)
      let all = Analyzer.standard.tokens(of: text, includingPunctuation: true)
      #expect(tokens == all.filter { $0.kind.hasPosition })
    }
  }

  @Test("the letters analyzer takes runs of letters and numbers")
  func letters() {
    #expect(
      readable("It's co-op 3½ P1 日本 e\u{301}", analyzer: .letters) == [
        "It", "·'", "s", "co", "·-", "op", "#3½", "P1", "日本", "e", "·\u{301}",
      ])
  }

  @Test("an analyzer is known by its identifier")
  func identifier() {
    #expect(Analyzer.standard.identifier == "standard/1 unicode/15.0")
    #expect(Analyzer(identifier: "letters/1 unicode/15.0") == .letters)
    #expect(Analyzer(identifier: "standard/1 unicode/16.0") == nil)
    #expect(Analyzer(identifier: "") == nil)
  }
}
