/// Markdown as CommonMark has it, with what papers use besides: front matter, footnotes, citations,
/// tables, fenced divisions. Code is left out.
struct MarkdownManuscript {
  let source: SourceScalars
  private var line = 0
  /// Labels of link references.
  private var references: Set<String> = []
  private var fence: (scalar: Unicode.Scalar, count: Int)?
  private var isInComment = false
  private var isBehindEmptyLine = true
  private var isInList = false

  init(_ source: SourceScalars) {
    self.source = source
  }

  mutating func read(into builder: inout ManuscriptBuilder) {
    findReferences()
    skipFrontMatter()
    while line < source.lineCount {
      readLine(into: &builder)
      line += 1
    }
    builder.end()
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    PlainTextManuscript.trimmed(range, source)
  }

  private func starts(_ range: Range<Int>, with text: String) -> Bool {
    var at = range.lowerBound
    for scalar in text.unicodeScalars {
      guard at < range.upperBound, source.scalars[at] == scalar else { return false }
      at += 1
    }
    return true
  }

  private mutating func skipFrontMatter() {
    guard source.lineCount > 1, isExactly(source.line(0), "---") else { return }
    for next in 1..<source.lineCount
    where isExactly(source.line(next), "---") || isExactly(source.line(next), "...") {
      line = next + 1
      return
    }
  }

  private func isExactly(_ range: Range<Int>, _ text: String) -> Bool {
    let range = trimmed(range)
    return range.count == text.unicodeScalars.count && starts(range, with: text)
  }

  /// `[label]: …`, not a footnote.
  private mutating func findReferences() {
    for line in 0..<source.lineCount {
      if let (label, _) = reference(trimmed(source.line(line))), !label.hasPrefix("^") {
        references.insert(label.lowercased())
      }
    }
  }

  private func reference(_ range: Range<Int>) -> (label: String, end: Int)? {
    guard starts(range, with: "[") else { return nil }
    var label = ""
    for offset in range.dropFirst().prefix(200) {
      let scalar = source.scalars[offset]
      if scalar == "]" {
        guard offset + 1 < range.upperBound, source.scalars[offset + 1] == ":", !label.isEmpty
        else { return nil }
        return (label, offset + 2)
      }
      label.unicodeScalars.append(scalar)
    }
    return nil
  }

  private mutating func readLine(into builder: inout ManuscriptBuilder) {
    var range = source.line(line)
    if isInComment {
      range = behindComment(range)
      if isInComment || trimmed(range).isEmpty { return }
    }
    var depth = 0
    var content = trimmed(range)
    let indentation = self.indentation(range.lowerBound..<content.lowerBound)
    while starts(content, with: ">"), depth > 0 || indentation < 4 {
      depth += 1
      content = trimmed(content.lowerBound + 1..<content.upperBound)
    }
    if readFence(content) {
      if fence != nil { builder.end() }
      isBehindEmptyLine = true
      return
    }
    if content.isEmpty {
      builder.end()
      isBehindEmptyLine = true
      return
    }
    defer { isBehindEmptyLine = false }
    // A comment that begins a line ends a paragraph.
    if starts(content, with: "<!--") { builder.end() }
    if depth == 0, indentation >= 4, isBehindEmptyLine, !isInList { return }
    if starts(content, with: ":::") || isRule(content) || isUnderline(content, builder) {
      builder.end()
      return
    }
    if let (label, end) = reference(content) {
      guard label.hasPrefix("^") else { return }
      builder.begin(.note)
      append(trimmed(end..<content.upperBound), into: &builder)
      return
    }
    if depth == 0, indentation == 0,
      ["|", "#", "<"].contains(where: { starts(content, with: $0) })
    {
      isInList = false
    }
    if starts(content, with: "|") {
      readRow(content, depth, into: &builder)
      return
    }
    if depth == 0, let heading = heading(content) {
      builder.begin(.heading)
      append(heading, into: &builder)
      builder.end()
      return
    }
    let kind: Manuscript.Block.Kind = depth > 0 ? .quote : .paragraph
    let item = depth == 0 ? listItem(content) : nil
    if let item {
      isInList = true
      builder.begin(kind)
      append(item, into: &builder)
      return
    }
    if depth == 0, indentation == 0, isBehindEmptyLine { isInList = false }
    let place = source.place(content.lowerBound, line: line)
    if !builder.isOpen {
      builder.begin(kind)
    } else if depth > 0, builder.kind != .quote {
      builder.begin(.quote)
    } else {
      builder.breakLine(place)
    }
    append(content, into: &builder)
  }

