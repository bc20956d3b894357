import VerbatimCorpus
import VerbatimExtract

extension ExtractReport {
  /// One row an extract. The columns are the keys of the JSON form, with the source's members as
  /// columns; what has several values is joined by `; ` (spans as `12-31; 40-44`). Where an extract is
  /// of several turns, `turn` is `118-121`, and a last column `parts` has a line a turn with its number
  /// and speaker.
  func writeCSV(to output: inout some TextOutputStream) {
    var header = [
      "id", "session", "group", "turn", "speaker", "role", "text", "spans", "match", "themes",
      "theme_ids", "start", "end", "path", "sha256", "line", "bytes", "exact",
    ]
    if showsContext { header += ["before", "after"] }
    let hasParts = list.extracts.contains { !$0.parts.isEmpty }
    if hasParts { header.append("parts") }
    if showsAttribution { header.append("attribution") }
    output.write(CSV.row(header.map { .text($0) }))
    for extract in list.extracts {
      output.write(
        CSV.row(
          cells(of: extract) + (hasParts ? [parts(of: extract)] : [])
            + (showsAttribution ? [.text(attributionText(extract))] : [])))
    }
  }

  private func parts(of extract: Extract) -> CSV.Cell {
    .text(
      extract.parts.map { "\($0.turn) \($0.speakers.joinedLabels ?? "?"): \($0.text)" }
        .joined(separator: "\n"))
  }

  private func turn(of extract: Extract) -> CSV.Cell {
    guard let last = extract.parts.last else { return .number(String(extract.turn)) }
    return .text("\(extract.turn)-\(last.turn)")
  }

  private func cells(of extract: Extract) -> [CSV.Cell] {
    func joined(_ texts: [String]) -> CSV.Cell { .text(texts.joined(separator: "; ")) }
    func numbers(_ range: Range<Int>) -> String { "\(range.lowerBound)-\(range.upperBound)" }
    func context(_ turns: [ContextTurn]) -> CSV.Cell {
      .text(
        turns.map { "\($0.speakers.joinedLabels ?? "?"): \($0.text)" }.joined(separator: "\n"))
    }
    var cells: [CSV.Cell] = [
      .text(extract.id), .text(extract.session), .text(extract.group),
      turn(of: extract), joined(extract.speakers), .text(extract.role ?? ""),
      .text(extract.text), joined(extract.spans.map { numbers($0.range) }), .text(extract.match),
      joined(extract.themes.map(\.path)), joined(extract.themes.map(\.id)),
      .number(extract.start?.decimalSeconds ?? ""), .number(extract.end?.decimalSeconds ?? ""),
      .text(extract.source.path), .text(extract.source.sha256),
      .number(String(extract.source.line)), .text(extract.source.bytes.map(numbers) ?? ""),
      .number(extract.source.isExact ? "true" : "false"),
    ]
    if showsContext {
      let (before, after) = extract.contextAround
      cells += [context(before), context(after)]
    }
    return cells
  }
}
