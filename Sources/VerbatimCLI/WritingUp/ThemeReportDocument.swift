import VerbatimExtract
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

/// A theme report as a text to go on writing in.
struct ThemeReportDocument {
  private let writing: ThemeWriting
  private let counts: Bool
  private var report: ThemeReport { writing.report }

  init(_ writing: ThemeWriting, counts: Bool) {
    self.writing = writing
    self.counts = counts
  }

  func document() throws -> Document {
    var document = Document(title: writing.title, language: writing.language)
    if report.entries.count > 1 { addTable(to: &document) }
    document.add(.heading("How this was counted", level: 1))
    document.add(.list(method))
    // A theme of a part of the codebook begins at the top.
    let top = report.entries.map(\.depth).min() ?? 0
    for entry in report.entries { try add(entry, level: 1 + entry.depth - top, to: &document) }
    document.add(.heading("Whose words are quoted", level: 1))
    document.add(.list(hygiene))
    return document
  }

  private func addTable(to document: inout Document) {
    let levels = ThemeLevels(report, counts: counts)
    document.add(.caption("Table 1", levels.title))
    var table = levels.table
    if counts { table.notes = [ThemeLevels.legend(report)] }
    document.add(.table(table))
  }

  // MARK: What was counted

  private var method: [String] {
    var lines = [
      "\(Count.of(report.participants, "participant")) in \(Count.of(report.groups, "group")), "
        + "\(Count.of(report.sessions, "session")); \(Count.of(report.turns, "turn")), "
        + Count.of(report.words, "word"),
      "codings counted: "
        + report.codings.sorted { $0.key < $1.key }.map { coder, count in
          "\(coder.isEmpty ? "by nobody named" : coder) \(Count.grouped(count))"
        }.joined(separator: ", ")
        + (report.rulesLeftOut > 0
          ? "; \(Count.of(report.rulesLeftOut, "coding")) by rules left out" : ""),
    ]
    if let theme = report.request.choice.theme {
      lines.append("of the codebook only \(theme) and what is below it")
    }
    if let coders = report.request.choice.coders {
      lines.append("codings by others than \(coders.joined(separator: ", ")) left out")
    }
    // Who coded is told already, and the version comes last.
    lines += writing.scope.dropFirst().dropLast()
    lines.append(
      "DP (Gries 2008) compares where a theme's extracts stand with where the words are: 0 where they "
        + "are spread alike, towards 1 where one group or one person has them all")
    lines.append(
      "exemplars: what is marked; else the longest in words that are coded with the theme itself, one "
        + "a participant, at most \(report.request.exemplars), in the order of the transcripts")
    lines.append(dissentNote)
    lines.append("nothing is drawn at random; \(VerbatimCommand.version)")
    return lines
  }

  private var dissentNote: String {
    var kinds: [String] = []
    if let compared = report.compared {
      kinds.append("coders differ (\(compared.joined(separator: ", ")))")
    }
    if !report.request.rules.isEmpty { kinds.append("a theme's rule and its codings differ") }
    guard report.request.dissent > 0, !kinds.isEmpty else {
      return report.request.dissent == 0
        ? "dissenting turns are not listed"
        : "dissenting turns cannot be named: one person coded, and no theme has a rule"
    }
    return
      "dissenting turns: turns of participants where \(kinds.joined(separator: ", or ")); at most "
      + "\(report.request.dissent) of each kind, each speaker once before any a second time"
  }

  // MARK: A theme

  private func add(
    _ entry: ThemeReport.Entry, level: Int, to document: inout Document
  ) throws {
    document.add(.heading("\(entry.path) \(entry.theme.name)", level: level))
    if let definition = entry.theme.definition { document.add(.paragraph(definition)) }
    if let include = entry.theme.include { document.add(.labelled("Included", include)) }
    if let exclude = entry.theme.exclude { document.add(.labelled("Not included", exclude)) }
    document.add(.labelled("Prevalence", Self.prevalence(entry, of: report)))
    if let dominant = entry.prevalence.dominant {
      document.add(.paragraph(Self.warning(dominant), .warning))
    }
    for place in entry.exemplars.places { try add(place, remark: nil, to: &document) }
    if entry.exemplars.lost > 0 {
      document.add(
        .paragraph(
          "\(Count.of(entry.exemplars.lost, "mark")) of exemplars on turns that are not there any more",
          .note))
    }
    for dissent in entry.dissent { try add(dissent, to: &document) }
  }

