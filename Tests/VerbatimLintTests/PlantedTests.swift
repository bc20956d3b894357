import Testing
import VerbatimTestSupport

@testable import VerbatimLint

@Suite("Lint: planted identities")
struct PlantedTests {
  private static let planted: [(LintKind, [String])] = [
    (.email, ["jane.smith@example.org", "kari@sykehus.example.no"]),
    (.url, ["https://example.org/janes-page", "www.example.com/x"]),
    (.handle, ["@jane_smith", "@olav1999"]),
    (.ip, ["10.20.30.40", "2001:db8::8a2e:370"]),
    (.phone, ["+47 22 33 44 55", "020 7946 0958", "555-234-5678", "+4989123456"]),
    (.postcode, ["SW1A 1AA", "12345-6789"]),
    (.plate, ["AB12 CDE"]),
    (.nhsNumber, ["943 476 5919", "9876543210"]),
    (.card, ["4111 1111 1111 1111", "378282246310005"]),
    (.iban, ["GB82 WEST 1234 5698 7654 32", "NO9386011117947"]),
    (.nationalInsurance, ["AB 12 34 56 C"]),
    (.date, ["12.03.1967", "12 March 1967"]),
    (.age, ["93 years old"]),
    (.phrase, ["the only midwife"]),
    (.capital, ["Jane Smith", "Trondheim"]),
    (.listedName, ["Solveig Haugen", "Torstein"]),
    (.labelInside, ["P4:"]),
  ]
  private static let words = [
    "and", "then", "we", "said", "that", "it", "was", "fine", "you", "know", "erm", "really",
    "because", "they", "go", "there", "sometimes", "på", "naïve", "26", "2016", "twice",
  ]

  @Test(
    "in random places all are found, nothing else is, and no mask shows them", arguments: 1...20)
  func planted(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var scalars: [Unicode.Scalar] = []
    var expected: [LintFinding] = []
    for (kind, texts) in Self.planted.shuffled(using: &generator) {
      for text in texts {
        for _ in 0..<Int.random(in: 2...6, using: &generator) {
          scalars += Array(generator.pick(Self.words).unicodeScalars) + [" "]
        }
        let start = scalars.count
        scalars += Array(text.unicodeScalars)
        expected.append(LintFinding(kind, .look, start..<scalars.count))
        // Marks part a number from the next.
        scalars += Array((generator.chance(50) ? ", " : " so ").unicodeScalars)
        scalars += Array("so that ".unicodeScalars)
      }
    }
    let text = String(String.UnicodeScalarView(scalars))
    let lintText = LintText(text)
    var statistics = CaseStatistics()
    statistics.add(lintText)
    var lint = TextLint(
      names: LintNames(["Solveig Haugen", "Torstein"], key: [UInt8](repeating: 7, count: 32)),
      capitals: CapitalFinder(statistics))
    let found = lint.findings(in: lintText)
    #expect(found.map(\.kind) == expected.map(\.kind), "seed \(seed)")
    #expect(found.map(\.range) == expected.map(\.range), "seed \(seed)")
    for finding in found {
      let shown = String(String.UnicodeScalarView(scalars[finding.range]))
      let masked = LintMask.mask(shown)
      #expect(!masked.contains(shown) && masked.count == shown.count, "seed \(seed)")
      #expect(!masked.contains { $0.isNumber }, "seed \(seed)")
    }
  }

  @Test("a mask keeps the first letter of a word of three or more, and nothing else")
  func mask() {
    #expect(LintMask.mask("Jane Smith, 1967") == "J••• S••••, ••••")
    #expect(LintMask.mask("Bo Ås") == "•• ••")
    #expect(LintMask.mask("æble-x") == "æ•••-•")
    #expect(LintMask.mask("") == "")
    #expect(LintMask.mask("日本語の") == "日•••")
  }

  @Test("a megabyte of what finders look at comes to an end")
  func hostile() {
    var lint = TextLint(
      names: LintNames(["a b c d e f"], key: [UInt8](repeating: 1, count: 32)),
      capitals: CapitalFinder(CaseStatistics()))
    let mixed = [
      "a@a@a.", "1 1 1 1-1-", "www.http://", "::::1:a:", "@a.@", "AB12 A1A1 ", "0 00 0/0.",
      "the only the first ", "born in born i ", "P1:P2:", "A B C d e f ", "ninety year ",
      "12 of March of 12 ", "\u{301}\u{200B}’’", "GB8 GB82 WEST ",
    ]
    let text = mixed.map { String(repeating: $0, count: 1_000_000 / mixed.count / $0.utf8.count) }
      .joined()
    #expect(!lint.findings(in: LintText(text)).isEmpty)
    for piece in ["1", "a@", "1-", "A", ":", "w", "."] {
      _ = lint.findings(in: LintText(String(repeating: piece, count: 20_000 / piece.utf8.count)))
    }
  }

  @Test("random bytes and scalars are no trap", arguments: 1...4)
  func random(_ seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var lint = TextLint(capitals: CapitalFinder(CaseStatistics()))
    let marks = Array("@.:/-+() \n'’0123456789aAbBzZæØ,\u{301}\u{FEFF}🙂".unicodeScalars)
    for _ in 0..<400 {
      let count = Int.random(in: 0...60, using: &generator)
      let text = String(
        String.UnicodeScalarView((0..<count).map { _ in generator.pick(marks) }))
      for finding in lint.findings(in: LintText(text)) {
        #expect(finding.range.upperBound <= count && !finding.range.isEmpty, "seed \(seed)")
      }
    }
  }
}
