extension SimpleQueryParser {
  /// `cql:` and a query of the corpus query language, which takes all that follows: what a saved query
  /// may be. Its names are not looked up; commands do that.
  mutating func pattern() throws(QueryError) -> Parsed? {
    let mark = Array("cql:".unicodeScalars)
    let start = position
    guard scalars[start...].starts(with: mark) else { return nil }
    let text = String(String.UnicodeScalarView(scalars[(start + mark.count)...]))
    position = scalars.count
    do {
      let query = try CQLParser.parse(text)
      return Parsed(node: .pattern(query), range: start..<position)
    } catch {
      let offset = start + mark.count
      throw QueryError(
        range: error.range.lowerBound + offset..<error.range.upperBound + offset,
        kind: error.kind, expected: error.expected, suggestion: error.suggestion)
    }
  }
}
