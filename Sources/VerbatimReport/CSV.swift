/// Comma-separated values: RFC 4180, with lines that end in CR LF.
///
/// A spreadsheet runs what looks like a formula, and quotes often begin with a dash. So a text cell
/// that begins with `=`, `+`, `-`, `@` (or their full-width forms), a tab or a line break gets an
/// apostrophe before it; one that begins with apostrophes and then such a sign gets one more, so
/// that taking one away always gives the text back. Cells of numbers are left alone.
public enum CSV {
  public enum Cell: Sendable, Equatable {
    case text(String)
    /// Written as it is.
    case number(String)

    static let empty = Cell.number("")
  }

  /// One row with its line end.
  public static func row(_ cells: [Cell]) -> String {
    cells.map { cell in
      switch cell {
      case .text(let text): quoted(guarded(text))
      case .number(let text): text
      }
    }.joined(separator: ",") + "\r\n"
  }

  private static func guarded(_ text: String) -> String {
    let first = text.unicodeScalars.first { $0 != "'" }
    switch first {
    case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": return "'" + text
    default: return text
    }
  }

  private static func quoted(_ text: String) -> String {
    // Blanks and the signs that other locales separate by are quoted for careless readers.
    let needsQuotes = text.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: ";"), 0x09, 0x0A, 0x0D: true
      default: false
      }
    }
    let hasOuterBlank = text.utf8.first == 0x20 || text.utf8.last == 0x20
    guard needsQuotes || hasOuterBlank else { return text }
    var cell = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" { cell.unicodeScalars.append(scalar) }
      cell.unicodeScalars.append(scalar)
    }
    return cell + "\""
  }
}
