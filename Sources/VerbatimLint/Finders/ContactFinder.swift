/// Addresses of mail, pages and accounts.
enum ContactFinder {
  /// RFC 5321's limits; what is longer is not looked through.
  private static let longestLocal = 64
  private static let longestDomain = 255

  static func findings(in text: LintText) -> [LintFinding] {
    var findings: [LintFinding] = []
    var at = 0
    while at < text.scalars.count {
      let found: LintFinding? =
        switch text.scalars[at] {
        case 0x40: email(text, at) ?? handle(text, at)
        case 0x3A: address6(text, at)
        case 0x77, 0x57, 0x68, 0x48: text.isEdge(at) ? url(text, at) : nil
        case 0x2E: domain(text, at)
        default: nil
        }
      if let found {
        findings.append(found)
        // What a finding holds is not looked through again, so that the whole stays linear.
        at = max(at + 1, found.range.upperBound)
      } else {
        at += 1
      }
    }
    return findings
  }

  private static func email(_ text: LintText, _ at: Int) -> LintFinding? {
    var start = at
    while start > 0, at - start < longestLocal, isLocal(text.scalars[start - 1]) { start -= 1 }
    while start < at, text.scalars[start] == 0x2E { start += 1 }
    guard start < at, let end = domainEnd(text, from: at + 1) else { return nil }
    return LintFinding(.email, .likely, start..<end)
  }

  /// The end of a domain with a point in it and letters behind the last one.
  private static func domainEnd(_ text: LintText, from start: Int) -> Int? {
    var end = start
    while end < text.scalars.count, end - start < longestDomain, isDomain(text.scalars[end]) {
      end += 1
    }
    while end > start, text.scalars[end - 1] == 0x2E || text.scalars[end - 1] == 0x2D { end -= 1 }
    guard let point = text.scalars[start..<end].lastIndex(of: 0x2E), point > start,
      end - point > 2, text.scalars[(point + 1)..<end].allSatisfy(Scalars.isLetter)
    else { return nil }
    return end
  }

  private static func handle(_ text: LintText, _ at: Int) -> LintFinding? {
    guard !Scalars.isWord(text.scalar(at - 1)), text.scalar(at - 1) != 0x40 else { return nil }
    var end = at + 1
    var letters = 0
    while end < text.scalars.count, end - at <= 30, isHandle(text.scalars[end]) {
      if Scalars.isASCIILetter(text.scalars[end]) { letters += 1 }
      end += 1
    }
    while end > at + 1, text.scalars[end - 1] == 0x2E { end -= 1 }
    guard end - at > 2, letters > 0, text.isEdge(end) else { return nil }
    return LintFinding(.handle, .likely, at..<end)
  }

  /// `http://…`, `https://…`, `www.…` up to a blank, without the marks at its end.
  private static func url(_ text: LintText, _ at: Int) -> LintFinding? {
    guard let begin = ["http://", "https://", "www."].first(where: { starts(text, $0, at) }) else {
      return nil
    }
    var end = at + begin.utf8.count
    let content = end
    while end < text.scalars.count, !Scalars.isBlank(text.scalars[end]),
      ![LintText.barrier, 0x3C, 0x3E, 0x22, 0x201C, 0x201D].contains(text.scalars[end])
    { end += 1 }
    while end > content,
      [0x2E, 0x2C, 0x3B, 0x3A, 0x21, 0x3F, 0x29, 0x5D, 0x27, 0x2019].contains(
        text.scalars[end - 1])
    { end -= 1 }
    return end > content ? LintFinding(.url, .likely, at..<end) : nil
  }

  private static func starts(_ text: LintText, _ word: String, _ at: Int) -> Bool {
    guard at + word.utf8.count <= text.scalars.count else { return false }
    return zip(word.utf8, text.scalars[at...]).allSatisfy { wanted, scalar in
      scalar == UInt32(wanted) || Scalars.isASCIILetter(scalar) && scalar | 0x20 == UInt32(wanted)
    }
  }

  /// `example.org` without more: only by endings that are no words.
  private static func domain(_ text: LintText, _ point: Int) -> LintFinding? {
    var end = point + 1
    while end < text.scalars.count, end - point <= 5, Scalars.isASCIILetter(text.scalars[end]) {
      end += 1
    }
    let ending = String(
      String.UnicodeScalarView(text.scalars[(point + 1)..<end].compactMap(Unicode.Scalar.init)))
    guard endings.contains(ending), text.isEdge(end) else { return nil }
    var start = point
    while start > 0, point - start < longestDomain,
      isDomain(text.scalars[start - 1]), text.scalars[start - 1] < 0x80
    { start -= 1 }
    while start < point, [0x2E, 0x2D].contains(text.scalars[start]) { start += 1 }
    guard point - start >= 2 else { return nil }
    return LintFinding(.url, .likely, start..<end)
  }

  private static let endings: Set<String> = ["com", "org", "net", "edu", "gov", "info", "uk"]

  /// `2001:db8::1`: hexadecimal groups of at most four digits between colons, eight of them or `::`.
  private static func address6(_ text: LintText, _ colon: Int) -> LintFinding? {
    var start = colon
    while start > 0, colon - start < 40, isHexadecimal(text.scalars[start - 1]) { start -= 1 }
    var end = colon
    while end < text.scalars.count, end - start < 40, isHexadecimal(text.scalars[end]) { end += 1 }
    // A colon behind it belongs to the sentence.
    if end - 2 > start, text.scalars[end - 1] == 0x3A, text.scalars[end - 2] != 0x3A { end -= 1 }
    guard text.isEdge(start), text.isEdge(end) else { return nil }
    let parts = text.scalars[start..<end].split(separator: 0x3A, omittingEmptySubsequences: false)
    guard (3...9).contains(parts.count), parts.allSatisfy({ $0.count <= 4 }) else { return nil }
    let filled = parts.count { !$0.isEmpty }
    let inner = parts.dropFirst().dropLast().count { $0.isEmpty }
    let digits = text.scalars[start..<end].contains(where: Scalars.isDigit)
    guard digits, inner == 0 && filled == 8 || inner == 1 && (2...7).contains(filled) else {
      return nil
    }
    return LintFinding(.ip, .likely, start..<end)
  }

  private static func isHexadecimal(_ scalar: UInt32) -> Bool {
    Scalars.isDigit(scalar) || scalar == 0x3A || (0x61...0x66).contains(scalar | 0x20)
  }

  private static func isLocal(_ scalar: UInt32) -> Bool {
    Scalars.isWord(scalar) || [0x2E, 0x2D, 0x5F, 0x2B, 0x25, 0x27].contains(scalar)
  }

  private static func isDomain(_ scalar: UInt32) -> Bool {
    Scalars.isWord(scalar) || scalar == 0x2E || scalar == 0x2D
  }

  private static func isHandle(_ scalar: UInt32) -> Bool {
    Scalars.isASCIILetter(scalar) || Scalars.isDigit(scalar) || scalar == 0x5F || scalar == 0x2E
  }
}
