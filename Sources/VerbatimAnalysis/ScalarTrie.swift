/// A map from Unicode scalars to small numbers, 0 for most: two strings of digits of 6 bits that
/// are read in place (Scripts/generate-unicode-tables has the format). Cost: a few loads.
struct ScalarTrie {
  let index: StaticString
  let blocks: StaticString
  let width: Int

  @inline(__always)
  subscript(scalar: UInt32) -> Int {
    let place = Int(scalar >> 7) &* 2
    guard place < index.utf8CodeUnitCount else { return 0 }
    let block = Digits.read(index, at: place, width: 2)
    return Digits.read(blocks, at: (block &* 128 &+ Int(scalar & 127)) &* width, width: width)
  }
}

/// Numbers in a generated string: digits of 6 bits, the lowest first.
enum Digits {
  /// Safety: offsets come from generated tables only, and a test reads every one of them.
  @inline(__always)
  static func read(_ text: StaticString, at offset: Int, width: Int) -> Int {
    let digits = text.utf8Start + offset
    var value = Int(digits[0] &- 48) | Int(digits[1] &- 48) << 6
    if width == 4 { value |= Int(digits[2] &- 48) << 12 | Int(digits[3] &- 48) << 18 }
    return value
  }

  static func read(_ text: StaticString, at offset: Int) -> Int {
    Int(text.utf8Start[offset] &- 48)
  }
}

/// A map from a scalar to one or several.
struct ScalarMapping {
  let trie: ScalarTrie
  let pool: StaticString

  static var folding: ScalarMapping {
    ScalarMapping(trie: UnicodeTables.folding, pool: UnicodeTables.foldingPool)
  }

  /// Full canonical decompositions, those of Hangul syllables excepted.
  static var decomposition: ScalarMapping {
    ScalarMapping(trie: UnicodeTables.decomposition, pool: UnicodeTables.decompositionPool)
  }

  func append(_ scalar: UInt32, to scalars: inout [UInt32]) {
    let value = trie[scalar]
    if value & 1 == 0 {
      scalars.append(ScalarMapping.apply(difference: value, to: scalar))
    } else {
      let offset = value >> 1
      let count = Digits.read(pool, at: offset)
      for part in 0..<count {
        scalars.append(UInt32(Digits.read(pool, at: offset + 1 + 4 * part, width: 4)))
      }
    }
  }

  /// `difference` is twice the difference in two's complement of 24 bits.
  @inline(__always)
  static func apply(difference: Int, to scalar: UInt32) -> UInt32 {
    let signed = difference >= 1 << 23 ? difference &- 1 << 24 : difference
    return UInt32(truncatingIfNeeded: Int(scalar) &+ signed >> 1)
  }
}

/// The one-to-one case mappings of UnicodeData.txt.
enum SimpleCase {
  @inline(__always)
  static func lower(_ scalar: UInt32) -> UInt32 {
    ScalarMapping.apply(difference: UnicodeTables.lower[scalar], to: scalar)
  }

  @inline(__always)
  static func upper(_ scalar: UInt32) -> UInt32 {
    ScalarMapping.apply(difference: UnicodeTables.upper[scalar], to: scalar)
  }
}
