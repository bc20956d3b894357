/// The running text of one line of Markdown. Cost: linear in the line.
struct MarkdownInline {
  private let source: SourceScalars
  private let line: Int
  private let range: Range<Int>
  private let references: Set<String>
  /// For each `[` the `]` that closes it.
  private var partners: [Int: Int] = [:]
  /// Where the text of links ends, and where the links themselves do.
  private var linkEnds: [Int: Int] = [:]
  /// Lengths of runs of backticks that no other run closes any more.
  private var unclosed: Set<Int> = []
  /// A comment began that does not end in the line.
  private(set) var isCommentOpen = false

  init(_ source: SourceScalars, line: Int, range: Range<Int>, references: Set<String>) {
    self.source = source
    self.line = line
    self.range = range
    self.references = references
    var open: [Int] = []
    for offset in range {
      if source.scalars[offset] == "[" {
        open.append(offset)
      } else if source.scalars[offset] == "]", let start = open.popLast() {
        partners[start] = offset
      }
    }
  }

  private func scalar(_ offset: Int) -> Unicode.Scalar? {
    range.contains(offset) ? source.scalars[offset] : nil
  }

  mutating func read(into builder: inout ManuscriptBuilder) {
    var at = range.lowerBound
    while at < range.upperBound {
      if let end = linkEnds[at] {
        at = end
        continue
      }
      let scalar = source.scalars[at]
      let place = source.place(at, line: line)
      switch scalar {
      case "\\":
        if let next = self.scalar(at + 1), next.value < 0x80, !next.isLetterOrDigit, !next.isBlank {
          builder.append(next, place)
          at += 2
        } else {
          if at + 1 < range.upperBound { builder.append(scalar, place) }
          at += 1
        }
      case "`": at = readCode(at, place, into: &builder)
      case "*": at += 1
      case "_":
        let isInside =
          self.scalar(at - 1)?.isLetterOrDigit == true
          && self.scalar(at + 1)?.isLetterOrDigit == true
        if isInside { builder.append(scalar, place) }
        at += 1
      case "~":
        at += self.scalar(at + 1) == "~" ? 2 : 1
        if self.scalar(at - 2) != "~" { builder.append(scalar, place) }
      case "!" where self.scalar(at + 1) == "[":
        if let end = linkEnd(at + 1) {
          builder.append(ManuscriptBuilder.object, place)
          at = end.link
        } else {
          builder.append(scalar, place)
          at += 1
        }
      case "[": at = readBracket(at, place, into: &builder)
      case "<": at = readTag(at, place, into: &builder)
      case "&":
        if let found = CharacterReferences.read(source.scalars, at: at, before: range.upperBound) {
          builder.append(found.scalar, place)
          at = found.end
        } else {
          builder.append(scalar, place)
          at += 1
        }
      default:
        builder.append(scalar, place)
        at += 1
      }
    }
  }

  private mutating func readCode(
    _ start: Int, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) -> Int {
    var at = start
    while scalar(at) == "`" { at += 1 }
    let count = at - start
    if count <= 8, !unclosed.contains(count) {
      var next = at
      while next < range.upperBound {
        guard source.scalars[next] == "`" else {
          next += 1
          continue
        }
        let from = next
        while scalar(next) == "`" { next += 1 }
        if next - from == count {
          builder.append(ManuscriptBuilder.object, place)
          return next
        }
      }
      unclosed.insert(count)
    }
    for _ in 0..<count { builder.append("`", place) }
    return at
  }

  /// Where the text of a link that begins at `[` ends, and where the link does.
  private func linkEnd(_ start: Int) -> (text: Int, link: Int)? {
    guard let end = partners[start], let next = scalar(end + 1) else { return nil }
    if next == "(" {
      // An address: no bracket, and blanks only before a title.
      for offset in end + 2..<min(range.upperBound, end + 2000) {
        switch source.scalars[offset] {
        case ")": return isAddress(end + 2..<offset) ? (end, offset + 1) : nil
        case "[", "(": return nil
        default: continue
        }
      }
      return nil
    }
    if next == "[", let last = partners[end + 1] {
      let label = text(last == end + 2 ? start + 1..<end : end + 2..<last)
      return references.contains(label.lowercased()) ? (end, last + 1) : nil
    }
    return nil
  }

  private func isAddress(_ range: Range<Int>) -> Bool {
    guard !range.isEmpty else { return true }
    let text = self.text(range)
    return !text.contains(" ") || text.contains(" \"") || text.contains(" '")
  }

  private func text(_ range: Range<Int>) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: source.scalars[range.prefix(500)])
    return text
  }

  private mutating func readBracket(
    _ at: Int, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) -> Int {
    if scalar(at + 1) == "^", let end = partners[at] { return end + 1 }
    if let end = linkEnd(at) {
      linkEnds[end.text] = end.link
      return at + 1
    }
    builder.append("[", place)
    return at + 1
  }

  private mutating func readTag(
    _ at: Int, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) -> Int {
    if scalar(at + 1) == "!", scalar(at + 2) == "-", scalar(at + 3) == "-" {
      var next = at + 4
      while next < range.upperBound {
        if source.scalars[next] == ">", scalar(next - 1) == "-", scalar(next - 2) == "-" {
          return next + 1
        }
        next += 1
      }
      isCommentOpen = true
      return range.upperBound
    }
    guard let next = scalar(at + 1), next.isASCIILetter || next == "/" else {
      builder.append("<", place)
      return at + 1
    }
    var name = ""
    for offset in at + 1..<min(range.upperBound, at + 400) {
      let scalar = source.scalars[offset]
      if scalar == ">" {
        switch name {
        case "br": builder.breakLine(place)
        case "q": builder.openDeclared()
        case "/q": builder.closeDeclared()
        default: break
        }
        return offset + 1
      }
      if scalar == "<" { break }
      if scalar.isBlank || scalar == "/" && offset > at + 1 { name += " " }
      if !name.hasSuffix(" ") { name.unicodeScalars.append(scalar) }
    }
    builder.append("<", place)
    return at + 1
  }
}
