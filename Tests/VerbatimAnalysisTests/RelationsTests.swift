import Testing
import VerbatimAnalysis

@Suite("Relations, fillers and stems")
struct RelationsTests {
  private func strings(_ keys: [[UInt8]]) -> [String] {
    keys.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "parts of a hyphenated word and the form of a broken-off word",
    arguments: [
      ("NHS-funded", ["nhs", "funded"]), ("co-op's", ["co", "op's"]), ("th-", ["th"]),
      ("th–", ["th"]), ("mm-hm-", ["mm-hm", "mm", "hm"]),
      ("Größen‑Wahn", ["grossen", "wahn"]), ("word", []), ("", []), ("-", []), ("no-no", ["no"]),
      ("a-b@c.de", []), ("http://a-b.c", []),
    ])
  func parts(_ word: String, _ parts: [String]) {
    #expect(strings(Relations.parts(of: Array(word.utf8))) == parts)
  }

  @Test(
    "the words inside a placeholder",
    arguments: [
      ("[peer support worker A]", ["peer", "support", "worker", "a"]),
      ("[NAME, Café 2]", ["name", "cafe", "2"]), ("@@NAME@@", ["name"]),
      ("***", []), ("XXXX", []), ("", []), ("[]", []), ("[A a]", ["a"]),
    ])
  func innerWords(_ placeholder: String, _ words: [String]) {
    #expect(strings(Relations.innerWords(of: Array(placeholder.utf8))) == words)
  }

  @Test("fillers belong to a language, and to all where it is not known")
  func fillers() {
    func isFiller(_ word: String, _ language: String?) -> Bool {
      Fillers.contains(foldKey: Keys.fold(Array(word.utf8)), language: language)
    }
    for word in ["er", "erm", "um", "uh", "mm", "mhm", "hmm", "äh", "euh", "eh", "MM"] {
      #expect(isFiller(word, nil))
    }
    #expect(isFiller("er", "en-GB"))
    #expect(!isFiller("er", "de"))
    #expect(!isFiller("um", "de-AT"))
    #expect(isFiller("Ähm", "DE"))
    #expect(isFiller("mm", "sw"))
    #expect(!isFiller("er", "nl"))
    #expect(isFiller("euh", "fr") && !isFiller("well", nil) && !isFiller("", nil))
    #expect(Fillers.languages == ["de", "en", "fr", "nb", "nn", "no"])
  }

  @Test("a filler is flagged whether it is broken off or not, by the language given")
  func flags() {
    #expect(readable("Er, UM- mhm") == ["Er[f]", "·,", "UM-[tf]", "mhm[f]"])
    #expect(readable("er kommt um äh", language: "de") == ["er", "kommt", "um", "äh[f]"])
  }

  @Test(
    "stems by language",
    arguments: [
      ("en", "listening", "listen"), ("english", "relationships", "relationship"),
      ("de-AT", "häuser", "haus"), ("nb", "opplevelsene", "opplev"),
      ("fr", "continuellement", "continuel"), ("ru", "взаимопомощью", "взаимопомощ"),
      ("en", "", ""),
    ])
  func stems(_ language: String, _ word: String, _ stem: String) throws {
    let stemmer = try #require(Stemmer(language: language))
    #expect(String(decoding: stemmer.stem(Array(word.utf8)), as: UTF8.self) == stem)
  }

  @Test(
    "a language without an algorithm has no stemmer", arguments: ["", "zh", "xx", "-", "e\u{0}n"])
  func noStemmer(_ language: String) {
    #expect(Stemmer(language: language) == nil)
  }

  @Test("every listed language stems anything without a trap")
  func allLanguages() throws {
    #expect(Stemmer.languages.contains("english") && Stemmer.languages.count >= 25)
    #expect(Stemmer.version.hasPrefix("snowball/"))
    var random = Random(seed: 13)
    for language in Stemmer.languages {
      let stemmer = try #require(Stemmer(language: language))
      for _ in 0..<50 {
        _ = stemmer.stem((0..<9).map { _ in UInt8.random(in: 0...255, using: &random) })
      }
      _ = stemmer.stem([UInt8](repeating: UInt8(ascii: "e"), count: 100_000))
    }
  }
}
