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
  let includingPunctuation: Bool
  /// End of the stretch.
  var end = 0
  /// Single quotes that were opened in this turn and not closed yet.
  var openQuotes = 0
  /// Where the last word, number or placeholder ended; -1 before the first.
  var lastWordEnd = -1

  init(text: UnsafeBufferPointer<UInt8>, includingPunctuation: Bool) {
    self.text = text
    self.includingPunctuation = includingPunctuation
  }

  mutating func scan(_ stretch: Range<Int>, into tokens: TokenBuffer) {
    end = stretch.upperBound
    var at = stretch.lowerBound
    if at > 0 { lastWordEnd = at }
    while at < end {
      at = plainWords(from: at, into: tokens)
      if at < end { at = appendOther(at: at, into: tokens) }
    }
  }

  /// Takes words of ASCII and Latin-1 letters that their surroundings make words for certain, and what
  /// stands between them, up to the first byte that needs another rule; returns its offset.
  ///
  /// Safety: 64 bytes can be read behind the text.
  private mutating func plainWords(from start: Int, into tokens: TokenBuffer) -> Int {
    guard let base = text.baseAddress else { return end }
    var at = start
    while at < end {
      let bytes = base + at
      let rest = end &- at
      // Behind the last byte everything ends a word.
      let beyond: UInt64 = rest < 64 ? ~0 << UInt64(rest) : 0
      let found = verbatim_classify(bytes, ~beyond)
      let stops = verbatim_stops(bytes) & ~beyond
      let points = verbatim_points(bytes) & ~beyond
      let ends = found.blanks | stops | beyond
      // A period ends a word where a blank follows; every mark is one by itself unless what follows
      // may belong to it.
      let wordEnds = ends | points & ends >> 1
      let marks = stops | points | verbatim_openers(bytes) & ~beyond
      let between =
        includingPunctuation ? found.blanks : found.blanks | marks & (found.ascii | beyond) >> 1
      // The last bit lacks the one behind it, unless the text ends here.
      let limit = rest < 64 ? rest : 63
      var next = tokens.room(32)
      var bit = 0
      while bit < limit {
        let ahead = UInt64(truncatingIfNeeded: bit)
        let letters = (~(found.letters >> ahead)).trailingZeroBitCount
        if letters > 0 {
          let stop = bit &+ letters
          guard stop < 64 &- (rest < 64 ? 0 : 1) else { break }
          // A run of x may be a gap.
          guard wordEnds >> UInt64(truncatingIfNeeded: stop) & 1 != 0,
            bytes[bit] | 0x20 != UInt8(ascii: "x")
          else {
            tokens.advance(to: next)
            return appendLetters(from: at &+ bit, into: tokens)
          }
          next.initialize(to: Token(start: at &+ bit, end: at &+ stop, kind: .word))
          next += 1
          lastWordEnd = at &+ stop
          bit = stop
        } else {
          let skipped = (~(between >> ahead)).trailingZeroBitCount
          if skipped == 0 {
            tokens.advance(to: next)
            return at &+ bit
          }
          bit &+= min(skipped, limit &- bit)
        }
      }
      tokens.advance(to: next)
      if bit == 0 { return appendLetters(from: at, into: tokens) }
      at &+= bit
    }
    return end
  }

  /// A word that begins with letters at `at` and goes on otherwise.
  private mutating func appendLetters(from at: Int, into tokens: TokenBuffer) -> Int {
    let next = plainEnd(from: at)
    if isPlainStop(next, start: at) { return finish(.word, at, next, into: tokens) }
    return next > at
      ? appendWord(from: at, scanned: next, into: tokens) : appendOther(at: at, into: tokens)
  }

  /// The end of the run of ASCII and Latin-1 letters at `start`, of at most the maximum length.
  @inline(__always)
  private func plainEnd(from start: Int) -> Int {
    let cap = min(end, start &+ Analyzer.maximumTokenScalars)
    var at = start
    while at < cap {
      let byte = text[at]
      if ASCII.isLetter(byte) {
        at &+= 1
      } else if byte == 0xC3, at &+ 1 < cap, isLatinLetter(text[at &+ 1]) {
        at &+= 2
      } else {
        break
      }
    }
    return at
  }

  /// Whether `second` behind C3 makes a letter (all but `×` and `÷`).
  @inline(__always)
  private func isLatinLetter(_ second: UInt8) -> Bool {
    second & 0xC0 == 0x80 && second & 0xDF != 0x97
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
