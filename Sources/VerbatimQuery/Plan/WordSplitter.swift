import VerbatimAnalysis

/// Takes a typed word apart as the analyser takes transcripts apart.
enum WordSplitter {
  /// The words of a pattern; none where it holds punctuation only. A wildcard stays whole.
  static func words(_ pattern: WordPattern, _ analyzer: Analyzer) -> [WordPattern] {
    switch pattern.form {
    case .expression, .fuzzy: return [pattern]
    case .folded, .exact, .stem: break
    }
    if pattern.hasWildcard { return [pattern] }
    if isPlain(pattern.text) { return [pattern] }
    let text = unescaped(pattern.text)
    let tokens = analyzer.tokens(of: text).filter { $0.kind.hasPosition }
    if tokens.count == 1, tokens[0].start == 0, tokens[0].end == text.utf8.count {
      return [pattern]
    }
    let bytes = Array(text.utf8)
    return tokens.map { token in
      let word = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
      return WordPattern(form: pattern.form, text: escaped(word))
    }
  }

  /// True for ASCII letters alone, which no analyser takes apart.
  private static func isPlain(_ text: String) -> Bool {
    var count = 0
    for byte in text.utf8 {
      guard byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A else { return false }
      count += 1
    }
    return count > 0 && count <= Analyzer.maximumTokenScalars
  }

  static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
        isEscaped = false
      }
    }
    if isEscaped { result.append("\\") }
    return String(result)
  }

  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "*" || scalar == "?" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}
