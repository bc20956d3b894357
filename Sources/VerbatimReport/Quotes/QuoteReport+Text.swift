import VerbatimCorpus
import VerbatimExtract
import VerbatimQuotes

extension QuoteReport {
  /// A block for each quotation to look at, then the counts.
  func writeText(to output: inout some TextOutputStream, terminal: TerminalStyle) {
    for item in items {
      var entries: [(place: Manuscript.Place, verdict: Verdict?)] = []
      for verdict in item.verdicts where showsAll || wantsLook(verdict) {
        entries.append((item.manuscript.place(verdict.quotation.range.lowerBound), verdict))
      }
      for place in item.unclosed { entries.append((place, nil)) }
      entries.sort { ($0.place.line, $0.place.column) < ($1.place.line, $1.place.column) }
      for (place, verdict) in entries {
        let place = Self.place(place, in: item.manuscript)
        if let verdict {
          write(verdict, place, to: &output, terminal: terminal)
        } else {
          let line =
            terminal.styled(VisibleText.escape(place), .strong)
            + "  a quotation mark that nothing closes before the paragraph ends\n\n"
          output.write(line)
        }
      }
    }
    writeCounts(to: &output, terminal: terminal)
  }

  private func write(
    _ verdict: Verdict, _ place: String, to output: inout some TextOutputStream,
    terminal: TerminalStyle
  ) {
    output.write(
      terminal.styled(VisibleText.escape(place), .strong) + "  " + heading(verdict) + "\n")
    func row(_ title: String, _ runs: [(text: String, style: TextStyle)]) {
      var filler = LineFiller(width: terminal.width.map { max($0 - Self.margin, 20) })
      for run in runs { filler.add(run.text, run.style) }
      for (number, line) in filler.finish().enumerated() {
        let head = number == 0 ? title : ""
        output.write(
          "  " + head + String(repeating: " ", count: max(1, Self.margin - 2 - head.count))
            + line.rendered(terminal) + "\n")
      }
    }
    if let difference = verdict.difference,
      verdict.tier == .altered || verdict.tier == .misattributed
    {
      row("quoted", runs(difference.quoted, terminal))
      row("said", runs(difference.said, terminal))
    } else {
      row("quoted", [(verdict.text, .plain)])
      if let said = verdict.places.first?.said, said != verdict.text {
        row("said", [(said, .plain)])
      }
    }
    if let attribution = verdict.quotation.attribution,
      verdict.tier == .misattributed || verdict.places.isEmpty
    {
      let unknown =
        attribution.unknown.isEmpty
        ? "" : " (not in the study: \(attribution.unknown.joined(separator: ", ")))"
      row("named", [(attribution.text + unknown, .plain)])
    }
    for (number, found) in verdict.places.prefix(showsAll ? 5 : 3).enumerated() {
      row(
        number == 0 ? (verdict.tier == .misattributed ? "said by" : "by") : "or by",
        [(Self.source(found), .plain)])
    }
    let shown = min(verdict.places.count, showsAll ? 5 : 3)
    if verdict.placeCount > shown, shown > 0 {
      row("", [("and in \(verdict.placeCount - shown) more", .faint)])
    }
    output.write("\n")
  }

  private static let margin = 11

  private func runs(
    _ runs: [QuoteDifference.Run], _ terminal: TerminalStyle
  ) -> [(text: String, style: TextStyle)] {
    runs.map { run in
      guard run.differs else { return (run.text, .plain) }
      return terminal.hasColor ? (run.text, .match) : ("▸" + run.text + "◂", .match)
    }
  }

  /// `altered: 2 words of 14`.
  private func heading(_ verdict: Verdict) -> String {
    guard let tier = verdict.tier else {
      switch verdict.unchecked {
      case .cited: return "not checked: cited from elsewhere"
      case .tooShort, nil: return "not checked: too short"
      }
    }
    var text = QuoteWords.title(tier)
    var facts: [String] = []
    if let difference = verdict.difference {
      switch difference.alteration {
      case .words: facts.append("\(difference.count) of \(verdict.words) words")
      case .punctuation: facts.append("punctuation alone")
      case .letterCase: facts.append("upper and lower case alone")
      }
    }
    facts += verdict.edits.filter { edit in
      if case .altered = edit { return false }
      return true
    }.map { QuoteWords.text($0, verdict.places.first) }
    if !facts.isEmpty { text += ": " + facts.joined(separator: "; ") }
    return text
  }

  /// `P3, FG2 · fg2.xml:212, turn 118`.
  static func source(_ place: QuotePlace) -> String {
    let speakers = place.speakers.isEmpty ? "nobody named" : place.speakers.joined(separator: ", ")
    let turns = place.parts.map { String($0.turn) }
    let turn =
      turns.count > 1 ? "turns \(turns[0])–\(turns[turns.count - 1])" : "turn \(place.extract.turn)"
    return "\(speakers), \(place.extract.group) · \(place.extract.source.path):"
      + "\(place.extract.source.line), \(turn)"
  }

  private func writeCounts(to output: inout some TextOutputStream, terminal: TerminalStyle) {
    var rows: [[Table.Cell]] = counts.filter { $0.count > 0 }.map {
      [
        .text(QuoteWords.title($0.tier)), .integer($0.count),
        .text(QuoteWords.explanation($0.tier)),
      ]
    }
    if count(.tooShort) > 0 {
      rows.append([
        .text("not checked"), .integer(count(.tooShort)),
        .text("too short, and nobody is named at it"),
      ])
    }
    if count(.cited) > 0 {
      rows.append([
        .text("not checked"), .integer(count(.cited)),
        .text("not said in the study, and cited from elsewhere"),
      ])
    }
    let unclosed = items.reduce(0) { $0 + $1.unclosed.count }
    if unclosed > 0 {
      rows.append([
        .text("marks alone"), .integer(unclosed), .text("they open and nothing closes them"),
      ])
    }
    Table(
      columns: [
        .init("tier", "tier"), .init("quotes", "quotes", .number), .init("meaning", "meaning"),
      ], rows: rows, notes: notes
    ).write(to: &output, as: .text, terminal: terminal)
  }
}
