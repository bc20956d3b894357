import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics

struct KeynessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keyness",
    abstract: "Lists the words by which two sub-corpora differ, or one differs from the rest.",
    discussion: """
      A sub-corpus is the turns that a query finds, whole turns also where a theme is on a part.

        verbatim keyness role:participant role:moderator
        verbatim keyness theme:A/3 --by stem --limit 10
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var forms: FormOptions

  @Option(help: ArgumentHelp("Only turns that this query finds.", valueName: "filter"))
  var `in`: String?

  @Option(
    name: .customLong("min-frequency"), help: "Least occurrences in one of the two.")
  var minFrequency = 3

  @Option(
    help: ArgumentHelp(
      "The measure that orders. Files have all.",
      discussion: KeynessMeasure.allCases.map(\.rawValue).joined(separator: " ")))
  var measure: KeynessMeasure = .logLikelihood

  @Option(
    name: .customLong("smoothing"), help: ArgumentHelp("The k of simple maths.", valueName: "k"))
  var smoothing = 100.0

  @Option(
    help: ArgumentHelp(
      "Only words that reach this p by G², divided by the number of tests.", valueName: "p"))
  var significant: Double?

  @Option(help: "At most so many in each direction (text: 15 unless given; other formats: all).")
  var limit: Int?

  @OptionGroup var queries: QueriesOptionsGroup

  func validate() throws {
    let count = queries.queries.count
    guard count == 1 || count == 2 else {
      throw ValidationError(
        "give one query, or two, each in quotation marks: "
          + "verbatim keyness role:participant role:moderator")
    }
    guard minFrequency >= 1 else {
      throw ValidationError("--min-frequency wants 1 or more, not \(minFrequency)")
    }
    guard smoothing > 0, smoothing.isFinite else {
      throw ValidationError("--smoothing wants a number above 0, not \(smoothing)")
    }
    if let significant, !(significant > 0 && significant < 1) {
      throw ValidationError("--significant wants a number between 0 and 1, not \(significant)")
    }
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
  }

  func run() throws {
    let texts = queries.queries
    let opened = try AskedStudy(
      study, queries.asked, queries: texts + [`in`].compactMap { $0 })
    let nodes = try texts.map(opened.parse)
    let request = KeynessRequest(
      forms: forms.choice(language: queries.language), within: try `in`.map(opened.parse),
      leastFrequency: minFrequency, order: measure, smoothing: smoothing,
      probability: significant, limit: limit ?? (format.chosen == .text ? 15 : nil))
    let found = try Keyness(
      of: nodes[0], against: nodes.count > 1 ? nodes[1] : nil, in: opened.index, request,
      options: queries.asked.options, regions: opened.regions)
    var report = KeynessReport(
      first: nodes[0].normalForm, second: nodes.count > 1 ? nodes[1].normalForm : "the rest",
      request: request, found: found)
    report.isOnePage = format.chosen == .html
    if let side = report.emptySide {
      Console.say("no turns in \(side), so there is nothing to compare")
      throw Outcome.noResults
    }
    if format.chosen == .text || format.chosen == .md {
      for (number, table) in report.tables.enumerated() {
        if number > 0 { Console.write("\n") }
        format.write(table)
      }
    } else {
      format.writeCounted(report.table)
    }
    if found.overused.isEmpty, found.underused.isEmpty { throw Outcome.noResults }
  }
}
