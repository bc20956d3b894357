import Testing
import VerbatimAnalysis

@Suite("Keys")
struct KeysTests {
  private func apply(_ key: ([UInt8]) -> [UInt8], _ text: String) -> String {
    String(decoding: key(Array(text.utf8)), as: UTF8.self)
  }

  @Test(
    "lc folds case and unifies apostrophes and hyphens",
    arguments: [
      ("Don’T", "don't"), ("donʼt", "don't"), ("‘Cause", "'cause"), ("Co‑Op", "co-op"),
      ("co‐op", "co-op"),
      ("STRASSE", "strasse"), ("Straße", "strasse"), ("STRAẞE", "strasse"), ("Größe", "grösse"),
      ("ﬁn", "fin"), ("ſo", "so"), ("ΣΊΣΥΦΟΣ", "σίσυφοσ"), ("σίσυφος", "σίσυφοσ"),
      ("İ", "i\u{307}"),
      ("I", "i"), ("ı", "ı"), ("\u{13A0}\u{AB70}", "\u{13A0}\u{13A0}"), ("co\u{AD}op", "coop"),
      ("\u{FEFF}a\u{202E}b", "ab"),
      ("❤\u{FE0F}", "❤"), ("e\u{301}", "é"), ("\u{1112}\u{1161}\u{11AB}", "한"), ("\u{212B}", "å"),
      ("\u{1FB3}", "αι"),
      ("", ""), ("THI-", "thi-"), ("×÷", "×÷"), ("ÀÞ", "àþ"),
    ])
  func lc(_ text: String, _ key: String) {
    #expect(Array(apply(Keys.lc, text).utf8) == Array(key.utf8))
  }

  @Test(
    "fold drops marks of Latin, Greek and Cyrillic and replaces letters of their own",
    arguments: [
      ("Naïve", "naive"), ("Café", "cafe"), ("Çà", "ca"), ("Ærø", "aero"), ("Łódź", "lodz"),
      ("Đ", "d"),
      ("Ðþ", "dth"), ("Ħ", "h"), ("ıİ", "ii"), ("Œuvre", "oeuvre"), ("Straße", "strasse"),
      ("Ŋ", "n"), ("Ǿ", "o"),
      ("Ǽ", "ae"), ("Σίσυφος", "σισυφοσ"), ("Ёлка", "елка"), ("ấ", "a"), ("×÷", "×÷"), ("ÿŸ", "yy"),
      ("Don’t", "don't"),
      ("हिन्दी", "हिन्दी"), ("שָׁלוֹם", "שָׁלוֹם"), ("ก็", "ก็"), ("e\u{301}", "e"), ("\u{301}", "\u{301}"),
    ])
  func fold(_ text: String, _ key: String) {
    #expect(apply(Keys.fold, text) == key)
    #expect(apply(Keys.fold, key) == key)
  }

  @Test(
    "diac drops marks and keeps case",
    arguments: [
      ("Café", "Cafe"), ("ÉCOLE", "ECOLE"), ("Øre", "Ore"), ("Æ", "AE"), ("ẞß", "SSss"),
      ("Don’t", "Don't"), ("ASCII", "ASCII"),
      ("İ", "I"), ("Łódź", "Lodz"),
    ])
  func diac(_ text: String, _ key: String) {
    #expect(apply(Keys.diac, text) == key)
    #expect(apply(Keys.fold, key) == apply(Keys.fold, text))
  }

  @Test(
    "a placeholder's key does not depend on case, spaces and delimiters",
    arguments: [
      ("[Peer  support\nworker A ]", "[peer support worker a]"), ("[NAME]", "[name]"),
      ("@@NAME@@", "[name]"),
      ("##Graz##", "[graz]"), ("<name>", "[name]"), ("***", "[***]"), ("XXXX", "[xxxx]"),
      ("[]", "[]"), ("[", "[[]"), ("", "[]"),
      ("[ Café\u{A0}1 ]", "[cafe 1]"),
    ])
  func placeholder(_ surface: String, _ key: String) {
    #expect(apply(Keys.placeholder, surface) == key)
  }

  @Test("lc, fold and diac are idempotent, and the fast path of Latin-1 changes nothing")
  func idempotent() {
    // U+0334 behind a base letter makes the fast path impossible; by itself it stays as it is.
    let tail = Array(" \u{1F600}".utf8)
    for value in (UInt32(0)..<0x1_F000) where Unicode.Scalar(value) != nil {
      let text = bytes([value])
      for key in [Keys.lc, Keys.fold, Keys.diac, Keys.nfc] {
        let once = key(text)
        if key(once) != once { Issue.record("not idempotent: U+\(String(value, radix: 16))") }
        if value < 0x100 || value & ~0x3F == 0x2000, key(text + tail) != once + tail {
          Issue.record("fast path differs: U+\(String(value, radix: 16))")
        }
      }
    }
  }

  @Test("bytes that are no UTF-8 do not trap")
  func malformed() {
    var random = Random(seed: 9)
    for _ in 0..<5000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        UInt8.random(in: 0x40...255, using: &random)
      }
      for key in [Keys.lc, Keys.fold, Keys.diac, Keys.nfc, Keys.placeholder] { _ = key(text) }
      _ = Relations.parts(of: text)
      _ = Relations.innerWords(of: text)
    }
  }
}
