/// What a scalar is to the tokeniser, by the pinned Unicode version. The generator knows the order.
public enum ScalarClass: UInt8, Sendable, CaseIterable {
  /// Everything that is nothing else: marks of punctuation, most symbols, unassigned scalars.
  case punctuation = 0
  case letter = 1
  /// General categories Mn, Mc and Me: continues what it stands behind.
  case mark = 2
  case digit = 3
  /// Other numbers: `½`, `²`, `Ⅳ`.
  case numeral = 4
  /// White_Space and U+200B.
  case space = 5
  /// Controls, format characters and other invisible scalars: never a token by themselves.
  case ignorable = 6
  /// Han, Hiragana, Katakana: a token each.
  case ideograph = 7
  /// Currency and percent signs.
  case symbol = 8
  /// Extended_Pictographic.
  case emoji = 9
  /// Skin tones.
  case modifier = 10
  /// Half a flag.
  case regional = 11
  case apostrophe = 12
  case hyphen = 13
}

/// Facts about a Unicode scalar, from the pinned tables.
public struct ScalarProperties: Sendable, Equatable {
  let bits: Int

  @inline(__always)
  public init(_ scalar: UInt32) {
    bits = UnicodeTables.properties[scalar]
  }

  public init(_ scalar: Unicode.Scalar) {
    self.init(scalar.value)
  }

  @inline(__always)
  public var scalarClass: ScalarClass {
    ScalarClass(rawValue: UInt8(truncatingIfNeeded: bits & 15)) ?? .punctuation
  }

  /// General category Mn.
  var isNonspacingMark: Bool { bits & 1 << 4 != 0 }
  /// The scripts whose marks may be dropped without changing what was said.
  var isLatinGreekOrCyrillic: Bool { bits & 1 << 5 != 0 }
  /// General categories L and N.
  var isAlphanumeric: Bool { bits & 1 << 6 != 0 }
  /// A letter of a script that writes no spaces between words (Han, Kana, Thai, Lao, Khmer,
  /// Myanmar): word counts of such text are not linguistic, and a reader says so.
  public var isOfUnspacedScript: Bool { bits & 1 << 7 != 0 }
  /// Invisible and without a meaning for a word's identity: soft hyphens, directions, selectors.
  var isDroppedInKeys: Bool { bits & 1 << 8 != 0 }
}

/// The Unicode version of all tables, such as `15.0`: a setting of every index.
public enum UnicodeVersion {
  public static var pinned: String { UnicodeTables.version }
}
