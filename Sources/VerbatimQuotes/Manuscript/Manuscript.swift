/// A paper, a chapter, a thesis: its running text in blocks, each character with its place in the file.
///
/// Markup is gone: what is left is what a reader of the printed page sees. A line end inside a paragraph
/// is a blank. Code, deleted and hidden text are not there.
public struct Manuscript: Sendable {
  /// 1-based; columns count Unicode scalars.
  public struct Place: Sendable, Hashable {
    public var line: UInt32
    public var column: UInt32

    public init(line: UInt32, column: UInt32) {
      self.line = line
      self.column = column
    }
  }

  public struct Block: Sendable, Equatable {
    public enum Kind: Sendable, Equatable {
      case paragraph, heading
      /// Set off as a quotation.
      case quote
      case note
    }

    public var kind: Kind
    /// In ``Manuscript/scalars``.
    public var range: Range<Int>
    /// Where lines of the block begin that the author broke; the first is not among them.
    public var lineStarts: [Int]
  }

  /// What ``Manuscript/Place/line`` counts: a Word document has no lines that stay.
  public enum LineUnit: String, Sendable {
    case line, paragraph
  }

  public let path: String
  public let format: ManuscriptFormat
  /// The blocks' text, a line feed between two.
  public internal(set) var scalars: [Unicode.Scalar] = []
  public internal(set) var places: [Place] = []
  /// In order.
  public internal(set) var blocks: [Block] = []
  /// Stretches that the markup itself calls quotations, in order: `\enquote{…}`, `<q>…</q>`.
  public internal(set) var declared: [Range<Int>] = []

  public var unit: LineUnit { format == .docx ? .paragraph : .line }

  init(path: String, format: ManuscriptFormat) {
    self.path = path
    self.format = format
  }

  public func text(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[range.clamped(to: scalars.indices)])
    return text
  }

  public func place(_ offset: Int) -> Place {
    places.indices.contains(offset) ? places[offset] : places.last ?? Place(line: 1, column: 1)
  }
}
