import CVectors

/// Maximal runs of letters and numbers; everything else that is visible is punctuation.
struct LettersScanner {
  let text: UnsafeBufferPointer<UInt8>
  let blocks: UnsafePointer<verbatim_block>
  let includingPunctuation: Bool

  init(text: ClassifiedText, includingPunctuation: Bool) {
    self.text = text.bytes
    blocks = UnsafePointer(text.blocks)
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
    var at = start
    while at < end {
      // Safety: there is a block for every byte of the text, and one behind its last.
      let block = blocks + at >> 6
      let bit = UInt64(truncatingIfNeeded: at & 63)
      let length = (~(block.pointee.runs &>> bit)).trailingZeroBitCount
      if length > 0 {
        var stop = at &+ length
        if stop & 63 == 0 { stop = runEnd(from: stop, to: end) }
        if stop < end {
          let ends = blocks[stop >> 6].between_runs &>> UInt64(truncatingIfNeeded: stop & 63)
          // It may go on with other letters.
          guard ends & 1 != 0 else { return at }
        } else {
          stop = end
        }
        guard stop &- at < Analyzer.maximumTokenScalars else { return at }
        let isWord = !ASCII.isDigit(text[at]) || hasLetter(at, stop)
        tokens.append(Token(start: at, end: stop, kind: isWord ? .word : .number))
        at = stop
      } else {
        let skipped = (~(block.pointee.between_runs &>> bit)).trailingZeroBitCount
        if skipped == 0 { return at }
        at &+= skipped
      }
    }
    return end
  }

  /// The end of the run that goes on at the first byte of a block.
  private func runEnd(from start: Int, to end: Int) -> Int {
    var at = start
    while at < end {
      let more = (~blocks[at >> 6].runs).trailingZeroBitCount
      at &+= more
      if more < 64 { break }
    }
    return at
  }

  private func hasLetter(_ start: Int, _ stop: Int) -> Bool {
    for at in start..<stop where !ASCII.isDigit(text[at]) { return true }
    return false
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
