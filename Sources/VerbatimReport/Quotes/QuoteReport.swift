import VerbatimCorpus
import VerbatimExtract
import VerbatimQuotes

/// What became of the quotations of some manuscripts.
public struct QuoteReport: Sendable {
  public struct Item: Sendable {
    public var manuscript: Manuscript
    /// In the order of the text.
    public var verdicts: [Verdict]
    /// Where quotation marks open that nothing closes.
    public var unclosed: [Manuscript.Place]

    public init(
      manuscript: Manuscript, verdicts: [Verdict], unclosed: [Manuscript.Place]
    ) {
      self.manuscript = manuscript
      self.verdicts = verdicts
      self.unclosed = unclosed
    }
  }

  public var items: [Item]
  /// Tiers that are let pass besides those that the manuscript declares.
  public var accepted: Set<Tier>
  /// Shows every quotation, not only what is to be looked at (text).
  public var showsAll: Bool
  /// Below the counts.
  public var notes: [String]

  public init(
    items: [Item], accepted: Set<Tier> = [], showsAll: Bool = false, notes: [String] = []
  ) {
    self.items = items
    self.accepted = accepted
    self.showsAll = showsAll
    self.notes = notes
  }

  /// Whether somebody has to look at a quotation.
  public func wantsLook(_ verdict: Verdict) -> Bool {
    guard let tier = verdict.tier else { return false }
    return !tier.isProven && !accepted.contains(tier)
  }

  public var verdicts: [Verdict] { items.flatMap(\.verdicts) }

  /// Quotations and marks to look at.
  public var lookCount: Int {
    verdicts.count { wantsLook($0) } + items.reduce(0) { $0 + $1.unclosed.count }
  }

  /// Quotations of each tier, in the order of seriousness.
  public var counts: [(tier: Tier, count: Int)] {
    Tier.allCases.map { tier in (tier, verdicts.count { $0.tier == tier }) }
  }

  public func count(_ unchecked: Verdict.Unchecked) -> Int {
    verdicts.count { $0.unchecked == unchecked }
  }

  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    switch format {
    case .text: writeText(to: &output, terminal: terminal)
    case .json: writeJSON(to: &output)
    case .jsonl: writeJSONLines(to: &output)
    case .csv, .md, .html: table.write(to: &output, as: format, terminal: terminal)
    }
  }

  /// `paper.md:31:3`, `paper.docx ¶12:5`.
  static func place(_ place: Manuscript.Place, in manuscript: Manuscript) -> String {
    let separator = manuscript.unit == .paragraph ? " ¶" : ":"
    return "\(manuscript.path)\(separator)\(place.line):\(place.column)"
  }
}

/// The words for tiers and edits.
enum QuoteWords {
  static func title(_ tier: Tier) -> String {
    switch tier {
    case .exact: "exact"
    case .typographic: "typographic"
    case .whiteSpace: "white space"
    case .omission: "declared omission"
    case .insertion: "declared insertion"
    case .firstLetter: "first letter's case"
    case .altered: "altered"
    case .misattributed: "misattributed"
    case .withheld: "withheld"
    case .notFound: "not found"
    }
  }

  static func explanation(_ tier: Tier) -> String {
    switch tier {
    case .exact: "as it was said"
    case .typographic: "marks, dashes, composed letters, the stop before the closing mark"
    case .whiteSpace: "more, fewer or other blanks"
    case .omission: "an ellipsis stands for the words left out"
    case .insertion: "words put in stand in brackets"
    case .firstLetter: "a capital for a small letter, or the other way round"
    case .altered: "words or punctuation are not as they were said"
    case .misattributed: "said, but not by whom the manuscript names"
    case .withheld: "these words may not be quoted now"
    case .notFound: "nobody said this, or anything like it"
    }
  }

  /// - Parameter place: where the quotation was found, for the words that brackets stand for.
  static func text(_ edit: QuoteEdit, _ place: QuotePlace?) -> String {
    switch edit {
    case .typographic: "marks or letters are spelled otherwise"
    case .finalPunctuation: "the last stop or comma is the author's"
    case .whiteSpace: "white space differs"
    case .omission(let words):
      words == 0 ? "words left out" : "\(words) \(words == 1 ? "word" : "words") left out"
    case .insertion(let text, let replaced):
      if let replaced, let place, place.parts.count == 1 {
        "[\(text)] in place of “\(place.extract.text.scalars(replaced))”"
      } else {
        replaced == nil ? "[\(text)] put in" : "[\(text)] in place of words"
      }
    case .event(let text): "(\(text)) is an event"
    case .declaredCase: "the case of a letter is declared in brackets"
    case .firstLetter: "the first letter's case"
    case .altered(.words): "other words"
    case .altered(.punctuation): "other punctuation"
    case .altered(.letterCase): "other case"
    }
  }
}
