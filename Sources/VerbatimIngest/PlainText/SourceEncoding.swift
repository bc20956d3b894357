/// The encodings that plain text comes in (`plaintext.md` §4), by the names of the settings.
public enum SourceEncoding: String, Sendable, CaseIterable {
  case utf8 = "utf-8"
  case utf16LE = "utf-16le"
  case utf16BE = "utf-16be"
  case utf32LE = "utf-32le"
  case windows1252 = "windows-1252"
  /// Never guessed, only on request.
  case macRoman = "macintosh"

  /// How an encoding was found, by the rules of `plaintext.md` §4 in their order.
  public enum Evidence: String, Sendable {
    case byteOrderMark = "bom"
    case nulPattern = "nul-pattern"
    case valid = "valid"
    case fallback = "fallback"
    case override = "override"
  }

  /// The encoding of `bytes` and the length of its byte order mark. Anything that is neither marked
  /// nor UTF-16 by its NULs nor valid UTF-8 is taken for Windows-1252. Cost: a scan.
  static func detect(_ bytes: [UInt8], override: SourceEncoding?) -> (
    encoding: SourceEncoding, evidence: Evidence, mark: Int
  ) {
    let marked = byteOrderMark(bytes)
    if let override {
      return (override, .override, marked?.encoding == override ? marked?.mark ?? 0 : 0)
    }
    if let marked { return (marked.encoding, .byteOrderMark, marked.mark) }
    if let wide = wideByNULs(bytes) { return (wide, .nulPattern, 0) }
    return UTF8Scan.isValid(bytes) ? (.utf8, .valid, 0) : (.windows1252, .fallback, 0)
  }

  private static func byteOrderMark(_ bytes: [UInt8]) -> (encoding: SourceEncoding, mark: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) { return (.utf32LE, 4) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LE, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BE, 2) }
    return nil
  }

  /// UTF-16 without a mark: at least 30 % of the odd (or even) bytes of the first 4 KiB are 0.
  private static func wideByNULs(_ bytes: [UInt8]) -> SourceEncoding? {
    let sample = bytes.prefix(4096)
    var nuls = [0, 0]
    for (index, byte) in sample.enumerated() where byte == 0 { nuls[index & 1] += 1 }
    let pairs = sample.count / 2
    guard pairs > 0, max(nuls[0], nuls[1]) * 10 >= pairs * 3 else { return nil }
    return nuls[1] >= nuls[0] ? .utf16LE : .utf16BE
  }

  /// The scalar of each byte from 0x80 on; 0 where the encoding has none.
  static let windows1252High: [UInt16] =
    [
      0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
      0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
      0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ] + Array(0xA0...0xFF)

  static let macRomanHigh: [UInt16] =
    Array(
      """
      ÄÅÇÉÑÖÜáàâäãåçéèêëíìîïñóòôöõúùûü†°¢£§•¶ß®©™´¨≠ÆØ∞±≤≥¥µ∂∑∏π∫ªº\u{3A9}æø¿¡¬√ƒ≈∆«»…\u{A0}ÀÃÕŒœ\
      –—“”‘’÷◊ÿŸ⁄€‹›ﬁﬂ‡·‚„‰ÂÊÁËÈÍÎÏÌÓÔ\u{F8FF}ÒÚÛÙıˆ˜¯˘˙˚¸˝˛ˇ
      """.unicodeScalars.map { UInt16(truncatingIfNeeded: $0.value) })
}

/// Strict UTF-8, one scalar at a time.
enum UTF8Scan {
  static func isValid(_ bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { firstInvalid($0, from: 0) == nil }
  }

  /// Offset of the first byte at or behind `start` that does not begin a well-formed sequence.
  static func firstInvalid(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    var at = start
    while at < bytes.count {
      let length = bytes[at] < 0x80 ? 1 : sequenceLength(bytes, at)
      guard length > 0 else { return at }
      at += length
    }
    return nil
  }

  /// The first `limit` offsets at which `bytes` are not UTF-8.
  static func invalidOffsets(_ bytes: [UInt8], limit: Int) -> [Int] {
    bytes.withUnsafeBufferPointer { bytes in
      var found: [Int] = []
      var at = 0
      while found.count < limit, let bad = firstInvalid(bytes, from: at) {
        found.append(bad)
        at = bad + 1
      }
      return found
    }
  }

  /// Length of the well-formed sequence of several bytes at `at`, else 0 (Unicode table 3-7: no
  /// overlong forms, no surrogates, nothing above U+10FFFF).
  private static func sequenceLength(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> Int {
    let lead = bytes[at]
    let length: Int
    var second: ClosedRange<UInt8> = 0x80...0xBF
    switch lead {
    case 0xC2...0xDF: length = 2
    case 0xE0: (length, second) = (3, 0xA0...0xBF)
    case 0xED: (length, second) = (3, 0x80...0x9F)
    case 0xE1...0xEF: length = 3
    case 0xF0: (length, second) = (4, 0x90...0xBF)
    case 0xF4: (length, second) = (4, 0x80...0x8F)
    case 0xF1...0xF3: length = 4
    default: return 0
    }
    guard at + length <= bytes.count, second.contains(bytes[at + 1]) else { return 0 }
    for next in at + 2..<max(at + 2, at + length) where bytes[next] & 0xC0 != 0x80 { return 0 }
    return length
  }
}
