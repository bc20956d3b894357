/// What the reader's terminal can show.
public struct TerminalStyle: Sendable, Hashable {
  /// Whether to use colour and weight (ANSI); without it what matched stands between ▸ and ◂.
  public let hasColor: Bool
  /// Columns, at least 1; `nil` does not wrap (output into a file or a pipe).
  public let width: Int?

  public init(hasColor: Bool = false, width: Int? = nil) {
    self.hasColor = hasColor
    self.width = width.map { max($0, 1) }
  }

  func styled(_ text: String, _ style: TextStyle) -> String {
    guard hasColor, let code = style.code, !text.isEmpty else { return text }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}

/// How a stretch of text looks on a terminal with colour.
enum TextStyle {
  case plain, match, strong, faint, theme

  /// Parameters of "select graphic rendition" that read well on dark and light backgrounds.
  var code: String? {
    switch self {
    case .plain: nil
    case .match: "1;31"
    case .strong: "1"
    case .faint: "2"
    case .theme: "36"
    }
  }
}
