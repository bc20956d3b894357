/// Rules 3 and 8: addresses, masks, gaps, emoji.
extension StandardScanner {
  /// Behind the run of `byte` that starts at `start`, of at most the maximum length.
  func runEnd(of byte: UInt8, from start: Int) -> Int {
    let cap = min(end, start &+ Analyzer.maximumTokenScalars)
    var at = start
    while at < cap, text[at] == byte { at &+= 1 }
    return at
  }

  /// Behind the combining marks that follow at `offset`: they belong to what they stand on.
  func marksEnd(behind offset: Int) -> Int {
    clusterEnd(behind: offset, joins: false, isEmoji: false)
  }

  /// Behind the rest of the grapheme cluster whose first scalar ends at `offset`: marks, selectors,
  /// skin tones, tags and, where `joins`, emoji joined by U+200D.
  func clusterEnd(behind offset: Int, joins: Bool, isEmoji: Bool = true) -> Int {
    var at = offset
    // Room for what stands before (`...` is the longest) and for what a joiner takes along.
    var scalars = 4
    while at < end, scalars < Analyzer.maximumTokenScalars, text[at] >= 0xCC {
      let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
      let scalarClass = ScalarProperties(scalar).scalarClass
      if scalarClass == .mark || isEmoji && (scalarClass == .modifier || isSelectorOrTag(scalar)) {
        at &+= length
      } else if joins, scalar == 0x200D {
        at &+= length
        if self.scalarClass(at: at) == .emoji {
          at &+= UTF8Scalars.decode(text, at: at, end: end).length
          scalars &+= 1
        }
      } else {
        break
      }
      scalars &+= 1
    }
    return at
  }

  private func isSelectorOrTag(_ scalar: UInt32) -> Bool {
    scalar & ~0xF == 0xFE00 || 0xE0100...0xE01EF ~= scalar || 0xE0020...0xE007F ~= scalar
  }

  /// Whether U+FE0F stands at `offset`, which makes an emoji even of `‼`.
  func isEmojiSelector(at offset: Int) -> Bool {
    offset &+ 2 < end && text[offset] == 0xEF && text[offset &+ 1] == 0xB8
      && text[offset &+ 2] == 0x8F
  }

  /// Behind a flag whose first half ends at `offset`.
  func flagEnd(behind offset: Int) -> Int {
    guard scalarClass(at: offset) == .regional else {
      return clusterEnd(behind: offset, joins: false)
    }
    let (_, length) = UTF8Scalars.decode(text, at: offset, end: end)
    return clusterEnd(behind: offset &+ length, joins: false)
  }

