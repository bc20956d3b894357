/// The forms under which a token can be found (UTF-8 in, UTF-8 out).
///
/// All are idempotent, give equal bytes for canonically equivalent input, and drop what is
/// invisible and means nothing (soft hyphens, directions, variation selectors). Cost: linear, with
/// a fast path for ASCII and Latin-1 letters. A malformed byte becomes U+FFFD.
public enum Keys {
  /// Normalisation form C.
  public static func nfc(_ text: [UInt8]) -> [UInt8] {
    if !text.contains(where: { $0 >= 0xCC }) { return text }
    return UTF8Scalars.encode(Normalization.composed(UTF8Scalars.decode(text)))
  }

  /// Full case folding (CaseFolding C and F), then NFC; apostrophes U+2018, U+2019 and U+02BC
  /// become U+0027, hyphens U+2010 and U+2011 become U+002D.
  public static func lc(_ text: [UInt8]) -> [UInt8] {
    if let key = LatinKeys.lc(text) { return key }
    return UTF8Scalars.encode(Normalization.composed(folded(text)))
  }

  /// ``lc(_:)`` without the marks of Latin, Greek and Cyrillic letters, and with letters of their
  /// own replaced by what people type for them: `ø` o, `æ` ae, `ß` ss (`unicode.md` §5).
  public static func fold(_ text: [UInt8]) -> [UInt8] {
    if let key = LatinKeys.fold(text) { return key }
    let bare = unmarked(Normalization.decomposed(folded(text)))
    return UTF8Scalars.encode(Normalization.composed(bare))
  }

  /// The text without marks as in ``fold(_:)``, its case kept.
  public static func diac(_ text: [UInt8]) -> [UInt8] {
    if !text.contains(where: { $0 >= 0x80 }) { return text }
    let scalars = unified(Normalization.decomposed(UTF8Scalars.decode(text)))
    return UTF8Scalars.encode(Normalization.composed(unmarked(scalars)))
  }

  /// `[…]`: the words inside the delimiters folded, white space around them dropped and between
  /// them made one space. `[Peer  worker ]`, `<peer worker>` and `@@Peer worker@@` have one key.
  public static func placeholder(_ surface: [UInt8]) -> [UInt8] {
    let inside = fold(Array(PlaceholderDelimiters.inside(of: surface)))
    var key: [UInt8] = [UInt8(ascii: "[")]
    key.reserveCapacity(inside.count + 2)
    var isSpacePending = false
    for scalar in UTF8Scalars.decode(inside) {
      if ScalarProperties(scalar).scalarClass == .space {
        isSpacePending = key.count > 1
      } else {
        if isSpacePending { key.append(0x20) }
        isSpacePending = false
        UTF8Scalars.append(scalar, to: &key)
      }
    }
    key.append(UInt8(ascii: "]"))
    return key
  }

  /// Case-folded and unified; not normalised. Decomposing before folding makes U+0345, which folds
  /// to a letter, fold alike in every equivalent text (The Unicode Standard, D145).
  private static func folded(_ text: [UInt8]) -> [UInt32] {
    var scalars: [UInt32] = []
    scalars.reserveCapacity(text.count)
    let mapping = ScalarMapping.folding
    for scalar in Normalization.decomposed(UTF8Scalars.decode(text)) {
      mapping.append(scalar, to: &scalars)
    }
    return unified(scalars)
  }

  private static func unified(_ scalars: [UInt32]) -> [UInt32] {
    scalars.compactMap { scalar in
      switch scalar {
      case 0..<0x80: scalar
      case 0x2018, 0x2019, 0x2BC: 0x27
      case 0x2010, 0x2011: 0x2D
      default: ScalarProperties(scalar).isDroppedInKeys ? nil : scalar
      }
    }
  }

  /// `scalars`, which are NFD, without the nonspacing marks behind a letter of the three scripts.
  private static func unmarked(_ scalars: [UInt32]) -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(scalars.count)
    var isMarkDropped = false
    for scalar in scalars {
      let properties = ScalarProperties(scalar)
      if properties.isNonspacingMark {
        if !isMarkDropped { result.append(scalar) }
      } else {
        isMarkDropped = properties.isLatinGreekOrCyrillic
        appendTyped(scalar, to: &result)
      }
    }
    return result
  }

  private static func appendTyped(_ scalar: UInt32, to result: inout [UInt32]) {
    switch scalar {
    case 0xC6: result += [0x41, 0x45]  // Æ
    case 0xE6: result += [0x61, 0x65]  // æ
    case 0x152: result += [0x4F, 0x45]  // Œ
    case 0x153: result += [0x6F, 0x65]  // œ
    case 0xDE: result += [0x54, 0x48]  // Þ
    case 0xFE: result += [0x74, 0x68]  // þ
    case 0xDF: result += [0x73, 0x73]  // ß
    case 0x1E9E: result += [0x53, 0x53]  // ẞ
    case 0xD8: result.append(0x4F)  // Ø
    case 0xF8: result.append(0x6F)  // ø
    case 0x141: result.append(0x4C)  // Ł
    case 0x142: result.append(0x6C)  // ł
    case 0x110, 0xD0: result.append(0x44)  // Đ Ð
    case 0x111, 0xF0: result.append(0x64)  // đ ð
    case 0x126: result.append(0x48)  // Ħ
    case 0x127: result.append(0x68)  // ħ
    case 0x131: result.append(0x69)  // ı
    case 0x14A: result.append(0x4E)  // Ŋ
    case 0x14B: result.append(0x6E)  // ŋ
    default: result.append(scalar)
    }
  }
}
