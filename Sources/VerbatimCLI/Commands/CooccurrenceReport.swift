import VerbatimExtract
import VerbatimReport
import VerbatimStatistics

/// Co-occurrences as a table: pairs, then larger combinations.
struct CooccurrenceReport {
  /// In normal form, in the order in which they were given.
  let queries: [String]
  let within: String?
  let found: Cooccurrences

  private static let shown: [AssociationMeasure] = [.logLikelihood, .dice]
  private static let hidden = AssociationMeasure.allCases.filter {
    !shown.contains($0) && $0 != .mutualInformation
  }

  private var isOfPeople: Bool { found.unit == .participant }

  var table: Table {
    var table = Table(
      title: "together in one \(found.unit.rawValue)",
      columns: [
        .init("queries", "queries"), .init("size", "size", .number, isDataOnly: true),
        .init("together", found.unit.rawValue + "s", .number),
        .init("expected", "expected", .number),
        .init("mi", "MI", .number),
      ])
    table.columns += Self.shown.map { .init($0.rawValue, $0.name, .number) }
    table.columns += Self.hidden.map { .init($0.rawValue, $0.name, .number, isDataOnly: true) }
    table.columns.append(.init("sessions", "sessions", .share))
    if !isOfPeople { table.columns.append(.init("participants", "participants", .share)) }
    table.columns.append(.init("examples", "look at"))
    table.rows = found.combinations.map(row)
    table.notes = notes
    table.caption = caption
    return table
  }

  private func row(_ combination: Cooccurrences.Combination) -> [Table.Cell] {
    var cells: [Table.Cell] = [
      .text(combination.members.map { queries[$0] }.joined(separator: "  +  ")),
      .integer(combination.members.count), .integer(combination.together),
      .number(combination.expected), cell(combination.information),
    ]
    for measure in Self.shown + Self.hidden {
      cells.append(combination.pair.map { cell($0.score(measure)) } ?? .none)
    }
    cells.append(.share(combination.sessions, of: found.sessionCount))
    if !isOfPeople { cells.append(.share(combination.people, of: found.peopleTotal)) }
    cells.append(combination.examples.isEmpty ? .none : .list(combination.examples))
    return cells
  }

  private func cell(_ score: Score) -> Table.Cell {
    guard case .value(let value) = score else { return .score(score, places: 2) }
    return .number(value)
  }

  private var notes: [String] {
    guard let best = found.combinations.first(where: { $0.together > 0 }) else {
      return ["nothing comes together; next: --per exchange or --per session"]
    }
    switch found.unit {
    case .turn:
      let query = best.members.map { "(\(queries[$0]))" }.joined(separator: " ")
      return ["next: verbatim search '\(query)'"]
    default: return []
    }
  }

  private var caption: TableCaption {
    var caption = TableCaption()
    for (number, query) in queries.enumerated() {
      caption.add(
        "query_\(number + 1)", query,
        "\(Count.of(found.unitsOfQuery[number], found.unit.rawValue)) "
          + "of \(Count.grouped(found.unitCount))")
    }
    caption.add("unit", "unit", unit)
    caption.add(
      "corpus", "N",
      .parts([
        .init("units", found.unit.rawValue + "s", .integer(found.unitCount)),
        .init("sessions", "sessions", .integer(found.sessionCount)),
        .init("participants", "participants", .integer(found.peopleTotal)),
      ]))
    caption.add("filter", "counted in", within ?? "all turns")
    caption.add("expected", "expected", "N · Π share, if none had to do with another")
    caption.add(
      "variant", "measures",
      .list(
        ["MI = log2(observed/expected)"]
          + Self.shown.map { "\($0.name) = \($0.formula)" } + [
            "of 2 × 2 tables of units, pairs alone"
          ]))
    caption.addVersion()
    return caption
  }

  private var unit: String {
    switch found.unit {
    case .turn: "a turn that every query finds"
    case .exchange:
      "from a moderator's turn to the next; a query occurs where it finds a turn of it"
    case .session: "a session; a query occurs where it finds a turn of it"
    case .participant: "everybody who speaks; a query occurs where it finds one of their turns"
    }
  }
}
