extension Codebook {
  /// The codebook as YAML in a fixed form: the same codebook gives the same text, and reading it
  /// back gives the same codebook (aliases, which belong to a study, apart).
  public func yaml() -> String {
    var lines: [String] = []
    if let name { lines.append("codebook: " + YAMLScalar.written(name)) }
    lines.append(isEmpty ? "themes: []" : "themes:")
    var depths: [String: Int] = [:]
    for (index, theme) in themes.enumerated() {
      let depth = theme.parent.flatMap { depths[$0] }.map { $0 + 1 } ?? 0
      depths[theme.id] = depth
      let indent = String(repeating: "    ", count: depth)
      lines.append("\(indent)  - id: \(YAMLScalar.written(theme.id))")
      func add(_ key: String, _ value: String?) {
        guard let value else { return }
        lines.append("\(indent)    \(key): \(YAMLScalar.written(value))")
      }
      add("label", theme.label)
      add("name", theme.name)
      add("definition", theme.definition)
      add("include", theme.include)
      add("exclude", theme.exclude)
      add("colour", theme.colour)
      if !theme.exemplars.isEmpty {
        lines.append("\(indent)    exemplars:")
        lines += theme.exemplars.map { "\(indent)      - \(YAMLScalar.written($0))" }
      }
      add("memo", theme.memo)
      if !theme.isCodable { lines.append("\(indent)    codable: false") }
      if theme.isRetired { lines.append("\(indent)    retired: true") }
      if ends[index] > index + 1 { lines.append("\(indent)    children:") }
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

/// One YAML scalar: plain where every reader takes it as that text, else in double quotes.
enum YAMLScalar {
  static func written(_ text: String) -> String {
    isPlain(text) ? text : quoted(text)
  }

  /// A letter first, letters, digits and harmless punctuation after it, and no word that YAML 1.1
  /// takes for something else.
  private static func isPlain(_ text: String) -> Bool {
    let scalars = text.unicodeScalars
    guard let first = scalars.first, first.properties.isAlphabetic, scalars.last != " ",
      !reserved.contains(text.lowercased())
    else { return false }
    return scalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic || harmless.contains(scalar)
    }
  }

  private static let harmless = Set(" 0123456789-_.;()'’/".unicodeScalars)
  private static let reserved: Set<String> = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n",
  ]

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      default:
        if mustEscape(scalar) {
          let digits = String(scalar.value, radix: 16, uppercase: true)
          let width = scalar.value > 0xFFFF ? 8 : 4
          result += width == 8 ? "\\U" : "\\u"
          result += String(repeating: "0", count: width - digits.count) + digits
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
    }
    return result + "\""
  }

  /// What YAML does not allow as it is, or takes for a line break or a mark of byte order.
  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
