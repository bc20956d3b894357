import VerbatimCorpus
import VerbatimExtract

extension ExtractReport {
  /// A page with a figure an extract: the quote with what matched marked, and who said it where.
  func writeHTML(to output: inout some TextOutputStream) {
    output.write(HTMLPage.begin(title: list.title))
    if !list.title.isEmpty {
      output.write("<h1 dir=\"auto\">\(HTMLText.escape(list.title))</h1>\n")
    }
    output.write("<p class=\"summary\">\(HTMLText.escape(summary))</p>\n")
    if !list.notes.isEmpty {
      let notes = list.notes.map { "<li>\(HTMLText.escape($0))</li>" }.joined(separator: "\n")
      output.write("<ul class=\"notes\">\n\(notes)\n</ul>\n")
    }
    for section in sections {
      if let theme = section.theme {
        let level = min(2 + section.depth, 6)
        output.write("<h\(level) dir=\"auto\">\(HTMLText.escape(theme.title))</h\(level)>\n")
      }
      for extract in section.extracts { write(extract, to: &output) }
    }
    output.write(HTMLPage.end)
  }

  private func write(_ extract: Extract, to output: inout some TextOutputStream) {
    let (before, after) = showsContext ? extract.contextAround : ([], [])
    output.write("<figure>\n")
    for turn in before { write(turn, to: &output) }
    output.write("<blockquote\(languageAttribute) dir=\"auto\">")
    if extract.parts.isEmpty { write(documentPieces(of: extract), to: &output) }
    for piece in pieces(of: extract) {
      switch piece {
      case .turn(let part):
        let speaker = HTMLText.escape(part.speakers.joinedLabels ?? "?")
        output.write("<p dir=\"auto\"><b>\(speaker):</b> ")
        write(documentPieces(of: part), to: &output)
        output.write("</p>\n")
      case .omitted(let count):
        output.write("<p class=\"omission\">\(HTMLText.escape(Self.omission(count)))</p>\n")
      }
    }
    output.write("</blockquote>\n")
    for turn in after { write(turn, to: &output) }
    output.write("<figcaption>— <bdi>\(HTMLText.escape(attributionText(extract)))</bdi>")
    for (index, theme) in extract.themes.enumerated() {
      output.write(index == 0 ? " · " : ", ")
      output.write("<bdi class=\"theme\">\(HTMLText.escape(theme.title))</bdi>")
    }
    output.write("</figcaption>\n</figure>\n")
  }

  private func write(_ pieces: [QuotePiece], to output: inout some TextOutputStream) {
    for piece in pieces {
      let text = HTMLText.escape(piece.text)
      switch piece.kind {
      case .plain: output.write(text)
      case .match: output.write(quote == .turn ? "<mark>\(text)</mark>" : text)
      case .event: output.write("<span class=\"event\">\(text)</span>")
      case .omission: output.write("<span class=\"omission\">\(text)</span>")
      }
    }
  }

  private func write(_ turn: ContextTurn, to output: inout some TextOutputStream) {
    let speaker = HTMLText.escape(turn.speakers.joinedLabels ?? "?")
    output.write(
      "<p class=\"context\"\(languageAttribute) dir=\"auto\"><b>\(speaker):</b> "
        + "\(HTMLText.escape(turn.text))</p>\n")
  }

  /// The empty tag says that the language is not known, so that no reader takes it for the page's.
  private var languageAttribute: String {
    " lang=\"\(HTMLText.attribute(language ?? ""))\""
  }
}
