/// Terms that stand inside other terms: relations of the dictionary, expanded like a wildcard.
public enum Relations {
  /// The fold keys of the parts of `word` (a surface or a key of it): `NHS-funded` gives `nhs` and
  /// `funded`; of a broken-off word also the form without the mark: `th-` gives `th`. Empty for a
  /// word without either, and for addresses. Each part once, in order.
  public static func parts(of word: [UInt8]) -> [[UInt8]] {
    let key = Keys.fold(word)
    guard !key.contains(where: { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "@") }) else {
      return []
    }
    var parts: [[UInt8]] = []
    let whole = withoutTruncation(key)
    if whole.count < key.count, !whole.isEmpty { parts.append(whole) }
    let pieces = whole.split(separator: UInt8(ascii: "-"))
    if pieces.count > 1 { parts += pieces.map(Array.init) }
    return unique(parts)
  }

  /// The fold keys of the words and numbers of a placeholder, each once, in order:
  /// `[peer support worker A]` gives `peer`, `support`, `worker`, `a`.
  public static func innerWords(of placeholder: [UInt8]) -> [[UInt8]] {
    let inside = PlaceholderDelimiters.inside(of: placeholder)
    return inside.withUnsafeBufferPointer { text in
      let tokens = Analyzer.standard.tokens(of: text, includingPunctuation: false)
      return unique(
        tokens.filter { $0.kind == .word || $0.kind == .number }
          .map { Keys.fold(Array(text[$0.start..<$0.end])) })
    }
  }

  /// A fold key without the hyphen or en dash at its end.
  public static func withoutTruncation(_ key: [UInt8]) -> [UInt8] {
    if key.last == UInt8(ascii: "-") { return key.dropLast() }
    return key.suffix(3) == [0xE2, 0x80, 0x93] ? key.dropLast(3) : key
  }

  private static func unique(_ keys: [[UInt8]]) -> [[UInt8]] {
    var seen: Set<[UInt8]> = []
    return keys.filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}

/// What is written around the text of a placeholder.
enum PlaceholderDelimiters {
  /// `surface` without one pair of brackets or masks; itself where there is none.
  static func inside(of surface: [UInt8]) -> ArraySlice<UInt8> {
    guard let first = surface.first, let last = surface.last else { return [] }
    // [ ] < > { } ( )
    let pairs: [(UInt8, UInt8)] = [(0x5B, 0x5D), (0x3C, 0x3E), (0x7B, 0x7D), (0x28, 0x29)]
    for (open, close) in pairs where first == open && last == close && surface.count >= 2 {
      return surface[1..<(surface.count - 1)]
    }
    for mark in [UInt8(ascii: "@"), UInt8(ascii: "#")]
    where surface.count > 4 && surface.prefix(2).allSatisfy({ $0 == mark })
      && surface.suffix(2).allSatisfy({ $0 == mark })
    {
      return surface[2..<(surface.count - 2)]
    }
    return surface[...]
  }
}
