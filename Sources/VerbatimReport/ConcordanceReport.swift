import VerbatimExtract

/// A concordance, ready to be written in any format.
///
/// The same concordance and settings give the same bytes. Cost: linear in what is written.
public struct ConcordanceReport {
  public var concordance: Concordance
  /// The program and its version: `verbatim 0.1`.
  public var version: String
  /// What to tell a reader of `text` who was not shown every hit.
  public var hint: String?
  public var terminal: TerminalStyle

  public init(
    _ concordance: Concordance, version: String, hint: String? = nil,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    self.concordance = concordance
    self.version = version
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

extension ConcordanceReport {
  /// `12 hits in 9 turns, 3 of 5 sessions, 6 speakers; showing 10`.
  var summary: String {
    let counts = concordance.counts
    var text = counts.summary
    if concordance.lines.count < counts.hits {
      text += "; showing \(concordance.lines.count.grouped)"
    }
    return text
  }

  /// `8 words on either side, in the turn · sorted by left1 · verbatim 0.1`.
  var settings: String {
    let request = concordance.request
    return
      ([request.context.words, request.order] + request.selection(concordance.counts)
      + [version]).joined(separator: " · ")
  }
}

extension ConcordanceTotals {
  /// `12 hits in 9 turns, 3 of 5 sessions, 6 speakers`.
  var summary: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count.grouped) \(noun)\(count == 1 ? "" : "s")"
    }
    return "\(counted(hits, "hit")) in \(counted(turns, "turn")), "
      + "\(sessions.grouped) of \(counted(sessionTotal, "session")), "
      + counted(speakers, "speaker")
  }
}

extension ConcordanceContext {
  /// As people read it.
  var words: String {
    switch self {
    case .tokens(let count, let across):
      "\(count) word\(count == 1 ? "" : "s") on either side, "
        + (across ? "across turns" : "in the turn")
    case .turns(0): "the whole turn"
    case .turns(let count): "\(count) turn\(count == 1 ? "" : "s") on either side"
    case .exchange: "the exchange"
    }
  }
}

extension ConcordanceRequest {
  /// `sorted by left1, speaker desc`.
  var order: String {
    guard !sort.isEmpty else { return "in the order of place" }
    return "sorted by "
      + sort.map {
        $0.title + ($0.isDescending ? " desc" : "") + ($0.isFromEnds ? " from the ends" : "")
      }.joined(separator: ", ")
  }

  /// What thinning and sampling left, and their seed; empty without them.
  func selection(_ counts: ConcordanceTotals) -> [String] {
    var parts: [String] = []
    if let thin, thin > 1 { parts.append("one hit in \(thin)") }
    if let sample {
      parts.append("a sample of \(sample)" + (per.map { " for each \($0.title)" } ?? ""))
    }
    guard !parts.isEmpty else { return [] }
    return [parts.joined(separator: ", ") + ", seed \(seed): \(counts.selected.grouped) selected"]
  }
}
