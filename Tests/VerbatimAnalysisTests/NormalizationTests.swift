import Foundation
import Testing

@testable import VerbatimAnalysis

@Suite("Normalisation and folding against the Unicode Character Database")
struct NormalizationTests {
  // Skipped where Debian's unicode-data is not installed: the file is not ours to copy.
  @Test(
    "NFC and NFD pass NormalizationTest.txt",
    .enabled(
      if: UnicodeData.has("NormalizationTest.txt") || UnicodeData.has("NormalizationTest.txt.bz2"),
      "needs /usr/share/unicode (Debian: unicode-data)"))
  func conformance() throws {
    let name = "NormalizationTest.txt"
    let lines =
      UnicodeData.has(name)
      ? try UnicodeData.lines(of: name)
      : UnicodeData.content(
        try UnicodeData.output(of: "/usr/bin/env", ["bzcat", UnicodeData.folder + name + ".bz2"]))
    var count = 0
    for line in lines where !line.hasPrefix("@") {
      let columns = line.split(separator: ";").prefix(5).map(UnicodeData.scalars)
      guard columns.count == 5 else { continue }
      count += 1
      for (column, scalars) in columns.enumerated() {
        let nfc = Normalization.composed(scalars)
        let nfd = Normalization.decomposed(scalars)
        if nfc != columns[column < 3 ? 1 : 3] { Issue.record("NFC of column \(column): \(line)") }
        if nfd != columns[column < 3 ? 2 : 4] { Issue.record("NFD of column \(column): \(line)") }
      }
    }
    #expect(count > 19_000)
  }

  @Test("NFC and NFD are canonically equivalent to the text, as Swift sees it")
  func swift() {
    var random = Random(seed: 5)
    let letters: [UInt32] = [
      0x61, 0x65, 0x41, 0xE4, 0x1EA5, 0x3B1, 0x1F00, 0xAC00, 0x1100, 0x1161, 0x11A8,
    ]
    for _ in 0..<3000 {
      let scalars = (0..<8).map { _ -> UInt32 in
        Bool.random(using: &random)
          ? letters.randomElement(using: &random) ?? 0x61
          : UInt32.random(in: 0x300...0x345, using: &random)
      }
      let text = String(decoding: bytes(scalars), as: UTF8.self)
      let nfc = String(decoding: Keys.nfc(bytes(scalars)), as: UTF8.self)
      #expect(nfc == text)
      let nfd = UTF8Scalars.encode(Normalization.decomposed(scalars))
      #expect(String(decoding: nfd, as: UTF8.self) == text)
      #expect(Keys.nfc(nfd) == Array(nfc.utf8))
      #expect(Keys.lc(nfd) == Keys.lc(bytes(scalars)))
      #expect(Keys.fold(nfd) == Keys.fold(bytes(scalars)))
    }
  }

  @Test("marks are ordered in little time, however many there are")
  func manyMarks() {
    let marks: [UInt32] = [0x323, 0x301, 0x345, 0x315, 0x334]
    let scalars = [0x65] + (0..<20_000).map { marks[$0 % marks.count] }
    let once = Keys.nfc(bytes(scalars))
    #expect(Keys.nfc(once) == once)
    #expect(String(decoding: Keys.fold(once), as: UTF8.self).unicodeScalars.first == "e")
  }

  // Skipped where Debian's unicode-data is not installed.
  @Test(
    "every scalar folds as CaseFolding.txt says, and all others to themselves",
    .enabled(if: UnicodeData.isInstalled, "needs /usr/share/unicode (Debian: unicode-data)"))
  func folding() throws {
    var mappings: [UInt32: [UInt32]] = [:]
    for line in try UnicodeData.lines(of: "CaseFolding.txt") {
      let fields = line.split(separator: ";")
      guard fields.count >= 3, let code = UnicodeData.scalars(fields[0]).first else { continue }
      if fields[1] == " C" || fields[1] == " F" { mappings[code] = UnicodeData.scalars(fields[2]) }
    }
    #expect(mappings.count == 1530)
    for value in (UInt32(0)..<0x1_F000) where Unicode.Scalar(value) != nil {
      let properties = ScalarProperties(value)
      let isUnified = [0x2018, 0x2019, 0x2BC, 0x2010, 0x2011].contains(value)
      // U+0149 and compatibility marks with U+0345 change in other ways too: checked by hand.
      guard !properties.isDroppedInKeys, !isUnified, ![0x149, 0x344].contains(value) else {
        continue
      }
      let parts = Normalization.decomposed([value]).flatMap { mappings[$0] ?? [$0] }
      if Keys.lc(bytes([value])) != Keys.nfc(bytes(parts)) {
        Issue.record("folding of U+\(String(value, radix: 16))")
      }
      if let mapping = mappings[value], Keys.lc(bytes(mapping)) != Keys.lc(bytes([value])) {
        Issue.record("folding of the folding of U+\(String(value, radix: 16))")
      }
    }
    #expect(Keys.lc(bytes([0x149])) == Array("'n".utf8))
  }
}
