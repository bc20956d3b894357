import ArgumentParser
import VerbatimFiles
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Sets up a described study, or brings in what other programs and studies hold.",
    discussion: """
      A folder with a study.yaml, or that file: transcripts, people, codebook, codings and rules \
      in one go. A .yaml or .qdc: a codebook. A .csv or .jsonl: codings. A .qdpx: a REFI-QDA project \
      (NVivo, ATLAS.ti, MAXQDA, QualCoder). Taguette's .csv of highlights or tags. A QualCoder \
      project (a folder with data.qda). Another study's folder: the codings of a colleague.

        verbatim --study demo-study import corpus
        verbatim --study demo-study import corpus/codings-eo.csv

      Where something of a project would be lost, it says what and changes nothing, unless \
      --accept-partial is given; the exit code is then 3.
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Argument(help: "A file or folder; its kind is found out.")
  var path: String

  @Flag(name: .customLong("dry-run"), help: "Reports what a project would bring; changes nothing.")
  var dryRun = false

  @Flag(
    name: .customLong("accept-partial"), help: "Brings in the rest where something would be lost.")
  var acceptPartial = false

  @Option(
    name: .customLong("qdpx-unit"),
    help: "How a project counts positions: scalars, utf16, bytes; found out where not given.")
  var unit: PositionRule.Unit?

  @Option(
    name: .customLong("qdpx-newline"),
    help: "Whether CR LF is one position or two: one, two; found out where not given.")
  var newline: PositionRule.Newline?

  func run() throws {
    let kind = try ImportKind(path)
    if dryRun, !kind.isExchange {
      throw ValidationError("--dry-run is for projects of other programs and studies")
    }
    let writer = try study.writer("import")
    switch kind {
    case .project, .study, .qualCoder, .taguetteHighlights, .taguetteTags:
      try bringIn(kind, writer)
    case .codings(let lines):
      let bytes = try AtomicFile.read(path)
      let name = AtomicFileName.last(path)
      let report =
        try lines
        ? writer.addCodings(jsonl: bytes, path: name, coder: nil)
        : writer.addCodings(csv: bytes, path: name, coder: nil)
      SetupReport.say(report)
      if report.problems.contains(where: \.isError) { throw Outcome.failed }
    case .codebook:
      let codebook = try writer.codebook(from: path)
      try writer.setCodebook(codebook)
      Console.say("codebook: \(Count.of(codebook.themes.count, "theme")); next: verbatim themes")
    case .description:
      let summary = try writer.importStudy(at: path) { Console.show($0) }
      SetupReport.write(summary, format.chosen)
      if summary.hasErrors { throw Outcome.failed }
    }
  }

  private func bringIn(_ kind: ImportKind, _ writer: StudyWriter) throws {
    var options = ExchangeOptions()
    options.acceptsPartial = acceptPartial
    options.isDryRun = dryRun
    options.positions = PositionRequest(unit: unit, newline: newline)
    let report =
      switch kind {
      case .study: try writer.importStudy(folder: path, options)
      case .qualCoder: try writer.importProject(qualCoder: path, options)
      case .taguetteHighlights: try writer.importHighlights(taguette: path, options)
      case .taguetteTags: try writer.importTags(taguette: path, options)
      default: try writer.importProject(qdpx: path, options)
      }
    ExchangeView.write(report, format.chosen, isDryRun: dryRun)
    if dryRun { return }
    if !report.isDone { throw Outcome.failed }
    if !report.isComplete { throw Outcome.partial }
  }
}

extension PositionRule.Unit: ExpressibleByArgument {}
extension PositionRule.Newline: ExpressibleByArgument {}
