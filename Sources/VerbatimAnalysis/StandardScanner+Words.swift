/// Rules 3 (in part) to 6: words, numbers, abbreviations, broken-off words.
extension StandardScanner {
  /// What a word is made of so far.
  struct WordState {
    var scalars: Int
    var hasLetter = false
    var hasNumber = false
    /// Whether the last scalar is a decimal digit.
    var endsInDigit = false
  }

  /// Appends the word or number from `start`; up to `scanned` it is known to be part of it.
  /// Returns where it ends.
  mutating func appendWord(from start: Int, scanned: Int, into tokens: TokenBuffer) -> Int {
    var state = WordState(scalars: scalarCount(start, scanned))
    state.hasLetter = scanned > start
    var next = continueWord(from: scanned, &state)
    if let special = specialEnd(from: start, wordEnd: next, &state) { next = special }
    if let address = addressEnd(from: start, wordEnd: next) {
      return finish(.word, start, address, into: tokens)
    }
    if isGap(start, next) { return finish(.placeholder, start, next, into: tokens) }
    guard state.hasLetter || !state.hasNumber else {
      return finish(.number, start, next, into: tokens)
    }
    let hasRoom = state.scalars &+ 2 <= Analyzer.maximumTokenScalars
    if hasRoom, let apostrophe = trailingApostropheEnd(start, next) { next = apostrophe }
    if hasRoom, state.hasLetter, let hyphen = truncationEnd(behind: next) {
      return finish(.word, start, hyphen, flags: .truncated, into: tokens)
    }
    return finish(.word, start, next, into: tokens)
  }

  mutating func finish(
    _ kind: TokenKind, _ start: Int, _ next: Int, flags: TokenFlags = [],
    into tokens: TokenBuffer
  ) -> Int {
    lastWordEnd = next
    return append(kind, start, next, flags: flags, into: tokens)
  }

  /// The end of the word that goes on at `offset`.
  private func continueWord(from offset: Int, _ state: inout WordState) -> Int {
    var at = offset
    while at < end, state.scalars < Analyzer.maximumTokenScalars {
      let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
      let scalarClass = ScalarProperties(scalar).scalarClass
      switch scalarClass {
      case .letter, .mark, .digit, .numeral:
        state.take(scalarClass)
        at &+= length
      case .ignorable:
        guard let next = invisibleEnd(from: at, &state) else { return at }
        at = next
      default:
        guard let next = connectorEnd(scalar, at: at, length: length, &state) else { return at }
        at = next
      }
    }
    return at
  }

  /// Behind the connector at `at`, where it connects to what follows.
  private func connectorEnd(
    _ scalar: UInt32, at: Int, length: Int, _ state: inout WordState
  ) -> Int? {
    let next = at &+ length
    // Connectors stand between letters and digits: never first, never two of them.
    guard state.scalars > 0, state.scalars &+ 1 < Analyzer.maximumTokenScalars else { return nil }
    let follower = scalarClass(at: next)
    let isDigitFollowing = follower == .digit
    let isWordFollowing = follower == .letter || isDigitFollowing || follower == .numeral
    let connects: Bool
    switch scalar {
    case 0x27, 0x2018, 0x2019, 0x2BC, 0x2B9, 0xB7, 0x387:
      connects = isWordFollowing
    case 0x2D, 0x2010, 0x2011:
      // 20-year-old is a word, 2019-2020 two numbers.
      connects = follower == .letter || state.hasLetter && isWordFollowing
    case 0x2E:
      connects = state.endsInDigit && isDigitFollowing
    case 0x2C, 0x3A, 0x2009, 0x202F:
      connects = !state.hasLetter && state.endsInDigit && isDigitFollowing
    case 0x5F:
      return underscoreEnd(from: at, &state)
    default:
      connects = false
    }
    guard connects else { return nil }
    state.scalars &+= 1
    state.endsInDigit = false
    return next
  }

  /// Behind a run of `_` that is followed by a letter or digit.
  private func underscoreEnd(from start: Int, _ state: inout WordState) -> Int? {
    let next = runEnd(of: 0x5F, from: start)
    let length = next &- start
    guard state.scalars &+ length < Analyzer.maximumTokenScalars else { return nil }
    switch scalarClass(at: next) {
    case .letter, .digit, .numeral:
      state.scalars &+= length
      state.endsInDigit = false
      return next
    default:
      return nil
    }
  }

  /// Behind a run of invisible scalars inside a word.
  private func invisibleEnd(from start: Int, _ state: inout WordState) -> Int? {
    var at = start
    var count = 0
    while at < end, state.scalars &+ count < Analyzer.maximumTokenScalars {
      let (scalar, length) = UTF8Scalars.decode(text, at: at, end: end)
      switch ScalarProperties(scalar).scalarClass {
      case .ignorable:
        at &+= length
        count &+= 1
      case .letter, .mark, .digit, .numeral:
        state.scalars &+= count
        return at
      default:
        return nil
      }
    }
    return nil
  }

