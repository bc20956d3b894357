extension Codebook {
  /// The codebook as REFI-QDA can hold it: labels without blanks and not too long, no text of blanks alone,
  /// no name and no old paths. What is read back from it is exported the same.
  public func exchangeable() throws(CodebookProblems) -> Codebook {
    func words(_ text: String?) -> String? {
      guard let text, text.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) else {
        return nil
      }
      return text
    }
    var taken: [String?: Set<String>] = [:]
    var plain: [Theme] = []
    for var theme in themes {
      theme.definition = words(theme.definition)
      theme.include = words(theme.include)
      theme.exclude = words(theme.exclude)
      theme.memo = words(theme.memo)
      let label = QDCName.plain(theme.label)
      var free = label
      var number = 2
      while !taken[theme.parent, default: []].insert(free).inserted {
        free = String(label.prefix(16)) + "_\(number)"
        number += 1
      }
      theme.label = free
      plain.append(theme)
    }
    return try Codebook(name: nil, themes: plain)
  }
}
