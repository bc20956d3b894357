import VerbatimExtract

extension ConcordanceReport {
  /// One object: what was asked and counted, then a line of the concordance a line.
  func writeJSON(to output: inout some TextOutputStream) {
    let counts = concordance.counts
    let request = concordance.request
    var json = JSONWriter()
    json.beginObject()
    json.member("query", concordance.title)
    json.member("hits", counts.hits)
    json.member("selected", counts.selected)
    json.member("turns", counts.turns)
    json.member("sessions", counts.sessions)
    json.member("sessions_of", counts.sessionTotal)
    json.member("speakers", counts.speakers)
    json.member("shown", concordance.lines.count)
    json.member("context", request.context.words)
    json.member("sort", request.sort.map(\.text))
    json.member("thin", request.thin)
    json.member("sample", request.sample)
    json.member("per", request.per?.text)
    if request.thin != nil || request.sample != nil {
      json.member("seed", Int(exactly: request.seed))
    }
    json.member("version", version)
    json.member("notes", concordance.notes)
    json.key("results")
    json.beginArray(onLines: true)
    for line in concordance.lines {
      json.value(line)
      output.write(json.take())
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  /// A line of the concordance a line.
  func writeJSONLines(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    for line in concordance.lines {
      json.value(line)
      json.lineBreak()
      output.write(json.take())
    }
  }

  /// A row a line. Where the turn changes, ` ‖ P2: ` says who goes on.
  func writeCSV(to output: inout some TextOutputStream) {
    let header = [
      "id", "session", "group", "turn", "last_turn", "speaker", "role", "left", "node", "right",
      "match", "spans",
    ]
    output.write(CSV.row(header.map { .text($0) }))
    for line in concordance.lines {
      let spans = line.spans.map { "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: "; ")
      output.write(
        CSV.row([
          .text(line.id), .text(line.session), .text(line.group), .number(String(line.turn)),
          .number(String(line.lastTurn)), .text(line.speakers.joined(separator: "; ")),
          .text(line.role ?? ""), .text(line.text(\.left)), .text(line.text(\.node)),
          .text(line.text(\.right)), .text(line.match), .text(spans),
        ]))
    }
  }
}

extension JSONWriter {
  /// A line of a concordance. `left`, `node` and `right` joined are the text as it stands in the turn;
  /// where more than one turn is shown, ` ‖ P2: ` stands at each change, and `parts` has the stretches
  /// of each turn apart.
  public mutating func value(_ line: ConcordanceLine) {
    beginObject()
    member("id", line.id)
    member("session", line.session)
    member("group", line.group)
    member("turn", line.turn)
    if line.lastTurn > line.turn { member("last_turn", line.lastTurn) }
    if line.speakers.count > 1 { member("speakers", line.speakers) }
    member("speaker", line.speakers.first)
    member("role", line.role)
    member("left", line.text(\.left))
    member("node", line.text(\.node))
    member("right", line.text(\.right))
    member("match", line.match)
    key("spans")
    beginArray()
    for span in line.spans {
      beginObject()
      member("start", span.lowerBound)
      member("end", span.upperBound)
      endObject()
    }
    endArray()
    let columns = [("left", line.left), ("node", line.node), ("right", line.right)]
    if Set(columns.flatMap { $0.1.map(\.turn) }).count > 1 {
      key("parts")
      beginArray()
      for (name, parts) in columns {
        for part in parts { value(part, column: name) }
      }
      endArray()
    }
    endObject()
  }

  private mutating func value(_ part: ConcordancePart, column: String) {
    beginObject()
    member("column", column)
    member("turn", part.turn)
    if part.speakers.count > 1 { member("speakers", part.speakers) }
    member("speaker", part.speakers.first)
    member("role", part.role)
    member("text", part.text)
    endObject()
  }
}
