extension QueryNode {
  /// The query in the simple syntax, with every AND and distance spelled out and no parentheses
  /// that are not needed. ``SimpleQueryParser`` reads it back to an equal tree if it made this one
  /// (and the text is no longer than it reads). Cost: linear.
  public var normalForm: String {
    // A pattern that stands alone needs no braces.
    if case .pattern(let query) = self { return "cql:" + query.normalForm }
    var text = ""
    write(to: &text, atLeast: .scope)
    return text
  }

  /// How tightly an operator binds.
  private enum Level: Int {
    case scope, or, then, and, not, near, unit
  }

  private var level: Level {
    switch self {
    case .within, .excluding: .scope
    case .or: .or
    case .then: .then
    case .and: .and
    case .not: .not
    case .near: .near
    case .word, .phrase, .placeholder, .field, .everything, .pattern: .unit
    }
  }

  private func write(to text: inout String, atLeast needed: Level) {
    let isOpen = level.rawValue < needed.rawValue
    if isOpen { text += "(" }
    switch self {
    case .word(let word): text += word.normalForm
    case .phrase(let items, let slack):
      text += "\"" + items.map(\.normalForm).joined(separator: " ") + "\""
      if slack > 0 { text += "~\(slack)" }
    case .placeholder(let content): text += Self.placeholder(content)
    case .field(let filter): text += filter.normalForm
    case .near(let left, let right, let distance, let order):
      left.write(to: &text, atLeast: .near)
      text += " \(order.rawValue)/\(distance) "
      right.write(to: &text, atLeast: .unit)
    case .not(let operand):
      text += "NOT "
      operand.write(to: &text, atLeast: .near)
    case .and(let operands):
      Self.write(operands, " AND ", to: &text, atLeast: .not)
    case .or(let operands):
      Self.write(operands, " OR ", to: &text, atLeast: .then)
    case .everything: text += "*"
    case .pattern(let query): text += "cql:{" + query.normalForm + "}"
    case .then(let first, let links):
      first.write(to: &text, atLeast: .and)
      for link in links {
        text += " \(link.operatorForm) "
        link.node.write(to: &text, atLeast: .and)
      }
    case .within(let node, let scope):
      node.write(to: &text, atLeast: .scope)
      text += " WITHIN \(scope.normalForm)"
    case .excluding(let node, let filter):
      node.write(to: &text, atLeast: .scope)
      text += " EXCLUDING \(filter.normalForm)"
    }
    if isOpen { text += ")" }
  }

  private static func write(
    _ operands: [QueryNode], _ separator: String, to text: inout String, atLeast needed: Level
  ) {
    for (index, operand) in operands.enumerated() {
      if index > 0 { text += separator }
      operand.write(to: &text, atLeast: needed)
    }
  }

  fileprivate static func placeholder(_ content: String) -> String {
    // `=` so that it cannot look like CQL's `[word=`.
    "[" + escaped(content) { $0 == "]" || $0 == "=" } + "]"
  }
}

extension Following {
  /// `THEN/1 BY other`.
  var operatorForm: String {
    "THEN/\(turns)" + (speaker == .any ? "" : " BY \(speaker.rawValue)")
  }
}

extension QueryScope {
  /// As it stands behind WITHIN.
  public var normalForm: String {
    switch self {
    case .sentence: "sentence"
    case .turn: "turn"
    case .turns(let count): "\(count) turns"
    case .exchange: "exchange"
    case .session: "session"
    }
  }
}

/// `pattern` with a backslash before what `needs` it; the escapes that it has of its own stay.
private func escaped(
  _ pattern: String, where needs: (Unicode.Scalar) -> Bool
) -> String {
  var text = String.UnicodeScalarView()
  var isEscaped = false
  for scalar in pattern.unicodeScalars {
    if isEscaped {
      isEscaped = false
    } else if scalar == "\\" {
      isEscaped = true
    } else if needs(scalar) {
      text.append("\\")
    }
    text.append(scalar)
  }
  return String(text)
}

