extension String {
  // Safety: the caller answers for it that the bytes are valid UTF-8.
  /// Without the check, which takes several steps a byte of text that is not ASCII.
  init(validUTF8 bytes: UnsafeBufferPointer<UInt8>) {
    self.init(copying: unsafe UTF8Span(unchecked: Span(_unsafeElements: bytes)))
  }
}

/// Scans of text that take many bytes at a time.
enum WordRuns {
  private static let block = 32

  /// Where a run of words with single spaces between them ends: before white space that is none or
  /// more than one space, before a space at the end, or at the end.
  static func end(in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    // Safety: a block and the byte behind it lie before `end`.
    while index + block < end, let base = bytes.baseAddress, isRun(base + index) { index += block }
    // Safety: unaligned loads of eight bytes that lie before `end`.
    while index + 9 <= end {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let next = raw.loadUnaligned(fromByteOffset: index + 1, as: UInt64.self)
      let stops = ~notBelow(word, 0x20) | ~notBelow(word, 0x21) & ~notBelow(next, 0x21)
      if let stop = first(stops & highBits) { return index + stop }
      index += 8
    }
    while index < end {
      let byte = bytes[index]
      if byte < 0x20 || byte == 0x20 && (index + 1 >= end || bytes[index + 1] <= 0x20) { break }
      index += 1
    }
    return index
  }

  /// Whether no run ends within a block.
  private static func isRun(_ bytes: UnsafePointer<UInt8>) -> Bool {
    var ends: UInt8 = 0
    // No branch, so that it becomes vectors.
    for index in 0..<block {
      let byte = bytes[index]
      ends |= (byte < 0x20 ? 1 : 0) | (max(byte, bytes[index + 1]) < 0x21 ? 1 : 0)
    }
    return ends == 0
  }

  /// Where a run of white space ends, of bytes whose only control characters are white space.
  static func spaceEnd(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int
  ) -> Int {
    let raw = UnsafeRawBufferPointer(bytes)
    var index = start
    // Safety: unaligned loads of eight bytes that lie before `end`.
    while index + 8 <= end {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if let stop = first(notBelow(word, 0x21) & highBits) { return index + stop }
      index += 8
    }
    while index < end, bytes[index] <= 0x20 { index += 1 }
    return index
  }

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  /// Sets the high bit of each byte that is not below `limit` (at most 0x80), and of no other.
  private static func notBelow(_ word: UInt64, _ limit: UInt64) -> UInt64 {
    ((word & ~highBits) &+ (0x80 &- limit) &* 0x0101_0101_0101_0101) | word
  }

  /// The number of the first byte with a bit set.
  private static func first(_ marks: UInt64) -> Int? {
    marks == 0 ? nil : UInt64(littleEndian: marks).trailingZeroBitCount >> 3
  }
}
