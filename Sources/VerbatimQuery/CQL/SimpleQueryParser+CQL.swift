extension SimpleQueryParser {
  private static let mark = Array("cql:".unicodeScalars)

  /// True where a pattern in braces stands: `cql:{"a" []{0,3} "b"}`.
  var opensPattern: Bool {
    let rest = scalars[position...]
    return rest.starts(with: Self.mark) && rest.dropFirst(Self.mark.count).first == "{"
  }

  /// `cql:` and a query of the corpus query language, which takes all that follows.
  mutating func wholePattern() throws(QueryError) -> Parsed? {
    guard scalars[position...].starts(with: Self.mark), !opensPattern else { return nil }
    return try pattern(position..<scalars.count, text: position + Self.mark.count..<scalars.count)
  }

  /// `cql:{…}`: a pattern among other operands. Braces inside are repetitions, in pairs, or stand in
  /// strings.
  mutating func pattern() throws(QueryError) -> Parsed {
    let start = position
    let first = start + Self.mark.count + 1
    var at = first
    var depth = 1
    var quote: Unicode.Scalar?
    while at < scalars.count {
      let scalar = scalars[at]
      if scalar == "\\" {
        at += 1
      } else if let open = quote {
        if scalar == open { quote = nil }
      } else if scalar == "\"" || scalar == "'" {
        quote = scalar
      } else if scalar == "{" {
        depth += 1
      } else if scalar == "}" {
        depth -= 1
        if depth == 0 { return try pattern(start..<at + 1, text: first..<at) }
      }
      at += 1
    }
    throw unclosed(.brace, at: first - 1)
  }

  private mutating func pattern(
    _ range: Range<Int>, text: Range<Int>
  ) throws(QueryError) -> Parsed {
    position = range.upperBound
    do {
      let query = try CQLParser.parse(
        String(String.UnicodeScalarView(scalars[text])), schema: schema)
      return Parsed(node: .pattern(query), range: range)
    } catch {
      let offset = text.lowerBound
      throw QueryError(
        range: error.range.lowerBound + offset..<error.range.upperBound + offset,
        kind: error.kind, expected: error.expected, suggestion: error.suggestion)
    }
  }
}
