import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimZip

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
    var traits = ByteTraits()
    bytes.withUnsafeBytes { traits.take($0) }
    var readings = ByteReadings(words, traits)
    bytes.withUnsafeBufferPointer { _ = readings.take($0, at: 0, isLast: true) }
    return readings.finds
  }

  /// What is found in a file, and what it is.
  struct FileResult {
    var finds: [Find] = []
    var size = 0
    var digest: Digest
    /// The first bytes.
    var head: [UInt8] = []

    /// Zip (Word documents, projects), gzip or Zstandard.
    var isCompressed: Bool {
      head.starts(with: [0x50, 0x4B, 3, 4]) || head.starts(with: [0x1F, 0x8B])
        || head.starts(with: [0x28, 0xB5, 0x2F, 0xFD])
    }
  }

  /// Cost: two passes over the file and one for each view that it may have; memory for a window, however
  /// large the file.
  func finds(inFileAt path: String) throws(FileProblem) -> FileResult {
    let file = try RandomAccessFile(path)
    var hash = SHA256()
    var traits = ByteTraits()
    var size = 0
    var head: [UInt8] = []
    while true {
      let piece = try file.read(at: size, count: Self.window)
      if piece.isEmpty { break }
      if size == 0 { head = Array(piece.prefix(4)) }
      piece.withUnsafeBytes { bytes in
        hash.update(bytes)
        traits.take(bytes)
      }
      size += piece.count
    }
    var result = FileResult(size: size, digest: hash.finish(), head: head)
    guard !words.runs.isEmpty else { return result }
    var readings = ByteReadings(words, traits)
    var window: [UInt8] = []
    var base = 0
    var isLast = false
    while !isLast {
      let piece = try file.read(at: base + window.count, count: Self.window)
      window += piece
      isLast = piece.isEmpty || base + window.count >= size
      let done = window.withUnsafeBufferPointer { readings.take($0, at: base, isLast: isLast) }
      window.removeFirst(done - base)
      base = done
    }
    result.finds = readings.finds
    return result
  }

  static let window = 1 << 20

  /// What is found in the files of a zip archive: Word documents, projects. `nil` where it cannot be
  /// unpacked. Cost: memory for one of its files at a time, as far as ``ZipLimits`` go.
  func finds(inArchiveAt path: String) -> [(entry: String, find: Find)]? {
    guard let archive = try? ZipArchive(path: path) else { return nil }
    var reader = archive.reader()
    var found: [(entry: String, find: Find)] = []
    for entry in archive.entries where !entry.isFolder {
      guard let content = try? reader.read(entry) else { return nil }
      for find in finds(in: content) + finds(in: Array(entry.name.utf8)) {
        found.append((entry.name, find))
      }
    }
    return found
  }
}

/// Which ways to read some bytes there can be.
private struct ByteTraits {
  var hasZero = false
  var isASCII = true
  var hasTag = false
  var hasEscape = false

  mutating func take(_ bytes: UnsafeRawBufferPointer) {
    for byte in bytes {
      if byte >= 0x80 { isASCII = false }
      switch byte {
      case 0: hasZero = true
      case UInt8(ascii: "<"): hasTag = true
      case UInt8(ascii: "&"), UInt8(ascii: "\\"): hasEscape = true
      default: break
      }
    }
  }

  func allows(_ view: ByteScan.View) -> Bool {
    switch view {
    case .utf8: true
    case .latin1: !isASCII
    case .utf16LE, .utf16BE, .utf32LE, .utf32BE: hasZero
    case .untagged: hasTag
    case .escaped: hasEscape
    }
  }
}

/// All readings of the same bytes, which come window by window.
private struct ByteReadings {
  private var readings: [ByteReading] = []

  /// A tag is no longer than this, or it is none.
  static let longestTag = 4096
  /// So many bytes may decide what one of them is.
  static let lookahead = longestTag + 16

  init(_ words: ErasedWords, _ traits: ByteTraits) {
    for view in ByteScan.View.allCases where traits.allows(view) {
      for phase in 0..<view.width { readings.append(ByteReading(words, view, from: phase)) }
    }
  }

  /// - Parameters:
  ///   - window: what follows upon all that was done so far, from byte `base` of the file on.
  ///   - isLast: the file ends with it.
  /// - Returns: up to which byte of the file everything is done.
  mutating func take(
    _ window: UnsafeBufferPointer<UInt8>, at base: Int, isLast: Bool
  ) -> Int {
    let end = base + window.count
    let limit = isLast ? end : end - Self.lookahead
    guard limit > base || isLast else { return base }
    for index in readings.indices {
      readings[index].read(window, at: base, upTo: limit)
      if isLast { readings[index].finish() }
    }
    return min(limit, readings.map(\.at).min() ?? limit)
  }

