/// A text to go on writing in: headings, paragraphs, tables, quotes.
///
/// ```swift
/// var document = Document(title: "Peer support")
/// document.add(.heading("A Embrace the differences", level: 1))
/// document.add(.quote(.init("I'm not a hugger.", attribution: "(P4, FG1)")))
/// document.string(as: .md)
/// try document.docx()
/// ```
///
/// The same document gives the same bytes in every form. What participants said is shown word for word,
/// controls as visible signs. Cost: linear.
public struct Document: Sendable, Equatable {
  public enum Block: Sendable, Equatable {
    /// Under the title, from 1.
    case heading(String, level: Int)
    case paragraph(String, Tone = .plain)
    /// `Definition: what the theme means`.
    case labelled(String, String)
    case list([String])
    /// Above a table: `Table 1: what it shows`.
    case caption(String, String)
    case table(Table)
    case quote(Quote)
    case field(Field)
  }

  public enum Tone: Sendable, Equatable {
    case plain
    /// What was counted, and how.
    case note
    /// What a reader must not miss.
    case warning
  }

  /// Somebody's words, set off from the text.
  public struct Quote: Sendable, Equatable {
    public var text: String
    /// `(P4, FG1)`.
    public var attribution: String
    /// Behind the attribution: `EO, not MB`.
    public var remark: String?

    public init(_ text: String, attribution: String, remark: String? = nil) {
      self.text = text
      self.attribution = attribution
      self.remark = remark
    }

    /// `— (P4, FG1); EO, not MB`.
    var source: String { "— " + attribution + (remark.map { "; " + $0 } ?? "") }
  }

  /// An entry of a form: what is known of it, and room for a person to write.
  public struct Field: Sendable, Equatable {
    public var number: Int
    public var label: String
    /// What the data says, a sentence each.
    public var answers: [String]
    /// Commands that show it.
    public var commands: [String]
    /// What is to be written by hand; `nil` where nothing is.
    public var open: String?

    public init(
      number: Int, label: String, answers: [String] = [], commands: [String] = [],
      open: String? = nil
    ) {
      self.number = number
      self.label = label
      self.answers = answers
      self.commands = commands
      self.open = open
    }
  }

  public var title: String
  /// BCP 47 tag of the quotes, where it is one for all.
  public var language: String?
  public private(set) var blocks: [Block] = []

  public init(title: String, language: String? = nil) {
    self.title = title
    self.language = language
  }

  public mutating func add(_ block: Block) {
    blocks.append(block)
  }

  /// - Parameter format: text, Markdown or HTML.
  public func write(
    to output: inout some TextOutputStream, as format: ReportFormat,
    terminal: TerminalStyle = TerminalStyle()
  ) {
    switch format {
    case .md: writeMarkdown(to: &output)
    case .html: writeHTML(to: &output)
    case .text, .json, .jsonl, .csv: writeText(to: &output, terminal: terminal)
    }
  }

  public func string(
    as format: ReportFormat, terminal: TerminalStyle = TerminalStyle()
  ) -> String {
    var text = ""
    write(to: &text, as: format, terminal: terminal)
    return text
  }
}
