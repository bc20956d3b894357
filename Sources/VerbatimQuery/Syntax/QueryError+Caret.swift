extension QueryError {
  /// The query as one line that is safe to show, and below it a line that points at ``range``.
  public struct Caret: Sendable, Equatable {
    /// The query; control and bidirectional characters as `\u{202E}`, so that it cannot break out
    /// of its line or be shown in another order.
    public var query: String
    /// Blanks, then at least one `^`, one a display column.
    public var marker: String
  }

  /// Points at the error in `query`, the text that was parsed. Cost: linear.
  public func caret(in query: String) -> Caret {
    var line = ""
    var before = 0
    var under = 0
    for (offset, scalar) in query.unicodeScalars.enumerated() {
      let width: Int
      if Self.mustEscape(scalar) {
        let escape = "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
        line += escape
        width = escape.utf8.count
      } else {
        line.unicodeScalars.append(scalar)
        width = Self.columns(of: scalar)
      }
      if offset < range.lowerBound {
        before += width
      } else if offset < range.upperBound {
        under += width
      }
    }
    return Caret(
      query: line,
      marker: String(repeating: " ", count: before) + String(repeating: "^", count: max(under, 1)))
  }

  private static func mustEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned,
      .surrogate:
      true
    default: false
    }
  }

  /// Columns on a terminal: none for a combining mark, two for East Asian wide characters and
  /// emoji (the blocks, not each character), else one.
  private static func columns(of scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97C, 0xAC00...0xD7A3,
      0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F,
      0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
