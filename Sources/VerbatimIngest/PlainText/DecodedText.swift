/// A file as UTF-8 with its lines and the way back to the bytes on disk.
///
/// A UTF-8 file is its own text, so that offsets differ by the byte order mark alone. Of any other
/// encoding only the offset on disk of each line is kept; offsets inside a line are found by
/// walking it, because each scalar has a known width there.
struct DecodedText {
  /// What decoding found.
  struct Finding: Sendable, Equatable {
    var encoding: SourceEncoding
    var evidence: SourceEncoding.Evidence
    /// First offsets on disk at which the bytes are not UTF-8, for the fallback's warning.
    var offending: [Int] = []
  }

  /// Why bytes could not be decoded.
  enum Failure: Error, Equatable {
    /// A sequence that the encoding does not have, at a byte offset on disk.
    case malformed(SourceEncoding, at: Int)
    /// Bytes that neither UTF-8 nor Windows-1252 have; Mac Roman is likely where its quotation
    /// marks are many.
    case unresolved(offsets: [Int], macRomanLikely: Bool)
    /// U+0000 in the text: no text file.
    case binary(at: Int)
  }

  /// Valid UTF-8 without byte order mark.
  let bytes: [UInt8]
  let finding: Finding
  let mark: Int
  var lines: [TextLine]
  let lineEnds: LineEnds
  /// Offset on disk of each line, where the text was transcoded.
  private let lineSources: [Int]

  /// - Throws: ``Failure``; offsets count bytes on disk.
  init(_ file: [UInt8], encoding override: SourceEncoding?) throws(Failure) {
    let (encoding, evidence, mark) = SourceEncoding.detect(file, override: override)
    var finding = Finding(encoding: encoding, evidence: evidence)
    switch encoding {
    case .utf8:
      if let bad = file.withUnsafeBufferPointer({ UTF8Scan.firstInvalid($0, from: mark) }) {
        throw .malformed(.utf8, at: bad)
      }
      bytes = mark == 0 ? file : Array(file[mark...])
    case .utf16LE, .utf16BE:
      bytes = try Transcoding.utf16(file, from: mark, bigEndian: encoding == .utf16BE)
    case .utf32LE:
      bytes = try Transcoding.utf32(file, from: mark)
    case .windows1252, .macRoman:
      if evidence == .fallback { finding.offending = UTF8Scan.invalidOffsets(file, limit: 3) }
      bytes = try Transcoding.singleByte(file, from: mark, as: encoding)
    }
    self.finding = finding
    self.mark = mark
    (lines, lineEnds) = TextLine.split(bytes)
    let width = Self.width(encoding)
    lineSources = encoding == .utf8 ? [] : Transcoding.offsets(of: lines, in: bytes, mark, width)
    if let nul = bytes.firstIndex(of: 0) { throw .binary(at: source(of: nul)) }
  }

  /// Bytes on disk of a scalar that has `length` bytes of UTF-8.
  static func width(_ encoding: SourceEncoding) -> @Sendable (_ length: Int) -> Int {
    switch encoding {
    case .utf8: { $0 }
    case .utf16LE, .utf16BE: { $0 == 4 ? 4 : 2 }
    case .utf32LE: { _ in 4 }
    case .windows1252, .macRoman: { _ in 1 }
    }
  }

  var isTranscoded: Bool { finding.encoding != .utf8 }

  /// Offset on disk of the text's byte `offset`. Cost: constant for UTF-8, else a line's length.
  func source(of offset: Int) -> Int {
    guard isTranscoded else { return offset + mark }
    let index = lineIndex(at: offset)
    guard index < lineSources.count else { return mark }
    return Transcoding.advance(
      lineSources[index], over: lines[index].rawStart..<min(offset, bytes.count), of: bytes,
      Self.width(finding.encoding))
  }

  /// Index of the line that holds the text's byte `offset`.
  func lineIndex(at offset: Int) -> Int {
    var low = 0
    var high = lines.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if lines[middle].rawStart <= offset { low = middle } else { high = middle }
    }
    return low
  }

  /// 1-based number of the line in which the offset on disk `offset` stands.
  func lineNumber(ofSource offset: Int) -> Int {
    var low = 0
    var high = lines.count
    while low + 1 < high {
      let middle = (low + high) / 2
      let start = isTranscoded ? lineSources[middle] : lines[middle].rawStart + mark
      if start <= offset { low = middle } else { high = middle }
    }
    return low + 1
  }

  func string(_ range: Range<Int>) -> String {
    String(decoding: bytes[range.clamped(to: 0..<bytes.count)], as: UTF8.self)
  }

  /// `â€™`, `â€œ`, `Ã©` and their like: UTF-8 that was once read as Windows-1252 and written again.
  /// Three of them make the file suspicious. Cost: a scan.
  var looksDoubleEncoded: Bool {
    var count = 0
    var at = 0
    while let lead = bytes[at...].firstIndex(where: { $0 == 0xC3 }) {
      at = lead + 1
      guard at + 2 < bytes.count else { break }
      let isQuote = bytes[at] == 0xA2 && bytes[at + 1] == 0xE2 && bytes[at + 2] == 0x82
      let isLetter = bytes[at] == 0x83 && bytes[at + 1] == 0xC2
      if isQuote || isLetter { count += 1 }
      if count == 3 { return true }
    }
    return false
  }
}

