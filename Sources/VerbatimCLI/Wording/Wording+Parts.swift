import VerbatimReport
import VerbatimThemes

/// What the sentences are made of.
extension Wording {
  /// `fg2.xml:12:3: `
  static func at(_ path: String, _ line: Int? = nil, _ column: Int? = nil) -> String {
    var place = VisibleText.escape(path)
    if let line {
      place += ":\(line)"
      if let column { place += ":\(column)" }
    }
    return place + ": "
  }

  /// A name from outside, on one line and not longer than a name is.
  static func name(_ text: String, most: Int = 48) -> String {
    let start = text.unicodeScalars.prefix(most + 1)
    return VisibleText.escape(start.count <= most ? text : String(start.dropLast()) + "…")
  }

  /// The same in quotation marks.
  static func quoted(_ text: String) -> String { "\"\(name(text))\"" }

  /// `a, b or c`, at most so many of them.
  static func choice(_ names: [String], most: Int = 8) -> String {
    joined(names, most: most, last: " or ")
  }

  /// `a, b and c`, at most so many of them.
  static func list(_ names: [String], most: Int = 5) -> String {
    joined(names, most: most, last: " and ")
  }

  private static func joined(_ names: [String], most: Int, last: String) -> String {
    var shown = names.prefix(most).map { name($0) }
    if names.count > most { shown.append("\(names.count - most) more") }
    guard let end = shown.popLast() else { return "" }
    return shown.isEmpty ? end : shown.joined(separator: ", ") + last + end
  }

  /// `3 turns`, `1 turn`.
  static func count(_ number: Int, _ noun: String, _ plural: String? = nil) -> String {
    number == 1 ? "1 \(noun)" : "\(number) \(plural ?? noun + "s")"
  }

  /// `line 3`, `lines 3, 9 and 2 more`.
  static func lineList(_ lines: [Int]) -> String {
    (lines.count == 1 ? "line " : "lines ") + list(lines.map(String.init))
  }

  /// `did you mean a?`, else the names there are.
  static func remedy(_ found: String, known: [String], suggestions: [String]? = nil) -> String {
    let near = suggestions ?? Array(Suggestions.nearest(to: found, among: known).prefix(1))
    if !near.isEmpty { return "did you mean \(choice(near))?" }
    return known.isEmpty ? "check the spelling" : "known are \(list(known, most: 10))"
  }

  /// `12 MB`, in steps that a person compares at a glance.
  static func size(_ bytes: Int) -> String {
    if bytes >= 1 << 20 { return "\(bytes >> 20) MB" }
    return bytes >= 1 << 10 ? "\(bytes >> 10) kB" : count(bytes, "byte")
  }

  /// A path as a word of a shell's command.
  static func shellWord(_ path: String) -> String {
    let shown = VisibleText.escape(path.hasPrefix("-") ? "./" + path : path)
    let isPlain = shown.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...:
        true
      default: "._-/+,:@%".utf8.contains(byte)
      }
    }
    if isPlain, !shown.isEmpty { return shown }
    return "'"
      + shown.split(separator: "'", omittingEmptySubsequences: false)
      .joined(separator: #"'\''"#) + "'"
  }
}
