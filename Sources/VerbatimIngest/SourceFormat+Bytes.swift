// What the detection of formats asks of the bytes at a file's start.

extension UInt8 {
  var isSpace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}

extension ArraySlice<UInt8> {
  /// Without a UTF-8 byte order mark.
  var withoutMark: ArraySlice<UInt8> {
    starts(with: [0xEF, 0xBB, 0xBF]) ? dropFirst(3) : self
  }

  /// Whether this may be UTF-16 or UTF-32: a byte order mark, or 30 % of the bytes at odd or at even
  /// offsets are 0.
  var isWideText: Bool {
    if starts(with: [0xFF, 0xFE]) || starts(with: [0xFE, 0xFF]) { return true }
    var zeros = [0, 0]
    for (offset, byte) in enumerated() where byte == 0 { zeros[offset & 1] += 1 }
    let half = Swift.max(count / 2, 1)
    // Both sides full of zeros is UTF-32 without a mark or no text; neither is guessed.
    return zeros.contains { $0 * 10 >= half * 3 } && zeros.contains { $0 * 10 < half }
  }

  /// Whether `part` stands somewhere in these bytes. Cost: a scan for its first byte.
  func holds(_ part: some Collection<UInt8>) -> Bool {
    guard let first = part.first else { return true }
    var rest = self
    while let start = rest.firstIndex(of: first) {
      rest = rest[start...]
      if rest.starts(with: part) { return true }
      rest = rest.dropFirst()
    }
    return false
  }

  /// The local name of the first element, behind declarations and comments; `nil` where the bytes
  /// end before it or are no markup.
  var rootName: String? {
    var rest = self[...]
    while true {
      rest = rest.drop(while: \.isSpace)
      guard rest.first == UInt8(ascii: "<") else { return nil }
      switch rest.dropFirst().first {
      case UInt8(ascii: "?"): rest = rest.behind("?>")
      case UInt8(ascii: "!") where rest.starts(with: "<!--".utf8): rest = rest.behind("-->")
      case UInt8(ascii: "!"):
        // A document type may hold declarations in brackets.
        let end = rest.firstIndex { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "[") }
        let hasSubset = end.map { rest[$0] == UInt8(ascii: "[") } ?? false
        rest = hasSubset ? rest.behind("]").behind(">") : rest.behind(">")
      default:
        let name = rest.dropFirst().prefix {
          !$0.isSpace && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "/")
        }
        let local = name.lastIndex(of: UInt8(ascii: ":")).map { name[($0 + 1)...] } ?? name
        return String(decoding: local, as: UTF8.self)
      }
    }
  }

  private func behind(_ end: String) -> ArraySlice<UInt8> {
    var rest = self
    while let start = rest.firstIndex(of: end.utf8.first ?? 0) {
      rest = rest[start...]
      if rest.starts(with: end.utf8) { return rest.dropFirst(end.utf8.count) }
      rest = rest.dropFirst()
    }
    return rest.suffix(0)
  }
}
