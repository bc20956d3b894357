import CVectors

/// Maximal runs of letters and numbers; everything else that is visible is punctuation.
struct LettersScanner {
  let text: UnsafeBufferPointer<UInt8>
  let includingPunctuation: Bool

  func scan(_ stretch: Range<Int>, into tokens: TokenBuffer) {
    let end = stretch.upperBound
    var at = stretch.lowerBound
    while at < end {
      if !includingPunctuation { at = plainRuns(from: at, to: end, into: tokens) }
      if at < end { at = appendNext(at, end, into: tokens) }
    }
  }

  /// Takes runs of ASCII and Latin-1 letters and of digits, and what is surely none between them, up to
  /// the first byte that has to be looked up; returns its offset.
  ///
  /// Safety: 64 bytes can be read behind the text.
  private func plainRuns(from start: Int, to end: Int, into tokens: TokenBuffer) -> Int {
    guard let base = text.baseAddress else { return end }
    var at = start
    while at < end {
      let bytes = base + at
      let rest = end &- at
      let beyond: UInt64 = rest < 64 ? ~0 << UInt64(rest) : 0
      let found = verbatim_classify(bytes, ~beyond)
      let runs = found.letters | found.digits
      var between = found.ascii & ~runs | beyond
      if found.ascii | found.letters | beyond != ~0 {
        between |= verbatim_general(bytes, ~beyond)
      }
      let limit = rest < 64 ? rest : 63
      var next = tokens.room(32)
      var bit = 0
      while bit < limit {
        let ahead = UInt64(truncatingIfNeeded: bit)
        let length = (~(runs >> ahead)).trailingZeroBitCount
        if length > 0 {
          let stop = bit &+ length
          guard stop < 64 &- (rest < 64 ? 0 : 1) else { break }
          guard between >> UInt64(truncatingIfNeeded: stop) & 1 != 0 else {
            // It may go on with other letters, or at the window's end begin a mark.
            if bit > 0 { break }
            tokens.advance(to: next)
            return appendNext(at, end, into: tokens)
          }
          let hasLetter = (found.letters >> ahead) << UInt64(truncatingIfNeeded: 64 &- length) != 0
          next.initialize(
            to: Token(start: at &+ bit, end: at &+ stop, kind: hasLetter ? .word : .number))
          next += 1
          bit = stop
        } else {
          let skipped = (~(between >> ahead)).trailingZeroBitCount
          if skipped == 0 {
            if bit > 0 { break }
            tokens.advance(to: next)
            return at
          }
          bit &+= min(skipped, limit &- bit)
        }
      }
      tokens.advance(to: next)
      if bit == 0 { return appendNext(at, end, into: tokens) }
      at &+= bit
    }
    return end
  }

  /// The run, or the scalar that is in none, at `start`. Returns where it ends.
  private func appendNext(_ start: Int, _ end: Int, into tokens: TokenBuffer) -> Int {
    var at = start
    var hasLetter = false
    var scalars = 0
    while at < end, scalars < Analyzer.maximumTokenScalars {
      let byte = text[at]
      if byte < 0x80 {
        guard ASCII.isAlphanumeric(byte) else { break }
        if !ASCII.isDigit(byte) { hasLetter = true }
        at &+= 1
      } else {
        let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
        let properties = ScalarProperties(scalar)
        guard properties.isAlphanumeric else { break }
        let scalarClass = properties.scalarClass
        if scalarClass != .digit, scalarClass != .numeral { hasLetter = true }
        at &+= length
      }
      scalars &+= 1
    }
    if at > start {
      tokens.append(Token(start: start, end: at, kind: hasLetter ? .word : .number))
      return at
    }
    let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
    at &+= length
    let scalarClass = ScalarProperties(scalar).scalarClass
    if includingPunctuation, scalarClass != .space, scalarClass != .ignorable {
      tokens.append(Token(start: start, end: at, kind: .punctuation))
    }
    return at
  }
}
