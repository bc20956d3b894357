extension CQLParser {
  func peek(_ string: StaticString) -> Bool { matches(string, at: at) }

  func matches(_ string: StaticString, at place: Int) -> Bool {
    let count = string.utf8CodeUnitCount
    guard place + count <= text.count else { return false }
    for index in 0..<count where text[place + index].value != UInt32(string.utf8Start[index]) {
      return false
    }
    return true
  }

  /// Goes over blanks and comments (`#` to the end of the line), then takes a mark if it is there.
  mutating func take(_ string: StaticString) -> Bool {
    skipBlanks()
    guard peek(string) else { return false }
    at += string.utf8CodeUnitCount
    return true
  }

  mutating func skipBlanks() {
    while at < text.count {
      if text[at] == "#" {
        while at < text.count, text[at] != "\n" { at += 1 }
      } else if text[at].properties.isWhitespace {
        at += 1
      } else {
        return
      }
    }
  }

  /// True where a word in either case stands next (behind blanks), whole.
  mutating func isWord(_ word: StaticString) -> Bool {
    skipBlanks()
    let count = word.utf8CodeUnitCount
    guard at + count <= text.count else { return false }
    for index in 0..<count {
      let scalar = text[at + index].value
      let lower = (65...90).contains(scalar) ? scalar + 32 : scalar
      let wanted = UInt32(word.utf8Start[index])
      guard lower == ((65...90).contains(wanted) ? wanted + 32 : wanted) else { return false }
    }
    return at + count == text.count || !Self.isNamePart(text[at + count])
  }

  mutating func takeWord(_ word: StaticString) -> Bool {
    guard isWord(word) else { return false }
    at += word.utf8CodeUnitCount
    return true
  }

  static func isNamePart(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "_" || scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }

  /// A name: letters, digits, `_`, and `-` inside of it; anything in back-quotes.
  mutating func name() throws(QueryError) -> String? {
    skipBlanks()
    let start = at
    if peek("`") {
      at += 1
      while at < text.count, text[at] != "`" { at += 1 }
      guard at < text.count, at > start + 1 else {
        throw error(start..<min(start + 1, text.count), .unclosedString)
      }
      at += 1
      return Self.string(text[start + 1..<at - 1])
    }
    while at < text.count {
      if Self.isNamePart(text[at]) {
        at += 1
      } else if text[at] == "-", at > start, at + 1 < text.count, Self.isNamePart(text[at + 1]) {
        at += 1
      } else {
        break
      }
    }
    return at > start ? Self.string(text[start..<at]) : nil
  }

  static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }

  /// Digits; the number is bounded, so that no sum of some can overflow.
  mutating func unsigned() throws(QueryError) -> Int? {
    skipBlanks()
    let start = at
    var value = 0
    while at < text.count, let digit = text[at].value.asDigit {
      value = min(value * 10 + digit, Self.largestNumber)
      at += 1
    }
    if at < text.count, at > start, Self.isNamePart(text[at]) {
      at = start
      return nil
    }
    return at > start ? value : nil
  }

  mutating func signed() throws(QueryError) -> Int? {
    skipBlanks()
    let start = at
    let isNegative = take("-")
    if !isNegative { _ = take("+") }
    if let value = try unsigned() { return isNegative ? -value : value }
    at = start
    return nil
  }

  static let largestNumber = 1_000_000_000

  /// A string in either quotation mark, with a literal mark before it and flags behind it.
  mutating func string() throws(QueryError) -> CQLString? {
    skipBlanks()
    let start = at
    var flags: CQLString.Flags = []
    if peek("l\"") || peek("l'") {
      at += 1
      flags = .literal
    }
    guard at < text.count else {
      at = start
      return nil
    }
    let delimiter = text[at]
    guard var value = try quoted() else {
      at = start
      return nil
    }
    value.flags = flags
    let end = at
    let given = try self.flags()
    value.flags.formUnion(given ?? [])
    let isMarked = value.takeInlineFlags()
    if value.flags.contains(.literal) { value.makeLiteral(delimiter) }
    if given == nil, !isMarked { value.flags.formUnion(defaultFlags) }
    try check(value, start..<end)
    return value
  }

  /// What stands between quotation marks of either kind, doubled ones made single.
  mutating func quoted() throws(QueryError) -> CQLString? {
    skipBlanks()
    let start = at
    guard at < text.count, text[at] == "\"" || text[at] == "'" else { return nil }
    let delimiter = text[at]
    at += 1
    var content: [Unicode.Scalar] = []
    while true {
      guard at < text.count else { throw error(start..<start + 1, .unclosedString) }
      let scalar = text[at]
      if scalar == delimiter {
        guard at + 1 < text.count, text[at + 1] == delimiter else { break }
        at += 1
      } else if scalar == "\\", at + 1 < text.count {
        content.append(scalar)
        at += 1
      }
      content.append(text[at])
      at += 1
    }
    at += 1
    return CQLString(Self.string(content[...]))
  }

  private mutating func flags() throws(QueryError) -> CQLString.Flags? {
    let start = at
    guard take("%") else {
      at = start
      return nil
    }
    var flags: CQLString.Flags = []
    let first = at
    while at < text.count {
      switch text[at] {
      case "c": flags.insert(.ignoresCase)
      case "d": flags.insert(.ignoresDiacritics)
      case "l": flags.insert(.literal)
      default:
        if at == first || Self.isNamePart(text[at]) { throw unexpected([.flag]) }
        return flags
      }
      at += 1
    }
    if at == first { throw unexpected([.flag]) }
    return flags
  }

  /// The pattern must be one that can be matched.
  func check(_ value: CQLString, _ range: Range<Int>) throws(QueryError) {
    do {
      _ = try RegularExpression(value)
    } catch {
      throw self.error(range, .expression(error))
    }
  }

  func error(_ range: Range<Int>, _ problem: CQLProblem, suggestion: String? = nil) -> QueryError {
    QueryError(range: range, kind: .cql(problem), suggestion: suggestion)
  }

  mutating func unexpected(_ expected: [CQLProblem.Expected]) -> QueryError {
    skipBlanks()
    guard at < text.count else {
      return error(at..<at, .unexpected(nil, expected: expected))
    }
    return error(
      at..<at + 1, .unexpected(Self.string(text[at..<at + 1]), expected: expected))
  }

  func refuse(_ construct: CQLProblem.Construct, length: Int) -> QueryError {
    error(at..<min(at + length, text.count), .unsupported(construct))
  }

  /// Counts a level of nesting while `body` reads it.
  mutating func nested<Result>(
    _ body: (inout CQLParser) throws(QueryError) -> Result
  ) throws(QueryError) -> Result {
    depth += 1
    if depth > Self.deepest {
      throw QueryError(
        range: max(0, at - 1)..<max(1, at), kind: .tooDeep(limit: Self.deepest))
    }
    let result = try body(&self)
    depth -= 1
    return result
  }
}

