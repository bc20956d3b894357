import ArgumentParser
import VerbatimExtract
import VerbatimIndex
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Counts or quotes themes by group, participant, session, role, attribute or theme.",
    discussion: """
      Everything is counted once: two coders on the same words are one extract, and totals are not \
      sums where a turn has several speakers or themes.

        verbatim matrix --by group --svg themes.svg
        verbatim matrix --by sex --cells participants
        verbatim matrix --by theme --per exchange --format html > together.html
        verbatim matrix --quotes 2 --theme A/3 --format html > framework.html
      """)

  enum Cells: String, CaseIterable, ExpressibleByArgument {
    case extracts, turns, words, participants

    func value(_ counts: ThemeMatrix.Counts) -> Int {
      switch self {
      case .extracts: counts.extracts
      case .turns: counts.turns
      case .words: counts.words
      case .participants: counts.participants
      }
    }
  }

  @OptionGroup var study: StudyOptions
  @OptionGroup var format: FormatOptions
  @OptionGroup var codings: CodingOptions

  @Option(help: "group, session, participant, role, theme, or an attribute of people or sessions.")
  var by = "group"

  @Option(help: "With --by theme, where two come together: turn, exchange or group.")
  var per: ThemeCooccurrence.Unit?

  @Option(help: "What is counted: extracts, turns, words or participants.")
  var cells: Cells?

  @Option(
    help: ArgumentHelp("At most so many extracts in each cell, quoted.", valueName: "number"))
  var quotes: Int?

  @Option(help: "Writes the heat map.", completion: .file())
  var svg: String?

  func validate() throws {
    if let quotes, !(1...1000).contains(quotes) {
      throw ValidationError("--quotes wants 1 to 1000, not \(quotes)")
    }
    if by == "theme" {
      if cells != nil || quotes != nil {
        throw ValidationError("--by theme counts what --per says; leave out --cells and --quotes")
      }
    } else if per != nil {
      throw ValidationError("--per is for --by theme")
    }
    if quotes != nil, cells != nil || svg != nil {
      throw ValidationError("--quotes fills the cells with words; leave out --cells and --svg")
    }
  }

  private var key: MatrixKey {
    switch by {
    case "group": .group
    case "session": .session
    case "participant": .participant
    case "role": .role
    default: .attribute(by)
    }
  }

  func run() throws {
    let coded = try CodedStudy(study)
    if by == "theme" { return try together(coded) }
    let matrix = try ThemeMatrix(
      by: key, codings.choice, quotes: quotes ?? 0, of: coded.themes, in: coded.index)
    let scope =
      codings.scope(
        coders: matrix.coders, rulesLeftOut: matrix.rulesLeftOut, lost: matrix.lost)
      + ["\(Count.of(coded.index.sessionCount, "session")); \(VerbatimCommand.version)"]
    if quotes != nil {
      try quote(matrix, coded, scope)
    } else {
      let pictured = MatrixTable(
        matrix, by: by, counting: cells ?? .extracts, notes: scope)
      try write(pictured.table, pictured.heatMap)
    }
    if matrix.total.extracts == 0 {
      CodedStudy.sayNothingCoded()
      throw Outcome.noResults
    }
  }

  private func write(_ table: Table, _ map: SVGHeatMap) throws {
    let svg = map.svg
    if let path = self.svg { try PictureFile.write(svg, to: path) }
    var output = ConsoleOutput()
    PicturePage(table, picture: svg).write(
      to: &output, as: format.chosen, terminal: Console.terminal)
    output.flush()
  }

  private func together(_ coded: CodedStudy) throws {
    let found = try ThemeCooccurrence(
      per: per ?? .turn, codings.choice, of: coded.themes, in: coded.index)
    let unit = found.unit.rawValue
    let title = "Themes together, by \(unit)"
    let names = found.rows.map(\.theme.path)
    let notes =
      [
        "cells: \(unit)s with both themes; on the diagonal, with the theme at all",
        "\(Count.grouped(found.codedUnits)) of \(Count.of(found.units, unit)) coded",
      ]
      + codings.scope(coders: found.coders, rulesLeftOut: found.rulesLeftOut, lost: found.lost)
      + ["\(Count.of(coded.index.sessionCount, "session")); \(VerbatimCommand.version)"]
    let table = Table(
      title: title,
      columns: MatrixTable.themeColumns + MatrixTable.columns(names),
      rows: found.rows.map { row in
        MatrixTable.themeCells(row.theme, row.depth) + row.cells.map { .integer($0) }
      }, notes: notes)
    try write(
      table,
      SVGHeatMap(
        title: title, rows: names, columns: names, values: found.rows.map(\.cells),
        noun: unit + "s"))
    if found.codedUnits == 0 {
      CodedStudy.sayNothingCoded()
      throw Outcome.noResults
    }
  }

  private func quote(
    _ matrix: ThemeMatrix, _ coded: CodedStudy, _ scope: [String]
  ) throws {
    var extractor = Extractor(coded.index, themes: coded.themes)
    var rows: [FrameworkMatrix.Row] = []
    for row in matrix.rows where row.total.extracts > 0 {
      var cells: [FrameworkMatrix.Cell] = []
      for (counts, quotes) in zip(row.cells, row.quotes) {
        let extracts = try quotes.compactMap {
          try extractor.extract(session: $0.session, turn: $0.turn, span: $0.span)
        }
        cells.append(.init(extracts: counts.extracts, quotes: extracts))
      }
      rows.append(.init(row.theme, cells))
    }
    let notes =
      ["at most \(quotes ?? 0) extracts a cell: each speaker once before any a second time"] + scope
    var output = ConsoleOutput()
    FrameworkMatrix(
      title: "Themes by \(by), in words", key: by, columns: matrix.columns, rows: rows,
      notes: notes
    ).write(to: &output, as: format.chosen, terminal: Console.terminal)
    output.flush()
  }
}

