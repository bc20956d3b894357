/// How a corpus writes each word: what it writes small somewhere is no name.
public struct CaseStatistics: Sendable {
  struct Counts: Sendable {
    var lower = 0
    /// With a capital where no sentence begins.
    var inside = 0
  }

  private var counts: [String: Counts] = [:]

  public init() {}

  public mutating func add(_ text: LintText) {
    let isShouted = text.isShouted
    for word in text.words.indices {
      switch text.words[word].style {
      case .number: continue
      case .lower:
        // `jane` in an address is not the corpus writing her name small.
        guard !text.isInAddress(word) else { continue }
        counts[CapitalFinder.base(text.words[word].key), default: Counts()].lower += 1
      case .upper where isShouted: continue
      case .capitalised, .upper:
        guard !CapitalFinder.startsSentence(text, word) else { continue }
        counts[CapitalFinder.base(text.words[word].key), default: Counts()].inside += 1
      }
    }
  }

  func counts(_ key: String) -> Counts { counts[key] ?? Counts() }

  /// True for a word that the corpus writes small, and not far oftener with a capital.
  public func isCommon(_ key: String) -> Bool {
    let counts = counts(key)
    return counts.lower > 0 && counts.inside <= 2 * counts.lower
  }
}
