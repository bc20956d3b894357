import CVectors

/// The tokeniser of `unicode.md` §4, over UTF-8 bytes.
///
/// Where the note leaves room: `_` connects like a hyphen, so that `_this_` is the word `this`; a
/// mark on punctuation or a symbol belongs to it; U+2018 between letters is an apostrophe; the last
/// period of `a.m` may be missing; U+200B separates, all else that is invisible continues a word.
///
/// A stretch is the text between two placeholders: no token reaches over its end. At each position
/// one rule applies, the one for the longest token; every rule looks ahead by at most the maximum
/// length of a token, so that the cost is linear for any text.
struct StandardScanner {
  let text: UnsafeBufferPointer<UInt8>
  let masks: verbatim_masks
  let includingPunctuation: Bool
  /// End of the stretch.
  var end = 0
  /// Single quotes that were opened in this turn and not closed yet.
  var openQuotes = 0
  /// Where the last word, number or placeholder ended; -1 before the first.
  var lastWordEnd = -1

  init(text: ClassifiedText, includingPunctuation: Bool) {
    self.text = text.bytes
    masks = text.masks
    self.includingPunctuation = includingPunctuation
  }

  mutating func scan(_ stretch: Range<Int>, into tokens: TokenBuffer) {
    end = stretch.upperBound
    var at = stretch.lowerBound
    if at > 0 { lastWordEnd = at }
    while at < end {
      if !includingPunctuation { at = plainWords(from: at, into: tokens) }
      if at == end { break }
      let letters = lettersEnd(from: at)
      if letters > at { at = appendLetters(from: at, to: letters, into: tokens) }
      if at < end { at = appendOther(at: at, into: tokens) }
    }
  }

  /// Takes words of ASCII and Latin-1 letters that their surroundings make words for certain, and what
  /// stands between them, up to the first byte that needs another rule; returns its offset.
  private mutating func plainWords(from start: Int, into tokens: TokenBuffer) -> Int {
    var next = end
    var masks = self.masks
    // Words have something between them.
    let found = cs_find_words(
      &masks, start, end, Analyzer.maximumTokenScalars, tokens.room((end - start) / 2 + 1), &next)
    tokens.advance(found)
    if found > 0 { lastWordEnd = Int(tokens.columns.ends[tokens.count - 1]) }
    return next
  }

  /// The end of the plain letters that stand at an offset.
  private func lettersEnd(from start: Int) -> Int {
    // Safety: there is a word of the mask for every byte of the text.
    let first = masks.letters[start >> 6] &>> UInt64(truncatingIfNeeded: start & 63)
    var at = start &+ (~first).trailingZeroBitCount
    if at & 63 != 0 || at == start { return at }
    while at < end {
      let more = (~masks.letters[at >> 6]).trailingZeroBitCount
      at &+= more
      if more < 64 { break }
    }
    return at
  }

  /// A word that begins with letters from `at` to `next`, and goes on otherwise.
  private mutating func appendLetters(from at: Int, to next: Int, into tokens: TokenBuffer) -> Int {
    let next = min(next, end, at &+ Analyzer.maximumTokenScalars)
    let scanned = next < end && text[next] & 0xC0 == 0x80 ? next &- 1 : next
    if isPlainStop(scanned, start: at) { return finish(.word, at, scanned, into: tokens) }
    return appendWord(from: at, scanned: scanned, into: tokens)
  }

