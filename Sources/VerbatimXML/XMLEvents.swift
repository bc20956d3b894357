/// What a parse tells, in document order. A comment or processing instruction is not told: the
/// texts on both its sides are simply neighbours.
public protocol XMLHandler {
  /// What the handler throws to stop the parse.
  associatedtype Failure: Error

  mutating func startElement(_ element: XMLElement) throws(Failure)
  mutating func endElement(_ end: XMLElementEnd) throws(Failure)
  /// Character data, of a text or a CDATA section; one text may come in several pieces.
  mutating func characters(_ text: XMLText) throws(Failure)
}

/// Numbers for names, so that a handler can look a name up once and then index an array: dense
/// from 0 in the order of first occurrence, the same for the whole of one parse. Elements,
/// attributes and namespaces share them.
public typealias XMLNameNumber = Int

/// A start tag. It and its attributes are views of the parser's memory: valid in the call that
/// gives them and not after it.
public struct XMLElement {
  /// Number of the local name.
  public let name: XMLNameNumber
  /// Number of the namespace's name; `nil` for none.
  public let namespace: XMLNameNumber?
  /// 1-based line on which the tag ends.
  public let line: Int
  /// True where the tag came out of an entity: it then has no place of its own in the file.
  public let isFromEntity: Bool
  /// Byte offset behind the tag, in the buffer that is parsed.
  public let contentStart: Int
  public let attributes: XMLAttributes
  // Safety: NUL-terminated names of the parser's dictionary, alive as long as the parse.
  let localNameBytes: UnsafePointer<UInt8>
  let namespaceBytes: UnsafePointer<UInt8>?
  // Safety: the whole parsed buffer, alive as long as the parse.
  let buffer: UnsafeBufferPointer<UInt8>

  /// Cost: makes a string.
  public var localName: String { String(cString: localNameBytes) }
  /// Cost: makes a string.
  public var namespaceName: String? { namespaceBytes.map { String(cString: $0) } }

  /// The attribute of that local name, with prefix `xml:` or without any. Cost: a scan.
  public func attribute(_ name: StaticString, xml: Bool = false) -> String? {
    for attribute in attributes where attribute.isXML == xml && attribute.hasName(name) {
      return attribute.value
    }
    return nil
  }
}

public struct XMLElementEnd {
  public let name: XMLNameNumber
  public let namespace: XMLNameNumber?
  /// 1-based line of the end tag.
  public let line: Int
  public let isFromEntity: Bool
  /// Byte offset behind the end tag, in the buffer that is parsed.
  public let end: Int
  // Safety: as in XMLElement.
  let buffer: UnsafeBufferPointer<UInt8>

  /// Byte offset of the end tag's `<`; of an empty-element tag, its ``end``. Cost: a short scan.
  public var contentEnd: Int {
    // `<` cannot stand in an attribute's value, so the nearest one opens this tag.
    var offset = min(end, buffer.count) - 1
    while offset > 0, buffer[offset] != UInt8(ascii: "<") { offset -= 1 }
    guard offset >= 0, offset + 1 < buffer.count, buffer[offset + 1] == UInt8(ascii: "/") else {
      return end
    }
    return offset
  }
}

public struct XMLAttributes: Sequence {
  // Safety: libxml2's array of five pointers an attribute, alive for the call.
  let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  public let count: Int
  let names: XMLNameTable

  public struct Iterator: IteratorProtocol {
    let attributes: XMLAttributes
    var index = 0

    public mutating func next() -> XMLAttribute? {
      guard index < attributes.count, let base = attributes.pointers else { return nil }
      let five = base + index * 5
      index += 1
      guard let local = five[0], let from = five[3], let to = five[4], to >= from else {
        return nil
      }
      return XMLAttribute(
        name: attributes.names.number(of: local), local: local, prefix: five[1],
        bytes: UnsafeBufferPointer(start: from, count: to - from))
    }
  }

  public func makeIterator() -> Iterator { Iterator(attributes: self) }
}

/// An attribute; namespace declarations are none.
public struct XMLAttribute {
  public let name: XMLNameNumber
  // Safety: as in XMLElement.
  let local: UnsafePointer<UInt8>
  let prefix: UnsafePointer<UInt8>?
  let bytes: UnsafeBufferPointer<UInt8>

  /// Of the namespace that `xml:` stands for.
  public var isXML: Bool {
    guard let prefix else { return false }
    return prefix[0] == UInt8(ascii: "x") && prefix[1] == UInt8(ascii: "m")
      && prefix[2] == UInt8(ascii: "l") && prefix[3] == 0
  }

  public var hasPrefix: Bool { prefix != nil }
  /// Cost: makes a string.
  public var localName: String { String(cString: local) }
  /// Cost: makes a string.
  public var value: String { String(decoding: bytes, as: UTF8.self) }

  /// Adds the value's UTF-8 to `array`.
  public func appendValue(to array: inout [UInt8]) {
    array.append(contentsOf: bytes)
  }

  func hasName(_ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    for index in 0..<count where local[index] != name.utf8Start[index] { return false }
    return local[count] == 0
  }
}

/// A piece of character data: UTF-8, line ends as LF. Valid in the call that gives it.
public struct XMLText {
  // Safety: the parser's memory, alive for the call.
  let bytes: UnsafeBufferPointer<UInt8>
  public let isFromEntity: Bool
  /// 1-based line near which it stands.
  public let line: Int

  public var count: Int { bytes.count }

  /// Only space, tab, CR and LF.
  public var isBlank: Bool {
    bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
  }

  public func append(to array: inout [UInt8]) {
    array.append(contentsOf: bytes)
  }
}

/// From the parser's interned strings to dense numbers. A class, for it is shared by the views of
/// one parse.
final class XMLNameTable {
  private var keys: [UInt]
  private var numbers: [Int32]
  private var count = 0

  init() {
    keys = Array(repeating: 0, count: 256)
    numbers = Array(repeating: 0, count: 256)
  }

  /// Equal addresses are equal names, since the parser keeps every name once.
  func number(of name: UnsafePointer<UInt8>) -> Int {
    let key = UInt(bitPattern: name)
    var slot = home(key)
    while true {
      let found = keys[slot]
      if found == key { return Int(numbers[slot]) }
      if found == 0 { break }
      slot = (slot + 1) & (keys.count - 1)
    }
    let number = count
    count += 1
    keys[slot] = key
    numbers[slot] = Int32(truncatingIfNeeded: number)
    if count * 2 > keys.count { grow() }
    return number
  }

  private func home(_ key: UInt) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & (keys.count - 1)
  }

  private func grow() {
    let oldKeys = keys
    let oldNumbers = numbers
    keys = Array(repeating: 0, count: oldKeys.count * 2)
    numbers = Array(repeating: 0, count: oldKeys.count * 2)
    for (key, number) in zip(oldKeys, oldNumbers) where key != 0 {
      var slot = home(key)
      while keys[slot] != 0 { slot = (slot + 1) & (keys.count - 1) }
      keys[slot] = key
      numbers[slot] = number
    }
  }
}