  var finds: [ByteScan.Find] {
    ByteScan.View.allCases.compactMap { view in
      let own = readings.filter { $0.view == view }
      let count = own.reduce(0) { $0 + $1.count }
      guard count > 0 else { return nil }
      return ByteScan.Find(view: view, offset: own.compactMap(\.first).min() ?? 0, count: count)
    }
  }
}

/// One reading of bytes as text.
private struct ByteReading {
  let view: ByteScan.View
  private let words: ErasedWords
  private var state: FoldedWords
  /// The next byte of the file.
  private(set) var at: Int
  private(set) var count = 0
  private(set) var first: Int?

  init(_ words: ErasedWords, _ view: ByteScan.View, from phase: Int) {
    self.words = words
    self.view = view
    at = phase
    state = FoldedWords(key: words.key, run: words.run)
  }

  private mutating func take(_ scalar: UInt32, at offset: Int) {
    // Most bytes of most files are no letters in most readings.
    if scalar < 0x30, !state.isInWord { return }
    note(state.next(scalar, at: offset))
  }

  mutating func finish() {
    note(state.end())
  }

  private mutating func note(_ word: FoldedWords.Word?) {
    guard let run = word?.run, words.runs.contains(run) else { return }
    count += 1
    first = min(first ?? Int.max, word?.start ?? 0)
  }

  /// Reads on from where it stands until `limit`, a byte of the file; the last thing may end behind it.
  mutating func read(_ bytes: UnsafeBufferPointer<UInt8>, at base: Int, upTo limit: Int) {
    switch view {
    case .utf8: readUTF8(bytes, base, limit, resolving: false, dropping: false)
    case .escaped: readUTF8(bytes, base, limit, resolving: true, dropping: false)
    case .untagged: readUTF8(bytes, base, limit, resolving: true, dropping: true)
    case .latin1:
      while at < limit {
        take(Self.windows1252(bytes[at - base]), at: at)
        at += 1
      }
    case .utf16LE, .utf16BE: readUTF16(bytes, base, limit, isBig: view == .utf16BE)
    case .utf32LE, .utf32BE: readUTF32(bytes, base, limit, isBig: view == .utf32BE)
    }
  }

  private mutating func readUTF32(
    _ bytes: UnsafeBufferPointer<UInt8>, _ base: Int, _ limit: Int, isBig: Bool
  ) {
    while at < limit, at - base + 3 < bytes.count {
      var value: UInt32 = 0
      for index in 0..<4 {
        value |= UInt32(bytes[at - base + index]) << UInt32(8 * (isBig ? 3 - index : index))
      }
      take(value, at: at)
      at += 4
    }
  }

  private mutating func readUTF16(
    _ bytes: UnsafeBufferPointer<UInt8>, _ base: Int, _ limit: Int, isBig: Bool
  ) {
    func unit(_ at: Int) -> UInt32 {
      isBig
        ? UInt32(bytes[at]) << 8 | UInt32(bytes[at + 1])
        : UInt32(bytes[at + 1]) << 8 | UInt32(bytes[at])
    }
    while at < limit, at - base + 1 < bytes.count {
      let place = at - base
      let high = unit(place)
      if high & 0xFC00 == 0xD800, place + 3 < bytes.count, unit(place + 2) & 0xFC00 == 0xDC00 {
        take(0x10000 + (high & 0x3FF) << 10 + unit(place + 2) & 0x3FF, at: at)
        at += 4
      } else {
        take(high, at: at)
        at += 2
      }
    }
  }

  /// What is no UTF-8 parts words.
  private mutating func readUTF8(
    _ bytes: UnsafeBufferPointer<UInt8>, _ base: Int, _ limit: Int, resolving: Bool, dropping: Bool
  ) {
    while at < limit {
      let place = at - base
      let byte = bytes[place]
      if dropping, byte == UInt8(ascii: "<") {
        let longest = min(place + ByteReadings.longestTag, bytes.count)
        if let end = bytes[place..<longest].firstIndex(of: UInt8(ascii: ">")) {
          at += end + 1 - place
          continue
        }
      }
      if resolving, byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\\"),
        let (scalar, length) = Escape.resolve(bytes, place)
      {
        take(scalar, at: at)
        at += length
        continue
      }
      let (scalar, length) = Self.scalar(bytes, place)
      take(scalar, at: at)
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
