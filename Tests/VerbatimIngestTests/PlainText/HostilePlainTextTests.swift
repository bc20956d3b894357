import Testing
import VerbatimCorpus

@testable import VerbatimIngest

/// A small generator of fixed sequences, so that a failure comes again.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

@Suite("Hostile plain text")
struct HostilePlainTextTests {
  /// Reads with several settings; holds what must hold of any reading.
  private func survive(_ bytes: [UInt8], path: String = "x.md") {
    var split = PlainTextSettings()
    split.inlineSpeakers = .split
    split.dehyphenate = true
    split.preset = .jeffersonLite
    var merged = PlainTextSettings()
    merged.mergeAdjacent = true
    merged.lineBreaks = .preserve
    merged.lineNumbers = .strip
    merged.encoding = .windows1252
    merged.separator = ">"
    var unlabelled = PlainTextSettings()
    unlabelled.family = LabelFamily.none
    unlabelled.preset = .bnc2014
    unlabelled.headerEndLine = 2
    for settings in [PlainTextSettings(), split, merged, unlabelled] {
      let file = SourceFile(path: path, bytes: bytes)
      let reader = PlainTextReader(settings: settings)
      #expect(reader.report(file).json().hasSuffix("}\n"))
      guard let reading = try? reader.read(file) else { continue }
      for (index, turn) in reading.turns.enumerated() {
        #expect(turn.number == index + 1)
        let count = turn.text.unicodeScalars.count
        #expect(turn.marks.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= count })
        #expect(turn.events.allSatisfy { (0...count).contains($0.offset) })
        if let place = turn.place.bytes {
          #expect(place.lowerBound >= 0 && place.upperBound <= bytes.count)
        }
        if turn.place.map != nil, turn.place.bytes != nil {
          #expect(rebuilt(turn, from: bytes) == turn.text)
        }
      }
    }
  }

  @Test("random bytes never trap", arguments: 0..<40 as Range<UInt64>)
  func randomBytes(seed: UInt64) {
    var random = SplitMix(state: seed)
    survive(
      (0..<Int.random(in: 0...600, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      })
  }

  @Test(
    "random arrangements of what means something never trap", arguments: 0..<150 as Range<UInt64>)
  func randomPieces(seed: UInt64) {
    let pieces = [
      "P1:", "Moderator: ", "\n", "\n\n", "\r\n", "\u{C}", " ", "\t", "[", "]", "(", ")", "((",
      "))",
      "{", "}", "<", ">", "*", "**", "__", "\\[", "\\]", "[laughs]", "(2.5)", "(P2: mm)", "//",
      "//P1: x//",
      "@@", "##", "xxx", "XXXX", "???", "+++", "_____", "***", "---", "# head", "<!--", "-->",
      "12 ",
      "00:01:02", "[0:01]", "#00:01:02-3#", " --> ", "a", "word", "co-", "é", "字", "：", "\u{200F}",
      "\u{A0}", "\u{2028}", "Key: value", "Anna: ", "Q: ", "A: ", ":", ";", "?", "&", "0", "9:",
      ".hh",
      "°h", "--ANON", "--", "P1 & P2: ", "😀", "e\u{301}", "...", "…",
    ]
    var random = SplitMix(state: seed &* 7919)
    var text = ""
    for _ in 0..<Int.random(in: 1...220, using: &random) {
      text += pieces.randomElement(using: &random) ?? ""
    }
    survive(Array(text.utf8), path: seed % 2 == 0 ? "x.md" : "x.txt")
  }

  @Test("text cut or broken at any byte never traps")
  func cuts() {
    let text = Array((PlainTextOracleTests.oracle + "\nP3: «äh» 😀 [laughs]\n").utf8)
    for cut in stride(from: 0, to: text.count, by: 3) { survive(Array(text[..<cut])) }
    for at in stride(from: 0, to: text.count, by: 5) {
      var broken = text
      broken[at] ^= 0x80
      survive(broken)
    }
  }

  @Test("broken UTF-16 and UTF-32 never trap", arguments: 0..<40 as Range<UInt64>)
  func wide(seed: UInt64) {
    var random = SplitMix(state: seed &+ 99)
    let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0xFF, 0xFE, 0, 0]]
    var bytes = marks[Int(seed % 3)]
    for scalar in "P1: ab\nP2: [laughs] ü\n".utf16 {
      bytes +=
        seed % 3 == 1
        ? [UInt8(scalar >> 8), UInt8(scalar & 255)]
        : [UInt8(scalar & 255), UInt8(scalar >> 8)]
      if seed % 3 == 2 { bytes += [0, 0] }
    }
    if seed >= 3 {
      let at = Int.random(in: 0..<bytes.count, using: &random)
      bytes[at] = UInt8.random(in: 0...255, using: &random)
      if seed % 2 == 0 { bytes.removeLast() }
    }
    survive(bytes)
  }

  @Test(
    "long runs of one sign stay quick and harmless",
    arguments: [
      "(", ")", "[", "((", "[]", "(a", "*", "**", "* ", "_", "-", "#", "@", "//", "/", "x", "X",
      "?",
      "<", "<!--", ">", ":", ": ", "P1: ", "P1:", "1 ", "12:", "0:01 ", "\n", "\u{C}", "a ", "é",
      "(P1: ", "(P1: m) ", "\\[", "xxx ", "[laughs] ", "A & ", "\t", "\u{200F}", "….",
    ])
  func runs(sign: String) {
    let count = 60_000 / sign.utf8.count
    let run = String(repeating: sign, count: count)
    for text in ["P1: " + run, run, "P1: a\n" + run + "\nP2: b"] {
      var split = PlainTextSettings()
      split.inlineSpeakers = .split
      for settings in [PlainTextSettings(), split] {
        let report = report(text, path: "x.md", settings)
        #expect(report.sanityHolds)
      }
    }
  }
}

extension PlainTextReport {
  fileprivate var sanityHolds: Bool { turns >= 0 && words >= 0 && isAccepted == (turns > 0) }
}
