/// Writes text so that CommonMark (and pandoc, and GitHub) renders it as it is.
///
/// ```swift
/// MarkdownText.inline("*really* <b>")        // \*really\* \<b>
/// MarkdownText.lines(of: "1. first\n2. next")  // ["1\\. first\\", "2\\. next"]
/// ```
///
/// Signs that mean something anywhere are escaped everywhere, signs that open a block only where a
/// line begins. Controls become visible signs as in ``VisibleText``, except marks of writing
/// direction. Straight quotation marks and dashes stay as they are: a converter that makes them
/// typographic has to be told not to (`pandoc -f markdown-smart`).
public enum MarkdownText {
  /// Text for one line (a heading, a table cell): line breaks become blanks.
  public static func inline(_ text: String) -> String {
    escapedLines(text, endsLine: false).joined(separator: " ")
  }

  /// The lines of a paragraph, with a hard break between them; empty lines part paragraphs.
  public static func lines(of text: String) -> [String] {
    let lines = escapedLines(text, endsLine: true)
    return lines.indices.map { index in
      let isBroken =
        index + 1 < lines.count && !lines[index].isEmpty && !lines[index + 1].isEmpty
      return isBroken ? lines[index] + "\\" : lines[index]
    }
  }

  /// Text inside of a line, where neither its begin nor its end is one of the line.
  static func fragment(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars { append(scalar, to: &escaped) }
    return escaped
  }

  private static func escapedLines(_ text: String, endsLine: Bool) -> [String] {
    var lines: [String] = []
    var line: [Unicode.Scalar] = []
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        if line.last == "\r" { line.removeLast() }
        lines.append(escaped(line, endsLine: endsLine))
        line = []
      } else {
        line.append(scalar)
      }
    }
    lines.append(escaped(line, endsLine: endsLine))
    return lines
  }

  private static func escaped(_ line: [Unicode.Scalar], endsLine: Bool) -> String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    // Blanks at the ends of a line would be cut, or make a code block or a break.
    let start = line.firstIndex { !isBlank($0) } ?? line.count
    let end = (line.lastIndex { !isBlank($0) } ?? -1) + 1
    let marker = blockMarker(in: line[start...])
    var text = ""
    for (index, scalar) in line.enumerated() {
      if isBlank(scalar), index < start || (endsLine && index >= end) {
        text += "&#\(scalar.value);"
        continue
      }
      // A heading would lose the signs at its end.
      let isClosing = scalar == "#" && index == end - 1
      if index == marker || isClosing { text += "\\" }
      append(scalar, to: &text)
    }
    return text
  }

  private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
    switch scalar {
    case "\\", "`", "*", "_", "[", "]", "<", "&", "~", "$", "^", "|", "@":
      text += "\\"
      text.unicodeScalars.append(scalar)
    case "\t", "\n": text += "&#\(scalar.value);"
    default:
      if !VisibleText.isDirectionMark(scalar), let sign = VisibleText.sign(for: scalar) {
        text += sign
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
  }

  /// Where a backslash keeps the line from opening a block: a heading, quote, list, rule,
  /// definition or fence.
  private static func blockMarker(in line: ArraySlice<Unicode.Scalar>) -> Int? {
    guard let first = line.first else { return nil }
    switch first {
    case "#", ">", "+", "-", "=", ":", "%": return line.startIndex
    default: break
    }
    // `12.`, `12)`, and pandoc's `a.`, `(iv)`.
    let label = line.drop { $0 == "(" }.prefix { scalar in
      scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
    }
    guard !label.isEmpty, label.count <= 9, label.endIndex < line.endIndex else { return nil }
    let delimiter = line[label.endIndex]
    guard delimiter == "." || delimiter == ")" else { return nil }
    if let next = line[(label.endIndex + 1)...].first, next != " ", next != "\t" { return nil }
    let isNumber = label.allSatisfy { $0.properties.numericType != nil }
    let isRoman = label.allSatisfy { "ivxlcdmIVXLCDM".unicodeScalars.contains($0) }
    return isNumber || isRoman || label.count == 1 ? label.endIndex : nil
  }
}
