/// Operators where they stand in the text.
extension SimpleQueryParser {
  var keyword: SimpleSyntax.Keyword? { SimpleSyntax.Keyword(in: scalars, at: position) }

  mutating func take(_ keyword: SimpleSyntax.Keyword) -> Operator {
    let start = position
    position += keyword.rawValue.unicodeScalars.count
    return Operator(name: keyword.rawValue, range: start..<position)
  }

  mutating func takeOr() -> Operator? {
    skipBlanks()
    if keyword == .or { return take(.or) }
    guard next == "|" else { return nil }
    position += 1
    return Operator(name: "|", range: position - 1..<position)
  }

  /// `NOT`, or a `-` that touches what it denies.
  mutating func takeNot() throws(QueryError) -> Operator? {
    if keyword == .not { return take(.not) }
    guard next == "-" else { return nil }
    let minus = Operator(name: "-", range: position..<position + 1)
    position += 1
    guard let next, !SimpleSyntax.isBlank(next) else { throw operandMissing(minus) }
    return minus
  }
}