  /// Whether the letters from `start` to `next` are a word for certain by the byte behind them.
  @inline(__always)
  private func isPlainStop(_ next: Int, start: Int) -> Bool {
    // A run of x may be a gap, a single letter an abbreviation; a long run is counted in scalars.
    guard next > start, text[start] | 0x20 != 0x78 else { return false }
    if next == end { return next &- start < Analyzer.maximumTokenScalars }
    switch text[next] {
    case 0x20, 0x0A, UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "!"), UInt8(ascii: ";"),
      UInt8(ascii: ")"), UInt8(ascii: "\""):
      return true
    case UInt8(ascii: "."):
      return next &+ 1 == end || text[next &+ 1] == 0x20 || text[next &+ 1] == 0x0A
    default:
      return false
    }
  }

  /// The token, or the space, at `at`, which does not start with a plain letter.
  private mutating func appendOther(at: Int, into tokens: TokenBuffer) -> Int {
    let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
    let next = at &+ length
    switch ScalarProperties(scalar).scalarClass {
    case .space, .ignorable:
      return next
    case .letter, .mark:
      return appendWord(from: at, scanned: at, into: tokens)
    case .digit, .numeral:
      if let keycap = keycapEnd(behind: next) {
        return append(.symbol, at, keycap, into: tokens)
      }
      return appendWord(from: at, scanned: at, into: tokens)
    case .ideograph:
      lastWordEnd = clusterEnd(behind: next, joins: false)
      return append(.word, at, lastWordEnd, into: tokens)
    case .emoji:
      return append(.symbol, at, clusterEnd(behind: next, joins: true), into: tokens)
    case .modifier, .symbol:
      return append(.symbol, at, clusterEnd(behind: next, joins: false), into: tokens)
    case .regional:
      return append(.symbol, at, flagEnd(behind: next), into: tokens)
    case .apostrophe:
      return appendApostrophe(scalar, at: at, next: next, into: tokens)
    case .punctuation, .hyphen:
      return appendPunctuation(scalar, at: at, next: next, into: tokens)
    }
  }

  private mutating func appendPunctuation(
    _ scalar: UInt32, at: Int, next: Int, into tokens: TokenBuffer
  ) -> Int {
    switch scalar {
    case 0x2E:  // ...
      if next &+ 1 < end, text[next] == 0x2E, text[next &+ 1] == 0x2E {
        return append(.punctuation, at, marksEnd(behind: next &+ 2), into: tokens)
      }
    case 0x23, 0x2A:  // # *
      if let keycap = keycapEnd(behind: next) {
        return append(.symbol, at, keycap, into: tokens)
      }
      if scalar == 0x2A {
        let run = runEnd(of: 0x2A, from: at)
        if run &- at >= 3 { return append(.placeholder, at, run, into: tokens) }
      } else if let mask = maskEnd(at: at) {
        return append(.placeholder, at, mask, into: tokens)
      } else if scalarClass(at: next) == .letter {
        return appendWord(from: at, scanned: next, into: tokens)
      }
    case 0x40:  // @@NAME@@
      if let mask = maskEnd(at: at) { return append(.placeholder, at, mask, into: tokens) }
    case 0x201A:
      openQuotes &+= 1
    default:
      if isEmojiSelector(at: next) {
        return append(.symbol, at, clusterEnd(behind: next, joins: true), into: tokens)
      }
    }
    return append(.punctuation, at, marksEnd(behind: next), into: tokens)
  }

  /// A quotation mark, or the first letter of `'cause`.
  private mutating func appendApostrophe(
    _ scalar: UInt32, at: Int, next: Int, into tokens: TokenBuffer
  ) -> Int {
    let isBehindWord = lastWordEnd == at
    if !isBehindWord, isElision(at: next) {
      return appendWord(from: at, scanned: next, into: tokens)
    }
    if scalar == 0x27 || scalar == 0x2018 || scalar == 0x2019 {
      let follower = scalarClass(at: next)
      let isBeforeWord =
        follower == .letter || follower == .ideograph || next == end && end < text.count
      if !isBehindWord, isBeforeWord {
        openQuotes &+= 1
      } else if openQuotes > 0 {
        openQuotes &-= 1
      }
    }
    return append(.punctuation, at, marksEnd(behind: next), into: tokens)
  }

  mutating func append(
    _ kind: TokenKind, _ start: Int, _ next: Int, flags: TokenFlags = [],
    into tokens: TokenBuffer
  ) -> Int {
    if kind != .punctuation || includingPunctuation {
      tokens.append(Token(start: start, end: next, kind: kind, flags: flags))
    }
    if kind == .placeholder { lastWordEnd = next }
    return next
  }

  /// The class of the scalar at `offset`; a space behind the stretch.
  func scalarClass(at offset: Int) -> ScalarClass {
    guard offset < end else { return .space }
    let (scalar, _) = UTF8Scalars.decode(text, at: offset, end: end)
    return ScalarProperties(scalar).scalarClass
  }
}
