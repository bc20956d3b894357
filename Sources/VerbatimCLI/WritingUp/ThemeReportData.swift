import VerbatimExtract
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

/// A theme report for programs: an object a theme, quotes in the form of `search --json`.
struct ThemeReportData {
  private let writing: ThemeWriting

  init(_ writing: ThemeWriting) {
    self.writing = writing
  }

  /// One object: what was counted, the themes, and whose words are quoted.
  func json() throws -> String {
    let report = writing.report
    var json = JSONWriter()
    json.beginObject()
    json.member("title", writing.title)
    json.member("participants", report.participants)
    json.member("groups", report.groups)
    json.member("sessions", report.sessions)
    json.member("turns", report.turns)
    json.member("words", report.words)
    json.key("codings")
    json.beginObject()
    for (coder, count) in report.codings.sorted(by: { $0.key < $1.key }) {
      json.member(coder, count)
    }
    json.endObject()
    json.member("rules_left_out", report.rulesLeftOut)
    json.member("compared", report.compared ?? [])
    json.member("notes", writing.scope)
    json.key("results")
    json.beginArray(onLines: true)
    for entry in report.entries { try write(entry, to: &json) }
    json.endArray()
    write(report.hygiene, to: &json)
    json.endObject()
    json.lineBreak()
    return json.take()
  }

  /// A theme a line.
  func jsonLines() throws -> String {
    var json = JSONWriter()
    for entry in writing.report.entries {
      try write(entry, to: &json)
      json.lineBreak()
    }
    return json.take()
  }

  private func write(_ entry: ThemeReport.Entry, to json: inout JSONWriter) throws {
    let found = entry.prevalence
    json.beginObject()
    json.member("id", entry.theme.id)
    json.member("path", entry.path)
    json.member("label", entry.theme.label)
    json.member("name", entry.theme.name)
    json.member("depth", entry.depth)
    json.member("definition", entry.theme.definition)
    json.member("include", entry.theme.include)
    json.member("exclude", entry.theme.exclude)
    json.member("extracts", found.counts.extracts)
    json.member("own", entry.own)
    json.member("turns", found.counts.turns)
    json.member("words", found.counts.words)
    json.member("participants", found.counts.participants)
    json.member("participants_of", writing.report.participants)
    json.member("groups", found.groups)
    json.member("groups_of", writing.report.groups)
    for (name, dispersion) in [
      ("dp_groups", found.overGroups), ("dp_participants", found.overParticipants),
    ] {
      if case .success(let value) = dispersion.dp { json.member(name, value) }
    }
    if let dominant = found.dominant {
      json.key("dominant")
      json.beginObject()
      json.member("participant", dominant.person.id)
      json.member("extracts", dominant.extracts)
      json.member("of", dominant.total)
      json.endObject()
    }
    json.member("exemplars_marked", entry.exemplars.isMarked)
    json.key("exemplars")
    json.beginArray()
    for place in entry.exemplars.places {
      guard let extract = try writing.extract(place) else { continue }
      json.value(extract, attribution: writing.attributions.text(extract))
    }
    json.endArray()
    json.key("dissent")
    json.beginArray()
    for dissent in entry.dissent { try write(dissent, to: &json) }
    json.endArray()
    json.endObject()
  }

  private func write(_ dissent: Dissent, to json: inout JSONWriter) throws {
    json.beginObject()
    json.member("kind", dissent.kind.rawValue)
    json.member("total", dissent.total)
    json.key("cases")
    json.beginArray()
    for item in dissent.cases {
      guard let extract = try writing.extract(item.place) else { continue }
      json.beginObject()
      json.member("coded_by", item.codedBy)
      json.member("not_coded_by", item.notCodedBy)
      json.key("extract")
      json.value(extract, attribution: writing.attributions.text(extract))
      json.endObject()
    }
    json.endArray()
    json.endObject()
  }

  private func write(_ hygiene: QuoteHygiene, to json: inout JSONWriter) {
    json.key("quotes")
    json.beginObject()
    json.member("exemplars", hygiene.quotes)
    json.key("participants")
    json.beginObject()
    for person in hygiene.people { json.member(person.id, person.quotes) }
    json.endObject()
    json.key("groups")
    json.beginObject()
    for (group, quotes) in hygiene.groups { json.member(group, quotes) }
    json.endObject()
    json.member("unattributed", hygiene.unattributed.map(\.id))
    json.member("cut_in_sentence", hygiene.cut.map(\.id))
    json.endObject()
  }
}
