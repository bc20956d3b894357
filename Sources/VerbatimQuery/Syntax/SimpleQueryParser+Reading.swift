/// The steps from character to character that all parts of the parser share.
extension SimpleQueryParser {
  var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  var here: Range<Int> { position..<position }

  mutating func skipBlanks() {
    while let next, SimpleSyntax.isBlank(next) { position += 1 }
  }

  /// Reads up to a character that `ends` (unescaped) or the end. Escapes are resolved but for those
  /// that `kept` leaves in the pattern.
  mutating func text(
    keeping kept: SimpleSyntax.Kept, until ends: (Unicode.Scalar) -> Bool
  ) throws(QueryError) -> String {
    var text = ""
    while let scalar = next, !ends(scalar) {
      position += 1
      if scalar == "\\" {
        guard let escaped = next else {
          throw QueryError(range: position - 1..<position, kind: .danglingEscape)
        }
        position += 1
        if kept.contains(escaped) { text.unicodeScalars.append("\\") }
        text.unicodeScalars.append(escaped)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// A number without a sign, on which a word may not go on: `5`, not `5th`.
  mutating func wholeNumber(in bounds: ClosedRange<Int>) throws(QueryError) -> Int {
    let start = position
    while let next, SimpleSyntax.isDigit(next) { position += 1 }
    let digits = position
    while let next, !SimpleSyntax.endsWord(next) { position += 1 }
    guard start < digits, digits == position else {
      throw QueryError(range: start..<position, kind: .numberExpected, expected: [.number])
    }
    return try Self.number(raw(start..<digits), in: bounds, range: start..<digits)
  }

  /// The value of digits, perhaps with a `-`.
  static func number(
    _ text: String, in bounds: ClosedRange<Int>, range: Range<Int>
  ) throws(QueryError) -> Int {
    guard let number = Int(text), bounds.contains(number) else {
      throw QueryError(range: range, kind: .numberOutOfBounds(bounds), expected: [.number])
    }
    return number
  }

  /// The query's own characters.
  func raw(_ range: Range<Int>) -> String {
    String(String.UnicodeScalarView(scalars[range]))
  }

  func unexpected(expected: [QueryError.Expected]) -> QueryError {
    QueryError(
      range: position..<position + 1, kind: .unexpected(raw(position..<position + 1)),
      expected: expected)
  }

  func unclosed(_ delimiter: QueryError.Delimiter, at start: Int) -> QueryError {
    QueryError(
      range: start..<start + 1, kind: .unclosed(delimiter), expected: [.closing(delimiter)])
  }
}
