import CVectors

/// Unsigned numbers of one width of 1 to 4 bytes, little-endian: O(1) to read, 3 bytes an entry for
/// what fits 24 bits.
struct PackedArray {
  private let bytes: UnsafeRawBufferPointer
  private let width: Int
  let count: Int

  /// Layout: u8 width, then `count` numbers.
  init?(_ section: UnsafeRawBufferPointer, count: Int) {
    var reader = ByteReader(section)
    let width = Int(reader.byte())
    guard !reader.failed, (1...4).contains(width), count >= 0, count < 1 << 40 else { return nil }
    let bytes = reader.slice(count * width)
    guard !reader.failed else { return nil }
    self.width = width
    self.count = count
    self.bytes = bytes
  }

  /// 0 for an index out of range.
  @inline(__always)
  subscript(index: Int) -> Int {
    guard index >= 0, index < count else { return 0 }
    let base = index * width
    if base + 4 <= bytes.count {
      // Safety: four bytes lie before the end.
      let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: base, as: UInt32.self))
      return Int(width == 4 ? word : word & (1 << UInt32(width * 8) &- 1))
    }
    var value = 0
    for i in 0..<width { value |= Int(bytes[base + i]) << (8 * i) }
    return value
  }

  /// Has the memory of a number fetched.
  @inline(__always)
  func prefetch(_ index: Int) {
    guard index >= 0, index < count, let base = bytes.baseAddress else { return }
    verbatim_prefetch(base + index * width)
  }

  static func encode<Value: FixedWidthInteger>(
    _ values: some Collection<Value>, largest: Int, into writer: inout ByteWriter
  ) {
    let width = largest < 1 << 8 ? 1 : largest < 1 << 16 ? 2 : largest < 1 << 24 ? 3 : 4
    writer.byte(UInt8(width))
    for value in values {
      for i in 0..<width { writer.byte(UInt8(truncatingIfNeeded: value >> (8 * i))) }
    }
  }
}
