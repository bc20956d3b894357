import CVectors
import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

/// Codes and lists made from columns (`TurnWords.h`), against one token at a time.
@Suite("Codes from columns")
struct TurnCodesTests {
  private struct Codes: Equatable {
    var bytes: [UInt8] = []
    var ids: [UInt32] = []
    var deviating: [UInt32] = []
  }

  private static func write(
    _ numbers: [UInt32], width: Int, _ table: [UInt32], _ slots: [UInt8]
  ) -> Codes {
    let count = numbers.count
    var packed: [UInt8] = []
    for number in numbers {
      for byte in 0..<width { packed.append(UInt8(truncatingIfNeeded: number >> UInt32(8 * byte))) }
    }
    packed += [0xEE, 0xEE, 0xEE, 0xEE]
    let ids = UnsafeMutablePointer<UInt32>.allocate(capacity: 2 * (count + 16))
    let codes = UnsafeMutablePointer<UInt8>.allocate(capacity: 4 * count + 64)
    defer {
      ids.deallocate()
      codes.deallocate()
    }
    let deviating = ids + count + 16
    var found = 0
    let length = cs_write_codes(
      packed, width, count, table, slots + [UInt8](repeating: 0, count: 16), ids, codes, deviating,
      &found)
    return Codes(
      bytes: (0..<length).map { codes[$0] }, ids: (0..<count).map { ids[$0] },
      deviating: (0..<found).map { deviating[$0] })
  }

  @Test("events of common kinds are those of the residual's rule, up to the first that is none")
  func events() {
    var generator = SeededGenerator(seed: 5)
    for round in 0..<400 {
      // Kinds for a part of the slots only; runs about those that the short form holds.
      let kinds = (0..<1024).map { _ in
        UInt8.random(in: 0...(round % 2 == 0 ? 24 : 25), using: &generator)
      }
      let longest = [3, 12, 40, 90][round % 4]
      let count = Int.random(in: 0...60, using: &generator)
      var deviating: [UInt32] = []
      var last = 0
      for _ in 0..<count {
        last += Int.random(in: 1...longest, using: &generator)
        deviating.append(UInt32(last))
      }
      let slots = (0...last).map { _ in UInt8.random(in: 0...255, using: &generator) }
      let ids = (0...last).map { _ in UInt32.random(in: 0...(.max), using: &generator) }
      let from = Int.random(in: 0...count, using: &generator)
      let begun = from == 0 ? 0 : Int(deviating[from - 1]) + 1

      let room = 21 * count + 8
      let expected = UnsafeMutablePointer<UInt8>.allocate(capacity: 2 * room)
      defer { expected.deallocate() }
      var writer = RecordWriter(expected)
      var (stop, behind) = (from, begun)
      while stop < count {
        let slot = Int(deviating[stop])
        let kind = Int(kinds[Int(slots[slot]) + 256 * Int(ids[slot] >> 30)])
        if kind == Residual.shortKinds || slot - behind >= 80 { break }
        Residual.append(
          run: slot - behind, short: kind, caseCode: 0, separator: 0, to: &writer)
        (stop, behind) = (stop + 1, slot + 1)
      }

      var next = begun
      var out: UnsafeMutablePointer<UInt8>? = expected + room
      #expect(cs_write_events(slots, ids, deviating, from, count, kinds, &next, &out) == stop)
      #expect(next == behind)
      let length = writer.next - expected
      #expect(out == expected + room + length)
      #expect((0..<length).allSatisfy { expected[$0] == expected[room + $0] })
    }
  }

  @Test("a turn's codes are those of its ids, and what is not as expected is told")
  func codes() {
    var generator = SeededGenerator(seed: 21)
    let edges = [DenseCode.base2, DenseCode.base3, DenseCode.base4].flatMap {
      [$0 - 1, $0, $0 + 1]
    }
    var table: [UInt32] = edges.map { UInt32($0) } + [0, 1, 191, 193, UInt32(DenseCode.base5 - 1)]
    for _ in 0..<300 {
      table.append(UInt32.random(in: 0..<UInt32(DenseCode.base4), using: &generator))
    }
    for index in table.indices { table[index] |= UInt32(index % 3) << 30 }
    for count in 0..<100 {
      let numbers = (0..<count).map { _ in
        UInt32.random(in: 0..<UInt32(table.count), using: &generator)
      }
      let choices: [UInt8] = [4, 4, 5, 6, 7, 8, 252]
      let slots = (0..<count).map { _ in choices[Int.random(in: 0..<7, using: &generator)] }
      var expected = Codes()
      for (slot, number) in numbers.enumerated() {
        let word = table[Int(number)]
        DenseCode.append(Int(word & CS_ID_MASK), to: &expected.bytes)
        expected.ids.append(word)
        let isExpected = slots[slot] == 4 | UInt8(word >> 30)
        if slot > 0, !isExpected { expected.deviating.append(UInt32(slot)) }
      }
      for width in [3, 4] {
        onEachProcessor {
          let found = Self.write(numbers, width: width, table, slots)
          #expect(found == expected, "\(count) tokens, \(width) bytes a number")
        }
      }
    }
  }

  @Test(
    "the terms of a turn go the way of their frequency, neighbours among the commonest in pairs")
  func sorting() {
    var generator = SeededGenerator(seed: 22)
    let bands: [Range<Int>] = [0..<70, 60..<520, 500..<9000, 8000..<400_000]
    for count in 0..<100 {
      let ids = (0..<count).map { _ in
        Int.random(in: bands[Int.random(in: 0..<4, using: &generator)], using: &generator)
      }
      let words = ids.map { UInt32($0) | UInt32.random(in: 0..<3, using: &generator) << 30 }
      onEachProcessor {
        let room = count + 16
        let lists = UnsafeMutablePointer<UInt32>.allocate(capacity: 3 * room)
        defer { lists.deallocate() }
        var sorted = cs_sorted(
          common: 0, some: lists, someCount: 0, rare: lists + room, rareCount: 0,
          pairs: lists + 2 * room, pairCount: 0)
        cs_sort_ids(words, count, 8192, 512, &sorted)
        let common = Set(ids.filter { $0 < 64 })
        #expect(Set((0..<64).filter { sorted.common >> UInt64($0) & 1 == 1 }) == common)
        #expect(
          (0..<sorted.someCount).map { Int(sorted.some[$0]) }
            == ids.filter { (64..<8192).contains($0) })
        #expect((0..<sorted.rareCount).map { Int(sorted.rare[$0]) } == ids.filter { $0 >= 8192 })
        let pairs = zip(ids, ids.dropFirst()).filter { $0 < 512 && $1 < 512 }
        #expect(
          (0..<sorted.pairCount).map { Int(sorted.pairs[$0]) } == pairs.map { $0 << 16 | $1 })
      }
    }
  }
}
