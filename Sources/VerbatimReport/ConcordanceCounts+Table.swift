import VerbatimExtract

extension ConcordanceCounts {
  /// A row for each combination of values.
  ///
  /// - Parameters:
  ///   - version: the program and its version.
  ///   - missing: what stands where a hit has no value; `nil` is an empty cell.
  ///   - hint: what to do to see the rows that are left out.
  public func table(version: String, missing: String? = nil, hint: String? = nil) -> Table {
    let named = keys.map { Table.Column($0.title, $0.title) }
    var table = Table(
      title: "\(title) by \(keys.map(\.title).joined(separator: ", "))",
      columns: named + [
        .init("hits", "hits", .number), .init("share", "%", .number),
        .init("sessions", "sessions", .share), .init("participants", "participants", .share),
      ])
    for row in rows {
      let share = counts.selected > 0 ? 100 * Double(row.hits) / Double(counts.selected) : 0
      table.rows.append(
        row.values.map { ($0 ?? missing).map { .text($0) } ?? .none }
          + [
            .integer(row.hits), .decimal(share, places: 1),
            .share(row.sessions, of: counts.sessionTotal),
            .share(row.participants, of: participantTotal),
          ])
    }
    var summary = counts.summary + "; \(rowTotal.grouped) row\(rowTotal == 1 ? "" : "s")"
    if rows.count < rowTotal {
      summary += ", showing \(rows.count.grouped)" + (hint.map { " — " + $0 } ?? "")
    }
    var window: [String] = []
    if keys.contains(where: \.looksBeside), case .tokens(_, let across) = request.context {
      window = ["neighbours " + (across ? "across turns" : "in the turn")]
    }
    let settings = window + request.selection(counts) + [version]
    table.notes = notes + [summary, settings.joined(separator: " · ")]
    return table
  }
}

extension ConcordanceKey {
  fileprivate var looksBeside: Bool {
    switch subject {
    case .neighbour, .left, .right: true
    case .match, .matchWord, .session, .group, .turn, .speaker, .role, .attribute: false
    }
  }
}
