import Testing
import VerbatimTestSupport

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

  @Test(
    "many codes at once are what they are one by one, damaged or not",
    arguments: [1000, 798_912, 798_913, 60_000_000])
  func manyAtOnce(termCount: Int) {
    var generator = SeededGenerator(seed: UInt64(termCount))
    for round in 0..<600 {
      var bytes: [UInt8] = []
      for _ in 0..<Int.random(in: 0...80, using: &generator) {
        let most = [191, 12_479, 798_911, termCount + termCount / 100]
        bytes += code(Int.random(in: 0...generator.pick(most), using: &generator))
      }
      if round % 3 == 0, !bytes.isEmpty {
        let place = Int.random(in: 0..<bytes.count, using: &generator)
        bytes[place] = UInt8.random(in: 0...255, using: &generator)
      }
      let single = decode(bytes)
      let wanted = single.allSatisfy { ($0 ?? .max) < termCount } ? single.compactMap(\.self) : nil
      onEachProcessor { #expect(padded(bytes, termCount) == wanted) }
    }
  }

  private func padded(_ bytes: [UInt8], _ termCount: Int) -> [Int]? {
    let room = UnsafeMutableRawBufferPointer.allocate(
      byteCount: PaddedCodes.length(bytes.count), alignment: 64)
    let ids = UnsafeMutablePointer<UInt32>.allocate(capacity: bytes.count + 16)
    defer {
      room.deallocate()
      ids.deallocate()
    }
    let count = bytes.withUnsafeBytes {
      PaddedCodes.decode($0, termCount: termCount, in: room, into: ids)
    }
    return count.map { (0..<$0).map { Int(ids[$0]) } }
  }
}
