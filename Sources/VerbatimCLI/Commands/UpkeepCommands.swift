import ArgumentParser
import VerbatimCorpus
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Proves that the study is whole: index, sources, database, and every turn's words.",
    discussion: """
      --repair puts right what can be: an index that is damaged or missing is built anew from the sources, \
      what a cut-off command left is finished or removed. What people made is never changed by it, and \
      what cannot be repaired is named.

        verbatim check
        verbatim --study demo-study check --repair
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Flag(help: "Puts right what can be.")
  var repair = false

  func run() throws {
    let study = try study.open()
    let check: StudyCheck
    if repair {
      let repair = try StudyRepair(study, actor: Console.actor) { Console.show($0) }
      for step in repair.steps { Console.say(Wording.line(for: step)) }
      if repair.steps.isEmpty { Console.say("there was nothing to repair") }
      check = repair.check
    } else {
      check = try StudyCheck(study) { Console.show($0) }
    }
    for finding in check.findings {
      for line in Wording.lines(for: finding) { Console.say(line) }
    }
    if format.chosen == .text {
      Console.write(
        """
        \(Count.of(check.sources, "source")), \(Count.of(check.segments, "segment")), \
        \(Count.of(check.sessions, "session")), \(Count.of(check.turns, "turn")) read again; \
        \(Count.grouped(check.exactTurns)) turns stand in their source byte by byte
        \(Count.of(check.codings, "coding")), \(Count.of(check.logEntries, "log entry", "log entries"))
        \(check.findings.isEmpty ? "all is well" : Count.of(check.findings.count, "finding"))\n
        """)
    } else {
      format.write(
        Table(
          columns: [
            .init("sources", "sources", .number), .init("segments", "segments", .number),
            .init("sessions", "sessions", .number), .init("turns", "turns", .number),
            .init("exact_turns", "exact turns", .number),
            .init("codings", "codings", .number), .init("log_entries", "log entries", .number),
            .init("findings", "findings", .number),
          ],
          rows: [
            [
              .integer(check.sources), .integer(check.segments), .integer(check.sessions),
              .integer(check.turns), .integer(check.exactTurns), .integer(check.codings),
              .integer(check.logEntries), .integer(check.findings.count),
            ]
          ]))
    }
    if !check.findings.isEmpty { throw Outcome.failed }
  }
}

extension Count {
  static func of(_ number: Int, _ singular: String, _ plural: String) -> String {
    "\(grouped(number)) \(number == 1 ? singular : plural)"
  }
}

struct CompactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compact",
    abstract: "Brings the index to its canonical state: the same bytes whatever the history.",
    discussion: """
        verbatim compact
        verbatim --study demo-study compact
      """)

  @OptionGroup var study: StudyOptions

  func run() throws {
    let writer = try study.writer("compact")
    let isChanged = try writer.compact()
    Console.say(isChanged ? "index built anew" : "index is in its canonical state already")
  }
}
