import VerbatimCorpus
import VerbatimExtract

extension ExtractReport {
  /// One object: what was counted, then the extracts, a line each.
  func writeJSON(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    json.beginObject()
    json.member("query", list.title)
    json.member("hits", list.hitCount)
    json.member("turns", list.turnCount)
    json.member("sessions", list.sessionCount)
    json.member("speakers", list.speakerCount)
    json.member("shown", list.extracts.count)
    json.member("notes", list.notes)
    json.key("results")
    json.beginArray(onLines: true)
    for extract in list.extracts {
      write(extract, to: &json)
      output.write(json.take())
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  /// One extract a line.
  func writeJSONLines(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    for extract in list.extracts {
      write(extract, to: &json)
      json.lineBreak()
      output.write(json.take())
    }
  }

  private func write(_ extract: Extract, to json: inout JSONWriter) {
    json.value(
      extract, showsContext: showsContext,
      attribution: showsAttribution ? attributionText(extract) : nil)
  }
}

extension JSONWriter {
  /// An extract in the form that stays stable (design.md §7).
  public mutating func value(
    _ extract: Extract, showsContext: Bool = false, attribution: String? = nil
  ) {
    beginObject()
    member("id", extract.id)
    member("session", extract.session)
    member("group", extract.group)
    member("turn", extract.turn)
    if !extract.parts.isEmpty { member("turns", extract.turns) }
    if extract.speakers.count > 1 { member("speakers", extract.speakers) }
    member("speaker", extract.speakers.first)
    member("role", extract.role)
    member("text", extract.text)
    member("spans", extract.spans)
    member("match", extract.match)
    member("themes", extract.themes.map(\.path))
    member("theme_ids", extract.themes.map(\.id))
    member("start", extract.start)
    member("end", extract.end)
    member("source", extract.source)
    if !extract.parts.isEmpty { member("parts", extract.parts) }
    if showsContext { member("context", extract.context) }
    member("attribution", attribution)
    endObject()
  }

  private mutating func member(_ name: String, _ spans: [ExtractSpan]) {
    key(name)
    beginArray()
    for span in spans {
      beginObject()
      member("start", span.range.lowerBound)
      member("end", span.range.upperBound)
      member("bytes", span.bytes)
      endObject()
    }
    endArray()
  }

  private mutating func member(_ name: String, _ turns: [Int]) {
    key(name)
    beginArray()
    for turn in turns { value(turn) }
    endArray()
  }

  /// The turns of a run; offsets count in each one's own text.
  private mutating func member(_ name: String, _ parts: [ExtractPart]) {
    key(name)
    beginArray()
    for part in parts {
      beginObject()
      member("turn", part.turn)
      if part.speakers.count > 1 { member("speakers", part.speakers) }
      member("speaker", part.speakers.first)
      member("role", part.role)
      member("text", part.text)
      member("spans", part.spans)
      member("start", part.start)
      member("end", part.end)
      member("source", part.source)
      endObject()
    }
    endArray()
  }

  private mutating func member(_ name: String, _ source: ExtractSource) {
    key(name)
    beginObject()
    member("path", source.path)
    member("sha256", source.sha256)
    member("line", source.line)
    member("bytes", source.bytes)
    member("exact", source.isExact)
    endObject()
  }

  private mutating func member(_ name: String, _ context: [ContextTurn]) {
    key(name)
    beginArray()
    for turn in context {
      beginObject()
      member("turn", turn.turn)
      if turn.speakers.count > 1 { member("speakers", turn.speakers) }
      member("speaker", turn.speakers.first)
      member("role", turn.role)
      member("text", turn.text)
      endObject()
    }
    endArray()
  }
}
