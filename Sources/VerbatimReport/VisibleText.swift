/// Shows what a terminal would obey, and what would reorder a quote, as visible signs.
///
/// ```swift
/// VisibleText.escape("\u{1B}[2J hi\u{202E}")  // ␛[2J hi⟨U+202E⟩
/// ```
///
/// Escaped are the C0 and C1 controls, DEL, the line and paragraph separators and the bidi
/// controls (`unicode.md` §7). Everything else is shown as it is.
public enum VisibleText {
  public static func escape(_ text: String) -> String {
    text.replacingScalars { sign(for: $0) }
  }

  /// The sign for a scalar that must not be shown as it is, else `nil`.
  static func sign(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x20...0x7E: return nil
    case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) }
    case 0x7F: return "␡"
    case 0x80..<0xA0, 0x061C, 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069:
      return "⟨\(name(of: scalar))⟩"
    default: return nil
    }
  }

  /// `U+202E`.
  static func name(of scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits
  }

  /// The sign in documents, which keep the marks that Hebrew and Arabic typists use and that move
  /// nothing but their neighbours.
  static func documentSign(for scalar: Unicode.Scalar) -> String? {
    switch scalar.value {
    case 0x061C, 0x200E, 0x200F: return nil
    default: return sign(for: scalar)
    }
  }
}
