/// Words, phrases and placeholders.
extension SimpleQueryParser {
  /// A word, a field or a `*`: what no mark opens.
  mutating func bareUnit() throws(QueryError) -> Parsed {
    let start = position
    if let saved = try savedQuery() { return saved }
    if let end = SimpleSyntax.fieldNameEnd(in: scalars, at: start) {
      return Parsed(node: .field(try field(nameEnd: end)), range: start..<position)
    }
    if next == "/" {
      return Parsed(node: .word(try expression()), range: start..<position)
    }
    let word = try self.word(until: SimpleSyntax.endsWord)
    if word.form == .exact, word.text.isEmpty {
      throw QueryError(
        range: start..<position, kind: .operandMissing(operator: "="), expected: [.word])
    }
    if word == WordPattern(form: .folded, text: "*") {
      return Parsed(node: .everything, range: start..<position)
    }
    return Parsed(node: .word(word), range: start..<position)
  }

  /// `=NAV` or `trust*`. The text is empty after a lone `=`.
  private mutating func word(
    until ends: (Unicode.Scalar) -> Bool
  ) throws(QueryError) -> WordPattern {
    let start = position
    let isExact = next == "="
    if isExact { position += 1 }
    let text = try self.text(keeping: .ofWords, until: ends)
    if let mark = fuzzyMark(in: start..<position) {
      return try fuzzyWord(text, start..<position, mark, isExact: isExact)
    }
    return WordPattern(form: isExact ? .exact : .folded, text: text)
  }

  /// - Parameters:
  ///   - text: with the mark.
  ///   - mark: where the `~` stands.
  private func fuzzyWord(
    _ text: String, _ range: Range<Int>, _ mark: Int, isExact: Bool
  ) throws(QueryError) -> WordPattern {
    if isExact { throw QueryError(range: range, kind: .exactFuzzyWord) }
    let digits = mark + 1..<range.upperBound
    let distance = try Self.number(raw(digits), in: 1...Self.maximumEdits, range: digits)
    let word = String(String.UnicodeScalarView(text.unicodeScalars.dropLast(digits.count + 1)))
    let pattern = WordPattern(form: .fuzzy(distance), text: word)
    if pattern.hasWildcard { throw QueryError(range: range, kind: .wildcardInFuzzyWord) }
    return pattern
  }

  /// `relaible~1`: a word, an unescaped `~`, digits.
  private func fuzzyMark(in range: Range<Int>) -> Int? {
    var end = range.upperBound
    while end > range.lowerBound, SimpleSyntax.isDigit(scalars[end - 1]) { end -= 1 }
    guard end < range.upperBound, end - 1 > range.lowerBound, scalars[end - 1] == "~" else {
      return nil
    }
    var backslashes = 0
    while end - 2 - backslashes >= range.lowerBound, scalars[end - 2 - backslashes] == "\\" {
      backslashes += 1
    }
    return backslashes.isMultiple(of: 2) ? end - 1 : nil
  }

  /// `/rel(y|ies)/`, with `\/` for the character itself.
  private mutating func expression() throws(QueryError) -> WordPattern {
    let start = position
    guard let (pattern, places, end) = expressionText(until: { _ in false }) else {
      throw unclosed(.slash, at: start)
    }
    position = end
    if pattern.isEmpty {
      throw QueryError(range: start..<end, kind: .emptyExpression, expected: [.word])
    }
    if let next, !SimpleSyntax.endsWord(next) { throw unexpected(expected: [.operand, .end]) }
    try check(pattern, places)
    return WordPattern(form: .expression, text: pattern)
  }

  /// The pattern at the position, where in the query each of its scalars stands, and the place
  /// behind its closing slash; `nil` where it is not closed before what `ends` it.
  private func expressionText(
    until ends: (Unicode.Scalar) -> Bool
  ) -> (text: String, places: [Int], end: Int)? {
    var text = String.UnicodeScalarView()
    var places: [Int] = []
    var at = position + 1
    while at < scalars.count, scalars[at] != "/", !ends(scalars[at]) {
      if scalars[at] == "\\", at + 1 < scalars.count {
        let escaped = scalars[at + 1]
        // Escaped for the query's sake, not for the expression's.
        if escaped != "/", !SimpleSyntax.opensPhrase(escaped) {
          text.append("\\")
          places.append(at)
        }
        at += 1
      }
      text.append(scalars[at])
      places.append(at)
      at += 1
    }
    guard at < scalars.count, scalars[at] == "/" else { return nil }
    return (String(text), places, at + 1)
  }

  /// Refuses a pattern that is no regular expression, with the place of the fault in the query.
  private func check(_ pattern: String, _ places: [Int]) throws(QueryError) {
    do {
      _ = try RegularExpression(pattern, [.ignoresCase, .ignoresDiacritics])
    } catch {
      let end = (places.last ?? position) + 1
      let start = error.offset < places.count ? places[error.offset] : end
      throw QueryError(range: start..<max(start, end), kind: .expression(error.kind))
    }
  }

  /// `{listen}`.
  mutating func stem() throws(QueryError) -> WordPattern {
    let start = position
    position += 1
    let text = try self.text(keeping: .ofWords) { $0 == "}" }
    guard next == "}" else { throw unclosed(.brace, at: start) }
    position += 1
    let word = WordPattern(form: .stem, text: Self.trimmed(text))
    if word.text.isEmpty {
      throw QueryError(range: start..<position, kind: .emptyPair(.brace), expected: [.word])
    }
    if word.hasWildcard { throw QueryError(range: start..<position, kind: .wildcardInStem) }
    return word
  }

