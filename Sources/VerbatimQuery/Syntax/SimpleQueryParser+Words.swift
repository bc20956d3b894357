/// Words, phrases and placeholders.
extension SimpleQueryParser {
  /// A word, a field or a `*`: what no mark opens.
  mutating func bareUnit() throws(QueryError) -> Parsed {
    let start = position
    if let saved = try savedQuery() { return saved }
    if let construct = unsupportedUnit() {
      throw QueryError(range: construct.range, kind: .unsupported(construct.kind))
    }
    if let end = SimpleSyntax.fieldNameEnd(in: scalars, at: start) {
      return Parsed(node: .field(try field(nameEnd: end)), range: start..<position)
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
    if hasFuzzyMark(start..<position) {
      throw QueryError(range: start..<position, kind: .unsupported(.fuzzyWord))
    }
    return WordPattern(form: isExact ? .exact : .folded, text: text)
  }

  /// `relaible~1`: a word, an unescaped `~`, digits.
  private func hasFuzzyMark(_ range: Range<Int>) -> Bool {
    var end = range.upperBound
    while end > range.lowerBound, SimpleSyntax.isDigit(scalars[end - 1]) { end -= 1 }
    guard end < range.upperBound, end - 1 > range.lowerBound, scalars[end - 1] == "~" else {
      return false
    }
    var backslashes = 0
    while end - 2 - backslashes >= range.lowerBound, scalars[end - 2 - backslashes] == "\\" {
      backslashes += 1
    }
    return backslashes.isMultiple(of: 2)
  }

  /// `/regex/`, which is read no further.
  private func unsupportedUnit() -> (kind: QueryError.Construct, range: Range<Int>)? {
    guard let next else { return nil }
    var end = position + 1
    if next == "/" {
      while end < scalars.count, scalars[end] != "/" {
        end += scalars[end] == "\\" ? 2 : 1
      }
      return (.regularExpression, position..<min(end + 1, scalars.count))
    }
    return nil
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
    default: break
    }
    let start = position
    var word = try self.word { SimpleSyntax.endsItem($0) || closers.contains($0) }
    // The sign alone, as in "a = b": nothing is to be exact.
    if word.text.isEmpty { word = WordPattern(form: .folded, text: "=") }
    return try gap(start..<position).map(PhraseItem.gap) ?? .word(word)
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
