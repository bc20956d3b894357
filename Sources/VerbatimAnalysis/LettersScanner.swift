/// Maximal runs of letters and numbers; everything else that is visible is punctuation.
struct LettersScanner {
  let text: UnsafeBufferPointer<UInt8>
  let includingPunctuation: Bool

  func scan(_ stretch: Range<Int>, into tokens: inout [Token]) {
    let end = stretch.upperBound
    var at = stretch.lowerBound
    while at < end {
      let start = at
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
        continue
      }
      let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
      at &+= length
      let scalarClass = ScalarProperties(scalar).scalarClass
      if includingPunctuation, scalarClass != .space, scalarClass != .ignorable {
        tokens.append(Token(start: start, end: at, kind: .punctuation))
      }
    }
  }
}
