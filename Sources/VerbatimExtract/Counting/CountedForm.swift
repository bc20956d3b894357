import VerbatimAnalysis

/// By what tokens are counted together.
public enum CountedForm: String, Sendable, CaseIterable {
  /// Without case and accents: `Café`, `cafe` are one.
  case fold
  /// Without case.
  case lc
  /// As it is spelled in the transcript.
  case word
  /// Words with one stem: `listen`, `listening`. What is no word is counted by its fold.
  case stem
}

/// Kinds of tokens that can be left out of a count, and of the number of tokens that it is held against.
public enum LeftOut: String, Sendable, CaseIterable {
  case number, placeholder, symbol
  /// Hesitations: `erm`.
  case filler
  /// Broken off: `th-`.
  case truncated
}

/// What is counted, and how: the same for every table of forms.
public struct FormChoice: Sendable, Equatable {
  public var form: CountedForm
  /// The language of stems, and of fillers.
  public var language: String
  public var leavingOut: Set<LeftOut>

  public init(
    _ form: CountedForm = .fold, language: String = "english", leavingOut: Set<LeftOut> = []
  ) {
    self.form = form
    self.language = language
    self.leavingOut = leavingOut
  }

  /// Whether a term is counted.
  func counts(_ kind: TokenKind, foldKey: UnsafeBufferPointer<UInt8>) -> Bool {
    if leavingOut.isEmpty { return true }
    switch kind {
    case .number: return !leavingOut.contains(.number)
    case .placeholder: return !leavingOut.contains(.placeholder)
    case .symbol: return !leavingOut.contains(.symbol)
    case .punctuation: return false
    case .word: break
    }
    guard leavingOut.contains(.filler) || leavingOut.contains(.truncated) else { return true }
    let key = Array(foldKey)
    let whole = Relations.withoutTruncation(key)
    let isTruncated = whole.count < key.count && !whole.isEmpty
    if isTruncated, leavingOut.contains(.truncated) { return false }
    return
      !(leavingOut.contains(.filler)
      && Fillers.contains(foldKey: whole, language: fillerLanguage))
  }

  /// The lists of fillers go by tags, names of stemmers do not.
  var fillerLanguage: String? {
    switch language {
    case "english": "en"
    case "german": "de"
    case "norwegian": "no"
    case "french": "fr"
    default: language.utf8.count <= 3 || language.contains("-") ? language : nil
    }
  }
}
