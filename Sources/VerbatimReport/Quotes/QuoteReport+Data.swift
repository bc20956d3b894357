import VerbatimCorpus
import VerbatimExtract
import VerbatimQuotes

extension QuoteReport {
  /// A row a quotation.
  var table: Table {
    Table(
      title: "Quotations",
      columns: [
        .init("path", "manuscript"), .init("line", "line", .number),
        .init("column", "column", .number), .init("tier", "tier"), .init("edits", "edits"),
        .init("quoted", "quoted"), .init("attribution", "attribution"), .init("said", "said"),
        .init("speaker", "speaker"), .init("group", "group"), .init("session", "session"),
        .init("turn", "turn", .number), .init("source", "source"),
        .init("places", "places", .number),
      ],
      rows: items.flatMap { item in item.verdicts.map { row($0, item.manuscript) } },
      notes: notes)
  }

  private func row(_ verdict: Verdict, _ manuscript: Manuscript) -> [Table.Cell] {
    let at = manuscript.place(verdict.quotation.range.lowerBound)
    let found = verdict.places.first
    func text(_ text: String?) -> Table.Cell { text.map { .text($0) } ?? .none }
    return [
      .text(manuscript.path), .integer(Int(at.line)), .integer(Int(at.column)),
      text(verdict.tier?.name ?? verdict.unchecked?.rawValue), .list(verdict.edits.map(\.name)),
      .text(verdict.text), text(verdict.quotation.attribution?.text), text(found?.said),
      text(found?.speakers.joined(separator: ", ")), text(found?.extract.group),
      text(found?.session), found.map { .integer($0.extract.turn) } ?? .none,
      text(found?.extract.source.place), .integer(verdict.placeCount),
    ]
  }

  func writeJSON(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    json.beginObject()
    json.key("manuscripts")
    json.beginArray()
    for item in items {
      json.beginObject()
      json.member("path", item.manuscript.path)
      json.member("format", item.manuscript.format.rawValue)
      json.member("unit", item.manuscript.unit.rawValue)
      json.objects("unclosed", item.unclosed) { place, json in
        json.member("line", Int(place.line))
        json.member("column", Int(place.column))
      }
      json.endObject()
    }
    json.endArray()
    json.key("counted")
    json.beginObject()
    json.member("quotes", verdicts.count)
    json.member("to_look_at", lookCount)
    json.key("tiers")
    json.beginObject()
    for (tier, count) in counts { json.member(tier.name, count) }
    json.endObject()
    json.key("unchecked")
    json.beginObject()
    for unchecked in [Verdict.Unchecked.tooShort, .cited] {
      json.member(unchecked.rawValue, count(unchecked))
    }
    json.endObject()
    json.endObject()
    json.member("notes", notes)
    json.key("quotes")
    json.beginArray(onLines: true)
    for item in items {
      for verdict in item.verdicts {
        write(verdict, item.manuscript, to: &json)
        output.write(json.take())
      }
    }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }

  func writeJSONLines(to output: inout some TextOutputStream) {
    var json = JSONWriter()
    for item in items {
      for verdict in item.verdicts {
        write(verdict, item.manuscript, to: &json)
        json.lineBreak()
        output.write(json.take())
      }
    }
  }

  private func write(_ verdict: Verdict, _ manuscript: Manuscript, to json: inout JSONWriter) {
    let at = manuscript.place(verdict.quotation.range.lowerBound)
    json.beginObject()
    json.member("path", manuscript.path)
    json.member("line", Int(at.line))
    json.member("column", Int(at.column))
    json.member("tier", verdict.tier?.name)
    json.member("unchecked", verdict.unchecked?.rawValue)
    json.member("to_look_at", wantsLook(verdict))
    json.member("kind", verdict.quotation.kind.rawValue)
    json.member("text", verdict.text)
    json.member("words", verdict.words)
    if let attribution = verdict.quotation.attribution {
      json.key("attribution")
      json.beginObject()
      json.member("text", attribution.text)
      json.member("attached", attribution.isAttached)
      json.member("unknown", attribution.unknown)
      json.endObject()
    }
    json.key("edits")
    json.beginArray()
    for edit in verdict.edits { write(edit, verdict, to: &json) }
    json.endArray()
    if let likeness = verdict.likeness { json.member("likeness", likeness) }
    if let difference = verdict.difference {
      json.key("difference")
      json.beginObject()
      write("quoted", difference.quoted, to: &json)
      write("said", difference.said, to: &json)
      json.endObject()
    }
    json.member("place_count", verdict.placeCount)
    json.key("places")
    json.beginArray()
    for place in verdict.places { write(place, to: &json) }
    json.endArray()
    json.endObject()
  }

  private func write(_ edit: QuoteEdit, _ verdict: Verdict, to json: inout JSONWriter) {
    json.beginObject()
    json.member("edit", edit.name)
    switch edit {
    case .omission(let words): json.member("words", words)
    case .insertion(let text, let replaced):
      json.member("text", text)
      if let replaced, let part = verdict.places.first, part.parts.count == 1 {
        json.member("replaced", part.extract.text.scalars(replaced))
      }
    case .event(let text): json.member("text", text)
    default: break
    }
    json.endObject()
  }

  private func write(
    _ name: String, _ runs: [QuoteDifference.Run], to json: inout JSONWriter
  ) {
    json.objects(name, runs) { run, json in
      json.member("text", run.text)
      json.member("differs", run.differs)
    }
  }

  private func write(_ place: QuotePlace, to json: inout JSONWriter) {
    let extract = place.extract
    json.beginObject()
    json.member("id", extract.id)
    json.member("session", extract.session)
    json.member("group", extract.group)
    json.member("turn", extract.turn)
    if place.parts.count > 1 {
      json.key("turns")
      json.beginArray()
      for part in place.parts { json.value(part.turn) }
      json.endArray()
    }
    json.member("speaker", place.speakers.first)
    if place.speakers.count > 1 { json.member("speakers", place.speakers) }
    json.member("role", extract.role)
    json.member("said", place.said)
    json.objects("spans", extract.spans) { span, json in
      json.member("start", span.range.lowerBound)
      json.member("end", span.range.upperBound)
      json.member("bytes", span.bytes)
    }
    json.member("themes", extract.themes.map(\.path))
    json.member("theme_ids", extract.themes.map(\.id))
    json.key("source")
    json.beginObject()
    json.member("path", extract.source.path)
    json.member("sha256", extract.source.sha256)
    json.member("line", extract.source.line)
    json.member("bytes", extract.source.bytes)
    json.member("exact", extract.source.isExact)
    json.endObject()
    json.endObject()
  }
}
