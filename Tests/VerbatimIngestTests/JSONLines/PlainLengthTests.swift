import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimIngest

/// How a string of JSON is looked through, against one byte at a time.
@Suite("Bytes of a JSON string")
struct PlainLengthTests {
  private static let pieces: [[UInt8]] = [
    Array("words".utf8), Array("ä".utf8), Array("–".utf8), Array("ह".utf8), Array("한".utf8),
    Array("👍".utf8), Array("a".utf8), Array(" and some more of it, and so on and on".utf8),
    [0xC3], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5], [0xE2, 0x80], [0xFF], [0xC3, 0xC0],
  ]
  private static let ends: [[UInt8]] = [[0x22], [0x5C], [0x1F], [0x00], []]

  @Test(
    "it ends before the first quote, backslash or control character, and is sound only where it is")
  func lengths() {
    var generator = SeededGenerator(state: 23)
    var sound = 0
    for _ in 0..<4000 {
      var bytes: [UInt8] = []
      let valid = Bool.random(using: &generator)
      for _ in 0..<Int.random(in: 0...20, using: &generator) {
        bytes += Self.pieces[Int.random(in: 0..<(valid ? 8 : Self.pieces.count), using: &generator)]
      }
      let plain = bytes.count
      bytes += Self.ends.randomElement(using: &generator) ?? []
      bytes += Self.pieces.randomElement(using: &generator) ?? []
      let length =
        bytes.firstIndex { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C } ?? bytes.count
      #expect(length >= plain)
      let isValid = bytes[..<length].withUnsafeBufferPointer { $0.wellFormedUTF8Count } == length
      let isASCII = bytes[..<length].allSatisfy { $0 < 0x80 }
      onEachProcessor {
        var isSound = true
        #expect(cs_plain_length(bytes, bytes.count, &isSound) == length)
        if isASCII { #expect(isSound) }
        if isSound {
          sound += 1
          #expect(isValid)
        }
      }
    }
    #expect(sound > 500)
  }
}
