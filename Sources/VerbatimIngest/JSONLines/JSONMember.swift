import VerbatimCorpus

/// A member of an object whose value is no array and no object.
struct JSONMember {
  enum Value {
    case text(JSONScanner.Text)
    /// Where the number stands in the line.
    case number(Range<Int>)
    case boolean(Bool)
    case null
  }

  var key: String
  var value: Value
  /// Where the value starts in the line.
  var offset: Int

  /// Scans the value of `key`, which is next; an array or object is a fault that names the key.
  init(key: String, _ scanner: inout JSONScanner) throws(JSONLineFault) {
    self.key = key
    offset = scanner.offset
    switch scanner.current {
    case UInt8(ascii: "\""): value = .text(try scanner.string(else: .value))
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      value = .number(try scanner.number())
    case UInt8(ascii: "t"):
      try scanner.literal("true")
      value = .boolean(true)
    case UInt8(ascii: "f"):
      try scanner.literal("false")
      value = .boolean(false)
    case UInt8(ascii: "n"):
      try scanner.literal("null")
      value = .null
    case UInt8(ascii: "{"), UInt8(ascii: "["):
      throw scanner.fail(.wrongType(key: key, expected: .scalar))
    default: throw scanner.fail(.expected(.value))
    }
  }

  private func fail(_ problem: JSONLinesProblem) -> JSONLineFault {
    JSONLineFault(problem: problem, offset: offset)
  }

  /// The string that the value must be; `nil` for `null`.
  func text() throws(JSONLineFault) -> JSONScanner.Text? {
    switch value {
    case .text(let text): return text
    case .null: return nil
    default: throw fail(.wrongType(key: key, expected: .string))
    }
  }

  /// The string that the value must be; `nil` for `null` and for an empty one.
  func name(in scanner: JSONScanner) throws(JSONLineFault) -> String? {
    guard let text = try text(), !text.range.isEmpty else { return nil }
    return try scanner.string(of: text)
  }

  /// The number that the value must be, as it is written; `nil` for `null`.
  func number(in scanner: JSONScanner) throws(JSONLineFault) -> String? {
    switch value {
    case .number(let range): return String(decoding: scanner.slice(range), as: UTF8.self)
    case .null: return nil
    default: throw fail(.wrongType(key: key, expected: .number))
    }
  }

  /// The time whose seconds the value must be; `nil` for `null`.
  func time(in scanner: JSONScanner) throws(JSONLineFault) -> Milliseconds? {
    guard let number = try number(in: scanner) else { return nil }
    guard let seconds = Double(number), let time = Milliseconds(seconds: seconds) else {
      throw fail(.outOfRange(key: key))
    }
    return time
  }

  /// The value as an attribute's: a string's content, anything else as it is written; `nil` for
  /// `null`.
  func attribute(in scanner: JSONScanner) throws(JSONLineFault) -> String? {
    switch value {
    case .text(let text): return try scanner.string(of: text)
    case .number(let range): return String(decoding: scanner.slice(range), as: UTF8.self)
    case .boolean(let value): return value ? "true" : "false"
    case .null: return nil
    }
  }
}

/// The keys of one object, to find the one that occurs twice. Cost: a scan for the few keys that
/// objects have, a hash for the many of a hostile one.
struct DistinctNames {
  private var few: [String] = []
  private var many: Set<String> = []

  /// `name`, which `key` spells; a fault where it was there before.
  mutating func add(_ name: String, at key: JSONScanner.Text) throws(JSONLineFault) {
    var isNew = !few.contains(name)
    if few.count < 16 { few.append(name) } else if isNew { isNew = many.insert(name).inserted }
    guard isNew else {
      throw JSONLineFault(problem: .duplicateKey(name), offset: key.range.lowerBound - 1)
    }
  }
}
