/// One thing that was done to words between the transcript and the manuscript.
public enum QuoteEdit: Sendable, Hashable {
  case typographic
  /// The full stop or comma before the closing mark.
  case finalPunctuation
  case whiteSpace
  /// So many words of the transcript were left out; none before the first and behind the last.
  case omission(words: Int)
  /// `[text]` was put in; in place of a stretch of the turn (scalars) where words are missing there.
  case insertion(String, replaced: Range<Int>?)
  /// An event of the turn is shown.
  case event(String)
  /// `[T]he`.
  case declaredCase
  case firstLetter
  case altered(Alteration)

  /// What of an altered quotation is not as it was said.
  public enum Alteration: String, Sendable, Hashable {
    case words, punctuation, letterCase = "case"
  }

  public var tier: Tier {
    switch self {
    case .typographic, .finalPunctuation: .typographic
    case .whiteSpace: .whiteSpace
    case .omission: .omission
    case .insertion, .event, .declaredCase: .insertion
    case .firstLetter: .firstLetter
    case .altered: .altered
    }
  }

  /// The name in data.
  public var name: String {
    switch self {
    case .typographic: "typographic"
    case .finalPunctuation: "final-punctuation"
    case .whiteSpace: "white-space"
    case .omission: "omission"
    case .insertion: "insertion"
    case .event: "event"
    case .declaredCase: "declared-case"
    case .firstLetter: "first-letter"
    case .altered(let alteration): "altered-" + alteration.rawValue
    }
  }
}

extension [QuoteEdit] {
  /// Each once, by seriousness.
  var distinct: [QuoteEdit] {
    var seen: Set<QuoteEdit> = []
    return filter { edit in
      if case .omission = edit { return true }
      return seen.insert(edit).inserted
    }.sorted { $0.tier < $1.tier }
  }

  /// The most serious tier; exact where there is no edit.
  var tier: Tier { map(\.tier).max() ?? .exact }
}
