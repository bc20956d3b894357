import VerbatimCorpus
import VerbatimFiles
import VerbatimIngest
import VerbatimReport
import VerbatimStudy

/// `ingest --dry-run`: how each file would be read. Nothing is changed, no study is needed.
struct DryRun {
  private let batch: SourceBatch
  private let options: IngestOptions

  init(_ batch: SourceBatch, _ options: IngestOptions) {
    self.batch = batch
    self.options = options
  }

  func write(_ format: ReportFormat) throws {
    var isGood = batch.problems.isEmpty && !batch.items.isEmpty
    for problem in batch.problems { Console.complain(problem) }
    for item in batch.items {
      let file = SourceFile(path: item.name, bytes: try AtomicFile.read(item.path))
      switch SourceFormat.detect(path: item.name, bytes: file.bytes) {
      case .plainText: isGood = try report(file, format) && isGood
      case .tei:
        isGood =
          try attempt(file, format) {
            let reading = try TEIReader(options: TEIOptions(encoding: options.encoding)).read(file)
            for warning in reading.warnings { Console.say(Wording.line(for: warning)) }
            return reading.transcripts
              .reduce(into: (0, 0)) { $0 = ($0.0 + 1, $0.1 + $1.turns.count) }
          } && isGood
      case .jsonLines:
        isGood =
          try attempt(file, format) {
            var turns = 0
            var sessions = 0
            let reading = try JSONLinesReader().read(file) { transcript in
              sessions += 1
              turns += transcript.turns.count
            }
            for warning in reading.warnings { Console.say(Wording.line(for: warning)) }
            return (sessions, turns)
          } && isGood
      case .convertible(let document):
        if let line = Wording.line(for: .convertible(document), path: item.name) {
          Console.say(line)
        }
        isGood = false
      case .notTranscript(let reason):
        if let line = Wording.line(for: .passedOver(reason), path: item.name) { Console.say(line) }
        // Beside transcripts a picture is no error; an empty file was to be one.
        isGood = isGood && reason != .empty && batch.items.count > 1
      }
    }
    if !isGood { throw Outcome.failed }
  }

  private func attempt(
    _ file: SourceFile, _ format: ReportFormat, _ read: () throws -> (Int, Int)
  ) throws -> Bool {
    do {
      let (sessions, turns) = try read()
      if format == .json || format == .jsonl {
        var writer = JSONWriter()
        writer.beginObject()
        writer.member("file", file.path)
        writer.member("sessions", sessions)
        writer.member("turns", turns)
        writer.endObject()
        Console.write(writer.take() + "\n")
      } else {
        Console.write(
          "\(file.path): \(Count.of(sessions, "session")), \(Count.of(turns, "turn"))\n")
      }
      return true
    } catch {
      Console.complain(error)
      return false
    }
  }

  private func report(_ file: SourceFile, _ format: ReportFormat) throws -> Bool {
    let settings = try options.textSettings.map { ($0.glob, try PlainTextSettings($0.settings)) }
    let chosen = try PlainTextSettings.choose(for: file.path, among: settings)
    let report = PlainTextReader(settings: chosen ?? PlainTextSettings()).report(file)
    if format == .json || format == .jsonl {
      Console.write(report.json() + "\n")
    } else {
      Console.write(PlainTextSummary(report).text)
    }
    return report.isAccepted
  }
}

/// A detection report for people.
private struct PlainTextSummary {
  let report: PlainTextReport

  init(_ report: PlainTextReport) {
    self.report = report
  }

  var text: String {
    var lines: [String] = []
    let family = report.family.map { "labels of family \($0.rawValue)" } ?? "no labels"
    lines.append(
      "\(report.file): \(family), \(Count.of(report.turns, "turn")), \(Count.of(report.words, "word"))"
    )
    if !report.labels.isEmpty {
      var table = Table(columns: [
        .init("label", "label"), .init("count", "turns", .number),
        .init("line", "first line", .number), .init("status", "status"),
      ])
      table.rows = report.labels.map {
        [.text($0.raw), .integer($0.count), .integer($0.firstLine), .text($0.status)]
      }
      lines.append(table.string(as: .text))
    }
    for rejected in report.rejected {
      lines.append(
        "  line \(rejected.firstLine): \(VisibleText.escape(rejected.label)): not a label "
          + "(\(rejected.reason)), \(Count.of(rejected.count, "time"))")
    }
    if !report.undecidedBrackets.isEmpty {
      lines.append("  undecided brackets, kept as text:")
      for bracket in report.undecidedBrackets.prefix(20) {
        lines.append("    line \(bracket.line): \(VisibleText.escape(bracket.text))")
      }
    }
    for problem in report.problems { lines.append("  " + Wording.line(for: problem)) }
    return lines.joined(separator: "\n") + "\n"
  }
}