  /// Behind an abbreviation `a.m.` or a pair `A&E` at `start`, and what is connected to it.
  private func specialEnd(
    from start: Int, wordEnd: Int, _ state: inout WordState
  ) -> Int? {
    guard wordEnd < end, text[wordEnd] == 0x2E || text[wordEnd] == 0x26,
      let first = singleLetterEnd(from: start), first == wordEnd
    else { return nil }
    var special: Int
    if text[first] == 0x26 {
      guard let second = singleLetterEnd(from: first &+ 1), !isWord(at: second) else { return nil }
      special = second
    } else {
      guard let abbreviation = abbreviationEnd(from: start) else { return nil }
      special = abbreviation
    }
    guard special &- start <= Analyzer.maximumTokenScalars else { return nil }
    state.scalars = scalarCount(start, special)
    guard special < end else { return special }
    let (scalar, length) = UTF8Scalars.decode(text, at: special, end: end)
    if let connected = connectorEnd(scalar, at: special, length: length, &state) {
      special = continueWord(from: connected, &state)
    }
    return special
  }

  /// Behind `(L.)(L.)+`, or `L.L` and so on without a last period.
  private func abbreviationEnd(from start: Int) -> Int? {
    // In bytes, so that whatever is read is also taken: a rule that gives up late costs the square.
    let cap = start &+ Analyzer.maximumTokenScalars
    var at = start
    var letters = 0
    while let letter = singleLetterEnd(from: at), letter < min(end, cap), text[letter] == 0x2E {
      at = letter &+ 1
      letters &+= 1
    }
    if letters >= 1, let letter = singleLetterEnd(from: at), letter <= cap, !isWord(at: letter) {
      return letter
    }
    return letters >= 2 ? at : nil
  }

  /// Behind the one letter, with its marks, at `offset`.
  private func singleLetterEnd(from offset: Int) -> Int? {
    guard offset < end else { return nil }
    let (scalar, length) = UTF8Scalars.decode(text, at: offset, end: end)
    guard ScalarProperties(scalar).scalarClass == .letter, !isHangul(scalar) else { return nil }
    return marksEnd(behind: offset &+ length)
  }

  /// A syllable of Hangul, which is one scalar or several, is no single letter.
  private func isHangul(_ scalar: UInt32) -> Bool {
    0x1100...0x11FF ~= scalar || 0xA960...0xA97F ~= scalar || 0xAC00...0xD7FF ~= scalar
  }

  private func isWord(at offset: Int) -> Bool {
    switch scalarClass(at: offset) {
    case .letter, .mark, .digit, .numeral: true
    default: offset < end && text[offset] == 0x5F
    }
  }

  /// Behind the hyphen or en dash that breaks off the word that ends at `offset`.
  private func truncationEnd(behind offset: Int) -> Int? {
    guard offset < end else { return nil }
    let (scalar, length) = UTF8Scalars.decode(text, at: offset, end: end)
    let next = offset &+ length
    guard scalar == 0x2013 || ScalarProperties(scalar).scalarClass == .hyphen else { return nil }
    guard next < end else { return next }
    let (follower, _) = UTF8Scalars.decode(text, at: next, end: end)
    switch ScalarProperties(follower).scalarClass {
    case .space, .ignorable, .apostrophe: return next
    case .punctuation: return follower == 0x2013 || follower == 0x2014 ? nil : next
    default: return nil
    }
  }

  /// Behind the apostrophe of `dogs'` and `goin'`, where no quotation is open.
  private func trailingApostropheEnd(_ start: Int, _ offset: Int) -> Int? {
    guard openQuotes == 0, offset < end, offset > start else { return nil }
    let (scalar, length) = UTF8Scalars.decode(text, at: offset, end: end)
    guard scalar == 0x27 || scalar == 0x2019 else { return nil }
    let last = text[offset &- 1] | 0x20
    let isIn = last == 0x6E && offset &- start > 1 && text[offset &- 2] | 0x20 == 0x69
    return last == 0x73 || isIn ? offset &+ length : nil
  }

  /// Whether the letters behind an apostrophe at `offset` are a word that lost its start.
  func isElision(at offset: Int) -> Bool {
    var next = offset
    var letters: UInt64 = 0
    while next < end, ASCII.isLetter(text[next]) {
      guard next &- offset < 5 else { return false }
      letters = letters << 8 | UInt64(text[next] | 0x20)
      next &+= 1
    }
    guard Elisions.contains(letters), !isWord(at: next) else { return false }
    guard next < end else { return true }
    var state = WordState(scalars: 1, hasLetter: true)
    let (scalar, length) = UTF8Scalars.decode(text, at: next, end: end)
    return connectorEnd(scalar, at: next, length: length, &state) == nil
  }

  private func scalarCount(_ start: Int, _ offset: Int) -> Int {
    var count = 0
    for at in start..<offset where text[at] & 0xC0 != 0x80 { count &+= 1 }
    return count
  }
}

extension StandardScanner.WordState {
  mutating func take(_ scalarClass: ScalarClass) {
    scalars &+= 1
    endsInDigit = scalarClass == .digit
    if scalarClass == .letter { hasLetter = true }
    if scalarClass == .digit || scalarClass == .numeral { hasNumber = true }
  }
}

/// English words that are written with an apostrophe for their start, as bytes of a number.
private enum Elisions {
  static func contains(_ letters: UInt64) -> Bool {
    switch letters {
    case key("cause"), key("em"), key("til"), key("till"), key("tis"), key("twas"), key("bout"),
      key("round"), key("kay"), key("n"), key("ere"), key("ave"), key("im"), key("er"),
      key("ello"), key("old"):
      true
    default:
      false
    }
  }

  @inline(__always)
  private static func key(_ word: StaticString) -> UInt64 {
    var key: UInt64 = 0
    for offset in 0..<word.utf8CodeUnitCount { key = key << 8 | UInt64(word.utf8Start[offset]) }
    return key
  }
}
