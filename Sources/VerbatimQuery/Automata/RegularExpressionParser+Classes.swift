/// Reads `[a-zé[:digit:]\p{Lu}]`.
struct ClassReader {
  private let scalars: [Unicode.Scalar]
  private let key: KeyRule
  private(set) var at: Int

  init(_ scalars: [Unicode.Scalar], at: Int, _ key: KeyRule) {
    self.scalars = scalars
    self.at = at
    self.key = key
  }

  private func error(
    _ kind: RegularExpressionError.Kind, at offset: Int? = nil
  ) -> RegularExpressionError {
    RegularExpressionError(offset: offset ?? at, kind: kind)
  }

  mutating func read() throws(RegularExpressionError) -> RegularTree {
    let start = at
    at += 1
    let isNegated = at < scalars.count && scalars[at] == "^"
    if isNegated { at += 1 }
    var ranges: [ClosedRange<UInt32>] = []
    let first = at
    while true {
      guard at < scalars.count else { throw error(.unclosed("["), at: start) }
      // A `]` that stands first is a character, unless nothing closes the class behind it.
      if scalars[at] == "]", at > first || !scalars[(at + 1)...].contains("]") { break }
      ranges += try member()
    }
    if ranges.isEmpty { throw error(.emptyClass, at: start) }
    at += 1
    let set = ScalarSet(ranges)
    if isNegated { return .set(key.keyed(set).set.inverted) }
    return RegularExpressionParser.tree(of: set, key)
  }

  /// A character, a range, or a class of a name.
  private mutating func member() throws(RegularExpressionError) -> [ClosedRange<UInt32>] {
    let start = at
    if scalars[at] == "[", at + 1 < scalars.count, scalars[at + 1] == ":",
      let set = try posixClass()
    {
      return set.ranges
    }
    let low: UInt32
    switch try one() {
    case .set(let set): return set.ranges
    case .scalar(let scalar): low = scalar.value
    }
    guard at + 1 < scalars.count, scalars[at] == "-", scalars[at + 1] != "]" else {
      return [low...low]
    }
    at += 1
    guard case .scalar(let scalar) = try one() else {
      throw error(.reversedClassRange, at: start)
    }
    if scalar.value < low { throw error(.reversedClassRange, at: start) }
    return [low...scalar.value]
  }

  private mutating func one() throws(RegularExpressionError) -> EscapeReader.Meaning {
    guard at < scalars.count else { throw error(.danglingEscape) }
    if scalars[at] == "\\" {
      var reader = EscapeReader(scalars, at: at)
      let found = try reader.read()
      at = reader.at
      return found
    }
    at += 1
    return .scalar(scalars[at - 1])
  }

  /// `[:alpha:]`, `[:^alpha:]`; `nil` where it is not closed, and its `[` a character.
  private mutating func posixClass() throws(RegularExpressionError) -> ScalarSet? {
    var end = at + 2
    while end < scalars.count, scalars[end] != ":", scalars[end] != "]" { end += 1 }
    guard end + 1 < scalars.count, scalars[end] == ":", scalars[end + 1] == "]" else { return nil }
    var name = String(String.UnicodeScalarView(scalars[(at + 2)..<end]))
    let isNegated = name.hasPrefix("^")
    if isNegated { name.removeFirst() }
    guard let set = ScalarSet(posix: name) else { throw error(.unknownClass(name)) }
    at = end + 2
    return isNegated ? set.inverted : set
  }
}

/// Reads what a backslash begins.
struct EscapeReader {
  enum Meaning {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
  }

  private let scalars: [Unicode.Scalar]
  private(set) var at: Int
  private let start: Int

  init(_ scalars: [Unicode.Scalar], at: Int) {
    self.scalars = scalars
    self.at = at
    start = at
  }

  private func error(_ kind: RegularExpressionError.Kind) -> RegularExpressionError {
    RegularExpressionError(offset: start, kind: kind)
  }

  mutating func read() throws(RegularExpressionError) -> Meaning {
    guard at + 1 < scalars.count else { throw error(.danglingEscape) }
    let scalar = scalars[at + 1]
    at += 2
    switch scalar {
    case "d": return .set(.digits)
    case "D": return .set(ScalarSet.digits.inverted)
    case "w": return .set(.wordCharacters)
    case "W": return .set(ScalarSet.wordCharacters.inverted)
    case "s": return .set(.whiteSpace)
    case "S": return .set(ScalarSet.whiteSpace.inverted)
    case "p": return .set(try category())
    case "P": return .set(try category().inverted)
    case "t": return .scalar("\t")
    case "n": return .scalar("\n")
    case "r": return .scalar("\r")
    case "x": return .scalar(try hexadecimal(digits: 2))
    case "u": return .scalar(try hexadecimal(digits: 4))
    case "U": return .scalar(try hexadecimal(digits: 8))
    case "b", "B", "A", "z", "Z", "G": throw error(.unsupported(.wordBoundary))
    case "1"..."9", "k", "g": throw error(.unsupported(.backReference))
    case "a"..."z", "A"..."Z", "0": throw error(.unknownEscape("\\" + String(Character(scalar))))
    default: return .scalar(scalar)
    }
  }

  /// `\p{Lu}`, `\pL`.
  private mutating func category() throws(RegularExpressionError) -> ScalarSet {
    guard at < scalars.count else { throw error(.danglingEscape) }
    var name = String(Character(scalars[at]))
    at += 1
    if name == "{" {
      guard let close = scalars[at...].firstIndex(of: "}") else { throw error(.unclosed("{")) }
      name = String(String.UnicodeScalarView(scalars[at..<close]))
      at = close + 1
    }
    let isNegated = name.hasPrefix("^")
    guard let set = ScalarSet(category: isNegated ? String(name.dropFirst()) : name) else {
      throw error(.unknownClass(name))
    }
    return isNegated ? set.inverted : set
  }

  /// So many digits, or any number of them in braces.
  private mutating func hexadecimal(
    digits count: Int
  ) throws(RegularExpressionError) -> Unicode.Scalar {
    var digits: ArraySlice<Unicode.Scalar>
    if at < scalars.count, scalars[at] == "{", let close = scalars[at...].firstIndex(of: "}") {
      digits = scalars[(at + 1)..<close]
      at = close + 1
    } else {
      digits = scalars[at..<min(at + count, scalars.count)]
      if digits.count < count { digits = [] }
      at = min(at + count, scalars.count)
    }
    let text = String(String.UnicodeScalarView(digits))
    guard digits.count <= 8, let value = UInt32(text, radix: 16),
      text.utf8.first != UInt8(ascii: "+"), let scalar = Unicode.Scalar(value)
    else { throw error(.unknownEscape("\\" + String(Character(scalars[start + 1])))) }
    return scalar
  }
}
