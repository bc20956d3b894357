import VerbatimCorpus
import VerbatimExtract

extension ExtractReport {
  /// A block quote an extract, its last line the attribution and the themes.
  ///
  /// ```
  /// > I never met \*him\*.
  /// >
  /// > — P07, FG2 (fg2.xml:212) · A/3/b Regulations
  /// ```
  func writeMarkdown(to output: inout some TextOutputStream) {
    if !list.title.isEmpty { output.write("## \(MarkdownText.inline(list.title))\n\n") }
    output.write(MarkdownText.inline(summary) + "\n\n")
    for note in list.notes { output.write("- \(MarkdownText.inline(note))\n") }
    if !list.notes.isEmpty { output.write("\n") }
    for section in sections {
      if let theme = section.theme {
        let level = String(repeating: "#", count: min(3 + section.depth, 6))
        output.write("\(level) \(MarkdownText.inline(theme.title))\n\n")
      }
      for extract in section.extracts { write(extract, to: &output) }
    }
  }

  private func write(_ extract: Extract, to output: inout some TextOutputStream) {
    let (before, after) = showsContext ? extract.contextAround : ([], [])
    for turn in before { writeSpoken(turn.speakers, turn.text, mark: "*", to: &output) }
    if extract.parts.isEmpty {
      let text = documentPieces(of: extract).map(\.text).joined()
      writeSpoken(showsContext ? extract.speakers : nil, text, mark: "**", to: &output)
    }
    for piece in pieces(of: extract) {
      switch piece {
      case .turn(let part):
        let text = documentPieces(of: part).map(\.text).joined()
        writeSpoken(part.speakers, text, mark: "**", to: &output)
      case .omitted(let count): writeSpoken(nil, Self.omission(count), mark: "", to: &output)
      }
    }
    for turn in after { writeSpoken(turn.speakers, turn.text, mark: "*", to: &output) }
    var line = "> — " + MarkdownText.inline(attributionText(extract))
    if !extract.themes.isEmpty {
      let themes = extract.themes.map(\.title).joined(separator: ", ")
      line += " · " + MarkdownText.inline(themes)
    }
    output.write(line + "\n\n")
  }

  /// A paragraph of the block quote and the empty line behind it.
  private func writeSpoken(
    _ speakers: [String]?, _ text: String, mark: String, to output: inout some TextOutputStream
  ) {
    var lines = MarkdownText.lines(of: text)
    if let speakers, let first = lines.first {
      let label = MarkdownText.fragment(speakers.joinedLabels ?? "?")
      lines[0] = "\(mark)\(label):\(mark) \(first)"
    }
    for line in lines { output.write(line.isEmpty ? ">\n" : "> \(line)\n") }
    output.write(">\n")
  }
}
