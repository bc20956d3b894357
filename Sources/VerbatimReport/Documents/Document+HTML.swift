extension Document {
  /// One page; a figure a quote.
  func writeHTML(to output: inout some TextOutputStream) {
    output.write(HTMLPage.begin(title: title))
    output.write("<h1 dir=\"auto\">\(HTMLText.escape(title))</h1>\n")
    for block in blocks { writeHTML(block, to: &output) }
    output.write(HTMLPage.end)
  }

  private func writeHTML(_ block: Block, to output: inout some TextOutputStream) {
    func lines(_ text: String) -> String {
      HTMLText.escape(text).replacingScalars { $0 == "\n" ? "<br>\n" : nil }
    }
    switch block {
    case .heading(let text, let level):
      let level = min(max(level, 1) + 1, 6)
      output.write("<h\(level) dir=\"auto\">\(HTMLText.escape(text))</h\(level)>\n")
    case .paragraph(let text, let tone):
      switch tone {
      case .plain: output.write("<p dir=\"auto\">\(lines(text))</p>\n")
      case .note: output.write("<p class=\"notes\" dir=\"auto\">\(lines(text))</p>\n")
      case .warning: output.write("<p dir=\"auto\"><strong>\(lines(text))</strong></p>\n")
      }
    case .labelled(let label, let text), .caption(let label, let text):
      output.write("<p dir=\"auto\"><b>\(HTMLText.escape(label)):</b> \(lines(text))</p>\n")
    case .list(let items):
      let items = items.map { "<li dir=\"auto\">\(lines($0))</li>" }.joined(separator: "\n")
      output.write("<ul>\n\(items)\n</ul>\n")
    case .table(let table): table.writeHTMLBody(to: &output)
    case .quote(let quote):
      let tag = HTMLText.attribute(language ?? "")
      output.write(
        "<figure>\n<blockquote lang=\"\(tag)\" dir=\"auto\">\(HTMLText.escape(quote.text))"
          + "</blockquote>\n<figcaption>\(HTMLText.escape(quote.source))</figcaption>\n</figure>\n")
    case .field(let field):
      output.write("<p><b>\(field.number). \(HTMLText.escape(field.label))</b></p>\n")
      for answer in field.answers { output.write("<p dir=\"auto\">\(lines(answer))</p>\n") }
      if let open = field.open {
        output.write(
          "<p class=\"notes\">\(HTMLText.escape(open)) <span>\(Self.room)</span></p>\n")
      }
      if !field.commands.isEmpty {
        let shown = field.commands.map { "<code>\(HTMLText.escape($0))</code>" }
        output.write("<p class=\"notes\">Shown by \(shown.joined(separator: ", "))</p>\n")
      }
    }
  }
}
