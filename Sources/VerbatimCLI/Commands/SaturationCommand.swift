import ArgumentParser
import VerbatimIndex
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy
import VerbatimThemes

struct SaturationCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "saturation",
    abstract: "Shows how many new themes each group brought, and when no more came.",
    discussion: """
      Guest, Namey & Chen (2020): new codes in a run of events against the codes of the first \
      events, the base. Other orders of the same events show how much of the curve is chance.

        verbatim saturation --base 3 --run 1
        verbatim saturation --per participant --svg saturation.svg
      """)

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var codings: CodingOptions

  @Option(help: "What an event is: group, session or participant.")
  var per: SaturationEvents.Unit = .group

  @Option(help: "All events in their order, with commas between (else by date, else by name).")
  var order: String?

  @Option(
    help: ArgumentHelp("The sessions' attribute that holds the date.", valueName: "attribute"))
  var date = "date"

  @Option(help: "Events of the base (4, or fewer where there are too few events).")
  var base: Int?

  @Option(name: .customLong("run"), help: "Events of a run.")
  var runLength = 2

  @Option(help: "How many random orders, where there are more than 8 events.")
  var orders = 1000

  @Option(help: "The seed of random orders.")
  var seed: UInt64 = 1

  @Option(help: "Writes the picture.", completion: .file())
  var svg: String?

  func validate() throws {
    for (name, value) in [("--base", base ?? 1), ("--run", runLength)]
    where !(1...10_000).contains(value) {
      throw ValidationError("\(name) wants 1 to 10000, not \(value)")
    }
    guard (1...100_000).contains(orders) else {
      throw ValidationError("--orders wants 1 to 100000, not \(orders)")
    }
  }

  func run() throws {
    let coded = try CodedStudy(study)
    let events = try SaturationEvents(
      per: per, codings.choice, dateAttribute: date, order: order.map(NameList.names),
      of: coded.themes, in: coded.index)
    guard events.events.contains(where: { !$0.codes.isEmpty }) else {
      CodedStudy.sayNothingCoded()
      throw Outcome.noResults
    }
    // Guest and others recommend 4 to 6; fewer where there would be no run.
    let base = self.base ?? max(min(4, events.events.count - runLength), 1)
    let report = SaturationReport(
      events, base: base, run: runLength, isOwnBase: self.base != nil, orders: orders, seed: seed,
      dateAttribute: date,
      scope: codings.scope(
        coders: events.coders, rulesLeftOut: events.rulesLeftOut, lost: events.lost))
    let picture = report.chart.svg
    if let svg { try PictureFile.write(picture, to: svg) }
    var output = ConsoleOutput()
    PicturePage(report.table, picture: picture).write(
      to: &output, as: format.chosen, terminal: Console.terminal)
    output.flush()
  }
}

extension SaturationEvents.Unit: ExpressibleByArgument {}

/// The curve of saturation as a table and as a picture.
struct SaturationReport {
  private let events: SaturationEvents
  private let curve: SaturationCurve
  private let guest: Result<GuestRatios, SaturationProblem>
  private let orders: SaturationOrders
  private let richness: CodeRichness
  private let base: Int
  private let run: Int
  private let isOwnBase: Bool
  private let dateAttribute: String
  private let scope: [String]

  private static let thresholds = [0, 0.05]

  init(
    _ events: SaturationEvents, base: Int, run: Int, isOwnBase: Bool, orders: Int, seed: UInt64,
    dateAttribute: String, scope: [String]
  ) {
    let codes = events.events.map(\.codes)
    self.events = events
    curve = SaturationCurve(events: codes)
    guest = curve.guest(base: base, run: run)
    self.orders = SaturationOrders(
      events: codes, samples: orders, seed: seed, guest: (base, run), thresholds: Self.thresholds)
    richness = CodeRichness(events: codes)
    self.base = base
    self.run = run
    self.isOwnBase = isOwnBase
    self.dateAttribute = dateAttribute
    self.scope = scope
  }

  private var title: String { "Saturation by \(events.unit.rawValue)" }

  private var orderLabel: String {
    orders.seed == nil
      ? "all \(Count.of(orders.orders, "order"))"
      : "\(Count.of(orders.orders, "random order")), seed \(orders.seed ?? 0)"
  }

  var chart: SVGSaturationChart {
    SVGSaturationChart(
      title: title, bandLabel: "median and 95 % of \(orderLabel)",
      points: zip(events.events, zip(zip(curve.newCodes, curve.cumulative), orders.bands)).map {
        event, rest in
        .init(
          event.name, newCodes: rest.0.0, cumulative: rest.0.1,
          band: (rest.1.lower, rest.1.median, rest.1.upper))
      })
  }

