import VerbatimCorpus

/// Writes JSON with keys in the order they are given, spaced as `{"a": 1, "b": [2, 3]}`.
///
/// ```swift
/// var json = JSONWriter()
/// json.beginObject()
/// json.member("session", "fg2")
/// json.member("start", Milliseconds(rawValue: 754_200))
/// json.endObject()
/// json.take()  // {"session": "fg2", "start": 754.2}
/// ```
///
/// `null` is never written: a member whose value is `nil` is left out. Besides what JSON asks for,
/// every control character, line separator and bidi control is escaped, so that the text does no
/// harm on a terminal. Cost: linear.
public struct JSONWriter: Sendable {
  private struct Level {
    var isEmpty = true
    var onLines: Bool
  }

  private var bytes: [UInt8] = []
  private var levels: [Level] = []
  private var isBehindKey = false

  public init() {}

  /// What was written since the last call.
  public mutating func take() -> String {
    defer { bytes.removeAll(keepingCapacity: true) }
    return String(decoding: bytes, as: UTF8.self)
  }

  // MARK: Containers

  public mutating func beginObject() {
    open("{", onLines: false)
  }

  public mutating func endObject() {
    close("}")
  }

  /// A member that is an array of objects, one an item, whose members `write` gives.
  public mutating func objects<Item>(
    _ key: String, _ items: some Sequence<Item>, _ write: (Item, inout JSONWriter) -> Void
  ) {
    self.key(key)
    beginArray()
    for item in items {
      beginObject()
      write(item, &self)
      endObject()
    }
    endArray()
  }

  /// - Parameter onLines: Puts each element on a line of its own.
  public mutating func beginArray(onLines: Bool = false) {
    open("[", onLines: onLines)
  }

  public mutating func endArray() {
    close("]")
  }

  public mutating func key(_ name: String) {
    separate()
    quote(name)
    append(": ")
    isBehindKey = true
  }

  public mutating func lineBreak() {
    append("\n")
  }

  // MARK: Values

  public mutating func value(_ text: String) {
    separate()
    quote(text)
  }

  public mutating func value(_ number: Int) {
    separate()
    append(String(number))
  }

  /// The shortest decimal that reads back as the same number; a text where it is not finite, for which
  /// JSON has no number.
  public mutating func value(_ number: Double) {
    separate()
    if number.isFinite { append(number.description) } else { quote(number.description) }
  }

  public mutating func value(_ flag: Bool) {
    separate()
    append(flag ? "true" : "false")
  }

  /// Seconds as the shortest decimal with at least one place: `754.2`, `761.0`.
  public mutating func value(_ time: Milliseconds) {
    separate()
    append(time.decimalSeconds)
  }

  public mutating func value(_ range: Range<Int>) {
    beginArray()
    value(range.lowerBound)
    value(range.upperBound)
    endArray()
  }

  public mutating func value(_ texts: [String]) {
    beginArray()
    for text in texts { value(text) }
    endArray()
  }

  // MARK: Members

  public mutating func member(_ name: String, _ text: String?) {
    guard let text else { return }
    key(name)
    value(text)
  }

  public mutating func member(_ name: String, _ number: Int?) {
    guard let number else { return }
    key(name)
    value(number)
  }

  public mutating func member(_ name: String, _ flag: Bool) {
    key(name)
    value(flag)
  }

  public mutating func member(_ name: String, _ time: Milliseconds?) {
    guard let time else { return }
    key(name)
    value(time)
  }

  /// The shortest decimal that reads back as the same number; left out where it is not finite,
  /// for which JSON has no form.
  public mutating func member(_ name: String, _ number: Double) {
    guard number.isFinite else { return }
    key(name)
    separate()
    append(number.description)
  }

  public mutating func member(_ name: String, _ range: Range<Int>?) {
    guard let range else { return }
    key(name)
    value(range)
  }

  public mutating func member(_ name: String, _ texts: [String]) {
    key(name)
    value(texts)
  }

  // MARK: Bytes

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  /// What stands between the last value and the next.
  private mutating func separate() {
    if isBehindKey {
      isBehindKey = false
      return
    }
    guard let level = levels.last else { return }
    levels[levels.count - 1].isEmpty = false
    if level.onLines {
      append(level.isEmpty ? "\n" : ",\n")
    } else if !level.isEmpty {
      append(", ")
    }
  }

  private mutating func open(_ bracket: StaticString, onLines: Bool) {
    separate()
    append(bracket)
    levels.append(Level(onLines: onLines))
  }

  private mutating func close(_ bracket: StaticString) {
    if let level = levels.popLast(), level.onLines, !level.isEmpty { append("\n") }
    append(bracket)
  }

  private mutating func quote(_ text: String) {
    append("\"")
    var text = text
    text.withUTF8 { source in
      var copied = 0
      var i = 0
      while i < source.count {
        guard let (scalar, length) = Self.escapable(source, at: i) else {
          i += 1
          continue
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[copied..<i]))
        escape(scalar)
        i += length
        copied = i
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: source[copied...]))
    }
    append("\"")
  }

  private mutating func escape(_ scalar: UInt32) {
    switch scalar {
    case 0x22: append("\\\"")
    case 0x5C: append("\\\\")
    case 0x08: append("\\b")
    case 0x09: append("\\t")
    case 0x0A: append("\\n")
    case 0x0C: append("\\f")
    case 0x0D: append("\\r")
    default:
      let digits = String(scalar, radix: 16)
      append("\\u")
      bytes.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: 4 - digits.utf8.count))
      append(digits)
    }
  }

  /// The scalar below U+10000 that begins at `i`, where it is one to be escaped, and its length.
  private static func escapable(
    _ source: UnsafeBufferPointer<UInt8>, at i: Int
  ) -> (scalar: UInt32, length: Int)? {
    switch source[i] {
    case 0..<0x20, 0x22, 0x5C, 0x7F:
      return (UInt32(source[i]), 1)
    case 0xC2 where i + 1 < source.count && source[i + 1] < 0xA0,
      0xD8 where i + 1 < source.count && source[i + 1] == 0x9C:
      return (UInt32(source[i] & 0x1F) << 6 | UInt32(source[i + 1] & 0x3F), 2)
    case 0xE2 where i + 2 < source.count:
      let scalar = 0x2000 | UInt32(source[i + 1] & 0x3F) << 6 | UInt32(source[i + 2] & 0x3F)
      switch scalar {
      case 0x200E...0x200F, 0x2028...0x202E, 0x2066...0x2069: return (scalar, 3)
      default: return nil
      }
    // Some readers (Foundation's) drop a byte order mark inside of a string.
    case 0xEF where i + 2 < source.count && source[i + 1] == 0xBB && source[i + 2] == 0xBF:
      return (0xFEFF, 3)
    default:
      return nil
    }
  }
}