extension UInt32 {
  fileprivate var asDigit: Int? { (48...57).contains(self) ? Int(self) - 48 : nil }
}

extension CQLString {
  /// `(?i)`, `(?-i)` and `(?c)` before the expression become flags; true where one stood there.
  mutating func takeInlineFlags() -> Bool {
    let all: [(String, Flags)] = [
      ("(?i)", [.ignoresCase, .ignoresDiacritics]), ("(?-i)", []), ("(?c)", []),
    ]
    guard !flags.contains(.literal) else { return false }
    for (mark, meaning) in all where text.hasPrefix(mark) {
      text = String(text.dropFirst(mark.count))
      flags = flags.subtracting([.ignoresCase, .ignoresDiacritics]).union(meaning)
      return true
    }
    return false
  }

  /// In a literal string a backslash means nothing but before the delimiter. What would then be hard
  /// to write down becomes an expression of escapes.
  mutating func makeLiteral(_ delimiter: Unicode.Scalar) {
    var result: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar == delimiter, result.last == "\\" { result.removeLast() }
      result.append(scalar)
    }
    guard result.contains(where: { "\\\"'".unicodeScalars.contains($0) }) else {
      text = String(String.UnicodeScalarView(result))
      return
    }
    flags.remove(.literal)
    var escaped = String.UnicodeScalarView()
    for scalar in result {
      if "\\\"'[](){}.*+?|^$".unicodeScalars.contains(scalar) { escaped.append("\\") }
      escaped.append(scalar)
    }
    text = String(escaped)
  }
}

extension RegularExpression {
  /// The expression of a string, with its flags.
  init(_ string: CQLString) throws(RegularExpressionError) {
    var options: Options = []
    if string.flags.contains(.ignoresCase) { options.insert(.ignoresCase) }
    if string.flags.contains(.ignoresDiacritics) { options.insert(.ignoresDiacritics) }
    if string.flags.contains(.literal) { options.insert(.literal) }
    try self.init(string.text, options)
  }
}
