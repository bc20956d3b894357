import ArgumentParser
import VerbatimExtract
import VerbatimReport

/// Which extracts were asked for, and how they are shown.
struct ExtractChoice: Equatable {
  var limit: Int?
  var context = ContextOption.turn
  var sample: Int?
  var seed: UInt64 = 1
  var count = false
  var full = false
  var events = false

  func request(_ format: ReportFormat) -> ExtractRequest {
    ExtractRequest(
      limit: limit ?? (format == .text && sample == nil ? 10 : nil),
      sample: sample.map { .init(count: $0, seed: seed) }, context: context.context,
      countsOnly: count)
  }

  /// Writes the list and ends the command by whether there was anything.
  func write(
    _ list: ExtractList, noun: String, sessions: Int, format: ReportFormat,
    grouping: ExtractReport.Grouping = .none,
    attributions: AttributionOptions.Attributions? = nil
  ) throws {
    var list = list
    if let sample { list.notes.append("a sample of \(sample), seed \(seed)") }
    if count {
      CountReport(list, noun: noun, sessions: sessions).write(format)
    } else {
      let more = min(list.hitCount, max(10, 2 * list.extracts.count))
      let hint = sample == nil ? "next: --limit \(more), or --format html for all of it" : nil
      var report = ExtractReport(
        list, grouping: grouping, sessionTotal: sessions, hint: hint, terminal: Console.terminal)
      report.noun = noun
      // A theme's extract is what was coded; a hit is shown in its turn.
      report.quote = noun == "extract" ? .match : .turn
      report.showsContext = context.context != .none
      report.showsEvents = events
      if full { report.around = nil }
      if let attributions {
        report.attribution = attributions.template
        report.attribute = { attributions.attribute($0, of: $1) }
        report.showsAttribution = true
      }
      var output = ConsoleOutput()
      report.write(to: &output, as: format)
      output.flush()
    }
    if list.hitCount == 0 { throw Outcome.noResults }
  }
}

/// How many turns around an extract are shown.
enum ContextOption: ExpressibleByArgument, Equatable {
  case turn
  case exchange
  case turns(Int)

  init?(argument: String) {
    switch argument {
    case "turn": self = .turn
    case "exchange": self = .exchange
    default:
      guard let count = Int(argument), (0...1000).contains(count) else { return nil }
      self = .turns(count)
    }
  }

  var context: ExtractContext {
    switch self {
    case .turn: .none
    case .exchange: .exchange
    case .turns(let count): count == 0 ? .none : .turns(count)
    }
  }
}

/// Counts alone: a sentence for people, a table of one row for programs.
private struct CountReport {
  let list: ExtractList
  let noun: String
  let sessions: Int

  init(_ list: ExtractList, noun: String, sessions: Int) {
    self.list = list
    self.noun = noun
    self.sessions = sessions
  }

  func write(_ format: ReportFormat) {
    if format == .text {
      Console.write(
        "\(Count.of(list.hitCount, noun)) in \(Count.of(list.turnCount, "turn")), "
          + "\(list.sessionCount) of \(Count.of(sessions, "session")), "
          + "\(Count.of(list.speakerCount, "speaker"))\n")
      return
    }
    let table = Table(
      columns: [
        .init("query", "query"), .init(noun + "s", noun + "s", .number),
        .init("turns", "turns", .number), .init("sessions", "sessions", .number),
        .init("speakers", "speakers", .number),
      ],
      rows: [
        [
          .text(list.title), .integer(list.hitCount), .integer(list.turnCount),
          .integer(list.sessionCount), .integer(list.speakerCount),
        ]
      ])
    Console.write(table.string(as: format == .json ? .jsonl : format))
  }
}

/// `3 turns`, `1 turn`, thousands apart.
enum Count {
  static func of(_ number: Int, _ noun: String) -> String {
    "\(grouped(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  static func grouped(_ number: Int) -> String {
    number.grouped
  }
}
