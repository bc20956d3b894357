import VerbatimExtract
import VerbatimStatistics

/// Dispersion in any format: a table of the measures, and for each query one of its parts, with a bar
/// for how often and a strip for where.
public struct DispersionReport: Sendable {
  let list: DispersionList
  var rows: [DispersionList.Row] { list.rows }
  private let filter: String?
  private let per: Int
  private let version: String
  /// CSV and JSON Lines hold one table: that of the parts, or that of the measures.
  public var isOfParts = false

  static let barWidth = 10
  static let stripWidth = 40

  public init(_ list: DispersionList, filter: String?, per: Int, version: String) {
    self.list = list
    self.filter = filter
    self.per = per
    self.version = version
  }

  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    switch format {
    case .text, .md:
      for row in list.rows {
        partsTable(row).write(to: &output, as: format, terminal: terminal)
        output.write("\n")
      }
      measures.write(to: &output, as: format, terminal: terminal)
    case .csv, .jsonl:
      (isOfParts ? allParts : measures).write(to: &output, as: format, terminal: terminal)
    case .json: writeJSON(to: &output)
    case .html: writeHTML(to: &output)
    }
  }

  /// What the table says of itself, for formats that have no place for it.
  public var plainLines: [String] { caption.plainLines + notes }

  // MARK: Measures

  /// A row a query.
  var measures: Table {
    var table = Table(
      columns: [
        .init("query", "query"), .init("hits", "hits", .number), .rate(per: per),
        .init("turns", "turns", .number), .init("sessions", "sessions", .share),
        .init("participants", "participants", .share),
        .init("hits_in_parts", "in parts", .number), .init("range", "range", .share),
        .init("juilland_d", "D", .number), .init("carroll_d2", "D2", .number),
        .init("rosengren_s", "S", .number), .init("dp", "DP", .number),
        .init("dp_norm", "DPnorm", .number), .init("kl_divergence", "KLD", .number),
      ])
    table.rows = list.rows.map(cells)
    table.notes = notes
    table.caption = caption
    return table
  }

  private func cells(_ row: DispersionList.Row) -> [Table.Cell] {
    let found = row.dispersion
    var cells: [Table.Cell] = [
      .text(row.query), .integer(row.hits), .rate(row.hits, of: list.countedWords, per: per),
    ]
    cells += row.spread.cells(sessions: list.sessionTotal, participants: list.participantTotal)
    cells += [.integer(found.frequency), .share(found.range, of: found.partCount)]
    for value in Self.values(of: found) { cells.append(Self.cell(value.value)) }
    return cells
  }

  /// The measures that can be undefined, with their keys.
  static func values(of found: Dispersion) -> [(id: String, value: Dispersion.Value)] {
    [
      ("juilland_d", found.juillandD), ("carroll_d2", found.carrollD2),
      ("rosengren_s", found.rosengrenS), ("dp", found.dp), ("dp_norm", found.dpNorm),
      ("kl_divergence", found.klDivergence),
    ]
  }

  private static func cell(_ value: Dispersion.Value) -> Table.Cell {
    switch value {
    case .success(let number): .decimal(number, places: 4)
    case .failure: .undefined("–")
    }
  }

  static func words(_ undefined: Dispersion.Undefined) -> String {
    switch undefined {
    case .noParts: "no part has any words"
    case .noOccurrences: "there are no hits in any part"
    case .onePart: "there is only one part"
    }
  }

  /// Why values are missing, and what is in no part.
  private var notes: [String] {
    var notes: [String] = []
    for row in list.rows {
      var reasons: [String] = []
      for value in Self.values(of: row.dispersion) {
        guard case .failure(let reason) = value.value else { continue }
        let words = Self.words(reason)
        if !reasons.contains(words) { reasons.append(words) }
      }
      notes += reasons.map { "\(row.query): – has no value, since \($0)" }
      if row.hitsInNoPart > 0 {
        notes.append(
          "\(row.query): \(row.hitsInNoPart.grouped) of \(row.hits.grouped) hits are in turns "
            + "without a \(list.key.word) and left out")
      }
    }
    if list.partsOverlap {
      notes.append("a turn that belongs to several parts counts in each of them")
    }
    return notes
  }

  private var caption: TableCaption {
    var caption = TableCaption()
    caption.add(
      "measures", "measures",
      "Juilland's D of relative frequencies, Carroll's D2, Rosengren's S (1 is even); "
        + "DP, DPnorm, Kullback-Leibler divergence in bits (0 is even)")
    caption.add("over", "over", list.key.word)
    caption.add(
      "sizes", "of",
      .parts([
        .init("parts", "parts with words", .integer(list.rows.first?.parts.count ?? 0)),
        .init("words", "words", .integer(list.countedWords)),
        .init("words_in_parts", "words in parts", .integer(list.words)),
        .init("words_in_no_part", "in none", .integer(list.wordsInNoPart)),
      ]))
    caption.add("filter", "counted in", filter ?? "all turns")
    caption.add("per", "rates per", per)
    caption.add("version", "version", version)
    return caption
  }

  // MARK: Parts

  private var partColumns: [Table.Column] {
    [
      .init("part", list.key.word), .init("words", "words", .number),
      .init("hits", "hits", .number), .rate(per: per),
    ]
  }

  private func partCells(_ part: DispersionList.Part) -> [Table.Cell] {
    [
      .text(part.name), .integer(part.words), .integer(part.hits),
      .rate(part.hits, of: part.words, per: per),
    ]
  }

  /// A row a part of a query, with its bar and its strip.
  func partsTable(_ row: DispersionList.Row, hasDrawings: Bool = true) -> Table {
    var table = Table(title: row.query, columns: partColumns)
    if hasDrawings {
      table.columns += [.init("bar", ""), .init("where", "from beginning to end")]
    }
    func rate(_ part: DispersionList.Part) -> Double { Double(part.hits) / Double(part.words) }
    let most = row.parts.map(rate).max() ?? 0
    table.rows = row.parts.map { part in
      var cells = partCells(part)
      if hasDrawings {
        cells.append(.text(Sparks.bar(rate(part), of: most, width: Self.barWidth)))
        cells.append(
          .text(Sparks.strip(part.offsets, length: part.words, width: Self.stripWidth)))
      }
      return cells
    }
    return table
  }

  /// A row a query and part.
  private var allParts: Table {
    var table = Table(columns: [.init("query", "query")] + partColumns)
    for row in list.rows {
      for part in row.parts { table.rows.append([.text(row.query)] + partCells(part)) }
    }
    return table
  }
}
