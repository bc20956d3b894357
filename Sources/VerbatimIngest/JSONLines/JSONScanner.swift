import CVectors
import Glibc
import VerbatimCorpus

/// A cursor over the bytes of one line of JSON, strictly by RFC 8259.
///
/// Strings come back as ranges of the line and become a `String` only where somebody keeps them.
/// Every byte of the line is examined once; a string that is kept, once more for its UTF-8 where that
/// is not sure. The cursor knows no nesting: what may be nested is the caller's grammar, so depth is bounded by it.
struct JSONScanner {
  /// A string's content between its quotes.
  struct Text {
    var range: Range<Int>
    var hasEscapes: Bool
    /// Whether it is well-formed UTF-8 for certain.
    var isSound: Bool
  }

  let bytes: UnsafeBufferPointer<UInt8>
  /// The byte that is next, from 0 to the number of bytes.
  private(set) var offset = 0

  /// `bytes` must outlive the scanner; it begins at a byte of them.
  init(_ bytes: UnsafeBufferPointer<UInt8>, at offset: Int = 0) {
    self.bytes = bytes
    self.offset = offset
  }

  /// The next byte, 0 at the end: a 0 is allowed nowhere, so the two need no telling apart.
  var current: UInt8 {
    // Safety: checked against the count here; nothing else moves past it.
    offset < bytes.count ? bytes[offset] : 0
  }

  var isAtEnd: Bool { offset >= bytes.count }

  func fail(_ problem: JSONLinesProblem) -> JSONLineFault {
    JSONLineFault(problem: problem, offset: offset)
  }

  /// Skips the white space that JSON knows.
  mutating func skipSpace() {
    while true {
      switch current {
      case 0x20, 0x09, 0x0D, 0x0A: offset += 1
      default: return
      }
    }
  }

  /// Moves behind `byte`, which must be next.
  mutating func take(_ byte: UInt8, _ expectation: JSONExpectation) throws(JSONLineFault) {
    guard current == byte else { throw fail(.expected(expectation)) }
    offset += 1
  }

  /// Moves behind the key and colon of the next member of an object whose `{` was taken; `nil`
  /// behind its `}`.
  mutating func nextKey(isFirst: Bool) throws(JSONLineFault) -> Text? {
    skipSpace()
    if current == UInt8(ascii: "}") {
      offset += 1
      return nil
    }
    if !isFirst {
      try take(UInt8(ascii: ","), .commaOrClosingBrace)
      skipSpace()
    }
    let key = try string(else: .key)
    skipSpace()
    try take(UInt8(ascii: ":"), .colon)
    skipSpace()
    return key
  }

  /// Moves behind the string whose opening quote is next.
  mutating func string(else expectation: JSONExpectation) throws(JSONLineFault) -> Text {
    try take(UInt8(ascii: "\""), expectation)
    let start = offset
    var hasEscapes = false
    var isSound = true
    while true {
      skipPlain(&isSound)
      switch current {
      case UInt8(ascii: "\""):
        offset += 1
        return Text(range: start..<offset - 1, hasEscapes: hasEscapes, isSound: isSound)
      case UInt8(ascii: "\\"):
        hasEscapes = true
        _ = try escape()
      default:
        throw fail(
          isAtEnd ? .expected(.closingQuote) : .controlCharacter(current))
      }
    }
  }

  /// Moves behind the number that is next.
  mutating func number() throws(JSONLineFault) -> Range<Int> {
    let start = offset
    if current == UInt8(ascii: "-") { offset += 1 }
    if current == UInt8(ascii: "0") { offset += 1 } else { try digits() }
    if current == UInt8(ascii: ".") {
      offset += 1
      try digits()
    }
    if current | 0x20 == UInt8(ascii: "e") {
      offset += 1
      if current == UInt8(ascii: "+") || current == UInt8(ascii: "-") { offset += 1 }
      try digits()
    }
    return start..<offset
  }

  private mutating func digits() throws(JSONLineFault) {
    let start = offset
    while case UInt8(ascii: "0")...UInt8(ascii: "9") = current { offset += 1 }
    if offset == start { throw fail(.expected(.digit)) }
  }

  /// Moves behind `word` (`true`, `false`, `null`), which must be next.
  mutating func literal(_ word: StaticString) throws(JSONLineFault) {
    let start = offset
    for index in 0..<word.utf8CodeUnitCount {
      // Safety: below the literal's own count.
      guard current == word.utf8Start[index] else {
        offset = start
        throw fail(.expected(.value))
      }
      offset += 1
    }
  }

