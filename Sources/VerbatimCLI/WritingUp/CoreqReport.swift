import VerbatimCorpus
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

/// COREQ as far as the data can prove it: an answer with the command that shows it, or room to write.
struct CoreqReport {
  let writing: ThemeWriting
  let evidence: StudyEvidence
  let counted: CountedCodings
  var report: ThemeReport { writing.report }

  init(_ writing: ThemeWriting, _ counted: CountedCodings) throws {
    self.writing = writing
    self.counted = counted
    evidence = try StudyEvidence(
      writing.coded.database, writing.coded.themes, writing.coded.index)
  }

  /// What the data say to an item, what shows it, and what is left to a person.
  struct Answer {
    var lines: [String] = []
    var commands: [String] = []
    var open: String?
  }

  func fields() throws -> [(domain: String, fields: [Document.Field])] {
    try CoreqItems.domains.map { domain in
      (
        domain.title,
        try domain.items.map { item in
          let answer = try answer(item.number)
          return Document.Field(
            number: item.number, label: item.label, answers: answer.lines,
            commands: answer.commands, open: answer.open)
        }
      )
    }
  }

  private func answer(_ number: Int) throws -> Answer {
    switch number {
    case 12: sampleSize
    case 14: setting
    case 15: others
    case 16: sample
    case 19: recording
    case 21: duration
    case 22: try saturation()
    case 23: flagged("returned", "transcripts were returned to")
    case 24: try coders()
    case 25: tree
    case 26: derivation
    case 27: software
    case 28: flagged("checked", "findings were checked by")
    case 29: quotes
    case 30: consistency
    case 31: major
    case 32: minor
    default: Answer(open: "to be written:")
    }
  }

  // MARK: Design

  private var sampleSize: Answer {
    let groups = evidence.participants.map { "\($0.group) \($0.people)" }.joined(separator: ", ")
    return Answer(
      lines: [
        "\(Count.of(report.participants, "participant")) in \(Count.of(report.groups, "group")): "
          + groups,
        evidence.isDeclared
          ? "participants are those who are declared as such, whether they speak or not"
          : "nobody is declared as a participant: counted is who speaks and leads nothing",
      ], commands: ["verbatim participation"])
  }

  private var setting: Answer {
    let places = evidence.facts("place", "setting", "location", "venue")
    let dates = evidence.facts("date")
    guard !places.isEmpty || !dates.isEmpty else {
      return Answer(open: "to be written (place and date of sessions in study.yaml would say it):")
    }
    return Answer(
      lines: (places + dates).map { facts in
        "\(facts.name): " + facts.facts.map { "\($0.session) \($0.value)" }.joined(separator: ", ")
      },
      commands: (places + dates).map { "verbatim matrix --by \(Wording.shellWord($0.name))" },
      open: places.isEmpty ? "where:" : nil)
  }

  private var others: Answer {
    let lines = evidence.others.map { other in
      "\(other.role): \(Wording.list(other.people, most: 20))"
    }
    return Answer(
      lines: lines.isEmpty ? ["nobody but participants is named in a transcript"] : lines,
      commands: ["verbatim participation"], open: "who was there and is in no transcript:")
  }

  private var sample: Answer {
    guard !evidence.attributes.isEmpty else {
      return Answer(open: "to be written (attributes of people in study.yaml would say it):")
    }
    var lines = evidence.attributes.map { attribute in
      var parts = attribute.values.map { "\($0.value) \($0.people)" }
      if let pooled = attribute.pooled {
        parts.append(
          "\(pooled.values) rarer \(pooled.values == 1 ? "value" : "values") \(pooled.people)")
      }
      return "\(attribute.name): \(parts.joined(separator: ", "))"
    }
    if evidence.attributes.contains(where: { $0.pooled != nil }) {
      lines.append(
        "values of fewer than \(AttributeCounts.threshold) people are put together, so that nobody can "
          + "be told by them")
    }
    return Answer(
      lines: lines,
      commands: evidence.attributes.map {
        "verbatim matrix --by \(Wording.shellWord($0.name)) --cells participants"
      })
  }

  private var recording: Answer {
    let facts = evidence.facts("recording")
    guard !facts.isEmpty else { return Answer(open: "to be written:") }
    var known: [String] = []
    for fact in facts.flatMap(\.facts) { known.append("\(fact.session) \(fact.value)") }
    let missing = evidence.sessions - Set(facts.flatMap(\.facts).map(\.session)).count
    return Answer(
      lines: ["recording, as transcripts say: \(known.joined(separator: ", "))"],
      commands: ["verbatim matrix --by recording"],
      open: missing > 0 ? "of \(Count.of(missing, "session")) that say nothing:" : nil)
  }

  private var duration: Answer {
    guard let shortest = evidence.durations.map(\.time).min(),
      let longest = evidence.durations.map(\.time).max()
    else { return Answer(open: "to be written (no turn has a time):") }
    let missing = evidence.sessions - evidence.durations.count
    return Answer(
      lines: [
        "between the first and the last timed turn: "
          + evidence.durations.map { "\($0.session) \($0.time.clock)" }.joined(separator: ", ")
          + "; from \(shortest.clock) to \(longest.clock)"
      ], commands: ["verbatim search '*' --format csv"],
      open: missing > 0 ? "of \(Count.of(missing, "session")) without times:" : nil)
  }

  private func saturation() throws -> Answer {
    let events = try SaturationEvents(
      per: .group, counted.choice(countsBelow: false), of: writing.coded.themes,
      in: writing.coded.index)
    guard events.events.contains(where: { !$0.codes.isEmpty }) else {
      return Answer(open: "to be written:")
    }
    let run = min(2, max(events.events.count - 1, 1))
    let base = max(min(4, events.events.count - run), 1)
    let curve = SaturationCurve(events: events.events.map(\.codes))
    var order = "in the order of names"
    if case .date = events.order { order = "in the order of their dates" }
    var lines = [
      "new themes by group, \(order): "
        + zip(events.events, curve.newCodes).map { "\($0.name) \($1)" }.joined(separator: ", ")
        + "; \(curve.newCodes.reduce(0, +)) of \(Count.of(events.themes.count, "theme")) in all"
    ]
    if case .success(let guest) = curve.guest(base: base, run: run) {
      lines.append(
        "base of \(Count.of(base, "group")), runs of \(run): "
          + guest.runs.map { found in
            "\(Decimals.fixed(100 * found.ratio, places: 1)) % new in groups "
              + "\(found.events.lowerBound)–\(found.events.upperBound)"
          }.joined(separator: ", "))
    }
    return Answer(
      lines: lines, commands: ["verbatim saturation --base \(base) --run \(run)"],
      open: "how it was decided that enough was said:")
  }

  private func flagged(_ name: String, _ words: String) -> Answer {
    guard let found = evidence.attributes.first(where: { $0.name == name }) else {
      return Answer(
        open: "to be written (an attribute `\(name)` of people in study.yaml, with the date, would "
          + "say it):")
    }
    let without = found.values.first { $0.value == AttributeCounts.unstated }?.people ?? 0
    return Answer(
      lines: [
        "\(words) \(report.participants - without) of "
          + Count.of(report.participants, "participant")
      ], commands: ["verbatim matrix --by \(name) --cells participants"])
  }
}
