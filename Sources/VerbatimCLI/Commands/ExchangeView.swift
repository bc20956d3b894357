import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// How an import from another program is told.
enum ExchangeView {
  /// What came and what would, on standard output; what does not, on standard error.
  static func write(_ report: ExchangeReport, _ format: ReportFormat, isDryRun: Bool) {
    if format == .json || format == .jsonl {
      Console.write(json(report) + "\n")
    } else {
      writeTable(report, format)
    }
    sayRemarks(report.findings)
    say(losses: report.losses, isDone: report.isDone, isDryRun: isDryRun)
  }

  private static func writeTable(_ report: ExchangeReport, _ format: ReportFormat) {
    var output = ConsoleOutput()
    let origin = report.origin.map { ", written by \(Wording.name($0))" } ?? ""
    if format == .text { output.write("\(VisibleText.escape(report.path))\(origin)\n") }
    if !report.sources.isEmpty {
      if format == .text { output.write("\n") }
      table(report).write(to: &output, as: format, terminal: Console.terminal)
    }
    if format == .text { output.write("\n" + summary(report)) }
    output.flush()
  }

  private static func table(_ report: ExchangeReport) -> Table {
    Table(
      columns: [
        .init("source", "source"), .init("session", "session"), .init("match", "in the study"),
        .init("turns", "turns", .number), .init("selections", "marked", .number),
        .init("codings_new", "codings new", .number), .init("codings_known", "known", .number),
        .init("codings_doubtful", "doubtful", .number), .init("positions", "positions"),
        .init("named", "proven", .number), .init("unverified", "unproven", .number),
      ],
      rows: report.sources.map { source in
        [
          .text(source.name), .text(source.session), .text(Wording.words(source.match)),
          .integer(source.turns), .integer(source.text.selections), .integer(source.added),
          .integer(source.known), .integer(source.doubtful),
          .text(Wording.words(source.text)), .integer(source.text.named),
          .integer(source.text.unverified),
        ]
      })
  }

  private static func summary(_ report: ExchangeReport) -> String {
    let sessions = report.sources.count { $0.match == .new }
    var rows: [(String, String)] = [
      ("sessions", "\(sessions) new, \(report.sources.count { $0.match.isKnown }) in the study"),
      ("themes", "\(report.themesAdded) new, \(report.themesKnown) in the study"),
      ("codings", "\(report.codingsAdded) new, \(report.codingsKnown) in the study"),
      ("memos", "\(report.memosAdded) new, \(report.memosKnown) in the study"),
    ]
    if report.rulesAdded > 0 { rows.append(("rules", "\(report.rulesAdded) new")) }
    if !report.coders.isEmpty {
      rows.append(("coders", "new: " + Wording.list(report.coders, most: 8)))
    }
    return rows.map { row in
      row.0 + String(repeating: " ", count: max(1, 10 - row.0.count)) + row.1 + "\n"
    }.joined()
  }

  private static func sayRemarks(_ findings: ExchangeFindings) {
    for finding in findings.all where !finding.kind.isLoss {
      Console.say(Wording.line(for: finding))
    }
  }

  private static func say(losses: [ExchangeFinding], isDone: Bool, isDryRun: Bool) {
    guard !losses.isEmpty else {
      if isDryRun {
        Console.say("nothing would be left behind; without --dry-run it is brought in")
      }
      return
    }
    Console.say(isDone ? "left behind:" : "would be left behind:")
    for loss in losses { Console.say("  " + Wording.line(for: loss)) }
    if !isDone, !isDryRun {
      Console.say("nothing was changed; --accept-partial brings in the rest")
    }
  }

  private static func json(_ report: ExchangeReport) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("path", report.path)
    writer.member("origin", report.origin)
    writer.member("done", report.isDone)
    writer.objects("sources", report.sources) { source, writer in
      writer.member("source", source.name)
      writer.member("session", source.session)
      writer.member("match", source.match.code)
      writer.member("turns", source.turns)
      writer.member("codings_new", source.added)
      writer.member("codings_known", source.known)
      writer.member("codings_doubtful", source.doubtful)
      writer.member("selections", source.text.selections)
      writer.member("unit", source.text.rule.unit.rawValue)
      writer.member("newline", source.text.rule.newline == .one ? 1 : 2)
      writer.member("rule_matters", source.text.matters)
      writer.member("named", source.text.named)
      writer.member("unverified", source.text.unverified)
    }
    writer.member("themes_new", report.themesAdded)
    writer.member("themes_known", report.themesKnown)
    writer.member("codings_new", report.codingsAdded)
    writer.member("codings_known", report.codingsKnown)
    writer.member("memos_new", report.memosAdded)
    writer.member("memos_known", report.memosKnown)
    writer.member("rules_new", report.rulesAdded)
    writer.member("coders_new", report.coders)
    write(report.findings, to: &writer)
    writer.endObject()
    return writer.take()
  }

  static func write(_ findings: ExchangeFindings, to writer: inout JSONWriter) {
    writer.objects("findings", findings.all) { finding, writer in
      writer.member("code", finding.kind.rawValue)
      writer.member("subject", finding.subject)
      writer.member("count", finding.count)
      writer.member("loss", finding.kind.isLoss)
    }
  }
}

extension ExchangeReport.Match {
  var isKnown: Bool {
    switch self {
    case .same, .rebased: true
    case .new, .refused: false
    }
  }

  var code: String {
    switch self {
    case .same: "same"
    case .rebased: "rebased"
    case .new: "new"
    case .refused: "refused"
    }
  }
}
