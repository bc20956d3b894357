/// Codes of letters and digits: IBAN, national insurance number, UK postcode and number plate.
///
/// Looks from the beginning of each word at most 42 scalars ahead.
enum CodeFinder {
  static func findings(in text: LintText) -> [LintFinding] {
    var findings: [LintFinding] = []
    for word in text.words {
      let start = word.range.lowerBound
      guard Scalars.isASCIILetter(text.scalars[start]) else { continue }
      let found =
        iban(text, start) ?? insurance(text, start) ?? postcode(text, start)
        ?? plate(text, start)
      if let found { findings.append(found) }
    }
    return findings
  }

  /// Letters (`a` for any case, `A` for upper case), digits (`9`), and a blank that may be missing.
  /// Gives the characters without blanks, upper-cased, and the end; `nil` where the form is another.
  private static func match(
    _ pattern: String, _ text: LintText, _ start: Int
  ) -> (code: [UInt8], end: Int, hasBlank: Bool)? {
    var at = start
    var code: [UInt8] = []
    var hasBlank = false
    for wanted in pattern.utf8 {
      let scalar = text.scalar(at)
      switch wanted {
      case UInt8(ascii: " "):
        if scalar == 0x20 || scalar == 0xA0 {
          at += 1
          hasBlank = true
        }
        continue
      case UInt8(ascii: "9"): guard Scalars.isDigit(scalar) else { return nil }
      case UInt8(ascii: "A"): guard Scalars.isASCIIUpper(scalar) else { return nil }
      default: guard Scalars.isASCIILetter(scalar) else { return nil }
      }
      code.append(UInt8(truncatingIfNeeded: scalar >= 0x61 ? scalar - 0x20 : scalar))
      at += 1
    }
    return text.isEdge(at) ? (code, at, hasBlank) : nil
  }

  private static func iban(_ text: LintText, _ start: Int) -> LintFinding? {
    guard Scalars.isASCIILetter(text.scalar(start + 1)), Scalars.isDigit(text.scalar(start + 2)),
      Scalars.isDigit(text.scalar(start + 3))
    else { return nil }
    let country = [text.scalar(start), text.scalar(start + 1)].map {
      UInt8(truncatingIfNeeded: $0 >= 0x61 ? $0 - 0x20 : $0)
    }
    guard let length = CheckDigits.ibanLengths[String(decoding: country, as: UTF8.self)] else {
      return nil
    }
    var code: [UInt8] = []
    var at = start
    while code.count < length, at < text.scalars.count {
      let scalar = text.scalars[at]
      if Scalars.isDigit(scalar) || Scalars.isASCIILetter(scalar) {
        code.append(UInt8(truncatingIfNeeded: scalar >= 0x61 ? scalar - 0x20 : scalar))
      } else if scalar != 0x20 && scalar != 0xA0 && scalar != 0x2D
        || !Scalars.isWord(text.scalar(at + 1))
      {
        return nil
      }
      at += 1
    }
    guard text.isEdge(at), CheckDigits.iban(code) else { return nil }
    return LintFinding(.iban, .certain, start..<at)
  }

  private static func insurance(_ text: LintText, _ start: Int) -> LintFinding? {
    guard let found = match("aa 99 99 99 a", text, start), (65...68).contains(found.code[8]),
      !"DFIQUV".utf8.contains(found.code[0]), !"DFIQUVO".utf8.contains(found.code[1]),
      !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(
        String(decoding: found.code.prefix(2), as: UTF8.self))
    else { return nil }
    return LintFinding(.nationalInsurance, .likely, start..<found.end)
  }

  private static func postcode(_ text: LintText, _ start: Int) -> LintFinding? {
    for pattern in ["AA99 9AA", "AA9A 9AA", "AA9 9AA", "A99 9AA", "A9A 9AA", "A9 9AA"] {
      guard let found = match(pattern, text, start) else { continue }
      // The last two letters are never these.
      guard !found.code.suffix(2).contains(where: "CIKMOV".utf8.contains),
        !"QVX".utf8.contains(found.code[0])
      else { continue }
      return LintFinding(.postcode, found.hasBlank ? .likely : .look, start..<found.end)
    }
    return nil
  }

  /// `AB12 CDE` (since 2001) and `A123 BCD` (1983 to 2001).
  private static func plate(_ text: LintText, _ start: Int) -> LintFinding? {
    for pattern in ["AA99 AAA", "A999 AAA"] {
      guard let found = match(pattern, text, start),
        !found.code.contains(where: { $0 == UInt8(ascii: "I") || $0 == UInt8(ascii: "Q") })
      else { continue }
      return LintFinding(.plate, found.hasBlank ? .likely : .look, start..<found.end)
    }
    return nil
  }
}
