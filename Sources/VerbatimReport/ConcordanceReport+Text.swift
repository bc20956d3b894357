import VerbatimExtract

extension ConcordanceReport {
  /// A line a hit: its id, its speaker, and the words around the node, which begins in the same column
  /// on every line. Where the terminal is narrower, the ends that are farther from the node are left
  /// out.
  ///
  /// ```
  /// fg2:22:51-56   P3  that I’ll not go into. I get ▸a hug◂ off somebody I don’t expect
  /// fg5:12:80-85   P1         she came over and got ▸a hug◂, and that was it
  /// ```
  ///
  /// Whole turns would not fit: they stand below their line's id, a paragraph a turn.
  func writeText(to output: inout some TextOutputStream) {
    if case .tokens = concordance.request.context {
      let rows = concordance.lines.map(row)
      let widths = ColumnWidths(rows, limit: terminal.width)
      for row in rows { output.write(rendered(row, widths) + "\n") }
      if !rows.isEmpty { output.write("\n") }
    } else {
      for line in concordance.lines { writeTurns(of: line, to: &output) }
    }
    for note in concordance.notes { write(note, to: &output) }
    var last = summary
    if concordance.lines.count < concordance.counts.hits, let hint { last += " — " + hint }
    output.write(VisibleText.escape(last) + "\n")
    write(settings, to: &output)
  }

  private func write(_ line: String, to output: inout some TextOutputStream) {
    var filler = LineFiller(width: terminal.width)
    filler.add(line, .faint)
    for line in filler.finish() { output.write(line.rendered(terminal) + "\n") }
  }

  private func writeTurns(
    of line: ConcordanceLine, to output: inout some TextOutputStream
  ) {
    let id = VisibleText.escape(line.id)
    let speaker = VisibleText.escape(line.speakers.joinedLabels ?? "?")
    output.write(terminal.styled(id, .strong) + "  " + speaker + "\n")
    let parts = line.left + line.node + line.right
    let turns = Set(parts.map(\.turn))
    for turn in turns.sorted() {
      var filler = LineFiller(width: terminal.width.map { $0 - 2 })
      let ofTurn = parts.filter { $0.turn == turn }
      if turns.count > 1, let first = ofTurn.first {
        filler.add((first.speakers.joinedLabels ?? "?") + ": ", .faint)
      }
      for piece in ofTurn.flatMap(\.pieces) {
        let (text, style) = looks(piece)
        filler.add(text, style)
      }
      for styled in filler.finish() { output.write("  " + styled.rendered(terminal) + "\n") }
    }
    output.write("\n")
  }

  private func looks(_ piece: ConcordancePiece) -> (text: String, style: TextStyle) {
    switch piece.kind {
    case .plain: (piece.text, .plain)
    case .match: (terminal.hasColor ? piece.text : "▸" + piece.text + "◂", .match)
    case .event, .speaker: (piece.text, .faint)
    }
  }

  private func row(_ line: ConcordanceLine) -> ConcordanceRow {
    ConcordanceRow(
      id: VisibleText.escape(line.id),
      speaker: VisibleText.escape(line.speakers.joinedLabels ?? "?"),
      left: cell(line.pieces(\.left)), node: cell(line.pieces(\.node)),
      right: cell(line.pieces(\.right)))
  }

  private func cell(_ pieces: [ConcordancePiece]) -> CutLine {
    var cell = CutLine()
    for piece in pieces {
      let (text, style) = looks(piece)
      cell.append(text, style)
    }
    return cell
  }

  private func rendered(_ row: ConcordanceRow, _ widths: ColumnWidths) -> String {
    var text = terminal.styled(row.id, .strong)
    text += blanks(widths.id - DisplayWidth.of(row.id) + 2)
    text += row.speaker + blanks(widths.speaker - DisplayWidth.of(row.speaker) + 2)
    let left = row.left.keepingEnd(widths.left)
    let node = row.node.keepingStart(widths.node)
    text += blanks(widths.left - left.width) + left.rendered(terminal) + node.rendered(terminal)
    let right = row.right.keepingStart(widths.rest.map { $0 - node.width })
    text += right.trimmingEnd.rendered(terminal)
    return text
  }

  private func blanks(_ count: Int) -> String {
    String(repeating: " ", count: max(count, 0))
  }
}

private struct ConcordanceRow {
  var id: String
  var speaker: String
  var left: CutLine
  var node: CutLine
  var right: CutLine
}

/// How wide the columns are.
private struct ColumnWidths {
  var id = 0
  var speaker = 0
  var left = 0
  /// The widest node; `nil` is as it comes.
  var node: Int?
  /// Columns for node and right side together; `nil` is as it comes.
  var rest: Int?

  /// A longer cell pushes its own line to the right instead of the whole page.
  private static let widest = 28
  /// Less than this helps nobody: the lines are then longer than the terminal.
  private static let narrowest = 24

  init(_ rows: [ConcordanceRow], limit: Int?) {
    for row in rows {
      id = max(id, min(DisplayWidth.of(row.id), Self.widest))
      speaker = max(speaker, min(DisplayWidth.of(row.speaker), Self.widest))
      left = max(left, row.left.width)
    }
    guard let limit else { return }
    let free = max(limit - id - speaker - 4, Self.narrowest)
    let widestNode = rows.map(\.node.width).max() ?? 0
    let node = min(widestNode, free / 3)
    left = min(left, (free - node) / 2)
    self.node = free - left
    rest = free - left
  }
}
