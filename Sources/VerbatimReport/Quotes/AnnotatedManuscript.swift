import VerbatimQuotes

/// A manuscript as a page in which every quotation shows what became of it.
///
/// The text alone: headings, block quotations and notes keep their look, nothing else does. Below a block
/// stand remarks on those of its quotations that are not exact.
public struct AnnotatedManuscript {
  private let report: QuoteReport

  public init(_ report: QuoteReport) {
    self.report = report
  }

  private static let style = """
    mark { padding: 0 .15em; border-bottom: 2px solid #3a7d44; background: #3a7d4426; }
    mark.look { border-bottom-color: #b3261e; background: #b3261e26; }
    mark.unchecked { border-bottom: 2px dotted var(--faint); background: none; }
    mark sup { color: var(--faint); font-size: .7em; }
    .remark { margin: .3rem 0 .3rem 2rem; font-size: .9rem; color: var(--faint); }
    .remark b { color: var(--ink); }
    .remark ins, .remark del { color: var(--ink); text-decoration-thickness: 2px; }
    .note { font-size: .9rem; }
    """

  public func write(to output: inout some TextOutputStream) {
    let paths = report.items.map(\.manuscript.path).joined(separator: ", ")
    output.write(HTMLPage.begin(title: "Quotations of " + paths, style: Self.style))
    var number = 0
    for item in report.items {
      output.write("<h1>\(HTMLText.escape(item.manuscript.path))</h1>\n")
      output.write("<p class=\"summary\">\(HTMLText.escape(summary(item)))</p>\n")
      var verdicts = item.verdicts[...]
      for block in item.manuscript.blocks {
        var inside: [(number: Int, verdict: Verdict)] = []
        while let next = verdicts.first,
          next.quotation.range.lowerBound < block.range.upperBound
        {
          number += 1
          inside.append((number, next))
          verdicts.removeFirst()
        }
        write(block, inside, item.manuscript, to: &output)
      }
    }
    output.write(HTMLPage.end)
  }

  private func summary(_ item: QuoteReport.Item) -> String {
    let look = item.verdicts.count { report.wantsLook($0) }
    return "\(item.verdicts.count) quotations, \(look) to look at"
  }

  private func write(
    _ block: Manuscript.Block, _ verdicts: [(number: Int, verdict: Verdict)],
    _ manuscript: Manuscript, to output: inout some TextOutputStream
  ) {
    let (open, close) =
      switch block.kind {
      case .heading: ("<h2>", "</h2>")
      case .quote: ("<blockquote>", "</blockquote>")
      case .note: ("<p class=\"note\">", "</p>")
      case .paragraph: ("<p>", "</p>")
      }
    output.write(open)
    var reached = block.range.lowerBound
    for (number, verdict) in verdicts {
      let range = verdict.quotation.range.clamped(
        to: reached..<max(reached, block.range.upperBound))
      output.write(HTMLText.escape(manuscript.text(reached..<range.lowerBound)))
      let look = report.wantsLook(verdict)
      let kind = verdict.tier == nil ? "unchecked" : look ? "look" : "proven"
      output.write("<mark class=\"\(kind)\" title=\"\(HTMLText.attribute(title(verdict)))\">")
      output.write(HTMLText.escape(manuscript.text(range)))
      output.write("<sup>\(number)</sup></mark>")
      reached = range.upperBound
    }
    output.write(HTMLText.escape(manuscript.text(reached..<block.range.upperBound)))
    output.write(close + "\n")
    for (number, verdict) in verdicts where verdict.tier != .exact {
      output.write("<p class=\"remark\">\(number) \(remark(verdict))</p>\n")
    }
  }

  private func title(_ verdict: Verdict) -> String {
    let source = verdict.places.first.map { " · " + QuoteReport.source($0) } ?? ""
    return name(verdict) + source
  }

  private func name(_ verdict: Verdict) -> String {
    guard let tier = verdict.tier else {
      return verdict.unchecked == .cited ? "cited from elsewhere" : "too short to check"
    }
    return QuoteWords.title(tier)
  }

  private func remark(_ verdict: Verdict) -> String {
    var parts = ["<b>\(HTMLText.escape(name(verdict)))</b>"]
    let edits = verdict.edits.map { QuoteWords.text($0, verdict.places.first) }
    if !edits.isEmpty { parts.append(HTMLText.escape(edits.joined(separator: "; "))) }
    if let difference = verdict.difference {
      parts.append(
        "said: "
          + difference.said.map { run in
            run.differs ? "<ins>\(HTMLText.escape(run.text))</ins>" : HTMLText.escape(run.text)
          }.joined())
    } else if let said = verdict.places.first?.said, said != verdict.text {
      parts.append("said: " + HTMLText.escape(said))
    }
    if verdict.tier == .misattributed, let named = verdict.quotation.attribution?.text {
      parts.append("named: " + HTMLText.escape(named))
    }
    if let place = verdict.places.first { parts.append(HTMLText.escape(QuoteReport.source(place))) }
    if verdict.placeCount > 1 { parts.append("in \(verdict.placeCount) places") }
    return parts.joined(separator: " · ")
  }
}
