/// Reads a section front to back. A read past the end, or a number that does not fit, gives 0 and
/// sets ``failed``, which stays: one check behind a record covers all its fields.
struct ByteReader {
  let bytes: UnsafeRawBufferPointer
  private(set) var offset: Int
  private(set) var failed = false

  init(_ bytes: UnsafeRawBufferPointer, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
    if offset < 0 || offset > bytes.count {
      self.offset = bytes.count
      failed = true
    }
  }

  var isAtEnd: Bool { offset >= bytes.count }

  @inline(__always)
  mutating func byte() -> UInt8 {
    guard offset < bytes.count else {
      failed = true
      return 0
    }
    let value = bytes[offset]
    offset += 1
    return value
  }

  /// LEB128, at most ten bytes.
  @inline(__always)
  mutating func varint() -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let next = byte()
      if shift >= 63, next > 1 {
        failed = true
        return 0
      }
      value |= UInt64(next & 0x7F) << shift
      if next < 0x80 { return value }
      shift += 7
    }
  }

  /// A varint that is an offset or a count: at most 2⁴⁸, far above any real size, so that sums of
  /// several cannot overflow.
  @inline(__always)
  mutating func count() -> Int {
    let value = varint()
    guard value < 1 << 48 else {
      failed = true
      return 0
    }
    return Int(value)
  }

  /// A signed number in zigzag form, within ±2⁵¹: every time that ``Milliseconds`` takes fits, and
  /// 64 differences in a row cannot overflow.
  mutating func signed() -> Int {
    let value = varint()
    guard value < 1 << 52 else {
      failed = true
      return 0
    }
    return Int(value >> 1) ^ -Int(value & 1)
  }

  mutating func u32() -> UInt32 {
    guard bytes.count - offset >= 4 else {
      failed = true
      return 0
    }
    // Safety: four bytes lie before the end; loads may be unaligned.
    let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
    offset += 4
    return UInt32(littleEndian: value)
  }

  mutating func u64() -> UInt64 {
    guard bytes.count - offset >= 8 else {
      failed = true
      return 0
    }
    let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
    offset += 8
    return UInt64(littleEndian: value)
  }

  mutating func slice(_ length: Int) -> UnsafeRawBufferPointer {
    guard length >= 0, length <= bytes.count - offset else {
      failed = true
      return UnsafeRawBufferPointer(start: nil, count: 0)
    }
    defer { offset += length }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
  }

  /// A string behind its length; replacement characters stand for bytes that are not UTF-8.
  mutating func string() -> String {
    String(decoding: slice(count()), as: UTF8.self)
  }

  /// Marks the record as unreadable, for conditions that the caller finds.
  mutating func fail() {
    failed = true
  }
}
