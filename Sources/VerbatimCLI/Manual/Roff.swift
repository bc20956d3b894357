/// Text for a manual page: the requests of man(7), which groff and mandoc read.
struct Roff {
  private(set) var text = ""

  /// A request with its arguments, each of which may hold blanks.
  mutating func request(_ name: String, _ arguments: String...) {
    text += "." + name
    for argument in arguments {
      text += " \"" + Self.escape(argument).replacing("\"", with: "\\(dq") + "\""
    }
    text += "\n"
  }

  /// A line of text.
  mutating func line(_ line: String) {
    text += Self.guarded(Self.escape(line)) + "\n"
  }

  /// A line that is written already, with its fonts.
  mutating func raw(_ line: String) {
    text += Self.guarded(line) + "\n"
  }

  /// Lines that stay as they are.
  mutating func example(_ lines: [String]) {
    text += ".PP\n.RS 4\n.nf\n"
    for line in lines { self.line(line) }
    text += ".fi\n.RE\n"
  }

  static func bold(_ text: String) -> String { "\\fB" + escape(text) + "\\fR" }

  static func italic(_ text: String) -> String { "\\fI" + escape(text) + "\\fR" }

  /// Signs that the formatter would take for something else, as themselves; a hyphen stays one that
  /// can be copied into a shell.
  static func escape(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case "\u{20}"..<"\u{7F}": escaped.unicodeScalars.append(scalar)
      case _ where scalar.value < 0x20: escaped += " "
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped +=
          "\\[u" + String(repeating: "0", count: max(0, 4 - digits.utf8.count)) + digits + "]"
      }
    }
    return escaped
  }

  /// A line of text that begins with a dot or a quote would be a request.
  private static func guarded(_ line: String) -> String {
    line.hasPrefix(".") || line.hasPrefix("'") ? "\\&" + line : line
  }
}
