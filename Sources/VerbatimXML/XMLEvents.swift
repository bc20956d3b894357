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
  @usableFromInline let pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?
  public let count: Int
  // Safety: the table of the parse, alive as long as that.
  @usableFromInline let names: UnsafeMutablePointer<XMLNameTable>

  init(
    pointers: UnsafeMutablePointer<UnsafePointer<UInt8>?>?, count: Int,
    names: UnsafeMutablePointer<XMLNameTable>
  ) {
    self.pointers = pointers
    self.count = count
    self.names = names
  }

  public struct Iterator: IteratorProtocol {
    @usableFromInline let attributes: XMLAttributes
    @usableFromInline var index = 0

    @inlinable init(attributes: XMLAttributes) {
      self.attributes = attributes
    }

    @inlinable
    public mutating func next() -> XMLAttribute? {
      guard index < attributes.count, let base = attributes.pointers else { return nil }
      let five = base + index * 5
      index += 1
      guard let local = five[0], let from = five[3], let to = five[4], to >= from else {
        return nil
      }
      return XMLAttribute(
        name: attributes.names.pointee.number(of: local), local: local, prefix: five[1],
        bytes: UnsafeBufferPointer(start: from, count: to - from))
    }
  }

  @inlinable
  public func makeIterator() -> Iterator { Iterator(attributes: self) }
}

/// An attribute; namespace declarations are none.
public struct XMLAttribute {
  public let name: XMLNameNumber
  // Safety: as in XMLElement.
  @usableFromInline let local: UnsafePointer<UInt8>
  @usableFromInline let prefix: UnsafePointer<UInt8>?
  /// The value's UTF-8.
  // Safety: the parser's memory, alive for the call that gives the element.
  public let bytes: UnsafeBufferPointer<UInt8>

  @inlinable
  init(
    name: XMLNameNumber, local: UnsafePointer<UInt8>, prefix: UnsafePointer<UInt8>?,
    bytes: UnsafeBufferPointer<UInt8>
  ) {
    self.name = name
    self.local = local
    self.prefix = prefix
    self.bytes = bytes
  }

  /// Of the namespace that `xml:` stands for.
  @inlinable public var isXML: Bool {
    guard let prefix else { return false }
    return prefix[0] == UInt8(ascii: "x") && prefix[1] == UInt8(ascii: "m")
      && prefix[2] == UInt8(ascii: "l") && prefix[3] == 0
  }

  @inlinable public var hasPrefix: Bool { prefix != nil }
  /// Cost: makes a string.
  public var localName: String { String(cString: local) }
  /// Cost: makes a string.
  public var value: String { String(decoding: bytes, as: UTF8.self) }

  func hasName(_ name: StaticString) -> Bool {
    let count = name.utf8CodeUnitCount
    for index in 0..<count where local[index] != name.utf8Start[index] { return false }
    return local[count] == 0
  }
}

/// A piece of character data: UTF-8, line ends as LF. Valid in the call that gives it.
public struct XMLText {
  /// Where a piece stands in the parsed buffer.
  public enum Source {
    /// The same bytes stand from this offset on.
    case same(at: Int)
    /// It came of the markup in this range: a reference, a line end that is not LF.
    case unit(Range<Int>)
    /// Out of an entity, or not found again.
    case unknown
  }

  /// The piece, never empty.
  // Safety: the parser's memory, alive for the call.
  public let bytes: UnsafeBufferPointer<UInt8>
  public let source: Source
  public let isFromEntity: Bool
  /// 1-based line near which it stands.
  public let line: Int

  @inlinable public var count: Int { bytes.count }

  /// Only space, tab, CR and LF.
  @inlinable public var isBlank: Bool {
    bytes.allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x09 || $0 == 0x0D }
  }

  @inlinable
  public func append(to array: inout [UInt8]) {
    array.append(contentsOf: bytes)
  }
}