  /// Moves to the first quote, backslash or control character, or to the end.
  private mutating func skipPlain(_ isSound: inout Bool) {
    guard let base = bytes.baseAddress, offset < bytes.count else { return }
    // Safety: so many bytes are left.
    offset += cs_plain_length(base + offset, bytes.count - offset, &isSound)
  }
}

// MARK: Escapes and strings

extension JSONScanner {
  /// Moves behind the escape whose backslash is next, a surrogate pair as one; gives what it means.
  private mutating func escape() throws(JSONLineFault) -> Unicode.Scalar {
    let start = offset
    offset += 1
    let letter = current
    offset = min(offset + 1, bytes.count)
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw JSONLineFault(problem: .invalidEscape, offset: start)
    }
    let first = try hexadecimal(escapeAt: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    guard first < 0xDC00, current == UInt8(ascii: "\\") else {
      throw JSONLineFault(problem: .loneSurrogate, offset: start)
    }
    offset += 1
    guard current == UInt8(ascii: "u") else {
      throw JSONLineFault(problem: .loneSurrogate, offset: start)
    }
    offset += 1
    let second = try hexadecimal(escapeAt: start)
    guard (0xDC00...0xDFFF).contains(second),
      let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    else { throw JSONLineFault(problem: .loneSurrogate, offset: start) }
    return scalar
  }

  private mutating func hexadecimal(escapeAt start: Int) throws(JSONLineFault) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      let digit: UInt8
      switch current {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = current - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = current - UInt8(ascii: "a") + 10
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = current - UInt8(ascii: "A") + 10
      default: throw JSONLineFault(problem: .invalidEscape, offset: start)
      }
      value = value << 4 | UInt32(digit)
      offset += 1
    }
    return value
  }

  /// The bytes of `range`, which came from this scanner.
  func slice(_ range: Range<Int>) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[range])
  }

  /// `text` as a string, its escapes resolved.
  func string(of text: Text) throws(JSONLineFault) -> String {
    guard text.hasEscapes else {
      try validate(text)
      return Self.string(slice(text.range))
    }
    return try content(of: text, at: 0).bytes.withUnsafeBufferPointer { Self.string($0) }
  }

  private static func string(_ content: UnsafeBufferPointer<UInt8>) -> String {
    // Safety: the callers have validated it. The standard library validates twice as slowly.
    String(copying: unsafe UTF8Span(unchecked: content.span))
  }

  /// Throws where `text` is no well-formed UTF-8.
  func validate(_ text: Text) throws(JSONLineFault) {
    if text.isSound { return }
    let bytes = slice(text.range)
    let valid = bytes.wellFormedUTF8Count
    if valid < bytes.count {
      throw JSONLineFault(problem: .invalidUTF8, offset: text.range.lowerBound + valid)
    }
  }

  /// `text` as the name of a session or speaker, which ends within reason.
  func name(_ text: Text, of key: String) throws(JSONLineFault) -> String {
    guard text.range.count <= SourceFile.longestName else {
      throw JSONLineFault(
        problem: .tooLong(key: key, limit: SourceFile.longestName), offset: text.range.lowerBound)
    }
    return try string(of: text)
  }

  /// The bytes of `text`, its escapes resolved, and the map from them to those of the file, in which the
  /// line starts at `base`.
  func content(
    of text: Text, at base: Int
  ) throws(JSONLineFault) -> (bytes: [UInt8], map: OffsetMap) {
    // Escapes are ASCII: what is well-formed with them is so without.
    try validate(text)
    let start = text.range.lowerBound
    guard text.hasEscapes else {
      let map = OffsetMap(identityAt: base + start, length: text.range.count)
      return (Array(slice(text.range)), map)
    }
    var content: [UInt8] = []
    content.reserveCapacity(text.range.count)
    var map = OffsetMap()
    var scanner = JSONScanner(UnsafeBufferPointer(rebasing: bytes[..<text.range.upperBound]))
    scanner.offset = start
    while scanner.offset < text.range.upperBound {
      let start = scanner.offset
      if scanner.current == UInt8(ascii: "\\") {
        let encoded = UTF8.encode(try scanner.escape()) ?? UTF8.encodedReplacementCharacter
        content.append(contentsOf: encoded)
        map.append(
          textLength: encoded.count, source: base + start, sourceLength: scanner.offset - start)
      } else {
        var isSound = true
        scanner.skipPlain(&isSound)
        content.append(contentsOf: bytes[start..<scanner.offset])
        map.append(
          textLength: scanner.offset - start, source: base + start,
          sourceLength: scanner.offset - start)
      }
    }
    return (content, map)
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether the two hold the same bytes.
  func hasBytes(of other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
    // Safety: memcmp reads `count` bytes of each, which both have.
    return memcmp(base, otherBase, count) == 0
  }
}
