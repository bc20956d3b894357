extension Document {
  /// Quotes indented, with a line for whose they are; blocks parted by empty lines.
  func writeText(to output: inout some TextOutputStream, terminal: TerminalStyle) {
    output.write(terminal.styled(VisibleText.escape(title), .strong) + "\n")
    for block in blocks {
      output.write("\n")
      write(block, to: &output, terminal)
    }
  }

  private func write(
    _ block: Block, to output: inout some TextOutputStream, _ terminal: TerminalStyle
  ) {
    func fill(_ parts: [(String, TextStyle)], indent: Int = 0, first: String? = nil) {
      var filler = LineFiller(width: terminal.width.map { $0 - indent })
      for (text, style) in parts { filler.add(text, style) }
      let blanks = String(repeating: " ", count: indent)
      for (number, line) in filler.finish().enumerated() {
        let before = number == 0 ? first ?? blanks : blanks
        output.write(line.runs.isEmpty ? "\n" : before + line.rendered(terminal) + "\n")
      }
    }
    switch block {
    case .heading(let text, _): fill([(text, .strong)])
    case .paragraph(let text, let tone):
      switch tone {
      case .plain: fill([(text, .plain)])
      case .note: fill([(text, .faint)])
      case .warning: fill([(text, .match)])
      }
    case .labelled(let label, let text): fill([(label + ": ", .strong), (text, .plain)])
    case .list(let items): for item in items { fill([(item, .plain)], indent: 2, first: "- ") }
    case .caption(let label, let text): fill([(label + ": ", .strong), (text, .plain)])
    case .table(let table): table.writeText(to: &output, terminal: terminal)
    case .quote(let quote):
      fill([(quote.text, .plain)], indent: 4)
      fill([(quote.source, .faint)], indent: 4)
    case .field(let field):
      let number = String(field.number)
      let margin = number + String(repeating: " ", count: max(4 - number.utf8.count, 1))
      fill([(field.label, .strong)], indent: 4, first: margin)
      for answer in field.answers { fill([(answer, .plain)], indent: 4) }
      if let open = field.open {
        fill([(open + " ", .faint), (Self.room, .faint)], indent: 4)
      }
      for command in field.commands { fill([("see: " + command, .faint)], indent: 4) }
    }
  }

  /// Room to write by hand.
  static let room = String(repeating: "_", count: 48)
}
