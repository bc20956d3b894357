/// LaTeX as papers use it: environments and commands of quotations (also those of csquotes), quotation
/// marks as they are typed, accents, notes. Nothing is expanded; formulas, listings and what stands before
/// `\begin{document}` are left out. Cost: linear.
struct LaTeXManuscript {
  private enum Frame {
    case group
    case declared
    case note
    case block
    /// The text of a quotation whose attribution stands behind it.
    case attributed(String)
  }

  private var cursor: SourceCursor
  private var frames: [Frame] = []
  private var quoteDepth = 0
  private var openSingle = 0
  /// What is looked for in the rest of the file and is not there.
  private var missing: Set<String> = []
  private var pendingAccent: Unicode.Scalar?
  /// What the open environments of quotations were given as their source.
  private var attributions: [String] = []

  init(_ source: SourceScalars) {
    cursor = SourceCursor(source)
    if let start = find("\\begin{document}", from: 0) { cursor.move(to: start + 16) }
  }

  static let quotes: Set<String> = [
    "quote", "quotation", "displayquote", "displaycquote", "quoting", "verse", "foreigndisplayquote",
  ]
  static let left: Set<String> = [
    "verbatim", "Verbatim", "lstlisting", "minted", "equation", "equation*", "align", "align*",
    "gather", "gather*", "multline", "multline*", "tikzpicture", "comment", "thebibliography", "math",
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

  private mutating func push(_ frame: Frame) {
    // What is nested deeper than anybody writes is not kept apart any more.
    if frames.count < 100_000 { frames.append(frame) }
  }

  private mutating func pop(into builder: inout ManuscriptBuilder) {
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

  private func append(_ text: String, into builder: inout ManuscriptBuilder) {
    for scalar in text.unicodeScalars { builder.append(scalar, cursor.place) }
  }

  private mutating func skipLine() {
    while let scalar = cursor.current, scalar != "\n" { cursor.advance() }
    // The line end and the next line's indentation belong to the comment.
    if cursor.current == "\n", cursor.peek() != "\n" {
      cursor.advance()
      while let scalar = cursor.current, scalar == " " || scalar == "\t" { cursor.advance() }
    }
  }

  /// A line end is a blank, an empty line ends a paragraph.
  private mutating func readLineEnd(into builder: inout ManuscriptBuilder) {
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

  private mutating func readText(
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

  private mutating func appendAccented(
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

  private mutating func readFormula(into builder: inout ManuscriptBuilder) {
    let place = cursor.place
    let end = cursor.peek() == "$" ? "$$" : "$"
    cursor.advance(end.utf8.count)
    builder.append(ManuscriptBuilder.object, place)
    skip(behind: end, limit: 10_000)
  }

  /// - Parameter limit: a formula that is longer is none: somebody wrote a dollar.
  private mutating func skip(behind end: String, limit: Int = .max) {
    guard !missing.contains(end) else { return }
    if let at = find(end, from: cursor.offset, limit: limit) {
      cursor.move(to: at + end.unicodeScalars.count)
    } else {
      missing.insert(end)
    }
  }

  private func find(_ text: String, from start: Int, limit: Int = .max) -> Int? {
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

// MARK: Commands

extension LaTeXManuscript {
  private mutating func readCommand(into builder: inout ManuscriptBuilder) {
    let place = cursor.place
    cursor.advance()
    guard let first = cursor.current else { return }
    guard first.isASCIILetter else {
      cursor.advance()
      readSign(first, place, into: &builder)
      return
    }
    var name = ""
    while let scalar = cursor.current, scalar.isASCIILetter, name.utf8.count < 64 {
      name.unicodeScalars.append(scalar)
      cursor.advance()
    }
    if cursor.current == "*" { cursor.advance() }
    if name != "item", name != "begin", name != "end" { skipBlanksBehindName(name) }
    read(name, place, into: &builder)
  }

  /// `\ldots{} and`, `\ss afe`: blanks behind a name belong to it, unless text follows an argument.
  private mutating func skipBlanksBehindName(_ name: String) {
    guard let scalar = cursor.current, scalar == " " else { return }
    guard LaTeXNames.symbols[name] != nil || LaTeXNames.accents[name] != nil else { return }
    cursor.advance()
  }

  private mutating func readSign(
    _ sign: Unicode.Scalar, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) {
    switch sign {
    case "\\":
      if cursor.current == "*" { cursor.advance() }
      _ = optionalArgument()
      builder.breakLine(place)
    case "&", "%", "$", "#", "_", "{", "}": builder.append(sign, place)
    case " ", ",", ";", ":", "\n", "/": builder.appendBlank(place)
    case "[":
      builder.append(ManuscriptBuilder.object, place)
      skip(behind: "\\]", limit: 10_000)
    case "(":
      builder.append(ManuscriptBuilder.object, place)
      skip(behind: "\\)", limit: 10_000)
    case "-", "!", "@": break
    default:
      if let accent = LaTeXNames.accents[String(sign)] { pendingAccent = accent }
    }
  }

  private mutating func read(
    _ name: String, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) {
    if let symbol = LaTeXNames.symbols[name] {
      builder.append(symbol, place)
      if cursor.starts(with: "{}") { cursor.advance(2) }
      return
    }
    if let accent = LaTeXNames.accents[name] {
      pendingAccent = accent
      return
    }
    switch name {
    case "begin", "end": readEnvironment(isBegin: name == "begin", into: &builder)
    case "par": builder.end()
    case "newline", "linebreak": builder.breakLine(place)
    case "item":
      _ = optionalArgument()
      builder.end()
    case "enquote", "say", "foreignquote", "hyphenquote":
      if name.hasSuffix("quote"), name != "enquote" { _ = argument() }
      openQuotation(attribution: nil, into: &builder)
    case "textquote", "blockquote", "textcquote", "blockcquote", "foreigntextquote",
      "foreignblockquote":
      if name.hasPrefix("foreign") { _ = argument() }
      var attribution = optionalArgument()
      if name.hasSuffix("cquote") { attribution = argument() }
      _ = optionalArgument()
      openQuotation(attribution: attribution, into: &builder)
    case "footnote", "endnote", "thanks", "footnotetext":
      _ = optionalArgument()
      guard cursor.current == "{" else { return }
      cursor.advance()
      builder.beginInside(.note)
      push(.note)
    case "section", "subsection", "subsubsection", "chapter", "part", "paragraph", "title", "caption":
      _ = optionalArgument()
      guard cursor.current == "{" else { return }
      cursor.advance()
      builder.begin(name == "caption" ? .paragraph : .heading)
      push(.block)
    case "verb":
      guard let sign = cursor.current else { return }
      cursor.advance()
      builder.append(ManuscriptBuilder.object, place)
      skip(behind: String(sign), limit: 1000)
    default:
      if name.lowercased().contains("cite") {
        while optionalArgument() != nil {}
        let keys = argument() ?? ""
        append("[@" + String(keys.prefix(80)) + "]", into: &builder)
      } else if LaTeXNames.silent.contains(name) {
        while optionalArgument() != nil {}
        _ = argument()
      }
    }
  }

  private mutating func openQuotation(
    attribution: String?, into builder: inout ManuscriptBuilder
  ) {
    guard cursor.current == "{" else { return }
    cursor.advance()
    builder.openDeclared()
    if let attribution, !attribution.isEmpty {
      push(.attributed(attribution))
    } else {
      push(.declared)
    }
  }

  private mutating func readEnvironment(isBegin: Bool, into builder: inout ManuscriptBuilder) {
    guard let name = argument() else { return }
    if isBegin, Self.left.contains(name) {
      builder.end()
      skip(behind: "\\end{" + name + "}")
      return
    }
    builder.end()
    openSingle = 0
    guard Self.quotes.contains(name) else {
      if isBegin, name.hasPrefix("tabular") || name == "longtable" || name == "minipage" {
        _ = optionalArgument()
        _ = argument()
      } else if isBegin {
        _ = optionalArgument()
      }
      return
    }
    quoteDepth = max(0, quoteDepth + (isBegin ? 1 : -1))
    guard isBegin else {
      // The attribution that an environment was given stands behind its text.
      if let text = attributions.popLast(), !text.isEmpty {
        builder.begin(.quote)
        append("(" + text + ")", into: &builder)
        builder.end()
      }
      return
    }
    if name.hasPrefix("foreign") { _ = argument() }
    var attribution = optionalArgument() ?? ""
    if name == "displaycquote" { attribution = argument() ?? "" }
    attributions.append(attribution)
  }

  /// `{…}` of one level, without its braces; `nil` where none begins here.
  private mutating func argument() -> String? { bracketed("{", "}") }

  /// `[…]`; `nil` where none begins here.
  private mutating func optionalArgument() -> String? { bracketed("[", "]") }

  private mutating func bracketed(_ open: Unicode.Scalar, _ close: Unicode.Scalar) -> String? {
    guard cursor.current == open else { return nil }
    var depth = 0
    var text = ""
    let scalars = cursor.source.scalars
    for at in cursor.offset..<min(scalars.count, cursor.offset + 2000) {
      let scalar = scalars[at]
      if scalar == open { depth += 1 }
      if scalar == close {
        depth -= 1
        if depth == 0 {
          cursor.move(to: at + 1)
          return String(text.dropFirst())
        }
      }
      text.unicodeScalars.append(scalar)
    }
    return nil
  }
}
