/// Appends what ``ByteReader`` reads.
struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func byte(_ value: UInt8) {
    bytes.append(value)
  }

  @inline(__always)
  mutating func varint(_ value: UInt64) {
    if value < 0x80 { bytes.append(UInt8(value)) } else { longVarint(value) }
  }

  private mutating func longVarint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A negative value, which nothing should have, becomes a number that ``ByteReader`` refuses.
  mutating func count(_ value: Int) {
    varint(UInt64(bitPattern: Int64(value)))
  }

  mutating func signed(_ value: Int) {
    varint(UInt64(bitPattern: Int64((value << 1) ^ (value >> 63))))
  }

  mutating func u32(_ value: UInt32) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func u64(_ value: UInt64) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func slice(_ slice: some Sequence<UInt8>) {
    bytes.append(contentsOf: slice)
  }

  mutating func string(_ text: String) {
    var text = text
    text.withUTF8 {
      count($0.count)
      bytes.append(contentsOf: $0)
    }
  }
}
