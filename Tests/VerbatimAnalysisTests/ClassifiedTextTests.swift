import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimAnalysis

/// What ``ClassifiedText`` says of each byte, against a plain look at the scalar that it belongs to.
@Suite("What the bytes of a text are")
struct ClassifiedTextTests {
  /// The classes of one byte by its scalar.
  private struct Facts: Equatable {
    var isLetter = false
    var isRun = false
    var isUpper = false
    var isSmall = false
  }

  private static func facts(_ text: String) -> [Facts] {
    text.unicodeScalars.flatMap { scalar -> [Facts] in
      var facts = Facts()
      let isLatin =
        (0xC0...0xFF).contains(scalar.value) && scalar.value != 0xD7 && scalar.value != 0xF7
      facts.isLetter = isLatin || scalar.isASCII && scalar.properties.isAlphabetic
      facts.isRun = facts.isLetter || ("0"..."9").contains(scalar)
      var last = facts
      last.isUpper = facts.isLetter && scalar.properties.isUppercase
      // ß has no capital of one letter in Latin-1.
      last.isSmall = facts.isLetter && scalar.properties.isLowercase && scalar != "ß"
      let length = String(scalar).utf8.count
      return [Facts](repeating: facts, count: length - 1) + [last]
    }
  }

  private static func bit(
    _ text: ClassifiedText, _ mask: (verbatim_masks) -> UnsafeMutablePointer<UInt64>?, _ offset: Int
  ) -> Bool {
    (mask(text.masks)?[offset / 64] ?? 0) >> UInt64(offset % 64) & 1 == 1
  }

  private static let pieces: [String] = [
    "a", "z", "A", "Z", "@", "[", "`", "{", "0", "9", "/", ":", " ", "\n", ",", "?", "!", ";", ")",
    "\"",
    ".", "(", "'", "-", "é", "É", "ß", "ÿ", "÷", "×", "Ä", "ö", "–", "„", "…", "€", "§", "ª", "²",
    "½",
    "·", "\u{2080}", "ł", "Ж", "日", "👍", "e\u{301}", "word", "Haus",
  ]

  private static func random(_ generator: inout Random, most: Int) -> String {
    (0..<Int.random(in: 0...most, using: &generator))
      .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
  }

  @Test("letters, digits and case are those of the scalars")
  func classes() {
    var generator = Random(seed: 5)
    let classified = ClassifiedText()
    for _ in 0..<400 {
      var text = Self.random(&generator, most: 120)
      let facts = Self.facts(text)
      text.withUTF8 { classified.set($0) }
      for (offset, expected) in facts.enumerated() {
        let found = Facts(
          isLetter: Self.bit(classified, \.letters, offset),
          isRun: Self.bit(classified, \.runs, offset),
          isUpper: Self.bit(classified, \.uppers, offset),
          isSmall: Self.bit(classified, \.smalls, offset))
        #expect(found == expected, "byte \(offset)")
      }
    }
  }

  @Test("what is surely between runs is no letter and no number")
  func between() {
    let classified = ClassifiedText()
    for value in UInt32(0)...0x2FFF {
      guard let scalar = Unicode.Scalar(value) else { continue }
      var text = "a" + String(scalar) + "b"
      text.withUTF8 { classified.set($0) }
      let properties = ScalarProperties(value)
      for offset in 1..<text.utf8.count - 1 where Self.bit(classified, \.between_runs, offset) {
        #expect(!properties.isAlphanumeric, "U+\(String(value, radix: 16))")
      }
    }
  }

  @Test("small letters stand for capitals where the case is known, and all else as it was")
  func lowerCase() {
    var generator = Random(seed: 6)
    let classified = ClassifiedText()
    for _ in 0..<400 {
      var text = Self.random(&generator, most: 90)
      let expected = text.unicodeScalars.flatMap { scalar -> [UInt8] in
        let isKnown = scalar.isASCII || (0xC0...0xDE).contains(scalar.value) && scalar != "×"
        return Array((isKnown ? scalar.properties.lowercaseMapping : String(scalar)).utf8)
      }
      text.withUTF8 { classified.set($0) }
      #expect(
        Array(UnsafeBufferPointer(start: classified.lower, count: classified.count)) == expected)
    }
  }

  @Test("every kind of processor says the same of any bytes")
  func processors() {
    var generator = Random(seed: 7)
    for _ in 0..<300 {
      let bytes = (0..<Int.random(in: 1...200, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      var found: [[UInt64]] = []
      onEachProcessor {
        let classified = ClassifiedText()
        bytes.withUnsafeBufferPointer { classified.set($0) }
        let masks = classified.masks
        let columns = [
          masks.letters, masks.runs, masks.between_runs, masks.between_words, masks.word_ends,
          masks.uppers, masks.smalls, masks.exes, masks.unknown,
        ]
        found.append(
          (0...bytes.count / 64).flatMap { block in columns.compactMap { $0?[block] } }
            + bytes.indices.map { UInt64(classified.lower[$0]) }
            + [classified.hasUnknownCase ? 1 : 0])
      }
      #expect(found[0].count == 9 * (bytes.count / 64 + 1) + bytes.count + 1)
      #expect(found.allSatisfy { $0 == found[0] })
    }
  }

  @Test("a word inside a text is the word that it is by itself")
  func surroundings() {
    // What is found by masks over blocks does not depend on where in a block it stands.
    for analyzer in [Analyzer.standard, .letters] {
      let words = ["Haus", "é", "xxx", "x", "A", "Straße", "abc123", "42", "Ärger", "naïve"]
      for shift in 0..<130 {
        let lead = String(repeating: " ", count: shift)
        let text = lead + words.joined(separator: " ") + "."
        let tokens = analyzer.tokens(of: text).filter { $0.kind.hasPosition }
        let bytes = Array(text.utf8)
        #expect(
          tokens.map { String(decoding: bytes[$0.start..<$0.end], as: UTF8.self) } == words)
        let kinds = words.map { analyzer.tokens(of: $0)[0].kind }
        #expect(tokens.map(\.kind) == kinds)
      }
    }
  }
}
