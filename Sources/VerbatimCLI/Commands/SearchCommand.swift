import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy

/// How the words of any query are understood, and how long they may be looked for.
struct WordOptions: ParsableArguments {
  @Flag(name: .customLong("in-placeholders"), help: "Finds words inside [placeholders] too.")
  var inPlaceholders = false

  @Flag(name: .customLong("no-parts"), help: "Does not find funded in NHS-funded.")
  var noParts = false

  @Option(help: "The language of {stems}.")
  var language = "english"

  @Option(
    help: ArgumentHelp(
      "Gives what was found by then, marked as partial (exit code 3).", valueName: "seconds"))
  var timeout: Double?

  func validate() throws {
    if let timeout, !(0.001...1_000_000).contains(timeout) {
      throw ValidationError("--timeout wants seconds, 0.001 to 1000000, not \(timeout)")
    }
  }

  /// Without words.
  var asked: AskedQuery {
    AskedQuery(
      inPlaceholders: inPlaceholders, noParts: noParts, language: language, timeout: timeout)
  }
}

/// A query, in either language, and how it is understood.
struct QueryOptionsGroup: ParsableArguments {
  @Argument(
    parsing: .remaining,
    help: "The query; several arguments are joined with blanks.")
  var query: [String] = []

  @OptionGroup var words: WordOptions

  @Flag(help: "The query is CQL: [word=\"trust.*\"] \"me\"%c; see help query. So is cql:…")
  var cql = false

  @Flag(help: "The query is FCS-QL 2.0.")
  var fcs = false

  @Option(
    help: "CQL: which of overlapping matches: traditional, shortest, standard, longest or all.")
  var match: MatchStrategy = .standard

  @Flag(help: "CQL: matches of up to 500 words may cross turns, unless the query says within.")
  var unbounded = false

  @Flag(name: .customLong("ignore-case"), help: "CQL: as if every string had the flags %cd.")
  var ignoreCase = false

  var language: String { words.language }

  private var isCQL: Bool { cql || query.first.map(AskedQuery.isCQL) == true }

  func validate() throws {
    if cql, fcs { throw ValidationError("--cql and --fcs exclude each other") }
    if !isCQL, !fcs, match != .standard || unbounded || ignoreCase {
      throw ValidationError("--match, --unbounded and --ignore-case are for --cql")
    }
    if fcs, ignoreCase { throw ValidationError("--ignore-case is for --cql; write \"word\"/c") }
  }

  var asked: AskedQuery {
    var asked = words.asked
    asked.words = query
    asked.syntax = fcs ? .fcs : isCQL ? .cql : .simple
    asked.strategy = match
    asked.isUnbounded = unbounded
    asked.ignoresCase = ignoreCase
    return asked
  }
}

extension MatchStrategy: ExpressibleByArgument {}

/// How extracts are chosen and shown.
struct ExtractOptions: ParsableArguments {
  @Option(help: "At most so many (text: 10 unless given; other formats: all).")
  var limit: Int?

  @Option(help: "turn, exchange (from moderator to moderator), or so many turns around.")
  var context: ContextOption = .turn

  @Option(help: "So many at random instead of the first; the same for the same --seed.")
  var sample: Int?

  @Option(help: "The seed of --sample.")
  var seed: UInt64 = 1

  @Flag(help: "Counts, shows nothing.")
  var count = false

  @Flag(help: "Long turns are not shortened.")
  var full = false

  @Flag(help: "Shows (laughter) and the like where it happened.")
  var events = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
    if let sample, sample < 1 { throw ValidationError("--sample wants 1 or more, not \(sample)") }
  }

  var choice: ExtractChoice {
    ExtractChoice(
      limit: limit, context: context, sample: sample, seed: seed, count: count, full: full,
      events: events)
  }
}

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Finds words, phrases and co-occurrences, with the themes of every hit.",
    discussion: """
      Words stand in one turn together; "a phrase" stands as it is; trust* is a wildcard; =NAV is \
      exact; a NEAR/5 b; OR, NOT, ( ); speaker:P2 role:participant group:FG2 theme:A/3 \
      event:laughs, and any attribute by its name; /rel(y|ies)/, relaible~1, {listen}; "a * b"; \
      a THEN b in the next turn, THEN/3 BY other; WITHIN sentence, 3 turns, exchange, session; \
      EXCLUDING theme:A.

        verbatim search '"peer support" role:participant'
        verbatim search 'hug* NEAR/8 time*' sex:F --context exchange
        verbatim search '{hug} THEN/2 BY other no'
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var extracts: ExtractOptions
  @OptionGroup var query: QueryOptionsGroup

  func run() throws {
    try SearchTask(
      study: study.study, format: format.chosen, extracts: extracts.choice, query: query.asked
    ).run()
  }
}

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Shows how a query is understood, what its words become, and what it costs.",
    discussion: """
        verbatim explain 'hug* NEAR/8 time* -role:moderator'
        verbatim explain '{hug} sex:F' --json
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    guard [.text, .json, .jsonl].contains(format.chosen) else {
      throw ValidationError("explain writes text or json, not \(format.chosen)")
    }
  }

  func run() throws {
    let study = try study.open()
    let database = try study.database()
    let index = try study.index(of: database)
    StudyOptions.sayIfEmpty(index)
    let asked = query.asked
    let node = try asked.parse(index, database)
    let explained = try Explanation(
      node, in: index.segments, options: asked.options, regions: try StudyThemes(database))
    let inexact = try node.inexactWords(in: index.segments, options: asked.options)
      .map(Wording.note(on:))
    let report = ExplainReport(
      normalForm: explained.normalForm,
      outline: explained.outline.map { .init(depth: $0.depth, label: $0.label) },
      expansions: explained.expansions.map {
        .init(pattern: $0.pattern, formCount: $0.formCount, sample: $0.sample)
      },
      facts: [
        .init("syntax", asked.syntax.rawValue)
      ] + node.scopeFacts + [
        .init(
          "turns to read",
          "\(Count.grouped(explained.candidateTurns)) of \(Count.of(explained.turns, "turn"))"
        )
      ] + inexact.map { .init("inexact", $0) })
    var output = ConsoleOutput()
    if format.chosen == .json || format.chosen == .jsonl {
      report.writeJSON(to: &output)
    } else {
      report.writeText(to: &output, terminal: Console.terminal)
    }
    output.flush()
  }
}
