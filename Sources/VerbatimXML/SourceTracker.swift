import Glibc

/// Finds character data again in the bytes that are parsed, piece by piece behind the parser.
///
/// Most texts are told where they were read. For those that the parser put together, its own position
/// may be their start or their end. So the tracker starts behind each tag or text and reads on from
/// there what the parser passed: comments, processing instructions, the frames of CDATA sections.
struct SourceTracker {
  struct Piece {
    /// Bytes of the text.
    var count: Int
    var source: XMLText.Source
  }

  // Safety: the whole parsed buffer, alive as long as the parse.
  private let buffer: UnsafeBufferPointer<UInt8>
  private var cursor = 0
  /// Until the next tag nothing can be said.
  private var isLost = true
  private var isInCDATA = false

  init(_ buffer: UnsafeBufferPointer<UInt8>) {
    self.buffer = buffer
  }

  /// A tag ends here.
  mutating func start(at offset: Int) {
    cursor = offset
    isLost = false
    isInCDATA = false
  }

  mutating func lose() {
    isLost = true
  }

  /// Goes on behind a text that the parser told where it read it, which is the bytes there; false where
  /// it has to be found: behind an entity, and where its first LF was CR LF.
  mutating func pass(_ count: Int, at offset: Int) -> Bool {
    let isSecondOfTwo = buffer[offset] == 0x0A && offset > 0 && buffer[offset - 1] == 0x0D
    if isLost || isSecondOfTwo { return false }
    cursor = offset + count
    isInCDATA = false
    return true
  }

  /// The first piece of a text, which is not empty and comes out of no entity.
  mutating func next(_ text: UnsafeBufferPointer<UInt8>) -> Piece {
    if isLost { return Piece(count: text.count, source: .unknown) }
    if !isInCDATA, cursor < buffer.count, buffer[cursor] != UInt8(ascii: "<"),
      buffer[cursor] != UInt8(ascii: "&"), isHere(text)
    {
      // A reference is told by itself, so what begins and goes on as the bytes do is the bytes.
      defer { cursor += text.count }
      return Piece(count: text.count, source: .same(at: cursor))
    }
    guard skipMarkup(), let piece = piece(of: text) else {
      isLost = true
      return Piece(count: text.count, source: .unknown)
    }
    return piece
  }

  private func isHere(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    guard text.count <= buffer.count - cursor, let start = text.baseAddress,
      let here = buffer.baseAddress
    else { return false }
    // Safety: as many bytes lie before the end of both.
    return memcmp(start, here + cursor, text.count) == 0
  }

  private mutating func piece(of text: UnsafeBufferPointer<UInt8>) -> Piece? {
    let byte = buffer[cursor]
    if byte == 0x0D {
      let length = cursor + 1 < buffer.count && buffer[cursor + 1] == 0x0A ? 2 : 1
      return text[0] == 0x0A ? unit(1, length) : nil
    }
    if byte == UInt8(ascii: "&"), !isInCDATA { return reference(text) }
    var count = 0
    while count < text.count, cursor + count < buffer.count {
      let byte = buffer[cursor + count]
      if byte != text[count] || byte == 0x0D { break }
      if isInCDATA {
        if byte == UInt8(ascii: "]"), isAt(cursor + count, "]]>") { break }
      } else if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") {
        break
      }
      count += 1
    }
    guard count > 0 else { return nil }
    defer { cursor += count }
    return Piece(count: count, source: .same(at: cursor))
  }

  private mutating func unit(_ count: Int, _ length: Int) -> Piece {
    defer { cursor += length }
    return Piece(count: count, source: .unit(cursor..<cursor + length))
  }

  /// A character reference or one of the five entities that XML itself declares.
  private mutating func reference(_ text: UnsafeBufferPointer<UInt8>) -> Piece? {
    var end = cursor + 1
    while end < buffer.count, end - cursor < 32, buffer[end] != UInt8(ascii: ";") { end += 1 }
    guard end < buffer.count, buffer[end] == UInt8(ascii: ";") else { return nil }
    let scalar: Unicode.Scalar?
    switch String(decoding: buffer[(cursor + 1)..<end], as: UTF8.self) {
    case "amp": scalar = "&"
    case "lt": scalar = "<"
    case "gt": scalar = ">"
    case "quot": scalar = "\""
    case "apos": scalar = "'"
    case let number where number.hasPrefix("#x"):
      scalar = UInt32(number.dropFirst(2), radix: 16).flatMap { Unicode.Scalar($0) }
    case let number where number.hasPrefix("#"):
      scalar = UInt32(number.dropFirst(1)).flatMap { Unicode.Scalar($0) }
    default: scalar = nil
    }
    guard let scalar, let bytes = UTF8.encode(scalar), text.starts(with: bytes) else { return nil }
    return unit(bytes.count, end + 1 - cursor)
  }

  /// Goes on to the next byte of character data; false where there is none.
  private mutating func skipMarkup() -> Bool {
    while cursor < buffer.count {
      if isInCDATA {
        guard isAt(cursor, "]]>") else { return true }
        isInCDATA = false
        cursor += 3
      } else if buffer[cursor] != UInt8(ascii: "<") {
        return true
      } else if isAt(cursor, "<!--") {
        guard let next = behind("-->", from: cursor + 4) else { return false }
        cursor = next
      } else if isAt(cursor, "<?") {
        guard let next = behind("?>", from: cursor + 2) else { return false }
        cursor = next
      } else if isAt(cursor, "<![CDATA[") {
        isInCDATA = true
        cursor += 9
      } else {
        return false
      }
    }
    return false
  }

  private func isAt(_ index: Int, _ literal: StaticString) -> Bool {
    let count = literal.utf8CodeUnitCount
    guard index + count <= buffer.count else { return false }
    for offset in 0..<count where buffer[index + offset] != literal.utf8Start[offset] {
      return false
    }
    return true
  }

  private func behind(_ literal: StaticString, from start: Int) -> Int? {
    var index = start
    while index < buffer.count {
      if isAt(index, literal) { return index + literal.utf8CodeUnitCount }
      index += 1
    }
    return nil
  }
}
