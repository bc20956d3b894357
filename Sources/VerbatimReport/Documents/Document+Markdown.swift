extension Document {
  /// CommonMark with pipe tables; quotes as block quotes, the last line of each whose it is.
  func writeMarkdown(to output: inout some TextOutputStream) {
    output.write("# \(MarkdownText.inline(title))\n\n")
    for block in blocks { writeMarkdown(block, to: &output) }
  }

  private func writeMarkdown(_ block: Block, to output: inout some TextOutputStream) {
    switch block {
    case .heading(let text, let level):
      let signs = String(repeating: "#", count: min(max(level, 1) + 1, 6))
      output.write("\(signs) \(MarkdownText.inline(text))\n\n")
    case .paragraph(let text, .warning):
      writeMarkdown(text, before: "**", behind: "**", to: &output)
    case .paragraph(let text, _): writeMarkdown(text, to: &output)
    case .labelled(let label, let text), .caption(let label, let text):
      writeMarkdown(text, before: "**\(MarkdownText.inline(label)):** ", to: &output)
    case .list(let items):
      for item in items { output.write("- \(MarkdownText.inline(item))\n") }
      output.write("\n")
    case .table(let table):
      table.writeMarkdown(to: &output)
      output.write("\n")
    case .quote(let quote):
      for line in MarkdownText.lines(of: quote.text) {
        output.write(line.isEmpty ? ">\n" : "> \(line)\n")
      }
      output.write(">\n> \(MarkdownText.inline(quote.source))\n\n")
    case .field(let field):
      output.write("**\(field.number). \(MarkdownText.inline(field.label))**\n\n")
      for answer in field.answers { writeMarkdown(answer, to: &output) }
      if let open = field.open {
        output.write("*\(MarkdownText.inline(open))* \(MarkdownText.fragment(Self.room))\n\n")
      }
      if !field.commands.isEmpty {
        let shown = field.commands.map { "`\($0)`" }.joined(separator: ", ")
        output.write("Shown by \(shown)\n\n")
      }
    }
  }

  private func writeMarkdown(
    _ text: String, before: String = "", behind: String = "",
    to output: inout some TextOutputStream
  ) {
    output.write(before + MarkdownText.lines(of: text).joined(separator: "\n") + behind + "\n\n")
  }
}
