import VerbatimXML

/// The paragraphs of one part of a Word document.
struct DOCXText: XMLHandler {
  private(set) var builder: ManuscriptBuilder
  private let quotes: Set<String>
  private let kind: Manuscript.Block.Kind
  private var paragraph: UInt32 = 0
  private var column: UInt32 = 0
  /// Places of the paragraphs around the open one (a text box stands in a paragraph).
  private var outer: [(paragraph: UInt32, column: UInt32, isQuote: Bool)] = []
  private var outerBegun: [Bool] = []
  /// Paragraphs that began.
  private var count: UInt32 = 0
  private var isQuote = false
  private var hasNumbering = false
  private var isHiddenRun = false
  /// Elements inside of one whose text is left out.
  private var skipped = 0
  private var isInText = false
  private var isBegun = false
  /// Numbers of the names `p` and `t`, once they came.
  private var paragraphName = -1
  private var textName = -1
  private var utf8: [UInt8] = []

  /// Indented by more than this, in twentieths of a point (a centimetre), a paragraph is set off.
  private static let setOff = 567

  init(_ builder: ManuscriptBuilder, quotes: Set<String>, kind: Manuscript.Block.Kind) {
    self.builder = builder
    self.quotes = quotes
    self.kind = kind
  }

  mutating func startElement(_ element: XMLElement) throws(Never) {
    if skipped > 0 {
      skipped += 1
      return
    }
    switch element.localName {
    case "del", "moveFrom", "Fallback", "pPrChange", "rPrChange", "oMath": skipped = 1
    case "p":
      paragraphName = element.name
      beginParagraph()
    case "pStyle":
      let style = element.attribute(prefixed: "val") ?? ""
      if quotes.contains(style) || DOCXStyles.isQuote(style.lowercased()) { isQuote = true }
    case "numPr": hasNumbering = true
    case "ind":
      let left = element.attribute(prefixed: "left") ?? element.attribute(prefixed: "start")
      if let left = left.flatMap({ Int($0) }), left >= Self.setOff { isQuote = !hasNumbering }
    case "r":
      isHiddenRun = false
      beginText()
    case "vanish":
      let value = element.attribute(prefixed: "val")
      if value != "0", value != "false" { isHiddenRun = true }
    case "t":
      textName = element.name
      isInText = true
    case "tab": if isBegun { append(" ") }
    case "br", "cr": breakLine()
    case "noBreakHyphen": append("\u{2011}")
    case "sym", "drawing", "object": append(ManuscriptBuilder.object)
    default: break
    }
  }

  mutating func endElement(_ end: XMLElementEnd) throws(Never) {
    if skipped > 0 {
      skipped -= 1
      return
    }
    if end.name == textName { isInText = false }
    if end.name == paragraphName { endParagraph() }
  }

  mutating func characters(_ text: XMLText) throws(Never) {
    guard isInText, skipped == 0, !isHiddenRun else { return }
    utf8.removeAll(keepingCapacity: true)
    text.append(to: &utf8)
    for scalar in String(decoding: utf8, as: UTF8.self).unicodeScalars { append(scalar) }
  }
}

extension DOCXText {
  private mutating func beginParagraph() {
    outer.append((paragraph, column, isQuote))
    outerBegun.append(isBegun)
    count += 1
    paragraph = count
    column = 0
    isQuote = false
    hasNumbering = false
    isBegun = false
  }

  /// With the first run it is known what kind of paragraph it is.
  private mutating func beginText() {
    guard !isBegun, !outer.isEmpty else { return }
    isBegun = true
    let kind: Manuscript.Block.Kind = isQuote ? .quote : self.kind
    if outer.count == 1 { builder.begin(kind) } else { builder.beginInside(kind) }
  }

  private mutating func endParagraph() {
    guard let last = outer.popLast(), let wasBegun = outerBegun.popLast() else { return }
    if isBegun { builder.end() }
    (paragraph, column, isQuote) = last
    isBegun = wasBegun
    isInText = false
  }

  private mutating func append(_ scalar: Unicode.Scalar) {
    guard isBegun, !isHiddenRun else { return }
    column += 1
    builder.append(scalar, Manuscript.Place(line: paragraph, column: column))
  }

  private mutating func breakLine() {
    guard isBegun else { return }
    builder.breakLine(Manuscript.Place(line: paragraph, column: column + 1))
  }
}
