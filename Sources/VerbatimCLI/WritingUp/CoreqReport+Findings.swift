import VerbatimCorpus
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

/// The items about analysis and findings.
extension CoreqReport {
  func coders() throws -> Answer {
    guard !report.codings.isEmpty else { return Answer(open: "to be written:") }
    let named = report.codings.filter { !$0.key.isEmpty }.sorted { $0.key < $1.key }
    var lines = [
      "\(Count.of(named.count, "coder")): "
        + named.map { "\($0.key) \(Count.of($0.value, "coding"))" }.joined(separator: ", ")
    ]
    if let unnamed = report.codings[""] {
      lines.append("\(Count.of(unnamed, "coding")) without a name")
    }
    if report.rulesLeftOut > 0 {
      lines.append("\(Count.of(report.rulesLeftOut, "coding")) by rules left out")
    }
    var answer = Answer(lines: lines, commands: ["verbatim themes"])
    guard let compared = report.compared else { return answer }
    let agreement = try CoderAgreement(
      .init(
        coders: compared, theme: report.request.choice.theme, bootstrap: Bootstrap(resamples: 1)),
      of: writing.coded.themes, in: writing.coded.index)
    if let pooled = agreement.pooled {
      var figures: [String] = []
      if let percent = try? pooled.ratings.percentAgreement().get() {
        figures.append("\(Decimals.fixed(100 * percent, places: 1)) % agreement")
      }
      if let alpha = try? pooled.ratings.krippendorffAlpha().get().value {
        figures.append("Krippendorff's α \(Decimals.fixed(alpha, places: 3))")
      }
      if !figures.isEmpty {
        answer.lines.append(
          "\(compared.joined(separator: " and ")) on \(Count.of(agreement.unitCount, "turn")), pooled "
            + "over \(Count.of(agreement.rows.count, "theme")): \(figures.joined(separator: ", "))")
        answer.commands = ["verbatim agreement --coders \(compared.joined(separator: ","))"]
      }
    }
    return answer
  }

  var tree: Answer {
    Answer(
      lines: [
        "\(Count.of(writing.coded.themes.codebook.themes.count, "theme")) on "
          + "\(Count.of(evidence.levels, "level")), \(evidence.defined) with a definition"
      ], commands: ["verbatim report --table1", "verbatim export --codebook codebook.yaml"])
  }

  var derivation: Answer {
    var lines: [String] = []
    if let entry = evidence.codebook {
      lines.append("themes first came in at \(entry.at.text) (entry \(entry.seq) of the log)")
    }
    if let first = evidence.firstCoding { lines.append("the first coding is of \(first.text)") }
    return Answer(
      lines: lines, commands: lines.isEmpty ? [] : ["verbatim log"],
      open: "given in advance, or from the data:")
  }

  var software: Answer {
    Answer(
      lines: [
        "\(VerbatimCommand.version); words by \(evidence.analyzer)",
        "index of SHA-256 \(evidence.manifest.hex)",
      ], commands: ["verbatim --version", "verbatim check"])
  }

  var quotes: Answer {
    let found = report.hygiene
    guard found.quotes > 0 else { return Answer(open: "to be written:") }
    var lines = [
      "\(Count.of(found.quotes, "exemplar")), at most \(report.request.exemplars) a theme where none "
        + "are marked, of \(found.quoted.count) of \(Count.of(found.people.count, "participant"))",
      found.unattributed.isEmpty
        ? "each says whose words it is, as in (P4, FG1)"
        : "\(found.unattributed.count) without a speaker: "
          + found.unattributed.map(\.id).joined(separator: ", "),
    ]
    if let most = found.mostQuoted {
      lines.append("the most from one person: \(most.quotes), \(most.id)")
    }
    return Answer(lines: lines, commands: ["verbatim report"])
  }

  var consistency: Answer {
    let used = report.entries.filter { $0.prevalence.counts.extracts > 0 }
    guard !used.isEmpty else { return Answer(open: "to be written:") }
    let dominated = used.filter { $0.prevalence.dominant != nil }
    let all = report.entries.count { $0.prevalence.groups == report.groups }
    return Answer(
      lines: [
        "\(used.count) of \(Count.of(report.entries.count, "theme")) have extracts, \(all) of them in "
          + "every group",
        dominated.isEmpty
          ? "in no theme has one speaker more than half of the extracts"
          : "one speaker has more than half of the extracts of: "
            + dominated.map(\.path).joined(separator: ", "),
      ], commands: ["verbatim report", "verbatim participation --below"])
  }

  var major: Answer {
    let top = report.entries.map(\.depth).min() ?? 0
    let entries = report.entries.filter { $0.depth == top }
    guard !entries.isEmpty else { return Answer(open: "to be written:") }
    return Answer(
      lines: entries.map(weight), commands: ["verbatim report --table1 --counts"],
      open: "how they answer the question:")
  }

  var minor: Answer {
    let top = report.entries.map(\.depth).min() ?? 0
    let entries = report.entries.filter { $0.depth > top }
    var lines = entries.map(weight)
    for kind in [Dissent.Kind.coders, .uncoded, .unlike] {
      let found = report.entries.compactMap { entry in
        entry.dissent.first { $0.kind == kind }.map { "\(entry.path) \($0.total)" }
      }
      if !found.isEmpty {
        lines.append(
          "\(ThemeReportDocument.label(kind).lowercased()), places: \(found.joined(separator: ", "))"
        )
      }
    }
    guard !lines.isEmpty else { return Answer(open: "to be written:") }
    let ruled = report.entries.first { $0.dissent.contains { $0.kind != .coders } }
    return Answer(
      lines: lines,
      commands: ["verbatim report"]
        + (ruled.map { ["verbatim negative \(Wording.shellWord($0.path))"] } ?? []),
      open: "what the dissenting cases mean:")
  }

  private func weight(_ entry: ThemeReport.Entry) -> String {
    let found = entry.prevalence
    return "\(entry.path) \(entry.theme.name): \(Count.of(found.counts.extracts, "extract")), "
      + "\(found.counts.participants) of \(Count.of(report.participants, "participant")), "
      + "\(found.groups) of \(Count.of(report.groups, "group"))"
  }
}