extension ThemeCooccurrence.Unit: ExpressibleByArgument {}

/// A matrix of counts as a table and as a picture, with the same numbers.
struct MatrixTable {
  let table: Table
  let heatMap: SVGHeatMap

  init(_ matrix: ThemeMatrix, by key: String, counting cells: MatrixCommand.Cells, notes: [String])
  {
    let title = "Themes by \(key): \(cells.rawValue)"
    let values = matrix.rows.map { $0.cells.map(cells.value) }
    var rows = zip(matrix.rows, values).map { row, values in
      Self.themeCells(row.theme, row.depth) + values.map { .integer($0) }
        + [.integer(cells.value(row.total))]
    }
    rows.append(
      [.none, .text("all"), .text("all themes"), .none]
        + (matrix.totals + [matrix.total]).map { .integer(cells.value($0)) })
    table = Table(
      title: title,
      columns: Self.themeColumns + Self.columns(matrix.columns) + [
        .init("total", "total", .number)
      ],
      rows: rows, notes: ["each once in its cell, and once in its totals"] + notes)
    heatMap = SVGHeatMap(
      title: title, rows: matrix.rows.map { "\($0.theme.path) \($0.theme.name)" },
      columns: matrix.columns, values: values, noun: cells.rawValue)
  }

  static let themeColumns: [Table.Column] = [
    .init("id", "id", isDataOnly: true), .init("path", "path"), .init("name", "theme"),
    .init("depth", "depth", .number, isDataOnly: true),
  ]

  static func themeCells(_ theme: ExtractTheme, _ depth: Int) -> [Table.Cell] {
    [.text(theme.id), .text(theme.path), .tree(theme.name, depth: depth), .integer(depth)]
  }

  /// A key that a name of the table's own has taken gets a mark, so that no object has it twice.
  static func columns(_ names: [String]) -> [Table.Column] {
    let taken = ["id", "path", "name", "depth", "total"]
    return names.map { .init(taken.contains($0) ? "by:" + $0 : $0, $0, .number) }
  }
}
