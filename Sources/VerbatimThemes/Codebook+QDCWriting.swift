/// A codebook as a REFI-QDA file.
public struct QDCExport: Sendable, Equatable {
  public var text: String
  /// Ids of themes of whose texts characters had to be left out that XML forbids.
  public var stripped: [String]
}

extension Codebook {
  static let qdcNamespace = "urn:QDA-XML:codebook:1.0"

  /// The codebook as `.qdc` (REFI-QDA codebook 1.0). The same codebook gives the same bytes.
  ///
  /// The format has one name and one description a code: the label stands in front of the name
  /// (`A. Name`), and what is included and excluded, exemplars and memo behind the definition. GUIDs follow from the
  /// ids of themes, so other tools recognise them in the next export.
  ///
  /// - Parameter origin: name and version of the program.
  public func qdc(origin: String) -> QDCExport {
    var writer = QDCWriter()
    writer.line(
      0, "<CodeBook xmlns=\"\(Self.qdcNamespace)\" origin=\"\(writer.escaped(origin))\">")
    writer.line(1, "<Codes>")
    /// Themes whose elements are open.
    var open: [Int] = []
    for (index, theme) in themes.enumerated() {
      while let last = open.last, ends[last] <= index {
        writer.line(open.count + 1, "</Code>")
        open.removeLast()
      }
      let isParent = ends[index] > index + 1
      if writer.begin(theme, depth: open.count + 2, isParent: isParent) { open.append(index) }
    }
    while !open.isEmpty {
      writer.line(open.count + 1, "</Code>")
      open.removeLast()
    }
    writer.line(1, "</Codes>")
    writer.line(0, "</CodeBook>")
    return QDCExport(text: writer.text, stripped: writer.stripped)
  }
}

private struct QDCWriter {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
  private(set) var stripped: [String] = []

  mutating func line(_ depth: Int, _ content: String) {
    text += String(repeating: "  ", count: depth) + content + "\n"
  }

  /// Returns whether the element is still open.
  mutating func begin(_ theme: Theme, depth: Int, isParent: Bool) -> Bool {
    let name = QDCName.joined(label: theme.label, name: theme.name)
    let description = QDCDescription.joined(theme)
    if !Self.isXML(name) || !Self.isXML(description ?? "") { stripped.append(theme.id) }
    var tag = "<Code guid=\"\(GUID.ofTheme(theme.id))\" name=\"\(escaped(name))\""
    tag += " isCodable=\"\(theme.takesCodings)\""
    if let colour = theme.colour { tag += " color=\"\(escaped(colour))\"" }
    guard isParent || description != nil else {
      line(depth, tag + "/>")
      return false
    }
    line(depth, tag + ">")
    if let description {
      line(depth + 1, "<Description>\(escaped(description))</Description>")
    }
    if !isParent { line(depth, "</Code>") }
    return isParent
  }

  /// For content and attributes alike; white space as references, which no parser normalises.
  func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars where Self.isXML(scalar) {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  private static func isXML(_ text: String) -> Bool { text.unicodeScalars.allSatisfy(isXML) }

  private static func isXML(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}

/// The label in front of a code's name.
enum QDCName {
  static let longestLabel = 24

  /// The label as it can stand in front of a name and be found again.
  static func plain(_ label: String) -> String {
    let scalars = label.unicodeScalars.map { $0.properties.isWhitespace ? "_" : $0 }
    return String(String.UnicodeScalarView(scalars.prefix(longestLabel)))
  }

  static func joined(label: String, name: String) -> String { "\(label). \(name)" }

  /// Splits `A. Name`, or `A/3/b Name`, whose label is the last of the path; `nil` where nothing
  /// in front looks like a label.
  static func split(_ text: String) -> (label: String, name: String)? {
    let scalars = text.unicodeScalars
    guard let space = scalars.firstIndex(where: { $0.properties.isWhitespace }) else { return nil }
    let name = String(scalars[scalars.index(after: space)...])
    var label = scalars[..<space]
    if let slash = label.lastIndex(of: "/") {
      label = label[label.index(after: slash)...]
      if label.last == "." { label = label.dropLast() }
    } else {
      guard label.last == "." else { return nil }
      label = label.dropLast()
    }
    guard !label.isEmpty, label.count <= longestLabel, !label.contains("*"), !name.isEmpty else {
      return nil
    }
    return (String(label), name)
  }

  /// A label for the sibling `position`: 1, 2, 3 at odd depths, a, b, c at even ones.
  static func generated(position: Int, depth: Int) -> String {
    guard depth % 2 == 0 else { return String(position + 1) }
    var letters: [UInt8] = []
    var rest = position
    repeat {
      letters.append(UInt8(ascii: "a") + UInt8(rest % 26))
      rest = rest / 26 - 1
    } while rest >= 0
    return String(decoding: letters.reversed(), as: UTF8.self)
  }
}

/// Definition, inclusion, exclusion, exemplars, memo and retirement as one description.
enum QDCDescription {
  private static let include = "Include: "
  private static let exclude = "Exclude: "
  private static let exemplars = "Exemplars: "
  private static let memo = "Memo: "
  private static let status = "Status: "
  /// A code that is retired is not codable elsewhere; whether it was before must come back.
  private static let retired = "retired"
  private static let retiredGroup = "retired, groups others"
  private static let gap = "\n\n"

  static func joined(_ theme: Theme) -> String? {
    var parts: [String] = []
    if let text = theme.definition { parts.append(text) }
    if let text = theme.include { parts.append(include + text) }
    if let text = theme.exclude { parts.append(exclude + text) }
    if !theme.exemplars.isEmpty {
      parts.append(exemplars + theme.exemplars.joined(separator: "\n"))
    }
    if let text = theme.memo { parts.append(memo + text) }
    if theme.isRetired { parts.append(status + (theme.isCodable ? retired : retiredGroup)) }
    return parts.isEmpty ? nil : parts.joined(separator: gap)
  }

  /// The last paragraphs that say so are what their mark says, everything before them the definition.
  static func split(_ text: String, into theme: inout Theme) {
    var rest = text
    if let state = cut(status, &rest) {
      if state == retired || state == retiredGroup {
        theme.isRetired = true
        theme.isCodable = state == retired
      } else {
        rest += (rest.isEmpty ? "" : gap) + status + state
      }
    }
    theme.memo = cut(memo, &rest)
    let places = cut(exemplars, &rest)?.unicodeScalars.split(separator: "\n") ?? []
    theme.exemplars = places.map { String($0) }
    theme.exclude = cut(exclude, &rest)
    theme.include = cut(include, &rest)
    theme.definition = rest.isEmpty ? nil : rest
  }

  private static func cut(_ mark: String, _ text: inout String) -> String? {
    let bytes = Array(text.utf8)
    let inner = Array((gap + mark).utf8)
    let start: Int
    let length: Int
    if let found = lastIndex(of: inner, in: bytes) {
      (start, length) = (found, inner.count)
    } else if bytes.starts(with: mark.utf8) {
      (start, length) = (0, mark.utf8.count)
    } else {
      return nil
    }
    text = String(decoding: bytes[..<start], as: UTF8.self)
    return String(decoding: bytes[(start + length)...], as: UTF8.self)
  }

  private static func lastIndex(of needle: [UInt8], in bytes: [UInt8]) -> Int? {
    guard bytes.count >= needle.count else { return nil }
    return (0...bytes.count - needle.count).last { bytes[$0...].starts(with: needle) }
  }
}
