import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics

struct CooccurCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cooccur",
    abstract: "Tells how often words, phrases and themes come together, in pairs and more.",
    discussion: """
      Each argument is a query. Themes are whole turns: those that were coded.

        verbatim cooccur 'hug*' 'ask*' door
        verbatim cooccur theme:A theme:B 'hug*' --per exchange
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "turn, exchange (from moderator to moderator), session or participant.")
  var per: CooccurrenceUnit = .turn

  @Option(
    name: .customLong("up-to"),
    help: "The most queries of a combination (else 3; all where there are 4 or fewer).")
  var upTo: Int?

  @Option(help: ArgumentHelp("Only turns that this query finds.", valueName: "filter"))
  var `in`: String?

  @Option(help: "So many places of each combination to look at next.")
  var examples = 3

  @OptionGroup var queries: QueriesOptionsGroup

  func validate() throws {
    let count = queries.queries.count
    guard count >= 2 else {
      throw ValidationError(
        "give two queries or more, each in quotation marks: verbatim cooccur support 'group*'")
    }
    guard count <= Cooccurrences.mostQueries else {
      throw ValidationError("at most \(Cooccurrences.mostQueries) queries, not \(count)")
    }
    if let upTo, !(2...Cooccurrences.mostQueries).contains(upTo) {
      throw ValidationError("--up-to wants 2 to \(Cooccurrences.mostQueries), not \(upTo)")
    }
    guard (0...1000).contains(examples) else {
      throw ValidationError("--examples wants 0 to 1000, not \(examples)")
    }
  }

  func run() throws {
    let texts = queries.queries
    let opened = try AskedStudy(
      study, queries.asked, queries: texts + [`in`].compactMap { $0 })
    let nodes = try texts.map(opened.parse)
    let within = try `in`.map(opened.parse)
    let largest = upTo ?? (nodes.count <= 4 ? nodes.count : 3)
    let found = try Cooccurrences(
      of: nodes, per: per, in: opened.index, largest: largest, within: within,
      examples: examples, options: queries.asked.options, regions: opened.regions)
    let report = CooccurrenceReport(
      queries: nodes.map(\.normalForm), within: within?.normalForm, found: found)
    format.writeCounted(report.table)
    if !found.combinations.contains(where: { $0.together > 0 }) { throw Outcome.noResults }
  }
}
