import VerbatimDigest
import VerbatimIndex

/// Reads and rewrites the frame of a segment as its documentation gives it, apart from the code
/// under test.
extension Segment {
  private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) -> Int? {
    guard offset >= 0, offset + width <= bytes.count else { return nil }
    var value: UInt64 = 0
    for index in 0..<width { value |= UInt64(bytes[offset + index]) << (8 * UInt64(index)) }
    return value < 1 << 40 ? Int(value) : nil
  }

  private static func table(_ bytes: [UInt8]) -> (offset: Int, count: Int)? {
    guard let offset = number(bytes, bytes.count - 32, 8),
      let count = number(bytes, bytes.count - 24, 4), count < 1000
    else { return nil }
    return (offset, count)
  }

  public static func sectionRanges(_ bytes: [UInt8]) -> [Range<Int>]? {
    guard let (offset, count) = table(bytes) else { return nil }
    var ranges: [Range<Int>] = []
    for entry in 0..<count {
      guard let start = number(bytes, offset + entry * 32 + 8, 8),
        let length = number(bytes, offset + entry * 32 + 16, 8), start + length <= bytes.count
      else { return nil }
      ranges.append(start..<start + length)
    }
    return ranges
  }

  public static func sectionNames(_ bytes: [UInt8]) -> [(tag: String, layer: UInt32)]? {
    guard let (offset, count) = table(bytes) else { return nil }
    return (0..<count).compactMap { entry in
      let at = offset + entry * 32
      guard let layer = number(bytes, at + 4, 4) else { return nil }
      return (String(decoding: bytes[at..<at + 4], as: UTF8.self), UInt32(layer))
    }
  }

  private static func store(_ value: UInt64, at offset: Int, in bytes: inout [UInt8]) {
    for index in 0..<8 {
      bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt64(index)))
    }
  }

  public static func repairChecksums(_ bytes: inout [UInt8]) {
    guard let (offset, count) = table(bytes), offset + count * 32 <= bytes.count else { return }
    for (entry, range) in (sectionRanges(bytes) ?? []).enumerated() {
      let sum = bytes[range].withUnsafeBytes { Checksum.xxh3($0) }
      store(sum, at: offset + entry * 32 + 24, in: &bytes)
    }
    let sum = bytes[offset..<offset + count * 32].withUnsafeBytes { Checksum.xxh3($0) }
    store(sum, at: bytes.count - 16, in: &bytes)
  }
}
