import VerbatimXML

/// Makes a codebook of the elements of a `.qdc` file, as they come.
///
/// Names are matched without namespace, since tools write wrong ones or none. GUIDs become ids in
/// lower case without braces; one that follows from the id of a theme of `known` becomes that id.
struct QDCBuilder {
  private enum Frame {
    case root
    case codes
    case code(Int)
    case description(Int)
    case ignored
  }

  private let known: [String: String]
  private var frames: [Frame] = []
  private var themes: [Theme] = []
  private var lines: [Int] = []
  private var depths: [Int] = []
  /// UTF-8: a text may come in pieces.
  private var descriptions: [[UInt8]] = []
  private var origin: String?
  private var warnings: [CodebookProblem] = []
  private var errors: [CodebookProblem] = []
  private var ignored: [String: Int] = [:]
  private var sawRoot = false
  /// Of codes with one GUID the first is kept, and takes the children of the others.
  private let dropsDuplicates: Bool
  private var dropped: Set<Int> = []
  private var ids: Set<String> = []

  var isStarted: Bool { sawRoot }

  init(known: Codebook = Codebook(), dropsDuplicates: Bool = false) {
    self.dropsDuplicates = dropsDuplicates
    self.known = Dictionary(
      known.themes.map { (GUID.ofTheme($0.id), $0.id) }, uniquingKeysWith: { first, _ in first })
  }

  /// - Parameters:
  ///   - name: local name of the element.
  ///   - attribute: value of an attribute by its local name.
  mutating func start(_ name: String, line: Int?, attribute: (String) -> String?) {
    switch (frames.last, name) {
    case (nil, "CodeBook"):
      sawRoot = true
      origin = attribute("origin")
      frames.append(.root)
    case (nil, _):
      errors.append(CodebookProblem(.notACodebook(root: name), line: line))
      frames.append(.ignored)
    case (.root, "Codes"): frames.append(.codes)
    case (.codes, "Code"): begin(parent: nil, line, attribute)
    case (.code(let parent), "Code"): begin(parent: parent, line, attribute)
    case (.code(let index), "Description"): frames.append(.description(index))
    default:
      if case .ignored = frames.last {} else { ignored[name, default: 0] += 1 }
      frames.append(.ignored)
    }
  }

  mutating func text(_ text: XMLText) {
    if case .description(let index) = frames.last { text.append(to: &descriptions[index]) }
  }

  mutating func end() {
    _ = frames.popLast()
  }

  private mutating func begin(parent: Int?, _ line: Int?, _ attribute: (String) -> String?) {
    let depth = parent.map { depths[$0] + 1 } ?? 1
    let written = attribute("guid") ?? ""
    let guid = GUID.normalised(written)
    let id = guid.map { known[$0] ?? $0 } ?? written
    if written.isEmpty {
      errors.append(CodebookProblem(.missingGUID, line: line))
    } else if guid == nil {
      warnings.append(CodebookProblem(.invalidGUID(written), line: line))
    }
    var theme = Theme(
      id: id, label: "", name: attribute("name") ?? "",
      isCodable: !["false", "0"].contains(attribute("isCodable")?.lowercased()),
      parent: parent.map { themes[$0].id }, position: themes.count)
    if let colour = attribute("color"), !colour.isEmpty {
      if Theme.isColour(colour) {
        theme.colour = colour
      } else {
        warnings.append(CodebookProblem(.invalidColour(colour), theme: id, line: line))
      }
    }
    if dropsDuplicates, !id.isEmpty, !ids.insert(id).inserted { dropped.insert(themes.count) }
    themes.append(theme)
    lines.append(line ?? 0)
    depths.append(depth)
    descriptions.append([])
    frames.append(.code(themes.count - 1))
  }

  /// - Throws: everything that makes it no codebook.
  consuming func finish() throws(CodebookProblems) -> QDCImport {
    if !sawRoot, errors.isEmpty { errors.append(CodebookProblem(.notACodebook(root: nil))) }
    guard errors.isEmpty else { throw CodebookProblems(errors) }
    // What Verbatim wrote is exact; others escape accents as HTML does, and XML again.
    let isOurs = origin?.lowercased().hasPrefix("verbatim") ?? false
    for index in themes.indices {
      var description = String(decoding: descriptions[index], as: UTF8.self)
      if !isOurs {
        let name = HTMLEntities.decoded(themes[index].name)
        themes[index].name = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        description = HTMLEntities.decoded(description)
      }
      if description.unicodeScalars.contains(where: { !$0.properties.isWhitespace }) {
        QDCDescription.split(description, into: &themes[index])
      }
      if themes[index].name.isEmpty {
        let id = themes[index].id
        warnings.append(CodebookProblem(.emptyName, theme: id, line: lines[index]))
        themes[index].name = id
      }
    }
    if !dropped.isEmpty {
      let kept = themes.indices.filter { !dropped.contains($0) }
      (themes, lines, depths) = (
        kept.map { themes[$0] }, kept.map { lines[$0] }, kept.map { depths[$0] }
      )
    }
    label()
    let codebook = try Codebook(name: nil, themes: themes, lines: lines)
    return QDCImport(
      codebook: codebook, origin: origin, warnings: warnings, ignored: ignored,
      duplicates: dropped.count)
  }

  /// Siblings take the labels in front of their names where all have one and no two the same, else
  /// generated ones.
  private mutating func label() {
    var families: [String?: [Int]] = [:]
    for (index, theme) in themes.enumerated() { families[theme.parent, default: []].append(index) }
    for siblings in families.values {
      let splits = siblings.map { QDCName.split(themes[$0].name) }
      let labels = Set(splits.compactMap { $0?.label })
      let areLabelled = labels.count == siblings.count
      for (position, index) in siblings.enumerated() {
        if areLabelled, let split = splits[position] {
          themes[index].label = split.label
          themes[index].name = split.name
        } else {
          themes[index].label = QDCName.generated(position: position, depth: depths[index])
        }
      }
    }
  }
}

/// References that some tools leave in names: `&eacute;`, `&#233;`.
enum HTMLEntities {
  /// Names of U+00A0 to U+00FF in their order (HTML 4, Latin 1), and those of XML.
  private static let named: [Substring: Unicode.Scalar] = {
    let latin = """
      nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn \
      sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave \
      Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc \
      Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute \
      THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml \
      igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave \
      uacute ucirc uuml yacute thorn yuml
      """
    var named: [Substring: Unicode.Scalar] = [
      "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'",
    ]
    for (offset, name) in latin.split(separator: " ").enumerated() {
      named[name] = Unicode.Scalar(UInt8(0xA0 + offset))
    }
    return named
  }()

  /// `text` with the references replaced that it knows. Once: what results is not decoded again.
  static func decoded(_ text: String) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      let name = rest[rest.index(after: start)...].prefix(10)
      guard let end = name.firstIndex(of: ";"), let scalar = scalar(name[..<end]) else {
        result += "&"
        rest = rest[rest.index(after: start)...]
        continue
      }
      result.unicodeScalars.append(scalar)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func scalar(_ name: Substring) -> Unicode.Scalar? {
    guard name.first == "#" else { return named[name] }
    let digits = name.dropFirst()
    let value =
      digits.first == "x" || digits.first == "X"
      ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let value, value >= 0x20, !(0x7F..<0xA0).contains(value) else { return nil }
    return Unicode.Scalar(value)
  }
}
