import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimXML

@Suite("UTF-8 validation")
struct UTF8ValidationTests {
  /// Where the standard library meets the first bytes that are no scalar.
  static func oracle(_ bytes: [UInt8]) -> Int? {
    var parser = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var offset = 0
    while true {
      switch parser.parseScalar(from: &rest) {
      case .valid(let scalar): offset += scalar.count
      case .error: return offset
      case .emptyInput: return nil
      }
    }
  }

  static let pieces: [[UInt8]] = [
    Array("plain words and more of them ".utf8), Array("ä".utf8), Array("öü".utf8), Array("–".utf8),
    Array("😀".utf8), [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xDF, 0xBF], [0xE0, 0x9F, 0xBF],
    [0xED, 0xA0, 0x80], [0xF0, 0x8F, 0xBF, 0xBF], [0xF4, 0x90, 0x80, 0x80], [0xF5], [0xFF],
    [0xC3, 0xC3, 0xA4], [0xE2, 0x80],
  ]

  @Test("the first wrong byte is where the standard library finds it, whatever stands around it")
  func likeTheStandardLibrary() {
    for piece in Self.pieces {
      for filler in ["x", "ä", "aä", "–", "xy😀"] {
        for before in 0..<140 {
          let text = String(repeating: filler, count: 140).utf8
          var bytes = Array(text.prefix(before))
          while let last = bytes.last, last >= 0x80, Self.oracle(bytes) != nil {
            bytes.removeLast()
          }
          bytes += piece
          #expect(UTF8Validation.firstInvalid(in: bytes, from: 0) == Self.oracle(bytes))
          bytes += text.prefix(100)
          #expect(UTF8Validation.firstInvalid(in: bytes, from: 0) == Self.oracle(bytes))
        }
      }
    }
  }

  @Test("random bytes are judged as the standard library judges them")
  func random() {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<30, using: &random) {
        bytes += Self.pieces[Int.random(in: 0..<5, using: &random)]
      }
      #expect(UTF8Validation.firstInvalid(in: bytes, from: 0) == nil)
      guard !bytes.isEmpty else { continue }
      bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
      #expect(UTF8Validation.firstInvalid(in: bytes, from: 0) == Self.oracle(bytes))
    }
  }

  @Test("what is sound for certain is whole scalars, on any processor")
  func soundLengths() {
    var random = SystemRandomNumberGenerator()
    var most = 0
    for round in 0..<2000 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0..<90, using: &random) {
        bytes += Self.pieces[Int.random(in: 0..<(round % 2 == 0 ? 5 : 3), using: &random)]
      }
      if !bytes.isEmpty, round % 3 == 0 {
        bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(
          in: 0...255, using: &random)
      }
      onEachProcessor {
        let length = cs_sound_length(bytes, bytes.count)
        #expect(length <= bytes.count)
        #expect(Self.oracle(Array(bytes.prefix(length))) == nil)
        most = max(most, length)
      }
    }
    #expect(most > 200)
  }
}
