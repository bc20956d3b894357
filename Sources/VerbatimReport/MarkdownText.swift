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
    text.replacingScalars(escape)
  }

  private static func escapedLines(_ text: String, endsLine: Bool) -> [String] {
    text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let isBeforeFeed = line.endIndex < text.unicodeScalars.endIndex
        let line = isBeforeFeed && line.last == "\r" ? line.dropLast() : line
        return escaped(line, endsLine: endsLine)
      }
  }

  private static func escaped(
    _ line: Substring.UnicodeScalarView, endsLine: Bool
  ) -> String {
    func isBlank(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    func references(_ blanks: Substring.UnicodeScalarView) -> String {
      blanks.map { "&#\($0.value);" }.joined()
    }
    // Blanks at the ends of a line would be cut, or make a code block or a break.
    let start = line.firstIndex { !isBlank($0) } ?? line.endIndex
    let end = line[start...].lastIndex { !isBlank($0) }.map { line.index(after: $0) } ?? start
    var text = references(line[..<start])
    var rest = line[start..<end]
    if let marker = blockMarker(in: rest) {
      text += fragment(String(rest[..<marker])) + "\\"
      // The marker itself is a sign that only means something here.
      text.unicodeScalars.append(rest[marker])
      rest = rest[rest.index(after: marker)...]
    }
    if rest.last == "#" {
      // A heading would lose the signs at its end.
      text += fragment(String(rest.dropLast())) + "\\#"
    } else {
      text += fragment(String(rest))
    }
    return text + (endsLine ? references(line[end...]) : fragment(String(line[end...])))
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String? {
    switch scalar {
    case "\\", "`", "*", "_", "[", "]", "<", "&", "~", "$", "^", "|", "@": "\\\(scalar)"
    case "\t", "\n": "&#\(scalar.value);"
    default: VisibleText.documentSign(for: scalar)
    }
  }

  /// Where a backslash keeps the line from opening a block: a heading, quote, list, rule,
  /// definition or fence.
  private static func blockMarker(
    in line: Substring.UnicodeScalarView
  ) -> Substring.UnicodeScalarView.Index? {
    guard let first = line.first else { return nil }
    switch first {
    case "#", ">", "+", "-", "=", ":", "%": return line.startIndex
    default: break
    }
    // `12.`, `12)`, and pandoc's `a.`, `(iv)`.
    let label = line.drop { $0 == "(" }.prefix { isDigit($0) || isLetter($0) }
    guard !label.isEmpty, label.count <= 9 else { return nil }
    let rest = line[label.endIndex...]
    guard let delimiter = rest.first, delimiter == "." || delimiter == ")" else { return nil }
    if let next = rest.dropFirst().first, next != " ", next != "\t" { return nil }
    let isRoman = label.allSatisfy { "ivxlcdmIVXLCDM".unicodeScalars.contains($0) }
    return label.allSatisfy(isDigit) || isRoman || label.count == 1 ? label.endIndex : nil
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool {
    "0"..."9" ~= scalar
  }

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    "a"..."z" ~= scalar || "A"..."Z" ~= scalar
  }
}
