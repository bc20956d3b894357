import VerbatimExtract

/// Recurring sequences as a table.
extension NGramList {
  public func table(_ request: NGramRequest, node: String?, _ counted: CountedBy) -> Table {
    let hasLengths = request.length.count > 1
    var columns: [Table.Column] = [.init("ngram", "sequence")]
    if hasLengths { columns.append(.init("n", "n", .number)) }
    columns += [.init("count", "count", .number), .rate(per: counted.per)]
    columns += Table.Column.spread
    if request.gaps > 0 { columns.append(.init("variants", "variants", .number)) }
    var table = Table(columns: columns)
    table.rows = rows.map { row in
      var cells: [Table.Cell] = [.text(row.text)]
      if hasLengths { cells.append(.integer(row.forms.count)) }
      cells += [.integer(row.count), .rate(row.count, of: tokenCount, per: counted.per)]
      cells += row.spread.cells(sessions: sessionTotal, participants: participantTotal)
      if request.gaps > 0 { cells.append(.integer(row.variants)) }
      return cells
    }
    addCaption(request, node, counted, to: &table)
    return table
  }

  private func addCaption(
    _ request: NGramRequest, _ node: String?, _ counted: CountedBy, to table: inout Table
  ) {
    let length = request.length
    var variant =
      length.count == 1
      ? "\(length.lowerBound) tokens" : "\(length.lowerBound) to \(length.upperBound) tokens"
    variant += " of one turn, nothing left out between them"
    if request.gaps > 0 {
      variant += ", \(request.gaps) of them any (*), never the first or the last"
    }
    table.caption.add("sequences", "sequences", variant)
    if let node {
      table.caption.add("with", "holding", node)
      table.caption.add("nodes", "its hits", nodeCount ?? 0)
    }
    counted.addForms(to: &table.caption)
    var sizes: [TableCaption.Line] = [
      .init("tokens", "tokens", .integer(tokenCount)),
      .init("turns", "turns", .integer(turnCount)),
    ]
    if node == nil {
      sizes += placeCounts.map {
        .init("places_\($0.length)", "places of \($0.length)", .integer($0.count))
      }
    }
    table.caption.add("sizes", "of", .parts(sizes))
    addShown(rows.count, rowCount, counted, to: &table)
    counted.addRest(to: &table.caption)
  }
}
