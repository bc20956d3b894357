/// XML, an element a line, indented by two blanks a level. Characters that XML forbids become U+FFFD and
/// are counted.
struct XMLLines {
  private(set) var text = "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
  private(set) var replaced = 0
  private var open: [String] = []

  /// Attributes without a value are left out.
  mutating func begin(_ name: String, _ attributes: [(String, String?)] = []) {
    line(tag(name, attributes) + ">")
    open.append(name)
  }

  mutating func end() {
    guard let name = open.popLast() else { return }
    line("</\(name)>")
  }

  mutating func empty(_ name: String, _ attributes: [(String, String?)] = []) {
    line(tag(name, attributes) + "/>")
  }

  /// An element that holds text alone; none for no text.
  mutating func element(_ name: String, _ content: String?) {
    guard let content else { return }
    line("<\(name)>\(escaped(content))</\(name)>")
  }

  private mutating func tag(_ name: String, _ attributes: [(String, String?)]) -> String {
    var tag = "<" + name
    for (key, value) in attributes {
      guard let value else { continue }
      tag += " \(key)=\"\(escaped(value))\""
    }
    return tag
  }

  private mutating func line(_ content: String) {
    text += String(repeating: "  ", count: open.count) + content + "\n"
  }

  /// For content and attributes alike; white space as references, which no parser normalises.
  private mutating func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\t", "\n", "\r": result += "&#\(scalar.value);"
      default:
        switch scalar.value {
        case 0x20...0xFFFD, 0x10000...0x10FFFF: result.unicodeScalars.append(scalar)
        default:
          result.unicodeScalars.append("\u{FFFD}")
          replaced += 1
        }
      }
    }
    return result
  }
}
