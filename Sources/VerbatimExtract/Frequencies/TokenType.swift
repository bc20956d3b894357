import VerbatimAnalysis

/// What a token is, finer than its kind: the values of the attribute `type`.
public enum TokenType: String, Sendable, CaseIterable {
  case word, filler, truncated, number, placeholder, symbol

  /// A word that is both broken off and a hesitation is truncated.
  ///
  /// - Parameter language: of the list of fillers; `nil` for the lists of all languages.
  init(_ kind: TokenKind, foldKey: [UInt8], language: String?) {
    switch kind {
    case .number: self = .number
    case .placeholder: self = .placeholder
    case .symbol, .punctuation: self = .symbol
    case .word:
      let whole = Relations.withoutTruncation(foldKey)
      if whole.count < foldKey.count, !whole.isEmpty {
        self = .truncated
      } else {
        self = Fillers.contains(foldKey: whole, language: language) ? .filler : .word
      }
    }
  }
}
