import VerbatimAnalysis

/// Reads a regular expression: recursive descent, one scalar of look-ahead.
struct RegularExpressionParser {
  private let scalars: [Unicode.Scalar]
  private let key: KeyRule
  private var at = 0
  private var depth = 0

  static let mostScalars = 1000
  static let mostRepetitions = 1000
  static let mostDepth = 100

  init(_ pattern: String, _ key: KeyRule) {
    scalars = Array(
      String(decoding: Keys.nfc(Array(pattern.utf8)), as: UTF8.self).unicodeScalars)
    self.key = key
  }

  mutating func parse() throws(RegularExpressionError) -> RegularTree {
    if scalars.count > Self.mostScalars { throw error(.tooLong(limit: Self.mostScalars), at: 0) }
    let tree = try choice()
    if at < scalars.count { throw error(.unexpected(Character(scalars[at]))) }
    return tree
  }

  private func error(
    _ kind: RegularExpressionError.Kind, at offset: Int? = nil
  ) -> RegularExpressionError {
    RegularExpressionError(offset: offset ?? at, kind: kind)
  }

  private var next: Unicode.Scalar? { at < scalars.count ? scalars[at] : nil }

  private func follows(_ text: String) -> Bool {
    scalars[at...].starts(with: text.unicodeScalars)
  }

  private mutating func take(_ text: String) -> Bool {
    guard at <= scalars.count, follows(text) else { return false }
    at += text.unicodeScalars.count
    return true
  }

  private mutating func choice() throws(RegularExpressionError) -> RegularTree {
    depth += 1
    defer { depth -= 1 }
    if depth > Self.mostDepth { throw error(.tooDeep(limit: Self.mostDepth)) }
    var parts = [try sequence()]
    while take("|") { parts.append(try sequence()) }
    return parts.count == 1 ? parts[0] : .choice(parts)
  }

  private mutating func sequence() throws(RegularExpressionError) -> RegularTree {
    var parts: [RegularTree] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      if scalar == "^" {
        // Forms are matched whole, so it says nothing at the beginning and cannot hold elsewhere.
        guard depth == 1, parts.isEmpty else { throw error(.unsupported(.anchor)) }
        at += 1
        continue
      }
      if scalar == "$" {
        guard depth == 1, at + 1 == scalars.count || scalars[at + 1] == "|" else {
          throw error(.unsupported(.anchor))
        }
        at += 1
        continue
      }
      parts.append(try repetition(of: try atom()))
    }
    return parts.count == 1 ? parts[0] : .sequence(parts)
  }

  private mutating func repetition(
    of part: RegularTree
  ) throws(RegularExpressionError) -> RegularTree {
    guard let range = try quantifier() else { return part }
    // `*?` asks for the shortest match, which is the same set of forms; `*+` is not.
    if take("?") { return try end(part, range) }
    if next == "+" { throw error(.unsupported(.possessive)) }
    return try end(part, range)
  }

  private func end(
    _ part: RegularTree, _ range: (least: Int, most: Int?)
  ) throws(RegularExpressionError) -> RegularTree {
    if next == "*" || next == "?" || isCount { throw error(.nothingToRepeat) }
    return .repeated(part, least: range.least, most: range.most)
  }

  /// Whether a count in braces stands here; another `{` is a character.
  private var isCount: Bool {
    guard next == "{", let close = scalars[at...].firstIndex(of: "}") else { return false }
    let inside = scalars[(at + 1)..<close]
    guard inside.contains(where: { $0 != "," }) else { return false }
    return inside.filter { $0 == "," }.count <= 1
      && inside.allSatisfy { $0 == "," || ("0"..."9").contains($0) }
  }

  private mutating func quantifier() throws(RegularExpressionError) -> (least: Int, most: Int?)? {
    switch next {
    case "*":
      at += 1
      return (0, nil)
    case "+":
      at += 1
      return (1, nil)
    case "?":
      at += 1
      return (0, 1)
    case "{" where isCount:
      let start = at
      at += 1
      let least = try number()
      let isRange = take(",")
      let most = isRange ? try number() : least
      at += 1
      if let most, let least, most < least { throw error(.reversedRepetition, at: start) }
      return (least ?? 0, isRange ? most : least)
    default: return nil
    }
  }

  /// Digits; `nil` where there are none.
  private mutating func number() throws(RegularExpressionError) -> Int? {
    let start = at
    var value = 0
    while let scalar = next, ("0"..."9").contains(scalar) {
      value = value * 10 + Int(scalar.value - 0x30)
      if value > Self.mostRepetitions {
        throw error(.repetitionTooLarge(limit: Self.mostRepetitions), at: start)
      }
      at += 1
    }
    return at == start ? nil : value
  }

  private mutating func atom() throws(RegularExpressionError) -> RegularTree {
    let start = at
    guard let scalar = next else { return .sequence([]) }
    switch scalar {
    case "(": return try group()
    case "[":
      var reader = ClassReader(scalars, at: at, key)
      defer { at = reader.at }
      return try reader.read()
    case ".":
      at += 1
      return .set(.all)
    case "*", "+", "?": throw error(.nothingToRepeat)
    case "{" where isCount: throw error(.nothingToRepeat)
    case "\\":
      var reader = EscapeReader(scalars, at: at)
      let found = try reader.read()
      at = reader.at
      switch found {
      case .set(let set): return Self.tree(of: set, key)
      case .scalar(let value): return literal(String(Character(value)), from: start)
      }
    default:
      at += 1
      return literal(String(Character(scalar)), from: start)
    }
  }

  /// A character with the marks that stand behind it, in the key.
  private mutating func literal(_ character: String, from start: Int) -> RegularTree {
    var text = character
    while let scalar = next, ScalarProperties(scalar).scalarClass == .mark {
      text.unicodeScalars.append(scalar)
      at += 1
    }
    let sets = key.scalars(of: text).map { RegularTree.set(ScalarSet($0)) }
    return sets.count == 1 ? sets[0] : .sequence(sets)
  }

  private mutating func group() throws(RegularExpressionError) -> RegularTree {
    let start = at
    at += 1
    if take("?") {
      if next == "=" || next == "!" || follows("<=") || follows("<!") {
        throw error(.unsupported(.lookAround), at: start)
      }
      if take("<") || take("P<") || take("'") {
        // A name says nothing without back-references.
        while let scalar = next, scalar != ">", scalar != "'", scalar != ")" { at += 1 }
        at = min(at + 1, scalars.count)
      } else if !take(":") {
        throw error(.unsupported(.inlineFlags), at: start)
      }
    }
    let tree = try choice()
    guard take(")") else { throw error(.unclosed("("), at: start) }
    return tree
  }

  /// A set in the key: some of its members may be several scalars there.
  static func tree(of set: ScalarSet, _ key: KeyRule) -> RegularTree {
    let (keyed, sequences) = key.keyed(set)
    if sequences.isEmpty { return .set(keyed) }
    return .choice(
      [.set(keyed)] + sequences.map { .sequence($0.map { .set(ScalarSet($0)) }) })
  }
}
