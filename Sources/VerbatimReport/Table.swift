import VerbatimCorpus

/// Rows and columns for any format: themes, statistics, what `check` found.
///
/// ```swift
/// let table = Table(
///   columns: [.init("session", "session"), .init("words", "words", .number)],
///   rows: [[.text("fg1"), .integer(5120)], [.text("fg2"), .integer(814)]])
/// table.string(as: .text)
/// // session  words
/// // ───────  ─────
/// // fg1       5120
/// // fg2        814
/// ```
///
/// A row that is shorter than the columns is filled with empty cells; what is beyond them is not
/// shown. Cost: linear in the cells.
public struct Table: Sendable, Equatable {
  public struct Column: Sendable, Equatable {
    public enum Kind: Sendable, Hashable {
      case text
      case number
      /// `3 of 26`; two columns `id` and `id_of` where a program reads.
      case share
    }

    public enum Alignment: Sendable, Hashable {
      case leading, center, trailing
    }

    /// The key in JSON and the header in CSV.
    public var id: String
    /// The header for people.
    public var title: String
    public var kind: Kind
    public var alignment: Alignment
    /// Left out where people read (text, Markdown, HTML).
    public var isDataOnly: Bool

    /// - Parameter alignment: By default numbers and shares are at the end of their column.
    public init(
      _ id: String, _ title: String, _ kind: Kind = .text, alignment: Alignment? = nil,
      isDataOnly: Bool = false
    ) {
      self.id = id
      self.title = title
      self.kind = kind
      self.alignment = alignment ?? (kind == .text ? .leading : .trailing)
      self.isDataOnly = isDataOnly
    }
  }

  public enum Cell: Sendable, Equatable {
    case none
    case text(String)
    /// A text as deep in a hierarchy as `depth` says, 0 for a root; indented where people read.
    case tree(String, depth: Int)
    case list([String])
    case integer(Int)
    /// - `places`: How many decimals people see; programs get all of them.
    case decimal(Double, places: Int)
    case seconds(Milliseconds)
    case share(Int, of: Int)
    case flag(Bool)
    /// A number that there is none of: people see a sign (`–`, `∞`), programs an empty cell.
    case undefined(String)
  }

  public var title: String?
  public var columns: [Column]
  public var rows: [[Cell]]
  public var notes: [String]
  /// What was counted, below the notes.
  public var caption: TableCaption

  public init(
    title: String? = nil, columns: [Column], rows: [[Cell]] = [], notes: [String] = [],
    caption: TableCaption = TableCaption()
  ) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.notes = notes
    self.caption = caption
  }

  /// - Parameter terminal: For `text`: where the table is wider, its widest column of text is
  ///   wrapped.
  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    switch format {
    case .text: writeText(to: &output, terminal: terminal)
    case .json: writeJSON(to: &output)
    case .jsonl: writeJSONLines(to: &output)
    case .csv: writeCSV(to: &output)
    case .md: writeMarkdown(to: &output)
    case .html: writeHTML(to: &output)
    }
  }

  public func string(
    as format: ReportFormat, terminal: TerminalStyle = TerminalStyle()
  ) -> String {
    var text = ""
    write(to: &text, as: format, terminal: terminal)
    return text
  }

  func cell(_ row: [Cell], _ column: Int) -> Cell {
    column < row.count ? row[column] : .none
  }

  /// The columns that people see, by index.
  var shownColumns: [Int] { columns.indices.filter { !columns[$0].isDataOnly } }
}

extension Table.Cell {
  /// As people read it, without indentation.
  var shown: String {
    switch self {
    case .none: ""
    case .text(let text), .tree(let text, _): text
    case .list(let texts): texts.joined(separator: ", ")
    case .integer(let number): String(number)
    case .decimal(let number, let places): Decimals.fixed(number, places: places)
    case .seconds(let time): time.clock
    case .share(let count, let total): "\(count) of \(total)"
    case .flag(let flag): flag ? "yes" : "no"
    case .undefined(let sign): sign
    }
  }

  /// How deep to indent; bounded, so that no table runs off the page.
  var depth: Int {
    if case .tree(_, let depth) = self { return min(max(depth, 0), 16) }
    return 0
  }
}

public enum Decimals {
  /// A fixed number of places, half away from zero; numbers beyond exact integers in full.
  public static func fixed(_ number: Double, places: Int) -> String {
    let places = min(max(places, 0), 9)
    let scale = (0..<places).reduce(1) { power, _ in power * 10 }
    let scaled = (number * Double(scale)).rounded()
    guard scaled.magnitude < 0x1p53 else { return number.description }
    let (whole, rest) = Int(scaled.magnitude).quotientAndRemainder(dividingBy: scale)
    let sign = scaled < 0 ? "-" : ""
    return places == 0 ? "\(sign)\(whole)" : "\(sign)\(whole).\(String(rest + scale).dropFirst())"
  }
}
