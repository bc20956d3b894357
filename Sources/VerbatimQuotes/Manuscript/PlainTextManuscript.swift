/// Plain text: paragraphs with empty lines between them. One whose every line begins with `>`, or is
/// indented where most are not, is a quotation.
enum PlainTextManuscript {
  private struct Paragraph {
    var lines: Range<Int>
    var isMarked: Bool
    var isIndented: Bool
  }

  static func read(_ source: SourceScalars, into builder: inout ManuscriptBuilder) {
    let paragraphs = self.paragraphs(source)
    let indented = paragraphs.count(where: \.isIndented)
    let areQuotes = indented * 2 < paragraphs.count
    for paragraph in paragraphs {
      let isQuote = paragraph.isMarked || paragraph.isIndented && areQuotes
      builder.begin(isQuote ? .quote : .paragraph)
      for line in paragraph.lines {
        var range = source.line(line)
        if line > paragraph.lines.lowerBound {
          builder.breakLine(source.place(range.lowerBound, line: line))
        }
        if paragraph.isMarked { range = unmarked(range, source) }
        range = trimmed(range, source)
        for offset in range {
          builder.append(source.scalars[offset], source.place(offset, line: line))
        }
      }
      builder.end()
    }
  }

  private static func paragraphs(_ source: SourceScalars) -> [Paragraph] {
    var found: [Paragraph] = []
    for line in 0..<source.lineCount {
      let range = source.line(line)
      let inside = trimmed(range, source)
      guard !inside.isEmpty else { continue }
      let isMarked = source.scalars[inside.lowerBound] == ">"
      if isMarked, unmarked(range, source).allSatisfy({ source.scalars[$0].isBlank }) { continue }
      let isIndented =
        source.scalars[range.lowerBound] == "\t" || inside.lowerBound - range.lowerBound >= 4
      if let last = found.last, last.lines.upperBound == line, last.isMarked == isMarked {
        found[found.count - 1].lines = last.lines.lowerBound..<line + 1
        found[found.count - 1].isIndented = last.isIndented && isIndented
      } else {
        found.append(
          Paragraph(lines: line..<line + 1, isMarked: isMarked, isIndented: isIndented))
      }
    }
    return found
  }

  private static func unmarked(_ range: Range<Int>, _ source: SourceScalars) -> Range<Int> {
    var start = range.lowerBound
    while start < range.upperBound, source.scalars[start].isBlank || source.scalars[start] == ">" {
      start += 1
    }
    return start..<range.upperBound
  }

  static func trimmed(_ range: Range<Int>, _ source: SourceScalars) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, source.scalars[start].isBlank { start += 1 }
    while end > start, source.scalars[end - 1].isBlank { end -= 1 }
    return start..<end
  }
}
