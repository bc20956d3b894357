import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStatistics
import VerbatimStudy

/// The agreement of coders as a table: few figures for people, all of them for programs.
struct AgreementTable {
  private let agreement: CoderAgreement
  private let index: Index
  private let query: String?

  init(_ agreement: CoderAgreement, _ index: Index, query: String?) {
    self.agreement = agreement
    self.index = index
    self.query = query
  }

  private var isPair: Bool { agreement.coders.count == 2 }
  private var all: UInt32 {
    agreement.coders.count >= 32 ? .max : 1 << UInt32(agreement.coders.count) - 1
  }

  var table: Table {
    let rows = self.rows
    return Table(
      title: title, columns: columns, rows: rows.map(cells), notes: scope + figures(rows))
  }

  /// The coefficients as they stand in the table, with the bounds that Krippendorff (2004) draws: from
  /// 0.667 on for tentative conclusions, from 0.8 on for others.
  var chart: SVGIntervalChart {
    SVGIntervalChart(
      title: title, scaleLabel: "Krippendorff's α with 95 % of resamples",
      rows: rows.map { row in
        var interval: ClosedRange<Double>?
        if case .success(let found) = row.row.intervals.alpha {
          interval = found.lower...found.upper
        }
        let label = "\(row.path) \(row.name)"
        return switch AgreementFigures(row.row, isPair: isPair).alpha {
        case .success(let value): .init(label, value: value, interval: interval)
        case .failure(let problem): .init(label, value: nil, remark: Wording.words(problem))
        }
      }, marks: [(0.667, "0.667"), (0.8, "0.8")])
  }

  private var title: String {
    "Agreement of \(agreement.coders.joined(separator: ", ")) by \(agreement.request.unit)"
  }

  private var rows: [Row] {
    var rows = agreement.rows.map {
      Row(path: $0.theme?.path ?? "", name: $0.theme?.name ?? "", $0)
    }
    if let pooled = agreement.pooled {
      rows.append(Row(path: "all", name: "pooled over \(rows.count) themes", pooled))
    }
    return rows
  }

  private struct Row {
    var path: String
    var name: String
    var row: CoderAgreement.Row

    init(path: String, name: String, _ row: CoderAgreement.Row) {
      self.path = path
      self.name = name
      self.row = row
    }
  }

  private var columns: [Table.Column] {
    var columns: [Table.Column] = [
      .init("id", "id", isDataOnly: true), .init("path", "path"), .init("name", "theme"),
      .init("units", "units", .number, isDataOnly: true),
    ]
    columns.append(.init("all", isPair ? "both" : "all", .number))
    if isPair {
      columns += agreement.coders.map { .init("only_\($0)", $0, .number) }
    } else {
      columns.append(.init("some", "some", .number))
    }
    columns += [
      .init("none", "none", .number), .init("percent", "%", .number),
      .init("positive", "+", .number), .init("negative", "−", .number),
    ]
    let kappa = isPair ? "kappa" : "fleiss"
    columns += [
      .init(kappa, "κ", .number), .init("alpha", "α", .number), .init("alpha_low", "from", .number),
      .init("alpha_high", "to", .number), .init("ac1", "AC1", .number),
      .init("alpha_u", "α_U", .number),
    ]
    return columns + Self.dataColumns.map { .init($0, $0, .number, isDataOnly: true) }
      + [.init("undefined", "undefined", isDataOnly: true)]
  }

  private static let dataColumns = [
    "prevalence", "percent_low", "percent_high", "kappa_low", "kappa_high", "kappa_max",
    "kappa_se", "scott_pi", "bennett_s", "fleiss_kappa", "alpha_do", "alpha_de", "ac1_low",
    "ac1_high", "alpha_u_do", "alpha_u_de", "span_exact_precision", "span_exact_recall",
    "span_exact_f1", "span_overlap_precision", "span_overlap_recall", "span_overlap_f1",
  ]

  private func cells(_ row: Row) -> [Table.Cell] {
    let ratings = row.row.ratings
    let patterns = row.row.patterns
    let both = patterns[all] ?? 0
    let none = patterns[0] ?? 0
    var cells: [Table.Cell] = [
      row.row.theme.map { .text($0.id) } ?? .none, .text(row.path), .text(row.name),
      .integer(ratings.units), .integer(both),
    ]
    if isPair {
      cells += [UInt32(1), 2].map { .integer(patterns[$0] ?? 0) }
    } else {
      cells.append(.integer(ratings.units - both - none))
    }
    cells.append(.integer(none))
    let figures = AgreementFigures(row.row, isPair: isPair)
    cells.append(Self.cell(figures.percent.map { 100 * $0 }, places: 1))
    cells += [figures.positive, figures.negative, figures.kappa, figures.alpha].map {
      Self.cell($0)
    }
    cells += Self.cells(row.row.intervals.alpha)
    cells += [figures.ac1, figures.alphaU].map { Self.cell($0) }
    cells.append(Self.cell(ratings.prevalence(of: 1)))
    cells += Self.cells(row.row.intervals.percent, scale: 100)
    cells += Self.cells(row.row.intervals.kappa)
    let cohen = ratings.cohenKappa()
    cells += [
      cohen.map(\.maximum), cohen.map(\.standardError), ratings.scottPi(), ratings.bennettS(),
      ratings.fleissKappa().map(\.value),
      ratings.krippendorffAlpha().map(\.observedDisagreement),
      ratings.krippendorffAlpha().map(\.expectedDisagreement),
    ].map { Self.cell($0) }
    cells += Self.cells(row.row.intervals.ac1)
    let (exact, overlap) = (row.row.exact, row.row.overlap)
    cells += [
      row.row.alphaU.map(\.observedDisagreement), row.row.alphaU.map(\.expectedDisagreement),
      exact.precision, exact.recall, exact.f1, overlap.precision, overlap.recall, overlap.f1,
    ].map { Self.cell($0) }
    let undefined = figures.undefined
    cells.append(
      undefined.isEmpty
        ? .none : .list(undefined.map { "\($0.key): \(Wording.words($0.problem))" }))
    return cells
  }

