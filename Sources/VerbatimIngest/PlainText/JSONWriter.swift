/// Writes JSON without white space, in the order in which it is told.
final class JSONWriter {
  private(set) var text = ""
  private var needsComma = false

  /// The value that follows belongs to `name`.
  func key(_ name: String) -> JSONWriter {
    separate()
    quote(name)
    text += ":"
    needsComma = false
    return self
  }

  func object(_ body: (JSONWriter) -> Void) {
    enclose("{", "}") { body(self) }
  }

  func array<Item>(_ items: [Item], _ body: (JSONWriter, Item) -> Void) {
    enclose("[", "]") { for item in items { body(self, item) } }
  }

  func string(_ value: String?) {
    separate()
    if let value { quote(value) } else { text += "null" }
    needsComma = true
  }

  func number(_ value: Int) {
    raw("\(value)")
  }

  func bool(_ value: Bool) {
    raw(value ? "true" : "false")
  }

  private func raw(_ value: String) {
    separate()
    text += value
    needsComma = true
  }

  private func enclose(_ open: String, _ close: String, _ body: () -> Void) {
    separate()
    text += open
    needsComma = false
    body()
    text += close
    needsComma = true
  }

  private func separate() {
    if needsComma { text += "," }
    needsComma = false
  }

  private func quote(_ value: String) {
    let digits = Array("0123456789abcdef".unicodeScalars)
    text += "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      case _ where scalar.value < 0x20:
        text += "\\u00"
        text.unicodeScalars.append(digits[Int(scalar.value >> 4)])
        text.unicodeScalars.append(digits[Int(scalar.value & 15)])
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
