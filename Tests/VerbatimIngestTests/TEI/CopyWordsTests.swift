import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimIngest

/// How words are copied, against one byte at a time.
@Suite("Runs of words")
struct CopyWordsTests {
  private static let pieces = [
    "words", "ä", "–", "한", "👍", "a", " ", " ", "  ", "\n", "\t ", "\r",
    "and some more of it, and so on and on", "ein längeres Stück, über die Blöcke hinweg",
  ]

  @Test("a run ends before white space that is none or more than one space, or at the end")
  func runs() {
    var generator = SeededGenerator(state: 5)
    for round in 0..<4000 {
      let bytes = Array(
        (0..<round % 24).map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
          .utf8)
      let length =
        bytes.indices.first {
          bytes[$0] < 0x20 || bytes[$0] == 0x20 && ($0 + 1 == bytes.count || bytes[$0 + 1] <= 0x20)
        } ?? bytes.count
      onEachProcessor {
        var copy = [UInt8](repeating: 0xFF, count: bytes.count)
        var scalars = 3
        #expect(cs_copy_words(bytes, bytes.count, &copy, &scalars) == length)
        #expect(copy[..<length] == bytes[..<length])
        #expect(copy[length...].allSatisfy { $0 == 0xFF })
        let text = String(decoding: bytes[..<length], as: UTF8.self)
        #expect(scalars == 3 + text.unicodeScalars.count)
      }
    }
  }
}
