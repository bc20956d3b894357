import VerbatimCorpus
import VerbatimIndex
import VerbatimIngest
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// What ingest and import say when they are done.
enum SetupReport {
  static func write(_ summary: IngestSummary, _ format: ReportFormat, study: Study) {
    sayProblems(of: summary)
    if format == .json || format == .jsonl {
      Console.write(json(summary) + "\n")
    } else {
      Console.write(sentence(summary) + "\n")
    }
    if summary.isFirst, summary.sessions > 0 {
      Console.say(
        "the study keeps a copy of every source in \(study.folder.sources); your files stay as they are"
      )
    }
    if summary.sessions > 0 { say(labels: summary.repeatedLabels) }
    if summary.sessions > 0 { sayLayers(of: summary) }
    for report in summary.rebased { Console.say(Wording.line(for: report)) }
    let unmatched = summary.unmatchedThemes.reduce(0) { $0 + $1.codings }
    if unmatched > 0 {
      Console.say(
        "\(Count.of(unmatched, "coding")) in the sources point at themes that the codebook lacks")
    }
  }

  /// What was not taken, and what to look at.
  static func sayProblems(of summary: IngestSummary) {
    for file in summary.files {
      if let line = Wording.line(for: file.outcome, path: file.path) { Console.say(line) }
    }
    for folder in summary.emptyFolders { Console.say("\(folder): holds no file") }
    say(warnings: summary.warnings)
    if !summary.hasErrors, !summary.hasTranscripts { Console.say("no transcript found") }
  }

  static func write(_ summary: ImportSummary, _ format: ReportFormat) {
    for file in summary.ingest.files {
      if let line = Wording.line(for: file.outcome, path: file.path) { Console.say(line) }
    }
    for report in summary.codings { say(report) }
    say(warnings: summary.ingest.warnings)
    if format == .json || format == .jsonl {
      Console.write(json(summary) + "\n")
      return
    }
    if let title = summary.title { Console.write(title + "\n") }
    Console.write(sentence(summary.ingest) + "\n")
    let byPeople = summary.codings.reduce(0) { $0 + $1.added + $1.known }
    let byRules = summary.rules.reduce(0) { $0 + $1.codings }
    Console.write(
      "\(Count.of(summary.themes, "theme")); \(Count.of(byPeople, "coding")) from tables, "
        + "\(summary.sourceCodings) from the transcripts, \(byRules) by "
        + "\(Count.of(summary.rules.count, "rule"))\n")
    for report in summary.ingest.rebased { Console.say(Wording.line(for: report)) }
  }

  static func say(_ report: CodingsReport) {
    for problem in report.problems { Console.say(Wording.line(for: problem, path: report.path)) }
    let already = report.known > 0 ? ", \(report.known) there already" : ""
    let bad = report.problems.count { $0.isError }
    let left = bad > 0 ? ", \(Count.of(bad, "record")) left out" : ""
    Console.say("\(report.path): \(Count.of(report.added, "coding")) added\(already)\(left)")
  }

  private static func say(warnings: [IngestProblem]) {
    // One bad habit of a collection gives many warnings: a few of each kind are enough.
    var shown: [String: Int] = [:]
    for warning in warnings {
      shown[warning.kind.code, default: 0] += 1
      if shown[warning.kind.code, default: 0] <= 3 { Console.say(Wording.line(for: warning)) }
    }
    let hidden = shown.values.reduce(0) { $0 + max(0, $1 - 3) }
    if hidden > 0 {
      Console.say(
        "… and \(Count.of(hidden, "more warning")) of the same kinds; ingest --dry-run FILE tells "
          + "those of a file")
    }
  }

  private static func say(labels: [(label: String, sessions: Int)]) {
    guard let first = labels.first else { return }
    let others = labels.count > 1 ? " (and \(Count.of(labels.count - 1, "other label")))" : ""
    Console.say(
      "\(first.label) occurs in \(first.sessions) sessions\(others): counted as "
        + "\(first.sessions) people; use speakers: shared if they are one")
  }