  /// `[peer support worker *]`, without the brackets.
  mutating func placeholderText() throws(QueryError) -> String {
    let start = position
    if let end = cqlTokenEnd() {
      throw QueryError(range: start..<end, kind: .cqlToken)
    }
    position += 1
    let text = Self.trimmed(try self.text(keeping: .ofValues) { $0 == "]" })
    guard next == "]" else { throw unclosed(.bracket, at: start) }
    position += 1
    if text.isEmpty {
      throw QueryError(range: start..<position, kind: .emptyPair(.bracket), expected: [.word])
    }
    return text
  }

  /// The end of `[word=` or `[]` at the position.
  private func cqlTokenEnd() -> Int? {
    var end = position + 1
    func skip(while holds: (Unicode.Scalar) -> Bool) {
      while end < scalars.count, holds(scalars[end]) { end += 1 }
    }
    if end < scalars.count, scalars[end] == "]" { return end + 1 }
    skip(while: SimpleSyntax.isBlank)
    guard end < scalars.count, SimpleSyntax.startsName(scalars[end]) else { return nil }
    skip(while: SimpleSyntax.continuesName)
    skip(while: SimpleSyntax.isBlank)
    if end < scalars.count, scalars[end] == "!" { end += 1 }
    return end < scalars.count && scalars[end] == "=" ? end + 1 : nil
  }

  private static func trimmed(_ text: String) -> String {
    var scalars = Substring(text).unicodeScalars
    while let first = scalars.first, SimpleSyntax.isBlank(first) { scalars.removeFirst() }
    while let last = scalars.last, SimpleSyntax.isBlank(last) { scalars.removeLast() }
    return String(scalars)
  }

  // MARK: Phrases

  /// `"a * b"~2`.
  mutating func phrase() throws(QueryError) -> Parsed {
    let start = position
    let closers = next.flatMap(SimpleSyntax.closers) ?? []
    position += 1
    var items: [PhraseItem] = []
    var ranges: [Range<Int>] = []
    while true {
      skipBlanks()
      guard let scalar = next else { throw unclosed(.quote, at: start) }
      if closers.contains(scalar) { break }
      let itemStart = position
      let item = try phraseItem(closers: closers)
      if case .gap(let more) = item, case .gap(let gap) = items.last {
        let merged = gap.lowerBound + more.lowerBound...gap.upperBound + more.upperBound
        guard merged.upperBound <= Self.maximumDistance else {
          throw QueryError(
            range: itemStart..<position, kind: .numberOutOfBounds(0...Self.maximumDistance))
        }
        items[items.count - 1] = .gap(merged)
        ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<position
      } else {
        items.append(item)
        ranges.append(itemStart..<position)
      }
    }
    position += 1
    guard !items.isEmpty else {
      throw QueryError(range: start..<position, kind: .emptyPair(.quote), expected: [.word])
    }
    for edge in [0, items.count - 1] {
      if case .gap = items[edge] {
        throw QueryError(range: ranges[edge], kind: .gapAtEdge, expected: [.word])
      }
    }
    let slack = try self.slack()
    return Parsed(node: Self.node(items, slack: slack), range: start..<position)
  }

  private static func node(_ items: [PhraseItem], slack: Int) -> QueryNode {
    if items.count == 1, slack == 0 {
      switch items[0] {
      case .word(let word): return .word(word)
      case .placeholder(let text): return .placeholder(text)
      case .gap: break
      }
    }
    return .phrase(items, slack: slack)
  }

  private mutating func slack() throws(QueryError) -> Int {
    guard next == "~" else { return 0 }
    position += 1
    return try wholeNumber(in: 0...Self.maximumDistance)
  }

  private mutating func phraseItem(closers: [Unicode.Scalar]) throws(QueryError) -> PhraseItem {
    switch next {
    case "[": return .placeholder(try placeholderText())
    case "{": return .word(try stem())
    case "]", "}": throw unexpected(expected: [.word, .closing(.quote)])
    case "/":
      if let word = try phraseExpression(closers: closers) { return .word(word) }
    default: break
    }
    let start = position
    var word = try self.word { SimpleSyntax.endsItem($0) || closers.contains($0) }
    // The sign alone, as in "a = b": nothing is to be exact.
    if word.text.isEmpty { word = WordPattern(form: .folded, text: "=") }
    return try gap(start..<position).map(PhraseItem.gap) ?? .word(word)
  }

  /// A regular expression as an item: closed before the phrase is, no blank behind its first slash
  /// and an item's end behind its last; any other slash is a character.
  private mutating func phraseExpression(
    closers: [Unicode.Scalar]
  ) throws(QueryError) -> WordPattern? {
    guard let (pattern, places, end) = expressionText(until: closers.contains),
      let first = pattern.unicodeScalars.first, !SimpleSyntax.isBlank(first),
      end < scalars.count, SimpleSyntax.endsItem(scalars[end]) || closers.contains(scalars[end])
    else { return nil }
    position = end
    try check(pattern, places)
    return WordPattern(form: .expression, text: pattern)
  }

  /// `*` or `*1..3`.
  private func gap(_ range: Range<Int>) throws(QueryError) -> ClosedRange<Int>? {
    guard scalars[range.lowerBound] == "*" else { return nil }
    if range.count == 1 { return 1...1 }
    guard let (first, last) = SimpleSyntax.rangeEnds(scalars[range.dropFirst()]),
      !first.isEmpty, !last.isEmpty, !first.hasPrefix("-"), !last.hasPrefix("-")
    else { return nil }
    let bounds = 0...Self.maximumDistance
    let lower = try Self.number(first, in: bounds, range: range)
    let upper = try Self.number(last, in: bounds, range: range)
    guard lower <= upper else { throw QueryError(range: range, kind: .reversedRange) }
    return lower...upper
  }
}
