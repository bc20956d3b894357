import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Numbers and arrays of numbers")
struct NumbersTests {
  private static let values: [UInt64] =
    [0, 1, 127, 128, 255, 256, 16_383, 16_384, .max] + (0..<64).map { 1 << $0 }

  @Test("varints come back, in the fewest bytes")
  func varints() {
    for value in Self.values {
      var writer = ByteWriter()
      writer.varint(value)
      #expect(writer.bytes.count == max(1, (64 - value.leadingZeroBitCount + 6) / 7))
      writer.bytes.withUnsafeBytes {
        var reader = ByteReader($0)
        #expect(reader.varint() == value)
        #expect(reader.isAtEnd && !reader.failed)
      }
    }
  }

  @Test("signed numbers of 51 bits come back; larger ones and negative counts are refused")
  func signed() {
    let limit = 1 << 51
    for value in [0, 1, -1, 63, -64, 64, limit - 1, -limit] {
      #expect(signed(value) == value)
    }
    for value in [limit, -limit - 1, .max, .min, .max / 2 + 1] { #expect(signed(value) == nil) }
    var writer = ByteWriter()
    writer.count(-1)
    writer.bytes.withUnsafeBytes {
      var reader = ByteReader($0)
      _ = reader.count()
      #expect(reader.failed)
    }
  }

  private func signed(_ value: Int) -> Int? {
    var writer = ByteWriter()
    writer.signed(value)
    return writer.bytes.withUnsafeBytes {
      var reader = ByteReader($0)
      let found = reader.signed()
      return reader.failed ? nil : found
    }
  }

  @Test("a read past the end gives 0 and a failure that stays")
  func pastEnd() {
    let bytes: [UInt8] = [0x80, 0x80, 0xFF]
    bytes.withUnsafeBytes { raw in
      var reader = ByteReader(raw)
      #expect(reader.varint() == 0 || reader.failed)
      #expect(reader.failed)
      #expect(reader.u32() == 0)
      #expect(reader.u64() == 0)
      #expect(reader.byte() == 0)
      #expect(reader.string() == "")
      #expect(ByteReader(raw, at: 4).failed)
      #expect(ByteReader(raw, at: -1).failed)
      var endless = ByteReader(UnsafeRawBufferPointer(rebasing: raw[0..<2]))
      _ = endless.varint()
      #expect(endless.failed)
    }
    var long = [UInt8](repeating: 0x80, count: 10)
    long.append(0)
    long.withUnsafeBytes {
      var reader = ByteReader($0)
      _ = reader.varint()
      #expect(reader.failed)
    }
  }

  @Test(
    "a packed array takes the least width, and 0 stands for what is not there",
    arguments: [
      (0, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 3), (1 << 24 - 1, 3), (1 << 24, 4),
      (Int(UInt32.max), 4),
    ])
  func packed(largest: Int, width: Int) throws {
    var generator = SeededGenerator(seed: UInt64(largest))
    for count in [0, 1, 2, 3, 4, 5, 100] {
      let values = (0..<count).map { _ in Int.random(in: 0...largest, using: &generator) }
      var writer = ByteWriter()
      PackedArray.encode(values, largest: largest, into: &writer)
      #expect(writer.bytes.count == 1 + count * width)
      try writer.bytes.withUnsafeBytes { raw in
        let array = try #require(PackedArray(raw, count: count))
        #expect((0..<count).map { array[$0] } == values)
        #expect(array[-1] == 0)
        #expect(array[count] == 0)
        #expect(PackedArray(raw, count: count + 1) == nil)
      }
    }
  }

  @Test("no width but 1 to 4", arguments: [0, 5, 255] as [UInt8])
  func badWidth(width: UInt8) {
    [width, 0, 0, 0, 0, 0].withUnsafeBytes { #expect(PackedArray($0, count: 1) == nil) }
  }

  @Test(
    "offsets come back, narrow and wide",
    arguments: [0, 1, 2, 63, 64, 65, 127, 128, 129, 500], [0, 100, 1023, 5000, 100_000_000])
  func offsets(count: Int, step: Int) throws {
    var generator = SeededGenerator(seed: UInt64(count + step))
    var offsets: [Int] = []
    var offset = 0
    for _ in 0..<count {
      offsets.append(offset)
      // Some blocks are wide and some are not.
      offset += Int.random(in: 0...step, using: &generator) / (offsets.count / 64 % 2 + 1)
    }
    try OffsetTable.encode(offsets).withUnsafeBytes { raw in
      let table = try #require(OffsetTable(raw))
      #expect(table.count == count)
      #expect((0..<count).map { table[$0] } == offsets)
      #expect(table[-1] == 0)
      #expect(table[count] == 0)
      for index in 0..<count {
        let next = index + 1 < count ? offsets[index + 1] : nil
        #expect(table.range(index, within: offset) == next.map { offsets[index]..<$0 })
      }
      #expect(table.range(-1, within: offset) == nil)
      if count > 1, let last = offsets.last, last > 0 {
        #expect(table.range(count - 2, within: last - 1) == nil)
      }
    }
  }

  @Test("an offset table that is cut is refused, or names no range outside of the stream")
  func cutOffsets() {
    let bytes = OffsetTable.encode((0..<130).map { $0 * 3000 })
    for length in 0..<bytes.count {
      bytes[..<length].withUnsafeBytes { raw in
        guard let table = OffsetTable(raw) else { return }
        for index in 0..<130 {
          if let range = table.range(index, within: 400_000) {
            #expect(range.upperBound <= 400_000)
          }
        }
      }
    }
  }

  @Test("blocks of every width unpack to their sums", arguments: 0...32)
  func bitPacking(width: Int) {
    var generator = SeededGenerator(seed: UInt64(width))
    let most = width == 0 ? 0 : UInt32.max >> UInt32(32 - width)
    var values = (0..<128).map { _ in UInt32.random(in: 0...most, using: &generator) }
    if width > 0 { values[generator.pick(Array(0..<128))] = most }
    // What lies behind the block is left alone.
    var bytes = [UInt8](repeating: 0xA5, count: 16 * width + 1)
    values.withUnsafeBufferPointer { values in
      bytes.withUnsafeMutableBytes { out in
        guard let from = values.baseAddress, let to = out.baseAddress else { return }
        BitPacking.pack(from, width: width, into: to)
      }
    }
    #expect(bytes.removeLast() == 0xA5)
    // As the article says it: number r of lane i % 4 at bit r · width, words of lanes in turn.
    for (index, value) in values.enumerated() {
      var found: UInt64 = 0
      for bit in 0..<width {
        let place = index / 4 * width + bit
        let byte = (place / 32 * 4 + index % 4) * 4 + place % 32 / 8
        found |= UInt64(bytes[byte] >> UInt8(place % 8) & 1) << UInt64(bit)
      }
      #expect(found == UInt64(value))
    }
    var sums: [UInt32] = []
    var sum: UInt32 = 1000
    for value in values {
      sum = sum &+ value &+ 1
      sums.append(sum)
    }
    onEachProcessor {
      var unpacked = [UInt32](repeating: 0, count: 128)
      // A byte more, so that an array of no bytes has an address.
      (bytes + [0]).withUnsafeBytes { raw in
        unpacked.withUnsafeMutableBufferPointer { output in
          if let base = raw.baseAddress, let out = output.baseAddress {
            BitPacking.unpackSums(base, width: width, after: 1000, into: out)
          }
        }
      }
      #expect(unpacked == sums)
    }
  }
}
