/// LaTeX as papers use it: environments and commands of quotations (also those of csquotes), quotation
/// marks as they are typed, accents, notes. Nothing is expanded; formulas, listings and what stands before
/// `\begin{document}` are left out. Cost: linear.
struct LaTeXManuscript {
  enum Frame {
    case group
    case declared
    case note
    case block
    /// The text of a quotation whose attribution stands behind it.
    case attributed(String)
  }

  var cursor: SourceCursor
  var frames: [Frame] = []
  var quoteDepth = 0
  var openSingle = 0
  /// What is looked for in the rest of the file and is not there.
  var missing: Set<String> = []
  var pendingAccent: Unicode.Scalar?
  /// Arguments that did not end where they had to.
  var failures = 0
  /// What the open environments of quotations were given as their source.
  var attributions: [String] = []

  init(_ source: SourceScalars) {
    cursor = SourceCursor(source)
    if let start = find("\\begin{document}", from: 0) { cursor.move(to: start + 16) }
  }

  static let quotes: Set<String> = [
    "quote", "quotation", "displayquote", "displaycquote", "quoting", "verse",
    "foreigndisplayquote",
  ]
  static let left: Set<String> = [
    "verbatim", "Verbatim", "lstlisting", "minted", "equation", "equation*", "align", "align*",
    "gather", "gather*", "multline", "multline*", "tikzpicture", "comment", "thebibliography",
    "math",
    "displaymath", "eqnarray", "eqnarray*", "filecontents",
  ]

  mutating func read(into builder: inout ManuscriptBuilder) {
    while let scalar = cursor.current {
      let place = cursor.place
      switch scalar {
      case "\\": readCommand(into: &builder)
      case "%": skipLine()
      case "{":
        push(.group)
        cursor.advance()
      case "}":
        pop(into: &builder)
        cursor.advance()
      case "$": readFormula(into: &builder)
      case "~":
        builder.append(" ", place)
        cursor.advance()
      case "&" where quoteDepth == 0:
        builder.end()
        cursor.advance()
      case "\n": readLineEnd(into: &builder)
      default: readText(scalar, place, into: &builder)
      }
    }
    builder.end()
  }

  mutating func push(_ frame: Frame) {
    // What is nested deeper than anybody writes is not kept apart any more.
    if frames.count < 100_000 { frames.append(frame) }
  }

  mutating func pop(into builder: inout ManuscriptBuilder) {
    guard let frame = frames.popLast() else { return }
    switch frame {
    case .group: break
    case .declared: builder.closeDeclared()
    case .note, .block: builder.end()
    case .attributed(let attribution):
      builder.closeDeclared()
      append(" (" + attribution + ")", into: &builder)
    }
  }

  func append(_ text: String, into builder: inout ManuscriptBuilder) {
    for scalar in text.unicodeScalars { builder.append(scalar, cursor.place) }
  }

  mutating func skipLine() {
    while let scalar = cursor.current, scalar != "\n" { cursor.advance() }
    // The line end and the next line's indentation belong to the comment.
    if cursor.current == "\n", cursor.peek() != "\n" {
      cursor.advance()
      while let scalar = cursor.current, scalar == " " || scalar == "\t" { cursor.advance() }
    }
  }

  /// A line end is a blank, an empty line ends a paragraph.
  mutating func readLineEnd(into builder: inout ManuscriptBuilder) {
    let place = cursor.place
    var ends = 0
    while let scalar = cursor.current, scalar.isBlank {
      if scalar == "\n" { ends += 1 }
      cursor.advance()
    }
    if ends > 1 {
      builder.end()
      openSingle = 0
    } else {
      builder.appendBlank(place)
    }
  }

  mutating func readText(
    _ scalar: Unicode.Scalar, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) {
    if scalar == " " || scalar == "\t" {
      builder.appendBlank(place)
      cursor.advance()
      return
    }
    if !builder.isOpen { builder.begin(quoteDepth > 0 ? .quote : .paragraph) }
    switch scalar {
    case "`":
      let isDouble = cursor.peek() == "`"
      if !isDouble { openSingle += 1 }
      builder.append(isDouble ? "“" : "‘", place)
      cursor.advance(isDouble ? 2 : 1)
    case "'":
      if cursor.peek() == "'" {
        builder.append("”", place)
        cursor.advance(2)
      } else {
        let isClosing = openSingle > 0 && cursor.peek()?.isLetterOrDigit != true
        if isClosing { openSingle -= 1 }
        builder.append(isClosing ? "’" : "'", place)
        cursor.advance()
      }
    case "-" where cursor.peek() == "-":
      let isLong = cursor.peek(2) == "-"
      builder.append(isLong ? "—" : "–", place)
      cursor.advance(isLong ? 3 : 2)
    default:
      appendAccented(scalar, place, into: &builder)
      cursor.advance()
    }
  }

  mutating func appendAccented(
    _ scalar: Unicode.Scalar, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) {
    guard let accent = pendingAccent else {
      builder.append(scalar, place)
      return
    }
    pendingAccent = nil
    var text = ""
    text.unicodeScalars.append(scalar)
    text.unicodeScalars.append(accent)
    for scalar in LaTeXNames.composed(text).unicodeScalars { builder.append(scalar, place) }
  }

  mutating func readFormula(into builder: inout ManuscriptBuilder) {
    let place = cursor.place
    let end = cursor.peek() == "$" ? "$$" : "$"
    cursor.advance(end.utf8.count)
    builder.append(ManuscriptBuilder.object, place)
    skip(behind: end, limit: 10_000)
  }

  /// - Parameter limit: a formula that is longer is none: somebody wrote a dollar.
  mutating func skip(behind end: String, limit: Int = .max) {
    guard !missing.contains(end) else { return }
    if let at = find(end, from: cursor.offset, limit: limit) {
      cursor.move(to: at + end.unicodeScalars.count)
    } else {
      missing.insert(end)
    }
  }

  func find(_ text: String, from start: Int, limit: Int = .max) -> Int? {
    let wanted = Array(text.unicodeScalars)
    let scalars = cursor.source.scalars
    let last = scalars.count - wanted.count
    var at = start
    while at <= last, at - start < limit {
      if scalars[at] == wanted[0], scalars[at..<at + wanted.count].elementsEqual(wanted),
        at == 0 || scalars[at - 1] != "\\" || wanted[0] == "\\"
      {
        return at
      }
      at += 1
    }
    return nil
  }
}
