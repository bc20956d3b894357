import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStudy

/// What `search` and `explain` share: the query and how it is understood.
struct QueryOptionsGroup: ParsableArguments {
  @Argument(
    parsing: .remaining,
    help: "The query; several arguments are joined with blanks.")
  var query: [String] = []

  @Flag(name: .customLong("in-placeholders"), help: "Finds words inside [placeholders] too.")
  var inPlaceholders = false

  @Flag(name: .customLong("no-parts"), help: "Does not find funded in NHS-funded.")
  var noParts = false

  @Option(help: "The language of {stems}.")
  var language = "english"

  var options: QueryOptions {
    QueryOptions(
      findsParts: !noParts, findsInPlaceholders: inPlaceholders, language: language)
  }

  func parse(_ index: Index) throws -> QueryNode {
    let text = query.filter { $0 != "--" }.joined(separator: " ")
    // Names of attributes matter only where there is a colon.
    let known =
      text.contains(":") ? try QueryFields.known(in: index.segments) : QueryFields.builtIn
    do {
      return try SimpleQueryParser.parse(text, knownFields: known)
    } catch {
      throw QueryFailure(query: text, error: error)
    }
  }
}

/// A query error with the query, so that its place can be shown.
struct QueryFailure: Error, Equatable {
  var query: String
  var error: QueryError
}

/// How many turns around an extract are shown.
enum ContextOption: ExpressibleByArgument {
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

  func request(_ format: ReportFormat) -> ExtractRequest {
    ExtractRequest(
      limit: limit ?? (format == .text && sample == nil ? 10 : nil),
      sample: sample.map { .init(count: $0, seed: seed) }, context: context.context,
      countsOnly: count)
  }

  /// Writes the list and ends the command by whether there was anything.
  func write(
    _ list: ExtractList, noun: String, sessions: Int, format: ReportFormat,
    grouping: ExtractReport.Grouping = .none
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
      var output = ConsoleOutput()
      report.write(to: &output, as: format)
      output.flush()
    }
    if list.hitCount == 0 { throw Outcome.noResults }
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

struct SearchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search",
    abstract: "Finds words, phrases and co-occurrences, with the themes of every hit.",
    discussion: """
      Words stand in one turn together; "a phrase" stands as it is; trust* is a wildcard; =NAV is \
      exact; a NEAR/5 b; OR, NOT, ( ); speaker:P2 role:participant group:FG2 theme:A/3 \
      event:laughs, and any attribute by its name.

        verbatim search '"peer support" role:participant'
        verbatim search 'hug* NEAR/8 time*' sex:F --context exchange
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var extracts: ExtractOptions
  @OptionGroup var query: QueryOptionsGroup

  func run() throws {
    let study = try study.open()
    // Counting without themes opens no database.
    let needsThemes =
      !extracts.count || query.query.contains { $0.contains("theme:") || $0.contains("coder:") }
    let database = needsThemes ? try study.database() : nil
    let index = try database.map { try study.index(of: $0) } ?? study.index()
    let node = try query.parse(index)
    let request = extracts.request(format.chosen)
    let themes = try database.map { try StudyThemes($0) }
    let regions: any RegionSource = themes ?? NoRegions()
    var list = try ExtractList(
      node, in: index, request, options: query.options, regions: regions,
      themes: themes ?? NoThemes())
    list.notes += try notes(on: list, node, index, regions)
    StudyOptions.sayIfEmpty(index)
    try extracts.write(
      list, noun: "hit", sessions: index.sessionCount, format: format.chosen)
  }

  /// What a person should know: words inside placeholders are left aside, `?` is a wildcard, and
  /// which words of a query without hits nobody says.
  private func notes(
    on list: ExtractList, _ node: QueryNode, _ index: Index, _ regions: any RegionSource
  ) throws -> [String] {
    var notes: [String] = []
    if !query.inPlaceholders, node.turnsInsidePlaceholders(in: index.segments) > 0 {
      var options = query.options
      options.findsInPlaceholders = true
      let all = try ExtractList(
        node, in: index, ExtractRequest(countsOnly: true), options: options, regions: regions)
      let more = all.hitCount - list.hitCount
      if more > 0 { notes.append("+\(more) inside placeholders: --in-placeholders") }
    }
    if list.hitCount == 0, index.sessionCount > 0 {
      let missing = try Explanation(
        node, in: index.segments, options: query.options, regions: regions
      ).expansions.filter { $0.formCount == 0 }
      if !missing.isEmpty {
        notes.append("in no turn: " + missing.map(\.pattern).joined(separator: ", "))
      }
    }
    if node.endsWithQuestionMark {
      notes.append("? stands for one character: write \\? for the mark itself")
    }
    return notes
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
    let node = try query.parse(index)
    let explained = try Explanation(
      node, in: index.segments, options: query.options, regions: try StudyThemes(database))
    let report = ExplainReport(
      normalForm: explained.normalForm,
      outline: explained.outline.map { .init(depth: $0.depth, label: $0.label) },
      expansions: explained.expansions.map {
        .init(pattern: $0.pattern, formCount: $0.formCount, sample: $0.sample)
      },
      facts: [
        .init("syntax", "simple"), .init("scope", "one turn"),
        .init(
          "turns to read",
          "\(Count.grouped(explained.candidateTurns)) of \(Count.of(explained.turns, "turn"))"
        ),
      ])
    var output = ConsoleOutput()
    if format.chosen == .json || format.chosen == .jsonl {
      report.writeJSON(to: &output)
    } else {
      report.writeText(to: &output, terminal: Console.terminal)
    }
    output.flush()
  }
}
