/// A page that teaches: headings, paragraphs, terms, and examples with what they find.
public struct GuidePage: Sendable {
  public struct Example: Sendable, Equatable {
    public var query: String
    /// How many hits it has; `nil` shows none.
    public var hits: Int?
    public var meaning: String

    public init(query: String, hits: Int?, meaning: String) {
      self.query = query
      self.hits = hits
      self.meaning = meaning
    }
  }

  public struct Term: Sendable, Equatable {
    public var name: String
    public var meaning: String

    public init(_ name: String, _ meaning: String) {
      self.name = name
      self.meaning = meaning
    }
  }

  public enum Block: Sendable, Equatable {
    case heading(String)
    case paragraph(String)
    /// A line to type, as it stands.
    case command(String)
    case terms([Term])
    case examples([Example])
  }

  public var blocks: [Block]

  public init(_ blocks: [Block]) {
    self.blocks = blocks
  }

  /// The page for a terminal; 80 columns where its width is not known.
  ///
  /// ```
  /// "peer support"       6  these words next to each other
  /// hug* NEAR/8 time*    1  at most eight words apart, in either order
  /// ```
  public func string(_ terminal: TerminalStyle) -> String {
    let width = max(terminal.width ?? Self.usualWidth, Self.narrowest)
    var text = ""
    for (number, block) in blocks.enumerated() {
      switch block {
      case .heading(let title):
        text += (number == 0 ? "" : "\n") + terminal.styled(title, .strong) + "\n\n"
      case .paragraph(let words):
        text += Self.filled(words, width).joined(separator: "\n") + "\n\n"
      case .command(let line):
        text += "  " + terminal.styled(line, .theme) + "\n\n"
      case .terms(let terms):
        let rows = terms.map { Row(name: $0.name, count: "", meaning: $0.meaning) }
        text += Self.columns(rows, width, terminal) + "\n"
      case .examples(let examples):
        let rows = examples.map {
          Row(name: $0.query, count: $0.hits.map(String.init) ?? "", meaning: $0.meaning)
        }
        text += Self.columns(rows, width, terminal) + "\n"
      }
    }
    return text
  }

  // MARK: Columns

  private struct Row {
    var name: String
    var count: String
    var meaning: String
  }

  private static let usualWidth = 80
  private static let narrowest = 40
  /// A line of more words is hard to read.
  private static let widestText = 100

  private static func columns(_ rows: [Row], _ width: Int, _ terminal: TerminalStyle) -> String {
    let widestName = max(width / 2 - 4, 16)
    let name = rows.map { DisplayWidth.of($0.name) }.filter { $0 <= widestName }.max() ?? 0
    let count = rows.map { $0.count.utf8.count }.max() ?? 0
    // Two blanks before the name, two before each other column.
    let start = 2 + name + 2 + (count > 0 ? count + 2 : 0)
    var text = ""
    for row in rows {
      let meaning = filled(row.meaning, width - start)
      let isLong = DisplayWidth.of(row.name) > name
      var line = "  " + terminal.styled(row.name, .theme)
      if isLong {
        text += line + "\n"
        line = blanks(2 + name)
      } else {
        line += blanks(name - DisplayWidth.of(row.name))
      }
      if count > 0 { line += blanks(2 + count - row.count.utf8.count) + row.count }
      for (number, part) in meaning.enumerated() {
        text += (number == 0 ? line + "  " : blanks(start)) + part + "\n"
      }
    }
    return text
  }

  private static func blanks(_ count: Int) -> String {
    String(repeating: " ", count: max(count, 0))
  }

  private static func filled(_ text: String, _ width: Int) -> [String] {
    var filler = LineFiller(width: min(width, widestText))
    filler.add(text)
    return filler.finish().map { $0.rendered(TerminalStyle()) }
  }
}
