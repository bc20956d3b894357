import VerbatimFiles

/// Looks for erased words in bytes of any kind, however they are encoded or escaped.
///
/// The bytes are read as text in each of ``View``, in one pass each, with case, accents, punctuation and
/// spacing folded away. Views that a file cannot have (wide text without a byte 0) are passed over.
struct ByteScan {
  /// A way to read bytes as text.
  enum View: String, CaseIterable, Codable {
    case utf8 = "UTF-8"
    /// References of XML (`&#233;`) and escapes of JSON (`\u00e9`, `\n`) resolved.
    case escaped = "UTF-8 with escapes"
    /// The same with all tags dropped: `<w>one</w> <w>two</w>`.
    case untagged = "UTF-8 without tags"
    case latin1 = "Windows-1252 and ISO 8859-1"
    case utf16LE = "UTF-16LE"
    case utf16BE = "UTF-16BE"
    case utf32LE = "UTF-32LE"
    case utf32BE = "UTF-32BE"

    /// Bytes a unit, which may begin at any of as many places.
    var width: Int {
      switch self {
      case .utf8, .escaped, .untagged, .latin1: 1
      case .utf16LE, .utf16BE: 2
      case .utf32LE, .utf32BE: 4
      }
    }
  }

  /// A run of erased words that is still there. No word of it.
  struct Find: Codable, Equatable {
    var view: View
    /// Byte offset of the first.
    var offset: Int
    var count: Int
  }

  private let words: ErasedWords

  init(_ words: ErasedWords) {
    self.words = words
  }

  /// Cost: a pass for each view that the bytes may have.
  func finds(in bytes: [UInt8]) -> [Find] {
    guard !words.runs.isEmpty else { return [] }
    let hasZero = bytes.contains(0)
    let isASCII = bytes.allSatisfy { $0 < 0x80 }
    var found: [Find] = []
    for view in View.allCases {
      switch view {
      case .latin1 where isASCII: continue
      case .utf16LE, .utf16BE, .utf32LE, .utf32BE: if !hasZero { continue }
      case .untagged: if !bytes.contains(UInt8(ascii: "<")) { continue }
      case .escaped:
        if !bytes.contains(UInt8(ascii: "&")), !bytes.contains(UInt8(ascii: "\\")) { continue }
      default: break
      }
      var pass = Pass(words)
      for phase in 0..<view.width {
        pass.cut()
        read(bytes, as: view, from: phase, into: &pass)
      }
      if pass.count > 0 {
        found.append(Find(view: view, offset: pass.first ?? 0, count: pass.count))
      }
    }
    return found
  }

  /// One reading of the bytes.
  private struct Pass {
    private let words: ErasedWords
    private var state: FoldedWords
    var count = 0
    var first: Int?

    init(_ words: ErasedWords) {
      self.words = words
      state = FoldedWords(key: words.key, run: words.run)
    }

    mutating func take(_ scalar: UInt32, at offset: Int) {
      // Most bytes of most files are no letters in most readings.
      if scalar < 0x30, !state.isInWord { return }
      note(state.next(scalar, at: offset))
    }

    mutating func cut() {
      note(state.end())
      state.cut()
    }

    private mutating func note(_ word: FoldedWords.Word?) {
      guard let run = word?.run, words.runs.contains(run) else { return }
      count += 1
      first = min(first ?? Int.max, word?.start ?? 0)
    }
  }

  private func read(_ bytes: [UInt8], as view: View, from start: Int, into pass: inout Pass) {
    bytes.withUnsafeBufferPointer { bytes in
      switch view {
      case .utf8: readUTF8(bytes, resolving: false, dropping: false, &pass)
      case .escaped: readUTF8(bytes, resolving: true, dropping: false, &pass)
      case .untagged: readUTF8(bytes, resolving: true, dropping: true, &pass)
      case .latin1:
        for at in bytes.indices { pass.take(Self.windows1252(bytes[at]), at: at) }
      case .utf16LE, .utf16BE: readUTF16(bytes, isBig: view == .utf16BE, from: start, &pass)
      case .utf32LE, .utf32BE:
        var at = start
        while at + 3 < bytes.count {
          let four = (0..<4).map { UInt32(bytes[at + $0]) }
          pass.take(
            view == .utf32BE
              ? four[0] << 24 | four[1] << 16 | four[2] << 8 | four[3]
              : four[3] << 24 | four[2] << 16 | four[1] << 8 | four[0], at: at)
          at += 4
        }
      }
    }
    pass.cut()
  }

