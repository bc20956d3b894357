import Foundation
import Testing

@testable import VerbatimAnalysis

@Suite("The generated tables")
struct UnicodeTablesTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  private static let generator = root.appendingPathComponent("Scripts/generate-unicode-tables").path

  // Skipped where Debian's unicode-data or Python is not installed.
  @Test(
    "generating them again gives the committed file",
    .enabled(
      if: UnicodeData.isInstalled
        && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"),
      "needs /usr/share/unicode (Debian: unicode-data) and python3"))
  func regenerated() throws {
    let committed = try Data(
      contentsOf: UnicodeTablesTests.root.appendingPathComponent(
        "Sources/VerbatimAnalysis/UnicodeTables.swift"))
    let made = try UnicodeData.output(
      of: "/usr/bin/python3", [UnicodeTablesTests.generator, "--output", "-"])
    #expect(made == committed)
  }

  /// What Unicode 16, which Swift has, changed about scalars of 15.0: four new upper cases and a
  /// mark that became a spacing one.
  private static let changed: Set<UInt32> = [0x19B, 0x264, 0xA7D3, 0xA7D5, 0x1171E]

  @Test("every scalar can be looked up, and agrees with Swift where both know it")
  func everyScalar() {
    for value in (UInt32(0)..<0x110000) {
      guard value < 0x3_2400 || value >= 0xE_0000 && value < 0xE_0200 || value & 0xFF == 0
      else { continue }
      guard let scalar = Unicode.Scalar(value) else { continue }
      let ours = ScalarProperties(value)
      let theirs = scalar.properties
      guard let age = theirs.age, age.major <= 15, (age.major, age.minor) <= (15, 0) else {
        if ours.scalarClass == .letter { Issue.record("unassigned letter \(value)") }
        continue
      }
      if UnicodeTablesTests.changed.contains(value) { continue }
      let isAlphanumeric: Bool
      switch theirs.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .decimalNumber, .letterNumber, .otherNumber:
        isAlphanumeric = true
      default: isAlphanumeric = false
      }
      if ours.isAlphanumeric != isAlphanumeric { Issue.record("category of \(value)") }
      if theirs.isWhitespace != (ours.scalarClass == .space), value != 0x200B {
        Issue.record("white space \(value)")
      }
      if ours.isNonspacingMark != (theirs.generalCategory == .nonspacingMark) {
        Issue.record("mark \(value)")
      }
      if Normalization.combiningClass(value) != Int(theirs.canonicalCombiningClass.rawValue) {
        Issue.record("combining class of \(value)")
      }
      let lower = theirs.lowercaseMapping.unicodeScalars
      if lower.count == 1, lower.first?.value != SimpleCase.lower(value) {
        Issue.record("lower case of \(value)")
      }
      let upper = theirs.uppercaseMapping.unicodeScalars
      if upper.count == 1, upper.first?.value != SimpleCase.upper(value) {
        Issue.record("upper case of \(value)")
      }
    }
  }

  @Test("scripts without spaces between words are known")
  func unspaced() {
    for scalar in "日かカーกກកက".unicodeScalars {
      #expect(ScalarProperties(scalar).isOfUnspacedScript)
    }
    for scalar in "a한ا!".unicodeScalars {
      #expect(!ScalarProperties(scalar).isOfUnspacedScript)
    }
  }
}
