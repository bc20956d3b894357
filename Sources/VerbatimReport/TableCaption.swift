/// What a table counted: the lines under it that make its numbers quotable. Variant, sizes, filters,
/// window, seed, version.
///
/// ```swift
/// var caption = TableCaption()
/// caption.add("window", "window", "5 left, 5 right, clipped at turns")
/// caption.add("tokens", "tokens", 46_910)
/// ```
///
/// People see `label  value` a line, values aligned; JSON has an object `counted` with a key each, in
/// order. CSV and JSON Lines have no place for it: ``plainLines`` go elsewhere.
public struct TableCaption: Sendable, Equatable {
  public enum Value: Sendable, Equatable {
    case text(String)
    case integer(Int)
    /// - `places`: how many decimals people see.
    case decimal(Double, places: Int)
    case list([String])
    /// One object a line; people see `label value` pairs joined by commas.
    case parts([Line])
  }

  public struct Line: Sendable, Equatable {
    /// The key in JSON.
    public var id: String
    /// What people see.
    public var label: String
    public var value: Value

    public init(_ id: String, _ label: String, _ value: Value) {
      self.id = id
      self.label = label
      self.value = value
    }
  }

  public private(set) var lines: [Line] = []

  public init() {}

  public mutating func add(_ id: String, _ label: String, _ value: Value) {
    lines.append(Line(id, label, value))
  }

  public mutating func add(_ id: String, _ label: String, _ text: String) {
    add(id, label, .text(text))
  }

  public mutating func add(_ id: String, _ label: String, _ number: Int) {
    add(id, label, .integer(number))
  }

  public var isEmpty: Bool { lines.isEmpty }

  /// `label: value`, a line each.
  public var plainLines: [String] { lines.map { "\($0.label): \($0.value.shown)" } }
}

extension TableCaption.Value {
  /// As people read it: thousands apart.
  var shown: String {
    switch self {
    case .text(let text): text
    case .integer(let number): number.grouped
    case .decimal(let number, let places): Decimals.fixed(number, places: places)
    case .list(let texts): texts.joined(separator: ", ")
    case .parts(let parts):
      parts.map { part in
        switch part.value {
        case .integer(let number): "\(number.grouped) \(part.label)"
        default: part.label.isEmpty ? part.value.shown : "\(part.label) \(part.value.shown)"
        }
      }.joined(separator: ", ")
    }
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .text(let text): json.value(text)
    case .integer(let number): json.value(number)
    case .decimal(let number, _): json.value(number)
    case .list(let texts): json.value(texts)
    case .parts(let parts):
      json.beginObject()
      for part in parts {
        json.key(part.id)
        part.value.write(to: &json)
      }
      json.endObject()
    }
  }
}

extension Table {
  /// The caption as lines of text: labels aligned, values wrapped beside them.
  func writeCaption(to output: inout some TextOutputStream, terminal: TerminalStyle) {
    let lines = caption.lines.map { (label: VisibleText.escape($0.label), value: $0.value.shown) }
    let width = lines.reduce(0) { max($0, DisplayWidth.of($1.label)) } + 2
    for line in lines {
      let blanks = String(repeating: " ", count: max(width - DisplayWidth.of(line.label), 0))
      var filler = LineFiller(width: terminal.width.map { max($0 - width, 20) })
      filler.add(line.value, .faint)
      for (number, filled) in filler.finish().enumerated() {
        let before = number == 0 ? line.label + blanks : String(repeating: " ", count: width)
        output.write(terminal.styled(before, .faint) + filled.rendered(terminal) + "\n")
      }
    }
  }
}
