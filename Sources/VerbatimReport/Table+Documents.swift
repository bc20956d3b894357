extension Table {
  /// A table of GitHub's and pandoc's Markdown.
  func writeMarkdown(to output: inout some TextOutputStream) {
    let shown = shownColumns
    if let title { output.write("## \(MarkdownText.inline(title))\n\n") }
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    output.write(row(shown.map { MarkdownText.inline(columns[$0].title) }))
    output.write(
      row(
        shown.map { column in
          switch columns[column].alignment {
          case .leading: "---"
          case .center: ":---:"
          case .trailing: "---:"
          }
        }))
    for cells in rows {
      output.write(
        row(
          shown.map { column in
            let cell = cell(cells, column)
            // Blanks at the start of a cell are cut; these are not.
            return String(repeating: "&emsp;", count: cell.depth)
              + MarkdownText.inline(cell.shown)
          }))
    }
    if !notes.isEmpty { output.write("\n") }
    for note in notes { output.write("- \(MarkdownText.inline(note))\n") }
    if !caption.isEmpty { output.write("\n") }
    for line in caption.plainLines { output.write("- \(MarkdownText.inline(line))\n") }
  }

  func writeHTML(to output: inout some TextOutputStream) {
    output.write(HTMLPage.begin(title: title ?? ""))
    writeHTMLBody(to: &output)
    output.write(HTMLPage.end)
  }

  /// The table with its notes, to stand in a page.
  func writeHTMLBody(to output: inout some TextOutputStream) {
    let shown = shownColumns
    output.write("<table>\n")
    if let title { output.write("<caption>\(HTMLText.escape(title))</caption>\n") }
    output.write("<thead>\n<tr>")
    for column in shown {
      let text = HTMLText.escape(columns[column].title)
      output.write("<th scope=\"col\"\(className(column))>\(text)</th>")
    }
    output.write("</tr>\n</thead>\n<tbody>\n")
    for row in rows {
      output.write("<tr>")
      for column in shown {
        let cell = cell(row, column)
        let indent =
          cell.depth == 0 ? "" : " style=\"padding-inline-start: \(2 * cell.depth)ch\""
        let text = HTMLText.escape(cell.shown).replacingScalars { $0 == "\n" ? "<br>\n" : nil }
        output.write("<td dir=\"auto\"\(className(column))\(indent)>\(text)</td>")
      }
      output.write("</tr>\n")
    }
    output.write("</tbody>\n</table>\n")
    if !notes.isEmpty {
      let items = notes.map { "<li>\(HTMLText.escape($0))</li>" }.joined(separator: "\n")
      output.write("<ul class=\"notes\">\n\(items)\n</ul>\n")
    }
    if !caption.isEmpty {
      let items = caption.lines.map {
        "<dt>\(HTMLText.escape($0.label))</dt><dd>\(HTMLText.escape($0.value.shown))</dd>"
      }
      output.write("<dl class=\"notes\">\n\(items.joined(separator: "\n"))\n</dl>\n")
    }
  }

  private func className(_ column: Int) -> String {
    switch columns[column].alignment {
    case .leading: ""
    case .center: " class=\"center\""
    case .trailing: " class=\"end\""
    }
  }
}