  var table: Table {
    var runs: [Int: GuestRatios.Run] = [:]
    if case .success(let guest) = guest {
      for run in guest.runs { runs[run.events.lowerBound] = run }
    }
    let cumulative = curve.cumulative
    let rows = events.events.indices.map { number -> [Table.Cell] in
      let event = events.events[number]
      let band = orders.bands[number]
      let run = runs[number + 1]
      return [
        .integer(number + 1), .text(event.name), event.date.map { .text($0) } ?? .none,
        .integer(event.codes.count), .integer(curve.newCodes[number]), .integer(cumulative[number]),
        run.map { .integer($0.newCodes) } ?? .none,
        run.map { .decimal(100 * $0.ratio, places: 1) } ?? .none,
        .decimal(band.median, places: 1), .decimal(band.lower, places: 1),
        .decimal(band.upper, places: 1), .decimal(band.mean, places: 2),
      ]
    }
    return Table(
      title: title,
      columns: [
        .init("number", "#", .number), .init("event", events.unit.rawValue), .init("date", "date"),
        .init("codes", "codes", .number), .init("new", "new", .number),
        .init("cumulative", "in all", .number), .init("run_new", "new in \(run)", .number),
        .init("run_percent", "% of base", .number), .init("median", "median", .number),
        .init("lower", "from", .number), .init("upper", "to", .number),
        .init("mean", "mean", .number, isDataOnly: true),
      ], rows: rows, notes: notes)
  }

  private var notes: [String] {
    var notes = [orderNote] + guestNotes + orderNotes
    let chao = richness.chao.map { ", \(Self.decimal($0)) by the classic form" } ?? ""
    notes.append(
      "\(richness.observed) codes seen, \(richness.singletons) in one \(events.unit.rawValue) only, "
        + "\(richness.doubletons) in two; exploratory: a Chao estimate of "
        + "\(Self.decimal(richness.chaoCorrected)) in all (bias-corrected\(chao))")
    notes.append(
      "codes are the \(Count.of(events.themes.count, "theme")) of the codebook as it is now")
    notes += scope
    if let coded = events.coded {
      notes.append(
        "coded from \(coded.lowerBound.text) to \(coded.upperBound.text); "
          + VerbatimCommand.version)
    }
    return notes
  }

  private var orderNote: String {
    switch events.order {
    case .date: "in order of the attribute \(dateAttribute)"
    case .given: "in the order given"
    case .name(let undated):
      "in order of names, since \(undated.count) of \(Count.of(events.events.count, "event")) have "
        + "no \(dateAttribute) (--order gives another)"
    }
  }

  private var guestNotes: [String] {
    switch guest {
    case .failure(let problem):
      return ["no ratio: \(Wording.words(problem)); choose smaller --base and --run"]
    case .success(let guest):
      var notes = [
        "base: \(guest.baseCodes) codes in the first \(guest.base) events; "
          + "% of base: new codes in the \(Count.of(guest.run, "event")) from there on"
      ]
      if guest.base < 4 {
        notes.append(
          isOwnBase
            ? "a base of 4 to 6 events is recommended"
            : "a base of 4 to 6 events is recommended; there are only "
              + Count.of(events.events.count, "event"))
      }
      for threshold in Self.thresholds {
        let percent = Int(threshold * 100)
        notes.append(
          guest.reached(at: threshold).map {
            "at most \(percent) %: reached at \($0)\(Self.superscript(guest.run))"
          } ?? "at most \(percent) %: not reached")
      }
      return notes
    }
  }

  private var orderNotes: [String] {
    var notes = ["median, from, to: codes met by then, in \(orderLabel), 95 % of them"]
    guard case .success = guest else { return notes }
    for reached in orders.reached {
      let percent = Int(reached.threshold * 100)
      let at = reached.median.map { ", at \(Self.decimal($0)) in the median" } ?? ""
      notes.append(
        "at most \(percent) % is reached in \(Count.grouped(reached.orders)) of "
          + "\(Count.of(orders.orders, "order"))\(at)")
    }
    return notes
  }

  private static func decimal(_ value: Double) -> String {
    let tenths = Int((min(max(value, -1e9), 1e9) * 10).rounded())
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
  }

  /// `⁺²`.
  private static func superscript(_ number: Int) -> String {
    let digits = Array("⁰¹²³⁴⁵⁶⁷⁸⁹")
    return "⁺" + String(String(number).compactMap(\.wholeNumberValue).map { digits[$0] })
  }
}
