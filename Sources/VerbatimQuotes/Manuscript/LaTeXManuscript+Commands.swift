extension LaTeXManuscript {
  mutating func readCommand(into builder: inout ManuscriptBuilder) {
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
  mutating func skipBlanksBehindName(_ name: String) {
    guard let scalar = cursor.current, scalar == " " else { return }
    guard LaTeXNames.symbols[name] != nil || LaTeXNames.accents[name] != nil else { return }
    cursor.advance()
  }

  mutating func readSign(
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

  mutating func read(
    _ name: String, _ place: Manuscript.Place, into builder: inout ManuscriptBuilder
  ) {
    if let symbol = LaTeXNames.symbols[name] {
      // Under an accent it does not matter that the letter has no dot.
      let isDotless = pendingAccent != nil && (symbol == "ı" || symbol == "ȷ")
      appendAccented(isDotless ? (symbol == "ı" ? "i" : "j") : symbol, place, into: &builder)
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
    case "section", "subsection", "subsubsection", "chapter", "part", "paragraph", "title",
      "caption":
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

  mutating func openQuotation(
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

  mutating func readEnvironment(isBegin: Bool, into builder: inout ManuscriptBuilder) {
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
  mutating func argument() -> String? { bracketed("{", "}") }

  /// `[…]`; `nil` where none begins here.
  mutating func optionalArgument() -> String? { bracketed("[", "]") }

  mutating func bracketed(_ open: Unicode.Scalar, _ close: Unicode.Scalar) -> String? {
    guard cursor.current == open, failures < 1000 else { return nil }
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
    failures += 1
    return nil
  }
}
