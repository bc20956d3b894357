/// The patterns of settings: anchored at both ends, `*` for any run, `?` for one scalar, `#` for a
/// run of digits; all else is itself, case-folded.
public enum WordPattern {
  /// Lower case with runs of white space as one space, trimmed.
  public static func fold(_ text: String) -> String {
    let words = text.lowercased().unicodeScalars.split { $0.properties.isWhitespace }
    return words.map { String(String.UnicodeScalarView($0)) }.joined(separator: " ")
  }

  /// Whether `pattern` covers all of `text`, which is folded already. Cost: their lengths, times
  /// each other at worst.
  public static func matches(_ pattern: String, _ text: String) -> Bool {
    let pattern = Array(pattern.lowercased().unicodeScalars)
    let text = Array(text.unicodeScalars)
    var (p, t) = (0, 0)
    // The last `*` seen and how far it has swallowed: the only place one ever has to return to.
    var star: (pattern: Int, text: Int)?
    while t < text.count || p < pattern.count {
      if p < pattern.count {
        switch pattern[p] {
        case "*":
          star = (p, t)
          p += 1
          continue
        case "#" where t < text.count && isDigit(text[t]):
          while t < text.count, isDigit(text[t]) { t += 1 }
          p += 1
          continue
        case "#": break
        case let mark where t < text.count && (mark == "?" || mark == text[t]):
          (p, t) = (p + 1, t + 1)
          continue
        default: break
        }
      }
      guard let back = star, back.text < text.count else { return false }
      star = (back.pattern, back.text + 1)
      (p, t) = (back.pattern + 1, back.text + 1)
    }
    return true
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    scalar >= "0" && scalar <= "9"
  }
}
