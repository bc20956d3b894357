import VerbatimCorpus
import VerbatimExtract

extension ExtractReport {
  /// For each extract a header in columns (id, group, speaker, time, place, themes), the words
  /// below it, and at the end what was counted.
  func writeText(to output: inout some TextOutputStream) {
    let header = HeaderColumns(list.extracts)
    for section in sections {
      if let theme = section.theme {
        let indent = String(repeating: "  ", count: min(section.depth, 8))
        var filler = LineFiller(width: terminal.width.map { $0 - indent.utf8.count })
        filler.add(theme.title, .strong)
        write(filler.finish(), indent: indent, to: &output)
        output.write("\n")
      }
      for extract in section.extracts {
        writeHeader(of: extract, columns: header, to: &output)
        writeBody(of: extract, to: &output)
        output.write("\n")
      }
    }
    for note in list.notes {
      var filler = LineFiller(width: terminal.width)
      filler.add(note, .faint)
      write(filler.finish(), indent: "", to: &output)
    }
    guard showsSummary else { return }
    output.write(summary)
    if list.extracts.count < list.hitCount, let hint {
      output.write(" — " + VisibleText.escape(hint))
    }
    output.write("\n")
  }

  private func writeHeader(
    of extract: Extract, columns: HeaderColumns, to output: inout some TextOutputStream
  ) {
    let cells = columns.cells(of: extract)
    output.write(terminal.styled(cells[0], .strong))
    var width = DisplayWidth.of(cells[0])
    for cell in cells.dropFirst() {
      output.write(cell)
      width += DisplayWidth.of(cell)
    }
    guard !extract.themes.isEmpty else {
      output.write("\n")
      return
    }
    let themes = VisibleText.escape(extract.themes.map(\.title).joined(separator: " · "))
    if let limit = terminal.width, width + 2 + DisplayWidth.of(themes) > limit {
      output.write("\n")
      var filler = LineFiller(width: limit - 4)
      filler.add(themes, .theme)
      write(filler.finish(), indent: "    ", to: &output)
    } else {
      output.write("  " + terminal.styled(themes, .theme) + "\n")
    }
  }

  private func writeBody(of extract: Extract, to output: inout some TextOutputStream) {
    let context = showsContext ? extract.contextAround : ([], [])
    for turn in context.0 { writeContext(turn, to: &output) }
    if extract.parts.isEmpty {
      writeQuote(extract.text, extract.spans, extract.events, speaker: nil, to: &output)
    }
    for piece in pieces(of: extract) {
      switch piece {
      case .turn(let part):
        writeQuote(
          part.text, part.spans, part.events, speaker: part.speakers.joinedLabels ?? "?",
          to: &output)
      case .omitted(let count):
        var filler = LineFiller(width: terminal.width.map { $0 - 2 })
        filler.add(Self.omission(count), .faint)
        write(filler.finish(), indent: "  ", to: &output)
      }
    }
    for turn in context.1 { writeContext(turn, to: &output) }
    guard showsAttribution else { return }
    var filler = LineFiller(width: terminal.width.map { $0 - 2 })
    filler.add("— " + attributionText(extract), .faint)
    write(filler.finish(), indent: "  ", to: &output)
  }

  /// A turn with what matched marked; a speaker stands before each turn of several.
  private func writeQuote(
    _ string: String, _ spans: [ExtractSpan], _ events: [Event], speaker: String?,
    to output: inout some TextOutputStream
  ) {
    let text = QuoteText(string, spans: spans.map(\.range))
    let pieces = text.pieces(
      windows: around.map(text.windows(around:)) ?? text.whole,
      events: showsEvents ? events : [])
    var filler = LineFiller(width: terminal.width.map { $0 - 2 })
    if let speaker { filler.add(speaker + ": ", .faint) }
    for piece in pieces {
      switch piece.kind {
      case .plain: filler.add(piece.text)
      case .match:
        filler.add(terminal.hasColor ? piece.text : "▸" + piece.text + "◂", .match)
      case .event, .omission: filler.add(piece.text, .faint)
      }
    }
    write(filler.finish(), indent: "  ", to: &output)
  }

  private func writeContext(_ turn: ContextTurn, to output: inout some TextOutputStream) {
    let text = QuoteText(turn.text)
    var filler = LineFiller(width: terminal.width.map { $0 - 6 })
    filler.add((turn.speakers.joinedLabels ?? "?") + ": ", .faint)
    for piece in text.pieces(windows: around.map(text.windows(around:)) ?? text.whole) {
      filler.add(piece.text, .faint)
    }
    write(filler.finish(), indent: "      ", to: &output)
  }

  private func write(
    _ lines: [StyledLine], indent: String, to output: inout some TextOutputStream
  ) {
    for line in lines {
      output.write(line.runs.isEmpty ? "\n" : indent + line.rendered(terminal) + "\n")
    }
  }
}

/// The columns before the themes, as wide as the widest extract of the answer needs.
private struct HeaderColumns {
  private let widths: [Int]
  private let showsGroup: Bool

  /// A longer cell pushes its own line to the right instead of the whole page.
  private static let widest = 28

  init(_ extracts: [Extract]) {
    let showsGroup = extracts.contains { $0.group != $0.session }
    var widths = [Int](repeating: 0, count: 5)
    for extract in extracts {
      for (index, cell) in Self.texts(of: extract, showsGroup: showsGroup).enumerated() {
        widths[index] = max(widths[index], min(DisplayWidth.of(cell), Self.widest))
      }
    }
    self.widths = widths
    self.showsGroup = showsGroup
  }

  private static func texts(of extract: Extract, showsGroup: Bool) -> [String] {
    var speaker = extract.speakers.joinedLabels ?? "?"
    if let role = extract.role { speaker += " (\(role))" }
    return [
      extract.id, showsGroup ? extract.group : "", speaker, extract.start?.clock ?? "",
      extract.source.place,
    ].map { VisibleText.escape($0) }
  }

  /// The id, then the other columns with the blanks before them; nothing at the end of the line.
  func cells(of extract: Extract) -> [String] {
    let texts = Self.texts(of: extract, showsGroup: showsGroup)
    var cells: [String] = []
    var blanks = 0
    for (text, width) in zip(texts, widths) where width > 0 {
      cells.append(String(repeating: " ", count: blanks) + text)
      blanks = max(width - DisplayWidth.of(text), 0) + 2
    }
    return cells.isEmpty ? [""] : cells
  }
}
