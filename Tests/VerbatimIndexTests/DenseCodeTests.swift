import Testing

@testable import VerbatimIndex

@Suite("The byte code of term ids")
struct DenseCodeTests {
  private func code(_ id: Int) -> [UInt8] {
    let (code, length) = DenseCode.code(id)
    return (0..<length).map { UInt8(truncatingIfNeeded: code >> UInt64(8 * $0)) }
  }

  private func decode(_ bytes: [UInt8]) -> [Int?] {
    bytes.withUnsafeBytes { raw in
      var offset = 0
      var ids: [Int?] = []
      while offset < raw.count { ids.append(DenseCode.next(raw, &offset)) }
      return ids
    }
  }

  @Test("all ids to 60,000 come back, each behind the one before it in the order of codes")
  func smallIDs() {
    var bytes: [UInt8] = []
    var previous: [UInt8] = []
    var isOrdered = true
    for id in 0...60_000 {
      let code = code(id)
      isOrdered =
        isOrdered
        && (previous.count < code.count || previous.lexicographicallyPrecedes(code))
      bytes += code
      previous = code
    }
    #expect(isOrdered)
    #expect(decode(bytes) == Array(0...60_000))
  }

  @Test(
    "the boundaries of every length",
    arguments: [
      (0, [0x00]), (191, [0xBF]), (192, [0xC0, 0x00]), (383, [0xC0, 0xBF]), (384, [0xC1, 0x00]),
      (12_479, [0xFF, 0xBF]), (12_480, [0xC0, 0xC0, 0x00]), (798_911, [0xFF, 0xFF, 0xBF]),
      (798_912, [0xC0, 0xC0, 0xC0, 0x00]), (51_130_559, [0xFF, 0xFF, 0xFF, 0xBF]),
      (51_130_560, [0xC0, 0xC0, 0xC0, 0xC0, 0x00]),
      (3_272_356_031, [0xFF, 0xFF, 0xFF, 0xFF, 0xBF]),
    ] as [(Int, [UInt8])])
  func boundaries(id: Int, bytes: [UInt8]) {
    #expect(code(id) == bytes)
    #expect(decode(bytes) == [id])
  }

  @Test("a code without its last byte, or of more than five, is none")
  func cut() {
    #expect(decode([]) == [])
    for id in [192, 12_480, 798_912, 51_130_560] {
      #expect(decode(code(id).dropLast()) == [nil])
      #expect(decode([0x05] + code(id).dropLast()) == [5, nil])
    }
    #expect(decode([0xC0, 0xC0, 0xC0, 0xC0, 0xC0]) == [nil])
    #expect(decode([0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x00]).first == .some(nil))
  }
}
