/// Writes `word/document.xml`: paragraphs of runs, and tables.
struct WordBody {
  struct Run {
    var text: String
    var isBold = false
    var isCode = false

    init(_ text: String, isBold: Bool = false, isCode: Bool = false) {
      self.text = text
      self.isBold = isBold
      self.isCode = isCode
    }
  }

  private var xml = ""

  /// - Parameter isAtEnd: the text stands at the end of its line: numbers.
  mutating func paragraph(_ runs: [Run], style: String? = nil, isAtEnd: Bool = false) {
    var properties = style.map { "<w:pStyle w:val=\"\($0)\"/>" } ?? ""
    let isRightToLeft = runs.contains { WordText.isRightToLeft($0.text) }
    if isRightToLeft { properties += "<w:bidi/>" }
    if isAtEnd { properties += "<w:jc w:val=\"right\"/>" }
    xml += "<w:p>"
    if !properties.isEmpty { xml += "<w:pPr>\(properties)</w:pPr>" }
    for run in runs { add(run, isRightToLeft: isRightToLeft) }
    xml += "</w:p>\n"
  }

  private mutating func add(_ run: Run, isRightToLeft: Bool) {
    guard !run.text.isEmpty else { return }
    var properties = ""
    if run.isCode { properties += "<w:rStyle w:val=\"Code\"/>" }
    if run.isBold { properties += "<w:b/><w:bCs/>" }
    if isRightToLeft { properties += "<w:rtl/>" }
    xml += "<w:r>"
    if !properties.isEmpty { xml += "<w:rPr>\(properties)</w:rPr>" }
    xml += WordText.runContent(run.text) + "</w:r>"
  }

  /// What people see of a table, its header repeated on each page.
  mutating func table(_ table: Table) {
    let columns = table.shownColumns
    guard !columns.isEmpty else { return }
    let widths = Self.widths(table)
    xml +=
      "<w:tbl><w:tblPr><w:tblStyle w:val=\"VerbatimTable\"/><w:tblW w:w=\"5000\" w:type=\"pct\"/>"
    xml += "<w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" "
    xml += "w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr>\n<w:tblGrid>"
    for width in widths { xml += "<w:gridCol w:w=\"\(width)\"/>" }
    xml += "</w:tblGrid>\n"
    func row(_ cells: [String], isHeader: Bool) {
      xml +=
        isHeader
        ? "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        : "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
      for (number, text) in cells.enumerated() {
        xml += "<w:tc><w:tcPr><w:tcW w:w=\"\(widths[number])\" w:type=\"dxa\"/></w:tcPr>"
        paragraph(
          [.init(text, isBold: isHeader)], style: "TableText",
          isAtEnd: table.columns[columns[number]].alignment == .trailing)
        xml += "</w:tc>"
      }
      xml += "</w:tr>\n"
    }
    row(columns.map { table.columns[$0].title }, isHeader: true)
    for cells in table.rows {
      row(
        columns.map { column in
          let cell = table.cell(cells, column)
          return String(repeating: "\u{2003}", count: cell.depth) + cell.shown
        }, isHeader: false)
    }
    // A table at the end of a document, or beside another one, wants a paragraph between.
    xml += "</w:tbl>\n"
    paragraph([], style: "AfterTable")
  }

  /// Twentieths of a point, in all the width between the margins: text has more room than numbers.
  private static func widths(_ table: Table) -> [Int] {
    let weights = table.shownColumns.map { column -> Int in
      let longest = table.rows.reduce(DisplayWidth.of(table.columns[column].title)) { width, row in
        max(width, DisplayWidth.of(table.cell(row, column).shown))
      }
      return min(max(longest, 6), 60)
    }
    let sum = max(weights.reduce(0, +), 1)
    return weights.map { pageWidth * $0 / sum }
  }

  private static let pageWidth = 9026

  /// The whole part.
  func finish() -> String {
    "<w:document xmlns:w=\"\(WordParts.main)\"><w:body>\n" + xml
      + "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1440\" w:right=\"1440\" "
      + "w:bottom=\"1440\" w:left=\"1440\" w:header=\"708\" w:footer=\"708\" w:gutter=\"0\"/>"
      + "</w:sectPr>\n</w:body></w:document>\n"
  }
}

/// Text as Office Open XML takes it.
enum WordText {
  /// Controls become visible signs, as in every document; so do the two scalars that XML has no place for.
  static func escape(_ text: String) -> String {
    text.replacingScalars { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      case "\t", "\n": nil
      case "\u{FFFE}", "\u{FFFF}": "⟨\(VisibleText.name(of: scalar))⟩"
      default: VisibleText.documentSign(for: scalar)
      }
    }
  }

  /// The text elements of a run: line feeds and tabs are elements of their own.
  static func runContent(_ text: String) -> String {
    var xml = ""
    var plain = ""
    func flush() {
      if !plain.isEmpty { xml += "<w:t xml:space=\"preserve\">\(escape(plain))</w:t>" }
      plain = ""
    }
    let scalars = Array(text.unicodeScalars)
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "\r" where place + 1 < scalars.count && scalars[place + 1] == "\n": continue
      case "\n":
        flush()
        xml += "<w:br/>"
      case "\t":
        flush()
        xml += "<w:tab/>"
      default: plain.unicodeScalars.append(scalar)
      }
    }
    flush()
    return xml
  }

  /// True where the first letter is of a script that is written from right to left.
  static func isRightToLeft(_ text: String) -> Bool {
    for scalar in text.unicodeScalars where scalar.properties.isAlphabetic {
      switch scalar.value {
      case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFF, 0x10800...0x10FFF, 0x1E800...0x1EFFF:
        return true
      default: return false
      }
    }
    return false
  }
}
