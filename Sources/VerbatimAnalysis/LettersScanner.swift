import CVectors

/// Maximal runs of letters and numbers; everything else that is visible is punctuation.
struct LettersScanner {
  let text: UnsafeBufferPointer<UInt8>
  let masks: verbatim_masks
  let includingPunctuation: Bool

  init(text: ClassifiedText, includingPunctuation: Bool) {
    self.text = text.bytes
    masks = text.masks
    self.includingPunctuation = includingPunctuation
  }

  func scan(_ stretch: Range<Int>, into tokens: TokenBuffer) {
    let end = stretch.upperBound
    var at = stretch.lowerBound
    while at < end {
      if !includingPunctuation { at = plainRuns(from: at, to: end, into: tokens) }
      if at < end { at = appendNext(at, end, into: tokens) }
    }
  }

  /// Takes runs of ASCII and Latin-1 letters and of digits, and what is surely none between them, up to
  /// the first run or byte that has to be looked up; returns its offset.
  private func plainRuns(from start: Int, to end: Int, into tokens: TokenBuffer) -> Int {
    var next = end
    var masks = self.masks
    // Runs have something between them.
    let found = cs_find_runs(
      &masks, start, end, Analyzer.maximumTokenScalars, tokens.room((end - start) / 2 + 1), &next)
    tokens.advance(found)
    return next
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
