import VerbatimExtract
import VerbatimQuery
import VerbatimReport
import VerbatimStatistics

/// Collocates as a table, with everything that was counted.
struct CollocateReport {
  let node: String
  let request: CollocateRequest
  let measures: [AssociationMeasure]
  let found: Collocates
  /// The pattern of collocates as typed.
  let restricted: String?

  var table: Table {
    var table = Table(title: "collocates of \(node)", columns: columns)
    table.rows = found.rows.map(row)
    table.notes = notes
    table.caption = caption
    return table
  }

  private var columns: [Table.Column] {
    var columns: [Table.Column] = [
      .init("collocate", "collocate"), .init("kind", "kind", isDataOnly: true),
      .init("together", "together", .number), .init("expected", "expected", .number),
      .init("frequency", "frequency", .number),
    ]
    columns += shown.map { .init($0.rawValue, $0.name, .number) }
    columns += hidden.map { .init($0.rawValue, $0.name, .number, isDataOnly: true) }
    return columns + [
      .init("sessions", "sessions", .share), .init("participants", "participants", .share),
      .init("without_value", "without value", isDataOnly: true),
    ]
  }

  /// Asked for, and the one that orders.
  private var shown: [AssociationMeasure] {
    if case .measure(let measure) = request.order.key, !measures.contains(measure) {
      return [measure] + measures
    }
    return measures
  }

  private var hidden: [AssociationMeasure] {
    AssociationMeasure.allCases.filter { !shown.contains($0) }
  }

  private func row(_ row: Collocates.Row) -> [Table.Cell] {
    var refused: [String] = []
    let scores = (shown + hidden).map { measure -> Table.Cell in
      let score = row.score(measure)
      if let refusal = score.refusal {
        refused.append("\(measure.rawValue): \(Wording.words(refusal))")
      }
      guard case .value(let value) = score else { return .score(score, places: 2) }
      return .number(value)
    }
    let expected = row.windows.expected
    let cells: [Table.Cell] = [
      .text(row.form), .text(row.kind.word), .integer(row.together),
      expected.isFinite ? .number(expected) : .undefined("–"), .integer(row.frequency),
    ]
    return cells + scores + [
      .share(row.sessions, of: found.sessionTotal), .share(row.people, of: found.peopleTotal),
      refused.isEmpty ? .none : .list(refused),
    ]
  }

  private var notes: [String] {
    var notes: [String] = []
    if found.rows.count < found.rowCount {
      notes.append(
        "\(found.rows.count) of \(Count.of(found.rowCount, "collocate")): "
          + "--limit \(min(found.rowCount, max(2 * found.rows.count, 20))) for more")
    }
    if found.placelessCount > 0 {
      notes.append(
        "\(Count.of(found.placelessCount, "hit")) with no place in the turn left aside")
    }
    return notes
  }

  private var caption: TableCaption {
    var caption = TableCaption()
    caption.add("node", "node", node)
    caption.add(
      "node_counts", "occurrences",
      .parts([
        .init("occurrences", "hits", .integer(found.nodeCount)),
        .init("sessions", "sessions", .integer(found.nodeSessions)),
        .init("participants", "participants", .integer(found.nodePeople)),
      ]))
    caption.add(
      "window", "window",
      .parts([
        .init("left", "left", .integer(request.left)),
        .init("right", "right", .integer(request.right)),
        .init("clipped_at", "clipped at", .text("turns")),
        .init("overlap", "overlapping windows:", .text("a token counts in each")),
      ]))
    caption.add(
      "window_tokens", "W",
      .parts([.init("tokens", "tokens in all windows", .integer(found.countedWindowTokens))]))
    caption.add(
      "corpus", "N",
      .parts([
        .init("tokens", "tokens", .integer(found.tokenCount)),
        .init("turns", "turns", .integer(found.turnCount)),
        .init("sessions", "sessions", .integer(found.sessionTotal)),
        .init("participants", "participants", .integer(found.peopleTotal)),
      ]))
    caption.add("filter", "counted in", request.within?.normalForm ?? "all turns")
    if let restricted { caption.add("collocate", "only like", restricted) }
    caption.add(
      "minimum", "at least",
      .parts([
        .init("together", "together", .integer(request.leastTogether)),
        .init("frequency", "occurrences", .integer(request.leastFrequency)),
      ]))
    caption.add("expected", "expected", "E11 = W·f(collocate)/N")
    caption.add("variant", "measures", .list(shown.map(variant)))
    caption.add("order", "order", order)
    caption.add(request.forms)
    caption.addVersion()
    return caption
  }

  private func variant(_ measure: AssociationMeasure) -> String {
    switch measure {
    case .dice, .logDice:
      "\(measure.name) = \(measure.formula), 1 the node, 2 the collocate"
    default: "\(measure.name) = \(measure.formula)"
    }
  }

  private var order: String {
    let direction = request.order.isReversed ? "lowest first" : "highest first"
    switch request.order.key {
    case .measure(let measure):
      let sign = measure.isSigned ? "; below 0 is less often than expected" : ""
      return "\(measure.name), \(direction)\(sign)"
    case .together: return "together, \(direction)"
    case .frequency: return "frequency, \(direction)"
    case .sessions: return "sessions, \(direction)"
    case .people: return "participants, \(direction)"
    case .form: return request.order.isReversed ? "form, descending" : "form, ascending"
    }
  }

  /// Why there is no row, with the next step.
  var emptyReason: String {
    if found.nodeCount == 0 { return "nothing matches \(node), so nothing stands around it" }
    if found.formCount == 0 { return "the hits stand alone in their turns" }
    return
      "no collocate reaches the minimums (\(Count.of(found.formCount, "form")) in the windows); "
      + "next: --min-together 1"
  }
}