  static func prevalence(_ entry: ThemeReport.Entry, of report: ThemeReport) -> String {
    let found = entry.prevalence
    guard found.counts.extracts > 0 else { return "nothing is coded with it" }
    var text =
      "\(Count.of(found.counts.extracts, "extract")), \(Count.of(found.counts.words, "word")), "
      + "\(found.counts.participants) of \(Count.of(report.participants, "participant")), "
      + "\(found.groups) of \(Count.of(report.groups, "group"))"
    let spread = [
      (found.overGroups.dp, "over groups"), (found.overParticipants.dp, "over participants"),
    ].compactMap { value, name in
      (try? value.get()).map { "\(Decimals.fixed($0, places: 2)) \(name)" }
    }
    if !spread.isEmpty { text += "; DP \(spread.joined(separator: ", "))" }
    if entry.own < found.counts.extracts {
      text +=
        entry.own == 0
        ? "; all of them under the themes below" : "; \(entry.own) coded with the theme itself"
    }
    return text
  }

  /// `one speaker above half: P3 of FG2 has 62 % of the extracts (8 of 13)`.
  static func warning(_ dominant: Participation.Dominance) -> String {
    let percent = Int((100 * Double(dominant.extracts) / Double(dominant.total)).rounded())
    return "One speaker above half: \(dominant.person.label) of \(dominant.person.group) has "
      + "\(percent) % of the extracts (\(dominant.extracts) of \(dominant.total))"
  }

  private func add(_ dissent: Dissent, to document: inout Document) throws {
    let shown =
      dissent.cases.count < dissent.total
      ? "\(dissent.cases.count) of \(dissent.total) places" : Count.of(dissent.total, "place")
    document.add(.labelled(Self.label(dissent.kind), shown))
    for item in dissent.cases {
      var place = item.place
      // What a rule matched is a word or two: the turn around it says what was meant.
      if dissent.kind == .uncoded { place.span = nil }
      var remark: String?
      if !item.codedBy.isEmpty {
        remark = "coded by \(item.codedBy.joined(separator: ", "))"
        if !item.notCodedBy.isEmpty {
          remark? += ", not by \(item.notCodedBy.joined(separator: ", "))"
        }
      }
      try add(place, remark: remark, to: &document)
    }
  }

  static func label(_ kind: Dissent.Kind) -> String {
    switch kind {
    case .coders: "Coders differ"
    case .uncoded: "Matches the rule, not coded"
    case .unlike: "Coded, unlike the rule"
    }
  }

  private func add(_ place: TurnPlace, remark: String?, to document: inout Document) throws {
    guard let extract = try writing.extract(place) else { return }
    document.add(
      .quote(
        .init(
          ThemeWriting.words(extract), attribution: writing.attributions.text(extract),
          remark: remark)))
  }

  // MARK: Quotes

  private var hygiene: [String] {
    let found = report.hygiene
    var lines = [
      "\(Count.of(found.quotes, "exemplar")) of \(found.quoted.count) of "
        + "\(Count.of(found.people.count, "participant")); by group: "
        + found.groups.map { "\($0.group) \($0.quotes)" }.joined(separator: ", ")
    ]
    let byCount = Dictionary(grouping: found.people, by: \.quotes)
    for (count, people) in byCount.sorted(by: { $0.key > $1.key }) {
      let often = count == 0 ? "never quoted" : count == 1 ? "quoted once" : "quoted \(count) times"
      lines.append("\(often): \(people.map(\.id).joined(separator: ", "))")
    }
    lines.append(
      found.unattributed.isEmpty
        ? "every exemplar names its speaker"
        : "exemplars without a speaker: \(found.unattributed.map(\.id).joined(separator: ", "))")
    lines.append(
      found.cut.isEmpty
        ? "no exemplar begins or ends inside of a sentence"
        : "\(found.cut.count) of \(found.quotes) begin or end inside of a sentence: "
          + found.cut.map(\.id).joined(separator: ", "))
    return lines
  }
}
