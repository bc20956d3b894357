import VerbatimExtract
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics

/// Key words as tables: the two directions apart for people, one table for programs.
struct KeynessReport {
  let first: String
  let second: String
  let request: KeynessRequest
  let found: Keyness
  /// One table for people too: a page holds one.
  var isOnePage = false

  /// The side that has no token.
  var emptySide: String? {
    if found.first.tokens == 0 { return first }
    return found.second.tokens == 0 ? second : nil
  }

  /// One a direction; the last one has the caption.
  var tables: [Table] {
    var over = Table(
      title: "more in \(first) than in \(second)", columns: columns,
      rows: found.overused.map { row($0, "over") })
    over.notes = left(found.overused.count, found.overusedCount)
    var under = Table(
      title: "less in \(first) than in \(second)", columns: columns,
      rows: found.underused.map { row($0, "under") })
    under.notes = left(found.underused.count, found.underusedCount) + notes
    under.caption = caption(of: measures)
    return [over, under]
  }

  var table: Table {
    Table(
      title: "\(first) against \(second)", columns: columns,
      rows: found.overused.map { row($0, "over") } + found.underused.map { row($0, "under") },
      notes: notes, caption: caption(of: measures + hidden))
  }

  private var measures: [KeynessMeasure] {
    let usual: [KeynessMeasure] = [.logLikelihood, .logRatio]
    return usual.contains(request.order) ? usual : [request.order] + usual
  }

  private var hidden: [KeynessMeasure] {
    KeynessMeasure.allCases.filter { !measures.contains($0) }
  }

  private var columns: [Table.Column] {
    var columns: [Table.Column] = [
      .init("form", "form"), .init("kind", "kind", isDataOnly: true),
      .init("direction", "direction", isDataOnly: !isOnePage),
      .init("first", "1st", .number), .init("second", "2nd", .number),
      .init("first_per_10000", "1st/10,000", .number),
      .init("second_per_10000", "2nd/10,000", .number),
    ]
    columns += measures.map { .init($0.rawValue, $0.name, .number) }
    columns += hidden.map { .init($0.rawValue, $0.name, .number, isDataOnly: true) }
    columns.append(.init("p", "p", .number, isDataOnly: true))
    for (id, title) in [("first", "1st"), ("second", "2nd")] {
      columns.append(.init(id + "_sessions", title + " sessions", .share))
      columns.append(.init(id + "_speakers", title + " speakers", .share))
    }
    return columns + [.init("without_value", "without value", isDataOnly: true)]
  }

  private func row(_ row: Keyness.Row, _ direction: String) -> [Table.Cell] {
    var refused: [String] = []
    let scores = (measures + hidden).map { measure -> Table.Cell in
      let score = row.table.score(measure, smoothing: request.smoothing)
      if let refusal = score.refusal {
        refused.append("\(measure.rawValue): \(Wording.words(refusal))")
      }
      guard case .value(let value) = score else { return .score(score, places: 2) }
      return .number(value)
    }
    let probability = row.table.logLikelihood.value.flatMap(ChiSquare.probability)
    let cells: [Table.Cell] = [
      .text(row.form), .text(row.kind.word), .text(direction), .integer(row.first.count),
      .integer(row.second.count), share(row.first.count, found.first.tokens),
      share(row.second.count, found.second.tokens),
    ]
    return cells + scores + [
      probability.map { .decimal($0, places: 9) } ?? .none,
      .share(row.first.sessions, of: found.first.sessions),
      .share(row.first.people, of: found.first.speakers),
      .share(row.second.sessions, of: found.second.sessions),
      .share(row.second.people, of: found.second.speakers),
      refused.isEmpty ? .none : .list(refused),
    ]
  }

  private func share(_ count: Int, _ tokens: Int) -> Table.Cell {
    tokens == 0 ? .undefined("–") : .number(Double(count) / Double(tokens) * 10_000)
  }

  private func left(_ shown: Int, _ all: Int) -> [String] {
    shown < all
      ? ["\(shown) of \(Count.grouped(all)): --limit \(min(all, max(2 * shown, 20))) for more"] : []
  }

  private var notes: [String] {
    found.sharedTurns > 0
      ? ["\(Count.of(found.sharedTurns, "turn")) in both: the sides overlap, so no test is exact"]
      : []
  }

  /// - Parameter variants: the measures whose formulas are given.
  private func caption(of variants: [KeynessMeasure]) -> TableCaption {
    var caption = TableCaption()
    caption.add("first", "1st", side(first, found.first))
    caption.add("second", "2nd", side(second, found.second))
    caption.add("shared_turns", "turns in both", found.sharedTurns)
    caption.add("unit", "counted", "whole turns, also where a theme is on a part of one")
    caption.add("filter", "counted in", request.within?.normalForm ?? "all turns")
    caption.add(
      "minimum", "at least",
      .parts([.init("frequency", "occurrences on one side", .integer(request.leastFrequency))]))
    caption.add("variant", "measures", .list(variants.map(variant)))
    caption.add("order", "order", order)
    caption.add("test", "test", ChiSquare.testName)
    caption.add("tests", "tests", found.testCount)
    for (id, probability) in [("critical_05", 0.05), ("critical_01", 0.01)] {
      if let critical = ChiSquare.bonferroniCriticalValue(
        probability: probability, tests: found.testCount)
      {
        caption.add(
          id, "G² for p < \(probability) of all tests (Bonferroni)",
          .decimal(critical, places: 2))
      }
    }
    if let probability = request.probability {
      caption.add("significant", "only p <", .decimal(probability, places: 9))
    }
    caption.add(request.forms)
    caption.addVersion()
    return caption
  }

  private func variant(_ measure: KeynessMeasure) -> String {
    let k = measure == .simpleMaths ? ", k = \(request.smoothing)" : ""
    return "\(measure.name) = \(measure.formula)\(k)"
  }

  private var order: String {
    request.order.isDirected
      ? "\(request.order.name), highest first; below, lowest first"
      : "\(request.order.name), highest first in each direction"
  }

  private func side(_ name: String, _ size: Keyness.Size) -> TableCaption.Value {
    .parts([
      .init("query", "", .text(name)), .init("tokens", "tokens", .integer(size.tokens)),
      .init("forms", "forms", .integer(size.forms)),
      .init("turns", "turns", .integer(size.turns)),
      .init("sessions", "sessions", .integer(size.sessions)),
      .init("speakers", "speakers", .integer(size.speakers)),
    ])
  }
}
