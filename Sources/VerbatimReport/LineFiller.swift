/// A stretch of one look.
struct StyledRun {
  var style: TextStyle
  var text: String
}

/// A line as it goes to a terminal.
struct StyledLine {
  var runs: [StyledRun] = []
  /// In columns.
  var width = 0

  func rendered(_ style: TerminalStyle) -> String {
    runs.map { style.styled($0.text, $0.style) }.joined()
  }

  fileprivate mutating func append(_ text: String, _ style: TextStyle, width: Int) {
    self.width += width
    if let last = runs.indices.last, runs[last].style == style {
      runs[last].text += text
    } else {
      runs.append(StyledRun(style: style, text: text))
    }
  }

  fileprivate mutating func append(_ other: StyledLine) {
    for run in other.runs { append(run.text, run.style, width: 0) }
    width += other.width
  }
}

/// Fills lines with text of several looks, breaking at blanks, between wide characters, and inside
/// words that are longer than a line. A line feed begins a new line; other controls become visible
/// signs. Cost: linear.
struct LineFiller {
  private let limit: Int
  private var lines: [StyledLine] = []
  private var line = StyledLine()
  private var gap = StyledLine()
  private var word = StyledLine()

  /// - Parameter width: Columns of a line, at least 8; `nil` never breaks.
  init(width: Int?) {
    limit = width.map { max($0, 8) } ?? Int.max
  }

  mutating func add(_ text: String, _ style: TextStyle = .plain) {
    let scalars = text.unicodeScalars
    var rest = scalars[...]
    while let scalar = rest.first {
      // Most of a text is plain words; they go in one piece.
      let plain = rest.prefix { $0 > " " && $0 < "\u{7F}" }
      if !plain.isEmpty {
        place(plain, style)
        rest = rest[plain.endIndex...]
        continue
      }
      rest = rest.dropFirst()
      switch scalar {
      case "\r" where rest.first == "\n": continue
      case "\n":
        endWord()
        endLine()
      case " ":
        endWord()
        gap.append(" ", style, width: 1)
      default: add(scalar, style)
      }
    }
  }

  mutating func finish() -> [StyledLine] {
    endWord()
    if !line.runs.isEmpty || lines.isEmpty { endLine() }
    defer { lines = [] }
    return lines
  }

  private mutating func add(_ scalar: Unicode.Scalar, _ style: TextStyle) {
    if let sign = VisibleText.sign(for: scalar) {
      for part in sign.unicodeScalars { place(part, style, width: 1) }
      return
    }
    let width = DisplayWidth.of(scalar)
    if width == 2 { endWord() }
    place(scalar, style, width: width)
  }

  private mutating func place(_ plain: Substring.UnicodeScalarView, _ style: TextStyle) {
    let width = plain.count
    if width <= limit - word.width {
      word.append(String(plain), style, width: width)
    } else {
      for scalar in plain { place(scalar, style, width: 1) }
    }
  }

  private mutating func place(_ scalar: Unicode.Scalar, _ style: TextStyle, width: Int) {
    if word.width > limit - width { endWord() }
    word.append(String(scalar), style, width: width)
  }

  private mutating func endWord() {
    if word.runs.isEmpty { return }
    if line.width + gap.width > limit - word.width {
      if !line.runs.isEmpty { endLine() }
    } else {
      line.append(gap)
    }
    gap = StyledLine()
    line.append(word)
    word = StyledLine()
  }

  private mutating func endLine() {
    lines.append(line)
    line = StyledLine()
    gap = StyledLine()
  }
}
