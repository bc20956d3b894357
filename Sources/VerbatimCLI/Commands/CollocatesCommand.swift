import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics

struct CollocatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collocates",
    abstract: "Lists the words that stand around what a query finds, and how strongly.",
    discussion: """
      The node may be a word, a phrase, NEAR, OR, AND: anything with a place in a turn. Filters in \
      the query restrict the node; --in restricts everything that is counted.

        verbatim collocates support
        verbatim collocates 'hug* role:participant' --window 3 --measure mi,t
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var forms: FormOptions

  @Option(help: "Tokens on each side, up to the ends of the turn.")
  var window = 5

  @Option(help: "Tokens before the node (else as --window).")
  var left: Int?

  @Option(help: "Tokens behind it (else as --window).")
  var right: Int?

  @Option(help: ArgumentHelp("Only turns that this query finds, for N too.", valueName: "filter"))
  var `in`: String?

  @Option(help: ArgumentHelp("Only collocates like this: peer*, {work}.", valueName: "word"))
  var collocate: String?

  @Option(name: .customLong("min-together"), help: "Least co-occurrences.")
  var minTogether = 3

  @Option(name: .customLong("min-frequency"), help: "Least occurrences of the collocate.")
  var minFrequency = 1

  @Option(
    help: ArgumentHelp(
      "Measures that are shown, joined by commas; the first orders. Files have all.",
      discussion: AssociationMeasure.allCases.map(\.rawValue).joined(separator: " ")))
  var measure = MeasureList(measures: [.logDice, .logLikelihood, .mutualInformation])

  @Option(help: "Order by a measure, together, frequency, sessions, participants or form.")
  var sort: OrderName?

  @Flag(help: "The lowest first.")
  var reverse = false

  @Option(help: "At most so many (text: 20 unless given; other formats: all).")
  var limit: Int?

  @OptionGroup var query: QueryOptionsGroup

  func validate() throws {
    for (name, value) in [("--window", window), ("--left", left ?? 0), ("--right", right ?? 0)] {
      guard (0...10_000).contains(value) else {
        throw ValidationError("\(name) wants 0 to 10000, not \(value)")
      }
    }
    guard (left ?? window) + (right ?? window) > 0 else {
      throw ValidationError("a window of no tokens has no collocates; give --window 1 or more")
    }
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
    for (name, value) in [("--min-together", minTogether), ("--min-frequency", minFrequency)] {
      guard value >= 1 else { throw ValidationError("\(name) wants 1 or more, not \(value)") }
    }
  }

  func run() throws {
    let opened = try AskedStudy(
      study, query.asked, queries: query.query + [`in`, collocate].compactMap { $0 })
    let node = try opened.parse(query.asked)
    var request = CollocateRequest(
      left: left ?? window, right: right ?? window,
      forms: forms.choice(language: query.language), leastTogether: minTogether,
      leastFrequency: minFrequency, limit: limit ?? (format.chosen == .text ? 20 : nil))
    request.within = try `in`.map(opened.parse)
    request.collocate = try collocate.map(opened.parse)
    let key = sort?.key ?? .measure(measure.measures[0])
    request.order = CollocateOrder(key, isReversed: reverse)
    let found = try Collocates(
      of: node, in: opened.index, request, options: query.asked.options, regions: opened.regions)
    let report = CollocateReport(
      node: node.normalForm, request: request, measures: measure.measures, found: found,
      restricted: collocate)
    if !found.rows.isEmpty || format.chosen != .text { format.writeCounted(report.table) }
    if found.rows.isEmpty {
      Console.say(report.emptyReason)
      throw Outcome.noResults
    }
  }

  /// Measures joined by commas, at least one.
  struct MeasureList: ExpressibleByArgument {
    var measures: [AssociationMeasure]

    init(measures: [AssociationMeasure]) {
      self.measures = measures
    }

    init?(argument: String) {
      if argument == "all" {
        measures = AssociationMeasure.allCases
        return
      }
      var measures: [AssociationMeasure] = []
      for part in argument.split(separator: ",") {
        guard let measure = AssociationMeasure(rawValue: String(part).lowercased()) else {
          return nil
        }
        if !measures.contains(measure) { measures.append(measure) }
      }
      guard !measures.isEmpty else { return nil }
      self.measures = measures
    }

    var defaultValueDescription: String { measures.map(\.rawValue).joined(separator: ",") }
  }

  struct OrderName: ExpressibleByArgument {
    var key: CollocateOrder.Key

    init?(argument: String) {
      switch argument {
      case "together": key = .together
      case "frequency": key = .frequency
      case "sessions": key = .sessions
      case "participants": key = .people
      case "form": key = .form
      default:
        guard let measure = AssociationMeasure(rawValue: argument.lowercased()) else { return nil }
        key = .measure(measure)
      }
    }
  }
}