  private func indentation(_ range: Range<Int>) -> Int {
    range.reduce(0) { $0 + (source.scalars[$1] == "\t" ? 4 : 1) }
  }

  /// - Returns: true for a line that opens or closes code, or stands in it.
  private mutating func readFence(_ content: Range<Int>) -> Bool {
    guard let first = content.first.map({ source.scalars[$0] }) else { return fence != nil }
    let count = content.prefix { source.scalars[$0] == first }.count
    if let open = fence {
      if first == open.scalar, count >= open.count, count == content.count { fence = nil }
      return true
    }
    guard first == "`" || first == "~", count >= 3 else { return false }
    // Behind the backticks of a fence there are none.
    if first == "`", content.dropFirst(count).contains(where: { source.scalars[$0] == "`" }) {
      return false
    }
    fence = (first, count)
    return true
  }

  /// `---`, `* * *`.
  private func isRule(_ content: Range<Int>) -> Bool {
    guard let first = content.first.map({ source.scalars[$0] }),
      "-*_".unicodeScalars.contains(first)
    else { return false }
    return content.count >= 3
      && content.allSatisfy { source.scalars[$0] == first || source.scalars[$0].isBlank }
  }

  private func isUnderline(_ content: Range<Int>, _ builder: ManuscriptBuilder) -> Bool {
    guard builder.isOpen else { return false }
    return content.allSatisfy { source.scalars[$0] == "=" }
  }

  private func heading(_ content: Range<Int>) -> Range<Int>? {
    let count = content.prefix { source.scalars[$0] == "#" }.count
    guard (1...6).contains(count), count < content.count,
      source.scalars[content.lowerBound + count].isBlank
    else { return nil }
    return trimmed(content.lowerBound + count..<content.upperBound)
  }

  private func listItem(_ content: Range<Int>) -> Range<Int>? {
    let first = source.scalars[content.lowerBound]
    var at = content.lowerBound
    if "-*+•".unicodeScalars.contains(first) {
      at += 1
    } else {
      while at < content.upperBound, source.scalars[at].isASCIIDigit, at - content.lowerBound < 9 {
        at += 1
      }
      guard at > content.lowerBound, at < content.upperBound,
        source.scalars[at] == "." || source.scalars[at] == ")"
      else { return nil }
      at += 1
    }
    guard at < content.upperBound, source.scalars[at].isBlank else { return nil }
    return trimmed(at..<content.upperBound)
  }

  /// A row of a table: a block a cell.
  private mutating func readRow(
    _ content: Range<Int>, _ depth: Int, into builder: inout ManuscriptBuilder
  ) {
    var start = content.lowerBound + 1
    var at = start
    func isDivider(_ range: Range<Int>) -> Bool {
      range.allSatisfy { "-: ".unicodeScalars.contains(source.scalars[$0]) }
    }
    while at <= content.upperBound {
      let isEnd = at == content.upperBound
      if isEnd || source.scalars[at] == "|" && source.scalars[at - 1] != "\\" {
        let cell = trimmed(start..<max(start, at))
        if !cell.isEmpty, !isDivider(cell) {
          builder.begin(depth > 0 ? .quote : .paragraph)
          append(cell, into: &builder)
          builder.end()
        }
        start = at + 1
      }
      at += 1
    }
  }

  /// The rest of a line behind a comment that ends in it.
  private mutating func behindComment(_ range: Range<Int>) -> Range<Int> {
    for offset in range where starts(offset..<range.upperBound, with: "-->") {
      isInComment = false
      return offset + 3..<range.upperBound
    }
    return range.upperBound..<range.upperBound
  }

  private mutating func append(_ range: Range<Int>, into builder: inout ManuscriptBuilder) {
    var inline = MarkdownInline(source, line: line, range: range, references: references)
    inline.read(into: &builder)
    if inline.isCommentOpen { isInComment = true }
  }
}