  /// Behind U+20E3, with or without a selector before it, at `offset`.
  func keycapEnd(behind offset: Int) -> Int? {
    guard offset < end, text[offset] >= 0xE2 else { return nil }
    var at = offset
    var (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
    if scalar == 0xFE0F, at &+ length < end {
      at &+= length
      (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
    }
    return scalar == 0x20E3 ? clusterEnd(behind: at &+ length, joins: false) : nil
  }

  /// Behind `@@NAME@@` or `##place##` at `start`: up to 64 bytes without white space.
  func maskEnd(at start: Int) -> Int? {
    let mark = text[start]
    guard start &+ 1 < end, text[start &+ 1] == mark else { return nil }
    let first = start &+ 2
    var at = first
    while at &+ 1 < end, at &- first <= 64 {
      let byte = text[at]
      if byte == mark {
        guard at > first, text[at &+ 1] == mark else { return nil }
        return at &+ 2
      }
      guard scalarClass(at: at) != .space else { return nil }
      at &+= UTF8Scalars.decode(text, at: at, end: end).length
    }
    return nil
  }

  /// Whether the word is `xxx` and stands for something left out.
  func isGap(_ start: Int, _ next: Int) -> Bool {
    guard next &- start >= 3 else { return false }
    for at in start..<next where text[at] | 0x20 != 0x78 { return false }
    return true
  }

  /// Behind the e-mail address or URL that starts with the word from `start` to `wordEnd`.
  func addressEnd(from start: Int, wordEnd: Int) -> Int? {
    guard wordEnd &+ 1 < end else { return nil }
    let follower = text[wordEnd &+ 1]
    switch text[wordEnd] {
    case UInt8(ascii: ":"):
      guard follower == UInt8(ascii: "/"),
        ["http", "https", "ftp"].contains(where: { isWord($0, start, wordEnd) })
      else { return nil }
      return urlEnd(from: start, behind: wordEnd &+ 3)
    case UInt8(ascii: "."), UInt8(ascii: "@"), UInt8(ascii: "+"), UInt8(ascii: "%"):
      guard ASCII.isAlphanumeric(follower) else { return nil }
      if isWord("www", start, wordEnd) { return urlEnd(from: start, behind: wordEnd &+ 1) }
      return mailEnd(from: start)
    default:
      // j.s.smith@x.org: what stands before is an abbreviation by itself.
      guard text[wordEnd &- 1] == 0x2E, ASCII.isAlphanumeric(text[wordEnd]) else { return nil }
      return mailEnd(from: start)
    }
  }

  private func isWord(_ word: StaticString, _ start: Int, _ next: Int) -> Bool {
    guard next &- start == word.utf8CodeUnitCount else { return false }
    for offset in 0..<word.utf8CodeUnitCount
    where text[start &+ offset] | 0x20 != word.utf8Start[offset] {
      return false
    }
    return true
  }

  /// The end of the URL from `start`: white space or a bracket or quote; punctuation that ends it
  /// belongs to the sentence. `nil` where nothing is left behind `prefix`.
  private func urlEnd(from start: Int, behind prefix: Int) -> Int? {
    let cap = min(end, start &+ Analyzer.maximumTokenScalars)
    var at = start
    var hasBracket = false
    loop: while at < cap {
      switch text[at] {
      case 0...0x20, 0x22, 0x3C, 0x3E, 0x5B, 0x5D, 0x60, 0x7B...0x7D, 0x7F:
        break loop
      case 0x28:
        hasBracket = true
        at &+= 1
      case 0..<0x80:
        at &+= 1
      default:
        let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
        switch ScalarProperties(scalar).scalarClass {
        case .letter, .mark, .digit, .numeral, .ideograph: at &+= length
        default: break loop
        }
      }
    }
    trim: while at > prefix {
      switch text[at &- 1] {
      case 0x21, 0x27, 0x2A, 0x2C, 0x2E, 0x3A, 0x3B, 0x3F, 0x5F: at &-= 1
      case 0x29 where !hasBracket: at &-= 1
      default: break trim
      }
    }
    return at > prefix ? at : nil
  }

  /// The end of the e-mail address from `start`, ASCII only, of at most 64 and 255 bytes.
  private func mailEnd(from start: Int) -> Int? {
    var at = start
    let localCap = min(end, start &+ 65)
    while at < localCap, isMailByte(text[at]) { at &+= 1 }
    guard at < localCap, at > start, text[at] == UInt8(ascii: "@") else { return nil }
    at &+= 1
    let domainCap = min(end, at &+ 255)
    var labels = 0
    var labelStart = at
    var last = at
    while at < domainCap {
      let labelByte = text[at]
      if ASCII.isAlphanumeric(labelByte) || labelByte == 0x2D && at > labelStart {
        at &+= 1
        if labelByte != 0x2D { last = at }
      } else if labelByte == 0x2E, at > labelStart, at &+ 1 < domainCap,
        ASCII.isAlphanumeric(text[at &+ 1])
      {
        labels &+= 1
        at &+= 1
        labelStart = at
      } else {
        break
      }
    }
    return labels > 0 && last > labelStart ? last : nil
  }

  private func isMailByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"),
      UInt8(ascii: "%"), UInt8(ascii: "'"):
      true
    default:
      ASCII.isAlphanumeric(byte)
    }
  }
}
