/// Scalars out of and into UTF-8 bytes.
enum UTF8Scalars {
  /// What stands for a byte that is no UTF-8; its length is 1.
  static let malformed: UInt32 = 0xFFFD

  /// The scalar at `offset` and its length in bytes; never reads at or behind `end`.
  @inline(__always)
  static func decode(
    _ text: UnsafeBufferPointer<UInt8>, at offset: Int, end: Int
  ) -> (scalar: UInt32, length: Int) {
    let first = UInt32(text[offset])
    if first < 0x80 { return (first, 1) }
    if first < 0xE0 {
      guard first >= 0xC2, offset &+ 1 < end else { return (malformed, 1) }
      let second = UInt32(text[offset &+ 1])
      guard second & 0xC0 == 0x80 else { return (malformed, 1) }
      return ((first & 0x1F) << 6 | second & 0x3F, 2)
    }
    if first < 0xF0 {
      guard offset &+ 2 < end else { return (malformed, 1) }
      let second = UInt32(text[offset &+ 1])
      let third = UInt32(text[offset &+ 2])
      guard second & 0xC0 == 0x80, third & 0xC0 == 0x80 else { return (malformed, 1) }
      let scalar = (first & 0xF) << 12 | (second & 0x3F) << 6 | third & 0x3F
      guard scalar >= 0x800, scalar & ~0x7FF != 0xD800 else { return (malformed, 1) }
      return (scalar, 3)
    }
    guard first < 0xF5, offset &+ 3 < end else { return (malformed, 1) }
    let second = UInt32(text[offset &+ 1])
    let third = UInt32(text[offset &+ 2])
    let fourth = UInt32(text[offset &+ 3])
    guard second & 0xC0 == 0x80, third & 0xC0 == 0x80, fourth & 0xC0 == 0x80 else {
      return (malformed, 1)
    }
    let upper = (first & 0x7) << 18 | (second & 0x3F) << 12
    let scalar = upper | (third & 0x3F) << 6 | fourth & 0x3F
    guard scalar >= 0x10000, scalar < 0x110000 else { return (malformed, 1) }
    return (scalar, 4)
  }

  /// All scalars of `text`; a malformed byte becomes U+FFFD.
  static func decode(_ text: [UInt8]) -> [UInt32] {
    text.withUnsafeBufferPointer { text in
      var scalars: [UInt32] = []
      scalars.reserveCapacity(text.count)
      var at = 0
      while at < text.count {
        let (scalar, length) = decode(text, at: at, end: text.count)
        scalars.append(scalar)
        at += length
      }
      return scalars
    }
  }

  @inline(__always)
  static func append(_ scalar: UInt32, to bytes: inout [UInt8]) {
    if scalar < 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: scalar))
      return
    }
    if scalar < 0x800 {
      bytes.append(UInt8(truncatingIfNeeded: 0xC0 | scalar >> 6))
    } else {
      if scalar < 0x10000 {
        bytes.append(UInt8(truncatingIfNeeded: 0xE0 | scalar >> 12))
      } else {
        bytes.append(UInt8(truncatingIfNeeded: 0xF0 | scalar >> 18))
        bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 12 & 0x3F))
      }
      bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar >> 6 & 0x3F))
    }
    bytes.append(UInt8(truncatingIfNeeded: 0x80 | scalar & 0x3F))
  }

  static func encode(_ scalars: [UInt32]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(scalars.count)
    for scalar in scalars { append(scalar, to: &bytes) }
    return bytes
  }
}
