import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy

/// How extracts with a judgement are shown.
struct JudgedOptions: ParsableArguments {
  @Option(help: "At most so many extracts (text: 10 unless given; other formats: all).")
  var limit: Int?

  @Option(help: "turn, exchange (from moderator to moderator), or so many turns around.")
  var context: ContextOption = .turn

  @Flag(help: "Long turns are not shortened.")
  var full = false

  @Flag(help: "Shows (laughter) and the like where it happened.")
  var events = false

  func validate() throws {
    if let limit, limit < 0 { throw ValidationError("--limit wants 0 or more, not \(limit)") }
  }

  /// A place with what is judged of it.
  struct Place {
    var session: String
    var turn: Int
    var span: Range<Int>?
    var theme: ExtractTheme
    var judgement: String
    var facts: [JudgedExtracts.Fact]
  }

  /// Writes the extracts of places; says how many there are in all.
  func write(
    _ places: [Place], in coded: CodedStudy, title: String, notes: [String], noun: String,
    format: ReportFormat
  ) throws {
    let index = coded.index
    var extractor = Extractor(index, themes: coded.themes, context: context.context)
    var items: [JudgedExtracts.Item] = []
    var speakers: Set<String> = []
    for place in places {
      guard
        let extract = try extractor.extract(
          session: place.session, turn: place.turn, span: place.span)
      else { continue }
      for speaker in extract.speakers {
        speakers.insert(index.fullID(session: place.session, label: speaker))
      }
      items.append(.init(extract, place.theme, place.judgement, place.facts))
    }
    var report = JudgedExtracts(
      items, title: title, notes: notes, limit: limit ?? (format == .text ? 10 : nil),
      sessionTotal: index.sessionCount, speakerCount: speakers.count, noun: noun)
    let shown = min(items.count, limit ?? 10)
    report.hint =
      "next: --limit \(min(items.count, max(10, 2 * shown))), or --format html for all of it"
    report.showsContext = context.context != .none
    report.showsEvents = events
    report.isFull = full
    report.terminal = Console.terminal
    var output = ConsoleOutput()
    report.write(to: &output, as: format)
    output.flush()
  }
}
