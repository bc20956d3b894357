import VerbatimCorpus
import VerbatimExtract

/// An answer's extracts, ready to be written in any format.
///
/// ```swift
/// var page = ""
/// ExtractReport(list, grouping: .byTheme(under: "A")).write(to: &page, as: .html)
/// ```
///
/// The same list and settings give the same bytes. Cost: linear in what is written.
public struct ExtractReport {
  /// Which part of a turn a document quotes.
  public enum Quote: Sendable, Hashable {
    /// The whole turn, what matched marked where the format can.
    case turn
    /// Only what matched, with `[…]` for what is left out in between.
    case match
  }

  public enum Grouping: Sendable, Hashable {
    case none
    /// Under a heading for each theme that is the given one or below it (all where `nil`), ordered
    /// by path; an extract stands under each of its themes. Text, Markdown and HTML only.
    case byTheme(under: String?)
  }

  public var list: ExtractList
  public var grouping: Grouping
  /// What is counted, in the singular: `hit` of a search, `extract` of a theme.
  public var noun = "hit"
  /// The sessions that were searched, for `3 of 5 sessions`.
  public var sessionTotal: Int?
  /// What to tell a reader of `text` who was not shown every hit: `next: --limit 20`.
  public var hint: String?
  /// Shows the neighbouring turns; JSON then has the key `context`, CSV `before` and `after`.
  public var showsContext = false
  /// Shows events such as `(laughs)` where they happened, in text, Markdown and HTML.
  public var showsEvents = false
  /// How many scalars `text` keeps before and behind what matched in a long turn; `nil` keeps all.
  public var around: Int? = 160
  /// In text, what was counted at the end.
  public var showsSummary = true
  /// What Markdown and HTML quote.
  public var quote = Quote.turn
  public var attribution = AttributionTemplate.working
  /// Writes the attribution in the other formats too: a line in text, a key or column in data.
  public var showsAttribution = false
  /// The value of an attribute of an extract's speaker, where the attribution names one.
  public var attribute: (_ name: String, _ extract: Extract) -> String? = { _, _ in nil }
  /// BCP 47 tag of the quotes, for HTML.
  public var language: String?
  public var terminal: TerminalStyle

  public init(
    _ list: ExtractList, grouping: Grouping = .none, sessionTotal: Int? = nil,
    hint: String? = nil, terminal: TerminalStyle = TerminalStyle()
  ) {
    self.list = list
    self.grouping = grouping
    self.sessionTotal = sessionTotal
    self.hint = hint
    self.terminal = terminal
  }

  public func write(to output: inout some TextOutputStream, as format: ReportFormat) {
    switch format {
    case .text: writeText(to: &output)
    case .json: writeJSON(to: &output)
    case .jsonl: writeJSONLines(to: &output)
    case .csv: writeCSV(to: &output)
    case .md: writeMarkdown(to: &output)
    case .html: writeHTML(to: &output)
    }
  }

  public func string(as format: ReportFormat) -> String {
    var text = ""
    write(to: &text, as: format)
    return text
  }
}

// MARK: What several formats share

extension ExtractReport {
  /// `12 hits in 9 turns, 3 of 5 sessions, 6 speakers; showing 10`.
  var summary: String {
    var text = "\(counted(list.hitCount, noun)) in \(counted(list.turnCount, "turn"))"
    if let sessionTotal {
      text += ", \(list.sessionCount) of \(counted(sessionTotal, "session"))"
    } else {
      text += ", \(counted(list.sessionCount, "session"))"
    }
    text += ", \(counted(list.speakerCount, "speaker"))"
    if list.extracts.count < list.hitCount { text += "; showing \(list.extracts.count)" }
    return text
  }

  private func counted(_ count: Int, _ noun: String) -> String {
    "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
  }

  func attributionText(_ extract: Extract) -> String {
    attribution.text(for: extract) { attribute($0, extract) }
  }

  /// The pieces of a document's quote.
  func documentPieces(of extract: Extract) -> [QuotePiece] {
    let text = QuoteText(extract.text, spans: extract.spans.map(\.range))
    let events = showsEvents ? extract.events : []
    switch quote {
    case .turn: return text.pieces(windows: text.whole, events: events)
    case .match:
      return text.pieces(windows: text.matchWindows, events: events, marksEnds: false)
    }
  }
}

extension Extract {
  /// The context turns before this one, and those behind it.
  var contextAround: (before: [ContextTurn], after: [ContextTurn]) {
    (context.filter { $0.turn < turn }, context.filter { $0.turn >= turn })
  }
}

extension [String] {
  /// Speaker labels as one: `P1, P2`; `nil` where nobody is named.
  var joinedLabels: String? {
    isEmpty ? nil : joined(separator: ", ")
  }
}

extension ExtractTheme {
  /// `A/3/b Regulations`.
  var title: String { name.isEmpty ? path : "\(path) \(name)" }
}
