import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport

struct DispersionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dispersion",
    abstract: "Shows how evenly hits are spread over sessions or people, and where they stand.",
    discussion: """
      Each argument is a query. Range, Juilland's D, Carroll's D2, Rosengren's S, DP, DPnorm and the \
      Kullback-Leibler divergence are those of Gries 2008 and Lijffijt and Gries 2012, over relative \
      frequencies.

        verbatim dispersion 'hug*' 'trust*'
        verbatim dispersion '"peer support"' --over participant
        verbatim dispersion 'allowed OR rule*' --over sex --in role:participant
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions

  @Option(help: "session, participant, speaker, group, role, or an attribute's name.")
  var over = "session"

  @Option(
    name: .customLong("in"),
    help: ArgumentHelp("Counts only turns that this query matches.", valueName: "query"))
  var filter: String?

  @Option(help: "Frequencies are per so many words.")
  var per = 10_000

  @Flag(help: "CSV and JSON Lines hold a row a part instead of a row a query.")
  var parts = false

  @OptionGroup var asked: QueriesOptionsGroup

  /// More queries than a person compares, and than memory for their hits should be asked for.
  private static let mostQueries = 100

  func validate() throws {
    try ListOptions.check(per: per)
    if queries.isEmpty {
      throw ValidationError("dispersion wants a query, or several")
    }
    if queries.count > Self.mostQueries {
      throw ValidationError("dispersion takes \(Self.mostQueries) queries at once")
    }
    if over.isEmpty { throw ValidationError("--over wants a name") }
  }

  private var queries: [String] { asked.queries.filter { $0 != "--" } }

  func run() throws {
    let opened = try AskedStudy(study, asked.asked, queries: queries + [filter ?? ""])
    let key = PartKey(over)
    if case .attribute(let name) = key {
      let known = try QueryFields.known(in: opened.index.segments)
      if !known.contains(where: { $0.lowercased() == name.lowercased() }) {
        throw UnknownPartProblem(name: name, known: known.subtracting(QueryFields.builtIn).sorted())
      }
    }
    let nodes = try queries.map { try opened.parse($0) }
    let corpus = try filter.map { try opened.subCorpus($0) } ?? .whole
    let list = try DispersionList(
      of: nodes, over: key, opened.index, in: corpus, options: asked.asked.options,
      regions: opened.regions)
    var report = DispersionReport(
      list, filter: corpus.filter, per: per, version: VerbatimCommand.version)
    report.isOfParts = parts
    var output = ConsoleOutput()
    report.write(to: &output, as: format.chosen, terminal: Console.terminal)
    output.flush()
    if format.chosen == .csv || format.chosen == .jsonl {
      for line in report.plainLines { Console.say(line) }
    }
    if list.rows.allSatisfy({ $0.hits == 0 }) { throw Outcome.noResults }
  }
}

/// A corpus cannot be parted by an attribute that nothing has.
struct UnknownPartProblem: Error, Equatable {
  var name: String
  var known: [String]
}
