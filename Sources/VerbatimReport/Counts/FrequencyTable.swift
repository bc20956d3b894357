import VerbatimExtract

/// Frequency lists as tables.
extension FrequencyList {
  /// - Parameter heading: of the first column: `form`, `type`.
  public func table(heading: String, _ counted: CountedBy) -> Table {
    var table = Table(
      columns: [.init(heading, heading), .init("count", "count", .number), .rate(per: counted.per)]
        + Table.Column.spread)
    table.rows = rows.map { row in
      [
        .text(row.form), .integer(row.count),
        .rate(row.count, of: tokenCount, per: counted.per),
      ] + row.spread.cells(sessions: sessionTotal, participants: participantTotal)
    }
    counted.addForms(to: &table.caption)
    table.caption.add(
      "sizes", "of",
      .parts([
        .init("tokens", "tokens", .integer(tokenCount)),
        .init("forms", "different forms", .integer(formCount)),
        .init("once", "of them once", .integer(onceCount)),
        .init("turns", "turns", .integer(turnCount)),
      ]))
    addShown(rows.count, rowCount, counted, to: &table)
    counted.addRest(to: &table.caption)
    return table
  }
}

extension MatchFrequencies {
  public func table(query: String, _ counted: CountedBy) -> Table {
    var table = Table(
      columns: [
        .init("match", "match"), .init("count", "count", .number),
        .init("percent", "% of hits", .number), .rate(per: counted.per),
      ] + Table.Column.spread)
    table.rows = rows.map { row in
      [
        .text(row.form), .integer(row.count), .percent(row.count, of: hitCount),
        .rate(row.count, of: tokenCount, per: counted.per),
      ] + row.spread.cells(sessions: sessionTotal, participants: participantTotal)
    }
    table.caption.add("query", "matches of", query)
    counted.addForms(to: &table.caption)
    table.caption.add(
      "sizes", "of",
      .parts([
        .init("hits", "hits", .integer(hitCount)),
        .init("forms", "different matches", .integer(formCount)),
        .init("once", "of them once", .integer(onceCount)),
        .init("tokens", "tokens", .integer(tokenCount)),
      ]))
    addShown(rows.count, rowCount, counted, to: &table)
    counted.addRest(to: &table.caption)
    return table
  }
}

/// How many rows there are, and what to do to see the rest.
func addShown(_ shown: Int, _ all: Int, _ counted: CountedBy, to table: inout Table) {
  table.caption.add(
    "rows", "shown",
    .parts([
      .init("shown", "rows", .integer(shown)), .init("all", "in all", .integer(all)),
    ]))
  if shown < all, let hint = counted.hint { table.notes.append(hint) }
}
