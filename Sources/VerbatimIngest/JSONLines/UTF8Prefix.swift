extension UnsafeBufferPointer<UInt8> {
  /// How many bytes at the start are well-formed UTF-8 (The Unicode Standard, table 3-7).
  ///
  /// Cost: eight bytes a step through ASCII, one scalar a step elsewhere.
  var wellFormedUTF8Count: Int {
    var offset = 0
    while true {
      offset = endOfASCII(from: offset)
      guard offset < count else { return count }
      let length = scalarLength(at: offset)
      if length == 0 { return offset }
      offset += length
    }
  }

  private func endOfASCII(from start: Int) -> Int {
    var offset = start
    let base = UnsafeRawPointer(baseAddress)
    while let base, count - offset >= 8 {
      // Safety: eight bytes are left, as the loop has just checked.
      let word = UInt64(littleEndian: base.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      let high = word & 0x8080_8080_8080_8080
      if high != 0 { return offset + high.trailingZeroBitCount >> 3 }
      offset += 8
    }
    while offset < count, self[offset] < 0x80 { offset += 1 }
    return offset
  }

  /// The length of the well-formed sequence of two to four bytes at `offset`, else 0.
  private func scalarLength(at offset: Int) -> Int {
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch self[offset] {
    case 0xC2...0xDF: length = 2
    case 0xE0:
      length = 3
      second = 0xA0...0xBF
    case 0xED:
      length = 3
      second = 0x80...0x9F
    case 0xE1...0xEF: length = 3
    case 0xF0:
      length = 4
      second = 0x90...0xBF
    case 0xF1...0xF3: length = 4
    case 0xF4:
      length = 4
      second = 0x80...0x8F
    default: return 0
    }
    guard count - offset >= length, second.contains(self[offset + 1]) else { return 0 }
    for index in 2..<Swift.max(length, 2) where self[offset + index] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