/// From other encodings to UTF-8, strictly, and the offsets back.
enum Transcoding {
  static func utf16(
    _ file: [UInt8], from mark: Int, bigEndian: Bool
  ) throws(DecodedText.Failure) -> [UInt8] {
    let encoding = bigEndian ? SourceEncoding.utf16BE : .utf16LE
    var text: [UInt8] = []
    text.reserveCapacity(file.count)
    var at = mark
    func unit(_ at: Int) -> UInt32? {
      guard at + 1 < file.count else { return nil }
      let (first, second) = (UInt32(file[at]), UInt32(file[at + 1]))
      return bigEndian ? first << 8 | second : second << 8 | first
    }
    while at < file.count {
      guard let high = unit(at) else { throw .malformed(encoding, at: at) }
      if high & 0xF800 != 0xD800 {
        append(high, to: &text)
        at += 2
      } else {
        guard high < 0xDC00, let low = unit(at + 2), low & 0xFC00 == 0xDC00 else {
          throw .malformed(encoding, at: at)
        }
        append(0x10000 + (high & 0x3FF) << 10 + (low & 0x3FF), to: &text)
        at += 4
      }
    }
    return text
  }

  static func utf32(_ file: [UInt8], from mark: Int) throws(DecodedText.Failure) -> [UInt8] {
    var text: [UInt8] = []
    for at in stride(from: mark, to: file.count, by: 4) {
      guard at + 3 < file.count else { throw .malformed(.utf32LE, at: at) }
      let low = UInt32(file[at]) | UInt32(file[at + 1]) << 8
      let scalar = low | UInt32(file[at + 2]) << 16 | UInt32(file[at + 3]) << 24
      guard Unicode.Scalar(scalar) != nil else { throw .malformed(.utf32LE, at: at) }
      append(scalar, to: &text)
    }
    return text
  }

  static func singleByte(
    _ file: [UInt8], from mark: Int, as encoding: SourceEncoding
  ) throws(DecodedText.Failure) -> [UInt8] {
    let isMac = encoding == .macRoman
    let high = isMac ? SourceEncoding.macRomanHigh : SourceEncoding.windows1252High
    var text: [UInt8] = []
    text.reserveCapacity(file.count + file.count / 8)
    for at in mark..<max(mark, file.count) {
      let byte = file[at]
      guard byte >= 0x80 else {
        text.append(byte)
        continue
      }
      let scalar = high[Int(byte) - 0x80]
      guard scalar != 0 else { throw unresolved(file) }
      append(UInt32(scalar), to: &text)
    }
    return text
  }

  /// The bytes that Windows-1252 leaves undefined, and whether Mac Roman's quotation marks (D2 D3
  /// D5) are many while those of Windows-1252 (91–94) are none.
  private static func unresolved(_ file: [UInt8]) -> DecodedText.Failure {
    let undefined: Set<UInt8> = [0x81, 0x8D, 0x8F, 0x90, 0x9D]
    let offsets = file.indices.lazy.filter { undefined.contains(file[$0]) }.prefix(3)
    let quotes = file.lazy.filter { $0 == 0xD2 || $0 == 0xD3 || $0 == 0xD5 }.prefix(3).count
    let isMac = quotes >= 3 && !file.contains { (0x91...0x94).contains($0) }
    return .unresolved(offsets: Array(offsets), macRomanLikely: isMac)
  }

  static func append(_ scalar: UInt32, to text: inout [UInt8]) {
    let six = { (shift: UInt32) in UInt8(0x80 | (scalar >> shift) & 0x3F) }
    switch scalar {
    case ..<0x80: text.append(UInt8(scalar))
    case ..<0x800: text += [UInt8(0xC0 | scalar >> 6), six(0)]
    case ..<0x10000: text += [UInt8(0xE0 | scalar >> 12), six(6), six(0)]
    default: text += [UInt8(0xF0 | (scalar >> 18) & 7), six(12), six(6), six(0)]
    }
  }

  /// Offsets on disk of the starts of `lines`.
  static func offsets(
    of lines: [TextLine], in bytes: [UInt8], _ mark: Int, _ width: (Int) -> Int
  ) -> [Int] {
    var offset = mark
    var from = 0
    return lines.map { line in
      offset = advance(offset, over: from..<line.rawStart, of: bytes, width)
      from = line.rawStart
      return offset
    }
  }

  /// `offset` moved over the scalars that begin in `range`.
  static func advance(
    _ offset: Int, over range: Range<Int>, of bytes: [UInt8], _ width: (Int) -> Int
  ) -> Int {
    var moved = offset
    for byte in bytes[range] {
      switch byte {
      case ..<0x80: moved += width(1)
      case 0xC0..<0xE0: moved += width(2)
      case 0xE0..<0xF0: moved += width(3)
      case 0xF0...: moved += width(4)
      default: break
      }
    }
    return moved
  }
}