  private func readUTF16(
    _ bytes: UnsafeBufferPointer<UInt8>, isBig: Bool, from start: Int, _ pass: inout Pass
  ) {
    func unit(_ at: Int) -> UInt32 {
      isBig
        ? UInt32(bytes[at]) << 8 | UInt32(bytes[at + 1])
        : UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at])
    }
    var at = start
    while at + 1 < bytes.count {
      let high = unit(at)
      if high & 0xFC00 == 0xD800, at + 3 < bytes.count, unit(at + 2) & 0xFC00 == 0xDC00 {
        pass.take(0x10000 + (high & 0x3FF) << 10 + unit(at + 2) & 0x3FF, at: at)
        at += 4
      } else {
        pass.take(high, at: at)
        at += 2
      }
    }
  }

  /// What is no UTF-8 parts words.
  private func readUTF8(
    _ bytes: UnsafeBufferPointer<UInt8>, resolving: Bool, dropping: Bool, _ pass: inout Pass
  ) {
    var at = 0
    while at < bytes.count {
      let byte = bytes[at]
      if dropping, byte == UInt8(ascii: "<") {
        // A tag is no longer than this, or it is none.
        let limit = min(at + 4096, bytes.count)
        if let end = bytes[at..<limit].firstIndex(of: UInt8(ascii: ">")) {
          at = end + 1
          continue
        }
      }
      if resolving, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\\"),
        let (scalar, length) = Escape.resolve(bytes, at)
      {
        pass.take(scalar, at: at)
        at += length
        continue
      }
      let (scalar, length) = Self.scalar(bytes, at)
      pass.take(scalar, at: at)
      at += length
    }
  }

  private static func scalar(
    _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> (scalar: UInt32, length: Int) {
    let lead = bytes[at]
    let length: Int
    switch lead {
    case 0..<0x80: return (UInt32(lead), 1)
    case 0xC2...0xDF: length = 2
    case 0xE0...0xEF: length = 3
    case 0xF0...0xF4: length = 4
    default: return (0, 1)
    }
    guard at + length <= bytes.count else { return (0, 1) }
    var value = UInt32(lead) & (0xFF >> UInt32(length + 1))
    for next in 1..<length {
      guard bytes[at + next] & 0xC0 == 0x80 else { return (0, 1) }
      value = value << 6 | UInt32(bytes[at + next] & 0x3F)
    }
    return (value, length)
  }

  /// The letters among the bytes 80–9F; all other bytes are ISO 8859-1.
  private static func windows1252(_ byte: UInt8) -> UInt32 {
    switch byte {
    case 0x8A: 0x160
    case 0x8C: 0x152
    case 0x8E: 0x17D
    case 0x9A: 0x161
    case 0x9C: 0x153
    case 0x9E: 0x17E
    case 0x9F: 0x178
    case 0x80...0x9F: 0x20
    default: UInt32(byte)
    }
  }
}

/// An escape of XML or JSON.
private enum Escape {
  static func resolve(
    _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> (scalar: UInt32, length: Int)? {
    bytes[at] == UInt8(ascii: "&") ? reference(bytes, at) : escape(bytes, at)
  }

  /// `&#233;`, `&#xE9;`; named ones stand for no letter.
  private static func reference(
    _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> (scalar: UInt32, length: Int)? {
    let limit = min(at + 12, bytes.count)
    guard let end = bytes[at..<limit].firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let body = String(decoding: bytes[(at + 1)..<end], as: UTF8.self)
    let length = end + 1 - at
    if body.hasPrefix("#x") || body.hasPrefix("#X") {
      return UInt32(body.dropFirst(2), radix: 16).map { ($0, length) }
    }
    if body.hasPrefix("#") { return UInt32(body.dropFirst()).map { ($0, length) } }
    return ["amp", "lt", "gt", "quot", "apos", "nbsp"].contains(body) ? (0x20, length) : nil
  }

  /// `\u00e9`, a pair of them, `\n`, `\"`.
  private static func escape(
    _ bytes: UnsafeBufferPointer<UInt8>, _ at: Int
  ) -> (scalar: UInt32, length: Int)? {
    guard at + 1 < bytes.count else { return nil }
    if bytes[at + 1] != UInt8(ascii: "u") {
      return "nrtbf\"\\/".utf8.contains(bytes[at + 1]) ? (0x20, 2) : nil
    }
    guard let high = unit(bytes, at) else { return nil }
    if high & 0xFC00 == 0xD800, let low = unit(bytes, at + 6), low & 0xFC00 == 0xDC00 {
      return (0x10000 + (high & 0x3FF) << 10 + low & 0x3FF, 12)
    }
    return (high, 6)
  }

  private static func unit(_ bytes: UnsafeBufferPointer<UInt8>, _ at: Int) -> UInt32? {
    guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"),
      bytes[at + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt32(String(decoding: bytes[(at + 2)..<(at + 6)], as: UTF8.self), radix: 16)
  }
}
