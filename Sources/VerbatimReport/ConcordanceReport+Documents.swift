import VerbatimExtract

extension ConcordanceReport {
  /// A table of five columns, what matched in bold.
  func writeMarkdown(to output: inout some TextOutputStream) {
    output.write("## \(MarkdownText.inline(concordance.title))\n\n")
    output.write(MarkdownText.inline(summary) + "\n\n")
    for note in concordance.notes + [settings] { output.write("- \(MarkdownText.inline(note))\n") }
    output.write("\n| hit | speaker | left | node | right |\n| --- | --- | ---: | --- | --- |\n")
    for line in concordance.lines {
      let cells = [
        MarkdownText.inline(line.id),
        MarkdownText.inline(line.speakers.joinedLabels ?? "?"),
        markdown(line.pieces(\.left)), markdown(line.pieces(\.node)),
        markdown(line.pieces(\.right)),
      ]
      output.write("| " + cells.joined(separator: " | ") + " |\n")
    }
  }

  /// Blanks at the edges of a cell mean nothing, and line breaks would end the table.
  private func markdown(_ pieces: [ConcordancePiece]) -> String {
    let cell = pieces.map { piece in
      let text = MarkdownText.fragment(
        piece.text.replacingScalars { $0 == "\n" || $0 == "\r" || $0 == "\t" ? " " : nil })
      return piece.kind == .match ? "**\(text)**" : text
    }.joined()
    return String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  /// A page with a table, the node in the middle of it.
  func writeHTML(to output: inout some TextOutputStream) {
    output.write(HTMLPage.begin(title: concordance.title))
    output.write("<h1 dir=\"auto\">\(HTMLText.escape(concordance.title))</h1>\n")
    output.write("<p class=\"summary\">\(HTMLText.escape(summary))</p>\n")
    let notes = (concordance.notes + [settings]).map { "<li>\(HTMLText.escape($0))</li>" }
    output.write("<ul class=\"notes\">\n\(notes.joined(separator: "\n"))\n</ul>\n")
    output.write("<table class=\"kwic\">\n<thead>\n<tr>")
    for (title, style) in [
      ("hit", ""), ("speaker", ""), ("left", " class=\"end\""), ("node", ""), ("right", ""),
    ] {
      output.write("<th scope=\"col\"\(style)>\(title)</th>")
    }
    output.write("</tr>\n</thead>\n<tbody>\n")
    for line in concordance.lines {
      let id = HTMLText.escape(line.id)
      let speaker = HTMLText.escape(line.speakers.joinedLabels ?? "?")
      output.write("<tr><td>\(id)</td><td><bdi>\(speaker)</bdi></td>")
      output.write("<td class=\"end\">\(html(line.pieces(\.left)))</td>")
      output.write("<td>\(html(line.pieces(\.node)))</td>")
      output.write("<td>\(html(line.pieces(\.right)))</td></tr>\n")
    }
    output.write("</tbody>\n</table>\n" + HTMLPage.end)
  }

  private func html(_ pieces: [ConcordancePiece]) -> String {
    let text = pieces.map { piece in
      let text = HTMLText.escape(piece.text)
      return switch piece.kind {
      case .plain: text
      case .match: "<mark>\(text)</mark>"
      case .event: "<span class=\"event\">\(text)</span>"
      case .speaker: "<span class=\"context\">\(text)</span>"
      }
    }.joined()
    return "<bdi>\(text)</bdi>"
  }
}
