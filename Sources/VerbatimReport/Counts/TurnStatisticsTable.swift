import VerbatimExtract
import VerbatimStatistics

/// Turns and words as a table.
extension TurnStatistics {
  /// - Parameter hasNotes: whether what is counted over all rows stands below.
  public func table(filter: String?, hasNotes: Bool) -> Table {
    var table = Table(columns: columns)
    table.rows = rows.map(cells)
    guard hasNotes else { return table }
    table.notes = [giniNote]
    table.caption.add(
      "sizes", "of",
      .parts([
        .init("turns", "turns", .integer(words.count)),
        .init("words", "words", .integer(words.sum)),
        .init("sessions", "sessions", .integer(sessionCount)),
      ]))
    if case .success(let value) = gini.value {
      table.caption.add("gini", "Gini", .decimal(value, places: 4))
    }
    table.caption.add(
      "participants", "participants",
      .parts([
        .init("all", "in these sessions", .integer(participants)),
        .init("silent", "without a word", .integer(silent)),
      ]))
    table.caption.add("filter", "counted in", filter ?? "all turns")
    return table
  }

  private var giniNote: String {
    switch gini.value {
    case .success:
      "Gini of words over participants: \u{3A3}\u{3A3}|x\u{1D62} \u{2212} x\u{2C7C}| / (2n\u{B2}\u{3BC}); "
        + "0 where all say as much, towards 1 where one says all; those who are silent count"
    case .failure(.nobody): "no Gini of words, since there are no participants"
    case .failure(.nothingToShare): "no Gini of words, since no participant says any"
    }
  }

  private var columns: [Table.Column] {
    let counts: [Table.Column] = [
      .init("turns", "turns", .number), .init("words", "words", .number),
    ]
    let lengths: [Table.Column] = [
      .init("percent", "% of words", .number), .init("mean", "words a turn", .number),
      .init("median", "median", .number), .init("longest", "longest", .number),
      .init("longest_turn", "which is"),
    ]
    let speakers = Table.Column("speakers", "speakers", .number)
    switch key {
    case .session:
      return [
        .init("session", "session"), .init("group", "group"), .init("path", "file"),
        .init("sha256", "sha256", isDataOnly: true),
      ] + counts + [speakers]
    case .speaker:
      return [
        .init("speaker", "speaker"), .init("session", "session"), .init("group", "group"),
        .init("role", "role"),
      ] + counts + lengths
    case .group, .role:
      return [.init(key.rawValue, key.rawValue), .init("sessions", "sessions", .number)] + counts
        + [speakers] + lengths + [.init("gini", "Gini", .number)]
    }
  }

  private func cells(_ row: Row) -> [Table.Cell] {
    func text(_ value: String?) -> Table.Cell { value.map(Table.Cell.text) ?? .none }
    let counts: [Table.Cell] = [.integer(row.words.count), .integer(row.words.sum)]
    let lengths: [Table.Cell] = [
      .percent(row.words.sum, of: words.sum), Self.decimal(row.words.mean),
      Self.decimal(row.words.median), row.words.greatest.map(Table.Cell.integer) ?? .none,
      text(row.longestTurn),
    ]
    let speakers = Table.Cell.integer(row.speakerCount)
    switch key {
    case .session:
      return [.text(row.name), text(row.group), text(row.path), text(row.sha256)] + counts
        + [speakers]
    case .speaker:
      return [.text(row.name), text(row.session), text(row.group), text(row.role)] + counts
        + lengths
    case .group, .role:
      var gini = Table.Cell.undefined("–")
      if case .success(let value)? = row.gini?.value { gini = .decimal(value, places: 4) }
      return [.text(row.name), .integer(row.sessionCount)] + counts + [speakers] + lengths + [gini]
    }
  }

  private static func decimal(_ value: Double?) -> Table.Cell {
    value.map { .decimal($0, places: 1) } ?? .none
  }
}