  static func cell(_ result: AgreementResult, places: Int = 3) -> Table.Cell {
    guard case .success(let value) = result else { return .none }
    return .decimal(value, places: places)
  }

  private static func cells(
    _ interval: CoderAgreement.Intervals.Interval, scale: Double = 1
  ) -> [Table.Cell] {
    guard case .success(let interval) = interval else { return [.none, .none] }
    return [
      .decimal(scale * interval.lower, places: 3), .decimal(scale * interval.upper, places: 3),
    ]
  }

  // MARK: What was counted

  /// Who, where and what.
  var scope: [String] {
    let request = agreement.request
    let plural = agreement.unitCount == 1 ? "" : "s"
    var units = "\(Count.grouped(agreement.unitCount)) \(request.unit)\(plural)"
    if request.unit != .turn { units += " of \(Count.of(agreement.turnCount, "turn"))" }
    let kind = query.map { "turns that match \($0)" } ?? "turns with words by participants"
    var notes = [
      "\(Count.of(agreement.coders.count, "coder")): \(agreement.coders.joined(separator: ", ")); "
        + "\(units), \(agreement.sessions.count) of \(Count.of(index.sessionCount, "session")): "
        + "\(kind), in sessions where all of them coded"
    ]
    if !agreement.sessionsLeftOut.isEmpty, request.sessions == nil {
      notes.append(
        "left out, since not all of them coded there: "
          + agreement.sessionsLeftOut.joined(separator: ", "))
    }
    if agreement.codingsLeftOut > 0 {
      notes.append(
        "\(Count.of(agreement.codingsLeftOut, "coding")) by them on other turns left out (--in '*' "
          + "takes every turn)")
    }
    notes.append(
      request.countsBelow
        ? "a coding counts for its theme and those above"
        : "a coding counts for its own theme only (--below: for those above too)")
    if agreement.unusedThemes > 0 {
      notes.append("\(Count.of(agreement.unusedThemes, "theme")) used by nobody left out")
    }
    return notes
  }

  private func figures(_ rows: [Row]) -> [String] {
    let bootstrap = agreement.request.bootstrap
    var notes = [
      "+ and − are agreement on coding and on not coding; κ is "
        + (isPair ? "Cohen's" : "Fleiss'")
        + ", α Krippendorff's (nominal), AC1 Gwet's; α_U compares stretches, in words",
      "from, to: 95 % of α in \(Count.grouped(bootstrap.resamples)) resamples of turns, seed "
        + "\(bootstrap.seed) (percentile bootstrap); \(VerbatimCommand.version)",
    ]
    var reasons: [(reason: String, places: [String])] = []
    for row in rows {
      for (key, problem) in AgreementFigures(row.row, isPair: isPair).undefined {
        let reason = Wording.words(problem)
        if let known = reasons.firstIndex(where: { $0.reason == reason }) {
          reasons[known].places.append("\(key) of \(row.path)")
        } else {
          reasons.append((reason, ["\(key) of \(row.path)"]))
        }
      }
    }
    for (reason, places) in reasons {
      notes.append("no value: \(places.joined(separator: ", ")): \(reason)")
    }
    return notes
  }
}

/// The figures that people see, with those that have no value.
private struct AgreementFigures {
  var percent: AgreementResult
  var positive: AgreementResult
  var negative: AgreementResult
  var kappa: AgreementResult
  var alpha: AgreementResult
  var ac1: AgreementResult
  var alphaU: AgreementResult

  init(_ row: CoderAgreement.Row, isPair: Bool) {
    let ratings = row.ratings
    percent = ratings.percentAgreement()
    positive = ratings.specificAgreement(on: 1)
    negative = ratings.specificAgreement(on: 0)
    kappa = isPair ? ratings.cohenKappa().map(\.value) : ratings.fleissKappa().map(\.value)
    alpha = ratings.krippendorffAlpha().map(\.value)
    ac1 = ratings.gwetAC1()
    alphaU = row.alphaU.map(\.value)
  }

  var undefined: [(key: String, problem: AgreementProblem)] {
    let all = [
      ("percent", percent), ("positive", positive), ("negative", negative), ("kappa", kappa),
      ("alpha", alpha), ("ac1", ac1), ("alpha_u", alphaU),
    ]
    return all.compactMap { key, result in
      guard case .failure(let problem) = result else { return nil }
      return (key, problem)
    }
  }
}
