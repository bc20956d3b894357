extension Table {
  func writeText(to output: inout some TextOutputStream, terminal: TerminalStyle) {
    let shown = shownColumns
    if let title {
      output.write(terminal.styled(VisibleText.escape(title), .strong) + "\n\n")
    }
    let widths = columnWidths(shown, limit: terminal.width)
    var header: [[StyledLine]] = []
    var rule: [String] = []
    for (column, width) in zip(shown, widths) {
      header.append(filled(columns[column].title, .strong, width: width))
      rule.append(String(repeating: "─", count: width))
    }
    write(header, shown, widths, terminal, to: &output)
    output.write(terminal.styled(rule.joined(separator: "  "), .faint) + "\n")
    for row in rows {
      let cells = zip(shown, widths).map { column, width in
        let cell = cell(row, column)
        let depth = indent(cell, in: width)
        var lines = filled(cell.shown, .plain, width: width - depth)
        for line in lines.indices where depth > 0 {
          let blanks = StyledRun(style: .plain, text: String(repeating: " ", count: depth))
          lines[line].runs.insert(blanks, at: 0)
          lines[line].width += depth
        }
        return lines
      }
      write(cells, shown, widths, terminal, to: &output)
    }
    if !notes.isEmpty { output.write("\n") }
    for note in notes {
      var filler = LineFiller(width: terminal.width)
      filler.add(note, .faint)
      for line in filler.finish() { output.write(line.rendered(terminal) + "\n") }
    }
    if !caption.isEmpty {
      output.write("\n")
      writeCaption(to: &output, terminal: terminal)
    }
  }

  /// The blanks before a cell of a hierarchy, as long as they leave room for it.
  private func indent(_ cell: Cell, in width: Int) -> Int {
    min(2 * cell.depth, max(width - 8, 0))
  }

  private func filled(_ text: String, _ style: TextStyle, width: Int) -> [StyledLine] {
    var filler = LineFiller(width: width)
    filler.add(text, style)
    return filler.finish()
  }

  /// As wide as the widest cell, text within reason; where the whole is more than the terminal has,
  /// the widest columns of text give way.
  private func columnWidths(_ shown: [Int], limit: Int?) -> [Int] {
    var widths = shown.map { column in
      let title = DisplayWidth.of(VisibleText.escape(columns[column].title))
      let width = rows.reduce(title) { width, row in
        let cell = cell(row, column)
        return max(width, 2 * cell.depth + widestLine(cell.shown))
      }
      return columns[column].kind == .text ? min(width, max(limit ?? 0, Self.widest)) : width
    }
    guard let limit else { return widths }
    var excess = widths.reduce(0, +) + 2 * max(widths.count - 1, 0) - limit
    while excess > 0 {
      let texts = shown.indices.filter {
        columns[shown[$0]].kind == .text && widths[$0] > Self.narrowest
      }
      guard let widest = texts.max(by: { widths[$0] < widths[$1] }) else { break }
      widths[widest] -= 1
      excess -= 1
    }
    return widths
  }

  private static let narrowest = 16
  private static let widest = 120

  private func widestLine(_ text: String) -> Int {
    text.split(separator: "\n" as Character, omittingEmptySubsequences: false)
      .reduce(0) { max($0, DisplayWidth.of(VisibleText.escape(String($1)))) }
  }

  /// One row, as many lines high as its highest cell; nothing at the ends of lines.
  private func write(
    _ cells: [[StyledLine]], _ shown: [Int], _ widths: [Int], _ terminal: TerminalStyle,
    to output: inout some TextOutputStream
  ) {
    for number in 0..<(cells.map(\.count).max() ?? 0) {
      var text = ""
      var blanks = 0
      for (index, lines) in cells.enumerated() {
        let line = number < lines.count ? lines[number] : StyledLine()
        let free = max(widths[index] - line.width, 0)
        let before =
          switch columns[shown[index]].alignment {
          case .leading: 0
          case .center: free / 2
          case .trailing: free
          }
        if line.width > 0 {
          text += String(repeating: " ", count: blanks + before) + line.rendered(terminal)
          blanks = free - before + 2
        } else {
          blanks += widths[index] + 2
        }
      }
      output.write(text + "\n")
    }
  }
}
