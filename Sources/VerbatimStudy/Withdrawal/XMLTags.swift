/// The elements of an XML file that a parser has already found well-formed, with the byte ranges of their
/// tags and attributes: for who rewrites some and must leave all other bytes alone.
///
/// Works on code units of one byte (UTF-8 and whatever shares its ASCII) or two (UTF-16); all ranges count
/// bytes of the file.
struct XMLTags {
  struct Attribute {
    /// With its prefix: `xml:id`.
    var name: String
    /// As written, references unresolved.
    var value: String
    /// Of name, sign and value, with the white space in front.
    var range: Range<Int>
    /// Between the quotes.
    var content: Range<Int>
  }

  struct Element {
    var prefix: String
    var name: String
    var attributes: [Attribute]
    var startTag: Range<Int>
    /// Empty, behind the start tag, for `<u/>`.
    var endTag: Range<Int>
    var parent: Int?

    var range: Range<Int> { startTag.lowerBound..<endTag.upperBound }
    var content: Range<Int> { startTag.upperBound..<endTag.lowerBound }
    var isEmpty: Bool { endTag.isEmpty }

    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }
    /// Its id by any of the names that readers take.
    var id: String? { self["xml:id"] ?? self["id"] }
  }

  /// In document order.
  private(set) var elements: [Element] = []
  private(set) var comments: [Range<Int>] = []
  private let units: [UInt8]
  private let bytes: [UInt8]
  private let width: Int
  private let isBig: Bool

  /// Cost: linear; memory for a byte a unit, and the elements.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    let head = bytes.prefix(4)
    let isBig = head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0x00, 0x3C])
    let isLittle = head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0x3C, 0x00])
    self.isBig = isBig
    width = isBig || isLittle ? 2 : 1
    if width == 1 {
      units = bytes
    } else {
      // What is not ASCII is never markup.
      var units = [UInt8](repeating: 0xFF, count: bytes.count / 2)
      for index in units.indices {
        let (low, high) =
          isBig
          ? (bytes[2 * index + 1], bytes[2 * index]) : (bytes[2 * index], bytes[2 * index + 1])
        if high == 0, low < 0x80 { units[index] = low }
      }
      self.units = units
    }
    scan()
  }

  /// ASCII as bytes of the file.
  func encoded(_ ascii: String) -> [UInt8] {
    if width == 1 { return Array(ascii.utf8) }
    return ascii.utf8.flatMap { isBig ? [0, $0] : [$0, 0] }
  }

  /// Any text as bytes of the file; its characters are from the file, so that it has them.
  func encodedText(_ text: String) -> [UInt8] {
    if width == 1 { return Array(text.utf8) }
    return text.utf16.flatMap { unit -> [UInt8] in
      let (high, low) = (UInt8(unit >> 8), UInt8(unit & 0xFF))
      return isBig ? [high, low] : [low, high]
    }
  }

  func raw(_ range: Range<Int>) -> [UInt8] { Array(bytes[range.clamped(to: 0..<bytes.count)]) }

  /// Bytes of the file as text.
  func string(_ range: Range<Int>) -> String {
    let slice = bytes[range.clamped(to: 0..<bytes.count)]
    if width == 1 { return String(decoding: slice, as: UTF8.self) }
    var codes: [UInt16] = []
    var at = slice.startIndex
    while at + 1 < slice.endIndex {
      let (first, second) = (UInt16(slice[at]), UInt16(slice[at + 1]))
      codes.append(isBig ? first << 8 | second : second << 8 | first)
      at += 2
    }
    return String(decoding: codes, as: UTF16.self)
  }

  func isInHeader(_ element: Int) -> Bool {
    isInside(element, "teiHeader") || isInside(element, "header")
  }

  /// Whether an element of that name is around. Cost: its ancestors.
  func isInside(_ element: Int, _ name: String) -> Bool {
    var next = elements[element].parent
    while let index = next {
      if elements[index].name == name { return true }
      next = elements[index].parent
    }
    return false
  }

  /// Elements that begin inside a range. Cost: a binary search.
  func elements(from range: Range<Int>) -> Range<Int> {
    func first(_ offset: Int) -> Int {
      var low = 0
      var high = elements.count
      while low < high {
        let middle = (low + high) / 2
        if elements[middle].startTag.lowerBound < offset { low = middle + 1 } else { high = middle }
      }
      return low
    }
    return first(range.lowerBound)..<first(range.upperBound)
  }

  /// An element's range with the indentation and the line end in front, where nothing else stands on its
  /// lines.
  func lineRange(of element: Int) -> Range<Int> {
    let range = elements[element].range
    var start = range.lowerBound / width
    var end = range.upperBound / width
    while start > 0, units[start - 1] == 0x20 || units[start - 1] == 0x09 { start -= 1 }
    guard start > 0, units[start - 1] == 0x0A else { return range }
    while end < units.count, units[end] == 0x20 || units[end] == 0x09 { end += 1 }
    guard end == units.count || units[end] == 0x0A || units[end] == 0x0D else { return range }
    start -= 1
    if start > 0, units[start - 1] == 0x0D { start -= 1 }
    return start * width..<range.upperBound
  }

  private mutating func scan() {
    var open: [Int] = []
    var at = 0
    while let start = units[at...].firstIndex(of: UInt8(ascii: "<")) {
      at = start
      if starts(at, "<!--") {
        at = end(of: "-->", from: at + 4)
        comments.append(start * width..<at * width)
      } else if starts(at, "<![CDATA[") {
        at = end(of: "]]>", from: at + 9)
      } else if starts(at, "<?") {
        at = end(of: "?>", from: at + 2)
      } else if starts(at, "<!") {
        at = endOfDoctype(at)
      } else if starts(at, "</") {
        let end = end(of: ">", from: at)
        if let index = open.popLast() { elements[index].endTag = at * width..<end * width }
        at = end
      } else {
        let isEmpty: Bool
        (at, isEmpty) = startTag(at, parent: open.last)
        if !isEmpty { open.append(elements.count - 1) }
      }
    }
  }

  private func starts(_ at: Int, _ text: String) -> Bool { units[at...].starts(with: text.utf8) }

  private func end(of text: String, from start: Int) -> Int {
    var at = min(start, units.count)
    while at < units.count, !starts(at, text) { at += 1 }
    return min(at + text.utf8.count, units.count)
  }

  private func endOfDoctype(_ start: Int) -> Int {
    var at = start
    var depth = 0
    while at < units.count {
      switch units[at] {
      case UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "]"): depth -= 1
      case UInt8(ascii: "\""), UInt8(ascii: "'"):
        at = units[(at + 1)...].firstIndex(of: units[at]) ?? units.count - 1
      case UInt8(ascii: ">") where depth <= 0: return at + 1
      default: break
      }
      at += 1
    }
    return at
  }

  private static func isSpace(_ unit: UInt8) -> Bool {
    unit == 0x20 || unit == 0x0A || unit == 0x09 || unit == 0x0D
  }

  /// Takes the tag at `start`; where it ends, and whether it is an empty element.
  private mutating func startTag(_ start: Int, parent: Int?) -> (end: Int, isEmpty: Bool) {
    var at = start + 1
    func isEnd(_ unit: UInt8) -> Bool {
      unit == UInt8(ascii: ">") || unit == UInt8(ascii: "/") || Self.isSpace(unit)
    }
    while at < units.count, !isEnd(units[at]) { at += 1 }
    let full = string((start + 1) * width..<at * width)
    let colon = full.firstIndex(of: ":")
    var attributes: [Attribute] = []
    var isEmpty = false
    while at < units.count, units[at] != UInt8(ascii: ">") {
      let from = at
      while at < units.count, Self.isSpace(units[at]) { at += 1 }
      let name = at
      while at < units.count, !isEnd(units[at]), units[at] != UInt8(ascii: "=") { at += 1 }
      guard at > name else {
        if at < units.count, units[at] == UInt8(ascii: "/") {
          isEmpty = true
          at += 1
        }
        continue
      }
      let nameEnd = at
      while at < units.count, Self.isSpace(units[at]) || units[at] == UInt8(ascii: "=") { at += 1 }
      guard at < units.count else { break }
      let quote = units[at]
      let close = units[min(at + 1, units.count)...].firstIndex(of: quote) ?? units.count
      let content = (at + 1) * width..<max(at + 1, close) * width
      attributes.append(
        Attribute(
          name: string(name * width..<nameEnd * width), value: string(content),
          range: from * width..<min(close + 1, units.count) * width, content: content))
      at = min(close + 1, units.count)
    }
    at = min(at + 1, units.count)
    elements.append(
      Element(
        prefix: colon.map { String(full[...$0]) } ?? "",
        name: colon.map { String(full[full.index(after: $0)...]) } ?? full,
        attributes: attributes, startTag: start * width..<at * width,
        endTag: at * width..<at * width, parent: parent))
    return (at, isEmpty)
  }
}
