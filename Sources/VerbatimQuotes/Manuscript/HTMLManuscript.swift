/// HTML, well-formed or not: tags are looked at one by one, nothing is fetched, scripts and hidden text
/// are left out. Cost: linear.
struct HTMLManuscript {
  private var cursor: SourceCursor
  /// Names of the elements whose text is left out, from the outermost in.
  private var hidden: [String] = []
  private var quoteDepth = 0
  /// The ends of comments and of raw text that are not in the rest of the file.
  private var missingEnds: Set<String> = []

  init(_ source: SourceScalars) {
    cursor = SourceCursor(source)
  }

  private static let blocks: Set<String> = [
    "p", "div", "li", "td", "th", "dt", "dd", "tr", "table", "ul", "ol", "dl", "section", "article",
    "figure", "figcaption", "caption", "header", "footer", "main", "aside", "nav", "address", "hr",
    "body", "cite-block", "details", "summary",
  ]
  private static let left: Set<String> = [
    "head", "pre", "code", "kbd", "samp", "del", "s", "strike", "template", "noscript", "svg",
    "math",
    "sup", "select", "button",
  ]
  private static let raw: Set<String> = ["script", "style", "textarea", "title", "iframe", "xmp"]
  private static let headings: Set<String> = ["h1", "h2", "h3", "h4", "h5", "h6"]

  mutating func read(into builder: inout ManuscriptBuilder) {
    while let scalar = cursor.current {
      switch scalar {
      case "<" where isMarkup: readMarkup(into: &builder)
      case "&": readReference(into: &builder)
      default:
        append(scalar, into: &builder)
        cursor.advance()
      }
    }
    builder.end()
  }

  private var isMarkup: Bool {
    guard let next = cursor.peek() else { return false }
    return next.isASCIILetter || next == "/" || next == "!" || next == "?"
  }

  private func append(_ scalar: Unicode.Scalar, into builder: inout ManuscriptBuilder) {
    guard hidden.isEmpty else { return }
    if scalar == "\u{A0}" || !scalar.isBlank {
      if !builder.isOpen { builder.begin(quoteDepth > 0 ? .quote : .paragraph) }
      builder.append(scalar, cursor.place)
    } else {
      builder.appendBlank(cursor.place)
    }
  }

  private mutating func readReference(into builder: inout ManuscriptBuilder) {
    let scalars = cursor.source.scalars
    if let found = CharacterReferences.read(scalars, at: cursor.offset, before: scalars.count) {
      append(found.scalar, into: &builder)
      cursor.move(to: found.end)
    } else {
      append("&", into: &builder)
      cursor.advance()
    }
  }

  private mutating func readMarkup(into builder: inout ManuscriptBuilder) {
    if cursor.starts(with: "<!--") {
      skip(behind: "-->", else: 4)
    } else if cursor.starts(with: "<![CDATA[") {
      skip(behind: "]]>", else: 9)
    } else if cursor.peek() == "!" || cursor.peek() == "?" {
      skip(behind: ">", else: 2)
    } else {
      readTag(into: &builder)
    }
  }

  private mutating func skip(behind end: String, else count: Int) {
    if !missingEnds.contains(end), let at = find(end, from: cursor.offset) {
      cursor.move(to: at + end.unicodeScalars.count)
    } else {
      missingEnds.insert(end)
      cursor.advance(count)
    }
  }

  private func find(_ text: String, from start: Int, ignoringCase: Bool = false) -> Int? {
    let wanted = Array(text.unicodeScalars)
    let scalars = cursor.source.scalars
    var at = start
    while at + wanted.count <= scalars.count {
      var length = 0
      while length < wanted.count,
        scalars[at + length] == wanted[length]
          || ignoringCase && scalars[at + length].value | 0x20 == wanted[length].value
      {
        length += 1
      }
      if length == wanted.count { return at }
      at += 1
    }
    return nil
  }

  private mutating func readTag(into builder: inout ManuscriptBuilder) {
    let isEnd = cursor.peek() == "/"
    let scalars = cursor.source.scalars
    var at = cursor.offset + (isEnd ? 2 : 1)
    var name = ""
    while at < scalars.count, scalars[at].isASCIILetter || scalars[at].isASCIIDigit,
      name.utf8.count < 32
    {
      name.unicodeScalars.append(scalars[at])
      at += 1
    }
    name = name.lowercased()
    // Attributes: a quoted value may hold a `>`.
    var quote: Unicode.Scalar?
    var attributes = ""
    while at < scalars.count {
      let scalar = scalars[at]
      if let open = quote {
        if scalar == open { quote = nil }
      } else if scalar == "\"" || scalar == "'" {
        quote = scalar
      } else if scalar == ">" {
        break
      }
      if attributes.utf8.count < 500 { attributes.unicodeScalars.append(scalar) }
      at += 1
    }
    cursor.move(to: at + 1)
    if isEnd {
      close(name, into: &builder)
    } else {
      let isEmpty = attributes.hasSuffix("/")
      open(name, attributes, isEmpty: isEmpty, into: &builder)
    }
  }

  private mutating func open(
    _ name: String, _ attributes: String, isEmpty: Bool, into builder: inout ManuscriptBuilder
  ) {
    if Self.raw.contains(name), !isEmpty {
      let end = "</" + name
      if !missingEnds.contains(end), let at = find(end, from: cursor.offset, ignoringCase: true) {
        cursor.move(to: at)
      } else {
        missingEnds.insert(end)
      }
      return
    }
    if Self.left.contains(name), !isEmpty {
      if hidden.isEmpty, name == "code" || name == "math" || name == "kbd" || name == "samp" {
        builder.append(ManuscriptBuilder.object, cursor.place)
      }
      if name == "pre" { builder.end() }
      if hidden.count < 10_000 { hidden.append(name) }
      return
    }
    guard hidden.isEmpty else { return }
    switch name {
    case "br": builder.breakLine(cursor.place)
    case "q": builder.openDeclared()
    case "blockquote":
      builder.end()
      quoteDepth += 1
    case "img": builder.append(ManuscriptBuilder.object, cursor.place)
    default:
      if Self.headings.contains(name) {
        builder.begin(.heading)
      } else if Self.blocks.contains(name) || name == "cite" && quoteDepth > 0 {
        builder.end()
      }
    }
  }

  private mutating func close(_ name: String, into builder: inout ManuscriptBuilder) {
    if !hidden.isEmpty {
      // What was left open inside of a hidden element ends with it.
      if let at = hidden.lastIndex(of: name), hidden.count - at < 64 {
        hidden.removeSubrange(at...)
      } else if name == "body" || name == "html" || name == "head" {
        hidden = []
      }
      return
    }
    switch name {
    case "q": builder.closeDeclared()
    case "blockquote":
      builder.end()
      quoteDepth = max(0, quoteDepth - 1)
    default:
      if Self.headings.contains(name) || Self.blocks.contains(name)
        || name == "cite" && quoteDepth > 0
      {
        builder.end()
      }
    }
  }
}
