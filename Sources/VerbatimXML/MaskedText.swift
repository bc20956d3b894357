import Glibc

/// A copy of a document for the parser, in which a letter stands for each byte of character data that
/// is not ASCII.
///
/// libxml2 reads ASCII text by a table and all other text scalar by scalar, through several calls
/// each: that would be a third of its time. The copy has the same markup at the same offsets, so what
/// a text says is taken from the document itself. A document that cannot be copied so without doubt
/// is parsed as it is.
struct MaskedText {
  let bytes: [UInt8]

  /// `nil` where nothing is gained (all is ASCII), or where what the parser makes of the copy might
  /// be something else: a document type declaration, markup without an end, a scalar that XML forbids.
  ///
  /// Cost: a pass, at several bytes a step.
  init?(_ document: [UInt8], from start: Int) {
    guard document.withUnsafeBytes({ Self.hasHighByte($0) }) else { return nil }
    var copy = document
    guard copy.withUnsafeMutableBytes({ Self.mask($0, from: start) }) else { return nil }
    bytes = copy
  }

  private static let highBits: UInt64 = 0x8080_8080_8080_8080

  private static func hasHighByte(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var index = 0
    // Safety: unaligned loads of eight bytes that lie before the end.
    while index + 8 <= bytes.count {
      if bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & highBits != 0 { return true }
      index += 8
    }
    return bytes[index...].contains { $0 >= 0x80 }
  }

  private static func mask(_ bytes: UnsafeMutableRawBufferPointer, from start: Int) -> Bool {
    let markup = Markup(bytes: UnsafeRawBufferPointer(bytes))
    var index = start
    while index < bytes.count {
      let open = markup.find("<", from: index) ?? bytes.count
      guard maskText(bytes, index..<open) else { return false }
      if open == bytes.count { break }
      guard let end = markup.end(at: open) else { return false }
      index = end
    }
    return true
  }

  /// False where the text has U+FFFE or U+FFFF, which the parser has to refuse.
  private static func maskText(
    _ bytes: UnsafeMutableRawBufferPointer, _ range: Range<Int>
  ) -> Bool {
    var index = range.lowerBound
    // Safety: unaligned loads and stores of eight bytes that lie within the range.
    while index + 8 <= range.upperBound {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      let high = word & highBits
      if high != 0 {
        if Markup.equal(word, 0xEF) != 0,
          (index..<index + 8).contains(where: { isForbidden(bytes, at: $0) })
        {
          return false
        }
        let changed = (high >> 7) &* 0xFF
        let masked = word & ~changed | 0x7878_7878_7878_7878 & changed
        bytes.storeBytes(of: masked, toByteOffset: index, as: UInt64.self)
      }
      index += 8
    }
    while index < range.upperBound {
      if bytes[index] >= 0x80 {
        if isForbidden(bytes, at: index) { return false }
        bytes[index] = UInt8(ascii: "x")
      }
      index += 1
    }
    return true
  }

  private static func isForbidden(_ bytes: UnsafeMutableRawBufferPointer, at index: Int) -> Bool {
    bytes[index] == 0xEF && index + 2 < bytes.count && bytes[index + 1] == 0xBF
      && bytes[index + 2] >= 0xBE
  }
}

/// Where a tag, a comment, an instruction or a CDATA section ends, of a document that is well-formed
/// up to there.
private struct Markup {
  let bytes: UnsafeRawBufferPointer

  func find(_ character: Unicode.Scalar, from start: Int) -> Int? {
    guard start < bytes.count, let base = bytes.baseAddress,
      // Safety: what is searched is the rest of the bytes.
      let found = memchr(base + start, Int32(character.value), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - base
  }

  /// The offset behind the markup that opens at `open`; `nil` for a declaration, and where there is
  /// no end.
  func end(at open: Int) -> Int? {
    guard open + 1 < bytes.count else { return nil }
    switch bytes[open + 1] {
    case UInt8(ascii: "/"): return find(">", from: open).map { $0 + 1 }
    case UInt8(ascii: "?"): return end(of: "?>", from: open + 2)
    case UInt8(ascii: "!"):
      if isAt(open, "<!--") { return end(of: "-->", from: open + 4) }
      if isAt(open, "<![CDATA[") { return end(of: "]]>", from: open + 9) }
      return nil
    default: return endOfTag(from: open)
    }
  }

  private func endOfTag(from open: Int) -> Int? {
    guard let close = find(">", from: open) else { return nil }
    // A bit where a single quote stands at that place of a word, and where an odd number of double
    // ones do: all bits together are then as odd as the number of quotes.
    var doubles: UInt64 = 0
    var singles: UInt64 = 0
    var index = open
    // Safety: unaligned loads of eight bytes that lie before `close`.
    while index + 8 <= close {
      let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      doubles ^= Self.equal(word, UInt8(ascii: "\""))
      singles |= Self.equal(word, UInt8(ascii: "'"))
      index += 8
    }
    while index < close {
      if bytes[index] == UInt8(ascii: "\"") { doubles ^= 1 }
      if bytes[index] == UInt8(ascii: "'") { singles |= 1 }
      index += 1
    }
    // With double quotes alone, in pairs, no value is open.
    if singles == 0, doubles.nonzeroBitCount % 2 == 0 { return close + 1 }
    return quotedEnd(from: open)
  }

  /// The end of a tag in whose values `>` or quotes may stand.
  private func quotedEnd(from open: Int) -> Int? {
    var quote: UInt8?
    for index in open..<bytes.count {
      let byte = bytes[index]
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
        quote = byte
      } else if byte == UInt8(ascii: ">") {
        return index + 1
      }
    }
    return nil
  }

  /// Sets the high bit of each byte that is `value`, and no other.
  static func equal(_ word: UInt64, _ value: UInt8) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let difference = word ^ (UInt64(value) &* 0x0101_0101_0101_0101)
    return ~(((difference & low) &+ low) | difference | low)
  }

  private func end(of literal: StaticString, from start: Int) -> Int? {
    let before = literal.utf8CodeUnitCount - 1
    var index = start + before
    while let close = find(">", from: index) {
      if isAt(close - before, literal) { return close + 1 }
      index = close + 1
    }
    return nil
  }

  private func isAt(_ index: Int, _ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard index + count <= bytes.count else { return false }
    for offset in 0..<count where bytes[index + offset] != literal.utf8Start[offset] {
      return false
    }
    return true
  }
}