  /// What the sources say of words, and how much of it fits no word.
  private static func sayLayers(of summary: IngestSummary) {
    guard !summary.layers.isEmpty else { return }
    let layers = summary.layers.map { "\($0.name) of \(Count.of($0.words, "word"))" }
    Console.say("the study has " + Wording.list(layers, most: 8))
    // A few contractions are in every tagged transcript.
    let (inside, all) = (summary.annotations.insideWords, summary.annotations.all)
    if inside * 50 > all {
      Console.say(
        "\(inside) of \(Count.of(all, "annotation")) are left out: they stand inside of what is one "
          + "word here, as m in I'm")
    }
  }

  private static func sentence(_ summary: IngestSummary) -> String {
    var unchanged = 0
    var bad = 0
    var read = 0
    var passed = 0
    for file in summary.files {
      switch file.outcome {
      case .read: read += 1
      case .unchanged: unchanged += 1
      case .duplicate: break
      case .passedOver(let reason): if reason == .empty { bad += 1 } else { passed += 1 }
      case .rejected, .convertible, .unreadable, .conflict: bad += 1
      }
    }
    var text = "\(Count.of(read, "file")) read"
    if unchanged > 0 { text += ", \(unchanged) unchanged" }
    if bad > 0 { text += ", \(bad) not taken" }
    if passed > 0 { text += ", \(passed) passed over" }
    return text + ": \(Count.of(summary.sessions, "session")), \(Count.of(summary.turns, "turn")), "
      + "\(Count.of(summary.words, "word")), \(Count.of(summary.speakers, "speaker")), "
      + Count.of(summary.warnings.count, "warning")
  }

  private static func json(_ summary: IngestSummary) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    write(summary, to: &writer)
    writer.endObject()
    return writer.take()
  }

  private static func json(_ summary: ImportSummary) -> String {
    var writer = JSONWriter()
    writer.beginObject()
    writer.member("study", summary.title)
    write(summary.ingest, to: &writer)
    writer.member("themes", summary.themes)
    writer.objects("codings", summary.codings) { report, writer in
      writer.member("path", report.path)
      writer.member("added", report.added)
      writer.member("known", report.known)
      writer.member("problems", report.problems.count)
    }
    writer.member("source_codings", summary.sourceCodings)
    writer.objects("rules", summary.rules) { report, writer in
      writer.member("id", report.rule.id)
      writer.member("codings", report.codings)
    }
    writer.endObject()
    return writer.take()
  }

  private static func write(_ summary: IngestSummary, to writer: inout JSONWriter) {
    writer.member("files", summary.files.count)
    writer.member("sessions", summary.sessions)
    writer.member("turns", summary.turns)
    writer.member("words", summary.words)
    writer.member("speakers", summary.speakers)
    writer.member("source_bytes", summary.sourceBytes)
    writer.member("text_bytes", summary.textBytes)
    writer.member("warnings", summary.warnings.count)
    if !summary.layers.isEmpty {
      writer.objects("layers", summary.layers) { layer, writer in
        writer.member("name", layer.name)
        writer.member("words", layer.words)
      }
      writer.member("annotations", summary.annotations.all)
      writer.member("annotations_inside_words", summary.annotations.insideWords)
    }
    writer.key("details")
    writer.beginArray()
    for file in summary.files {
      writer.beginObject()
      writer.member("path", file.path)
      switch file.outcome {
      case .read(let new, let replaced):
        writer.member("outcome", "read")
        writer.member("sessions", new)
        writer.member("replaced", replaced)
      case .unchanged: writer.member("outcome", "unchanged")
      case .duplicate(let other):
        writer.member("outcome", "duplicate")
        writer.member("of", other)
      case .rejected(let problem):
        writer.member("outcome", "rejected")
        writer.member("code", problem.kind.code)
        writer.member("line", problem.line)
      case .convertible: writer.member("outcome", "convertible")
      case .passedOver: writer.member("outcome", "passed-over")
      case .unreadable: writer.member("outcome", "unreadable")
      case .conflict(let conflict):
        writer.member("outcome", "conflict")
        writer.member("session", conflict.session)
      }
      writer.endObject()
    }
    writer.endArray()
  }
}
