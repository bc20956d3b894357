/// The marks of the simple syntax, shared by its parser and its printer.
enum SimpleSyntax {
  /// Operators, in capitals only.
  enum Keyword: String, CaseIterable {
    case and = "AND"
    case or = "OR"
    case not = "NOT"
    case near = "NEAR"
    case before = "BEFORE"
    case after = "AFTER"
    case then = "THEN"
    case within = "WITHIN"
    case excluding = "EXCLUDING"

    var order: NearOrder? {
      switch self {
      case .near: .any
      case .before: .before
      case .after: .after
      default: nil
      }
    }

    /// True for what binds no tighter than AND, so that an AND ends before it.
    var endsConjunction: Bool {
      switch self {
      case .or, .then, .within, .excluding: true
      case .and, .not, .near, .before, .after: false
      }
    }

    /// True where `/5` may follow.
    var takesNumber: Bool { order != nil || self == .then }

    /// The operator at `position`: a whole word, or one that a number follows.
    init?(in scalars: [Unicode.Scalar], at position: Int) {
      guard position < scalars.count, ("A"..."Z").contains(scalars[position]) else { return nil }
      var letters = ""
      var next = position
      while next < scalars.count, ("A"..."Z").contains(scalars[next]),
        next - position <= SimpleSyntax.longestKeyword
      {
        letters.unicodeScalars.append(scalars[next])
        next += 1
      }
      guard let keyword = Keyword(rawValue: letters) else { return nil }
      guard
        next == scalars.count || SimpleSyntax.endsWord(scalars[next])
          || (keyword.takesNumber && scalars[next] == "/")
      else { return nil }
      self = keyword
    }
  }

  private static let longestKeyword = 9

  /// An operator right behind THEN, a word elsewhere.
  static let by = "BY"

  /// What closes a phrase that `opener` opened; `nil` where it is no quote.
  static func closers(of opener: Unicode.Scalar) -> [Unicode.Scalar]? {
    switch opener {
    case "\"": ["\""]
    case "“", "„": ["”", "“", "\""]
    case "”": ["”", "\""]
    case "«": ["»", "\""]
    case "»": ["«", "»", "\""]
    default: nil
    }
  }

  /// True for every mark that opens or closes a phrase.
  static func opensPhrase(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "\"", "“", "„", "”", "«", "»": true
    default: false
    }
  }

  static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    // Most queries are ASCII, where no table need be asked.
    if scalar.isASCII { return scalar == " " || (0x09...0x0D).contains(scalar.value) }
    return scalar.properties.isWhitespace
  }

  /// What ends a bare word or value, unless escaped.
  static func endsWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "(", ")", "|": true
    default: endsItem(scalar) || opensPhrase(scalar)
    }
  }

  /// What ends an item of a phrase, its closing quote apart.
  static func endsItem(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "[", "]", "{", "}": true
    default: isBlank(scalar)
    }
  }

  static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  static func startsName(_ scalar: Unicode.Scalar) -> Bool {
    if scalar.isASCII { return (0x61...0x7A).contains(scalar.value | 0x20) }
    return scalar.properties.isAlphabetic
  }

  static func continuesName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "_", "-", ".": true
    case "0"..."9": true
    default: startsName(scalar) || (!scalar.isASCII && scalar.properties.numericType != nil)
    }
  }

  /// The end of the field name at `position`, on its colon; `nil` where none stands there.
  /// `http://` names no field.
  static func fieldNameEnd(in scalars: [Unicode.Scalar], at position: Int) -> Int? {
    guard position < scalars.count, startsName(scalars[position]) else { return nil }
    var next = position + 1
    while next < scalars.count, continuesName(scalars[next]) { next += 1 }
    guard next < scalars.count, scalars[next] == ":" else { return nil }
    if next + 2 < scalars.count, scalars[next + 1] == "/", scalars[next + 2] == "/" { return nil }
    return next
  }

  /// Which escapes stay in a pattern, since without its backslash the character would be another.
  enum Kept {
    /// `\*`, `\?`, `\\`
    case ofWords
    /// `\*`, `\\`
    case ofValues

    func contains(_ scalar: Unicode.Scalar) -> Bool {
      scalar == "*" || scalar == "\\" || (self == .ofWords && scalar == "?")
    }
  }

  /// The numbers of a range typed as `1950..1959`, `1950..` or `..1959`, as text; `nil` for any
  /// other text.
  static func rangeEnds(_ text: some Collection<Unicode.Scalar>) -> (String, String)? {
    let scalars = Array(text)
    var next = 0
    func number() -> String {
      let start = next
      if next < scalars.count, scalars[next] == "-" { next += 1 }
      let digits = next
      while next < scalars.count, isDigit(scalars[next]) { next += 1 }
      if digits == next { next = start }
      return String(String.UnicodeScalarView(scalars[start..<next]))
    }
    let lower = number()
    guard next + 1 < scalars.count, scalars[next] == ".", scalars[next + 1] == "." else {
      return nil
    }
    next += 2
    let upper = number()
    guard next == scalars.count, !(lower.isEmpty && upper.isEmpty) else { return nil }
    return (lower, upper)
  }
}