extension WordPattern {
  /// As an operand of its own: quoted where the bare word would mean something else.
  fileprivate var normalForm: String {
    switch form {
    case .folded:
      return needsQuotes ? "\"" + itemForm + "\"" : text
    case .exact:
      return "=" + escaped(text) { SimpleSyntax.endsWord($0) || $0 == "~" }
    case .stem, .expression: return itemForm
    case .fuzzy: return needsQuotes ? "\"" + itemForm + "\"" : itemForm
    }
  }

  /// As an item of a phrase.
  fileprivate var itemForm: String {
    switch form {
    case .folded:
      let word = escaped(text, where: Self.needsEscape)
      // By scalars: a combining mark makes one character of a sign and what follows.
      if let first = word.unicodeScalars.first, first == "=" || first == "/" {
        return "\\" + word
      }
      return looksLikeGap ? "*\\" + word.dropFirst() : word
    case .exact:
      return "=" + escaped(text, where: Self.needsEscape)
    case .stem:
      return "{" + escaped(text) { $0 == "}" } + "}"
    case .expression:
      return "/" + escaped(text) { $0 == "/" || SimpleSyntax.opensPhrase($0) } + "/"
    case .fuzzy(let distance):
      let word = escaped(text, where: Self.needsEscape)
      let first = word.unicodeScalars.first
      return (first == "=" || first == "/" ? "\\" : "") + word + "~\(distance)"
    }
  }

  /// `*1..3`, which an escape had made a word.
  private var looksLikeGap: Bool {
    text.unicodeScalars.first == "*"
      && SimpleSyntax.rangeEnds(text.unicodeScalars.dropFirst()) != nil
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\"" || scalar == "~" || SimpleSyntax.endsItem(scalar)
  }

  private var needsQuotes: Bool {
    let scalars = Array(text.unicodeScalars)
    switch scalars.first {
    case "-", "=", "/", "@": return true
    default: break
    }
    return scalars.contains { SimpleSyntax.endsWord($0) || $0 == "~" }
      || SimpleSyntax.Keyword(in: scalars, at: 0) != nil || text == SimpleSyntax.by
      || SimpleSyntax.fieldNameEnd(in: scalars, at: 0) != nil
  }
}

extension PhraseItem {
  fileprivate var normalForm: String {
    switch self {
    case .word(let word): word.itemForm
    case .placeholder(let content): QueryNode.placeholder(content)
    case .gap(1...1): "*"
    case .gap(let bounds): "*\(bounds.lowerBound)..\(bounds.upperBound)"
    }
  }
}

extension FieldFilter {
  /// As it is typed.
  var normalForm: String { conditionForm + (mode.map { "~" + $0.rawValue } ?? "") }

  private var conditionForm: String {
    switch condition {
    case .range(let lower?, let upper?): "\(name):\(lower)..\(upper)"
    case .range(let lower?, nil): "\(name):>=\(lower)"
    case .range(nil, let upper?): "\(name):<=\(upper)"
    // Any value at all.
    case .range(nil, nil): "\(name):*"
    case .values(let values):
      values.count == 1
        ? "\(name):\(values[0].normalForm)"
        : "\(name):(" + values.map(\.normalForm).joined(separator: ", ") + ")"
    }
  }
}

extension FieldFilter.Value {
  fileprivate var normalForm: String {
    let word =
      needsQuotes ? "\"" + escaped(text) { $0 == "\"" } + "\"" : text
    return isNegated ? "!" + word : word
  }

  private var needsQuotes: Bool {
    let scalars = Array(text.unicodeScalars)
    switch scalars.first {
    case "!", ">", "<": return true
    // `role://x` is no field.
    case "/" where scalars.starts(with: ["/", "/"]): return true
    default: break
    }
    return scalars.contains { SimpleSyntax.endsWord($0) || $0 == "~" || $0 == "," }
      || SimpleSyntax.rangeEnds(scalars) != nil
      || SimpleSyntax.Keyword(in: scalars, at: 0) != nil
  }
}
