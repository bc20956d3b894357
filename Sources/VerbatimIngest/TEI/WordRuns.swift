extension String {
  // Safety: the caller answers for it that the bytes are valid UTF-8.
  /// Without the check, which takes several steps a byte of text that is not ASCII.
  init(validUTF8 bytes: UnsafeBufferPointer<UInt8>) {
    self.init(copying: unsafe UTF8Span(unchecked: Span(_unsafeElements: bytes)))
  }
}

/// Scans of text that take eight bytes at a time.
enum WordRuns {
  /// Where a run of words with single spaces between them ends: before white space that is none or
  /// more than one space, before a space at the end, or at the end.
  static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    while index < end {
      // Safety: unaligned loads of eight bytes that lie before `end`.
      while index + 9 <= end {
        let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
        let next = raw.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self)
        if below(word, 0x20) | below(word, 0x21) & below(next, 0x21) != 0 { break }
        index += 8
      }
      let stop = min(index + 8, end)
      while index < stop {
        let byte = bytes[index]
        if byte < 0x20 { return index }
        if byte == 0x20, index + 1 >= end || bytes[index + 1] <= 0x20 { return index }
        index += 1
      }
    }
    return end
  }

  /// Sets the high bit of each byte that is below `limit`; above the lowest of them others may be
  /// set that are not.
  private static func below(_ word: UInt64, _ limit: UInt64) -> UInt64 {
    (word &- 0x0101_0101_0101_0101 &* limit) & ~word & 0x8080_8080_8080_8080
  }

  static func contains(_ byte: UInt8, in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBytes { raw in
      let pattern = UInt64(byte) &* 0x0101_0101_0101_0101
      var index = 0
      // Safety: unaligned loads of eight bytes that lie before the end.
      while index + 8 <= raw.count {
        // Some byte is 0 where one below 1 is found.
        let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self) ^ pattern
        if below(word, 1) != 0 { return true }
        index += 8
      }
      return raw[index...].contains(byte)
    }
  }

  /// Unicode scalars in valid UTF-8: bytes that continue none.
  static func scalars(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var continuations = 0
    var index = 0
    // Safety: unaligned loads of eight bytes that lie before the end.
    while index + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let marks = (word & ~(word << 1)) >> 7 & 0x0101_0101_0101_0101
      continuations += Int(truncatingIfNeeded: (marks &* 0x0101_0101_0101_0101) >> 56)
      index += 8
    }
    while index < raw.count {
      if raw[index] & 0xC0 == 0x80 { continuations += 1 }
      index += 1
    }
    return raw.count - continuations
  }
}
