import VerbatimCorpus
import VerbatimExtract

/// Themes down, groups or people across, and in each cell the words themselves.
public struct FrameworkMatrix {
  public struct Cell {
    /// How many extracts there are, quoted or not.
    public var extracts: Int
    public var quotes: [Extract]

    public init(extracts: Int, quotes: [Extract]) {
      self.extracts = extracts
      self.quotes = quotes
    }
  }

  public struct Row {
    public var theme: ExtractTheme
    public var cells: [Cell]

    public init(_ theme: ExtractTheme, _ cells: [Cell]) {
      self.theme = theme
      self.cells = cells
    }
  }

  public var title: String
  /// What stands across, in the singular: `group`.
  public var key: String
  public var columns: [String]
  public var rows: [Row]
  public var notes: [String]
  public var attribution = AttributionTemplate.publication

  public init(title: String, key: String, columns: [String], rows: [Row], notes: [String]) {
    self.title = title
    self.key = key
    self.columns = columns
    self.rows = rows
    self.notes = notes
  }

  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    switch format {
    case .json, .jsonl: writeJSON(to: &output, asLines: format == .jsonl)
    case .text: list.write(to: &output, as: .text, terminal: terminal)
    case .csv, .md, .html: grid.write(to: &output, as: format)
    }
  }

  /// A column a group: for documents, where cells may be large.
  private var grid: Table {
    Table(
      title: title,
      columns: [.init("path", "path"), .init("name", "theme")]
        + columns.enumerated().map { .init("c\($0.offset)_\($0.element)", $0.element) },
      rows: rows.map { row in
        [.text(row.theme.path), .text(row.theme.name)] + row.cells.map { .text(text(of: $0)) }
      }, notes: notes)
  }

  /// A row a cell that holds something: for a terminal.
  private var list: Table {
    Table(
      title: title,
      columns: [
        .init("path", "path"), .init("name", "theme"), .init(key, key), .init("quotes", "quotes"),
      ],
      rows: rows.flatMap { row in
        zip(columns, row.cells).filter { $0.1.extracts > 0 }.map { column, cell in
          [.text(row.theme.path), .text(row.theme.name), .text(column), .text(text(of: cell))]
        }
      }, notes: notes)
  }

  /// A quote a line, and how many more there are.
  private func text(of cell: Cell) -> String {
    var lines = cell.quotes.map { "“\(words(of: $0))” \(attribution.text(for: $0))" }
    let more = cell.extracts - cell.quotes.count
    if more > 0 { lines.append(lines.isEmpty ? "\(more)" : "+\(more) more") }
    return lines.joined(separator: "\n")
  }

  /// What was coded, on one line.
  private func words(of extract: Extract) -> String {
    let text = extract.spans.isEmpty ? extract.text : extract.match
    return text.split(whereSeparator: \.isNewline).joined(separator: " ")
  }

  private func writeJSON(to output: inout some TextOutputStream, asLines: Bool) {
    var json = JSONWriter()
    if !asLines {
      json.beginObject()
      json.member("title", title)
      json.member("notes", notes)
      json.key("results")
      json.beginArray(onLines: true)
    }
    for row in rows {
      json.beginObject()
      json.member("id", row.theme.id)
      json.member("path", row.theme.path)
      json.member("name", row.theme.name)
      json.key("cells")
      json.beginArray()
      for (column, cell) in zip(columns, row.cells) where cell.extracts > 0 {
        json.beginObject()
        json.member(key, column)
        json.member("extracts", cell.extracts)
        json.key("quotes")
        json.beginArray()
        for quote in cell.quotes { json.value(quote) }
        json.endArray()
        json.endObject()
      }
      json.endArray()
      json.endObject()
      if asLines { json.lineBreak() }
      output.write(json.take())
    }
    guard !asLines else { return }
    json.endArray()
    json.endObject()
    json.lineBreak()
    output.write(json.take())
  }
}
