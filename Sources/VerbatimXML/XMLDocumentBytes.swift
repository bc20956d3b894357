/// A document as UTF-8, with what is needed to find its places in the file as it is on disk.
///
/// The encoding is the one that is forced, else that of a byte-order mark, else the declared one,
/// else UTF-8. Nothing is guessed from the contents, and nothing invalid is repaired.
public struct XMLDocumentBytes: Sendable {
  /// UTF-8, valid, with the byte-order mark where the file has one.
  public let utf8: [UInt8]
  /// Offset in ``utf8`` where the document starts: behind a byte-order mark.
  public let start: Int
  public let encoding: XMLEncoding
  /// As the XML declaration has it.
  public let declaredEncoding: String?
  public let warnings: [Warning]
  private let translation: Translation?

  public enum Warning: Sendable, Equatable {
    /// The declaration contradicts the byte-order mark, or the bytes of the declaration itself.
    case declarationIgnored(declared: String, used: String)
    /// A file that says ISO-8859-1 has bytes 80–9F: almost always it is Windows-1252.
    case controlBytesInLatin1(count: Int, firstLine: Int)
  }

  /// - Parameters:
  ///   - forced: an encoding's name that wins over all that the file says.
  /// - Throws: `XMLProblem` for bytes that are not what they are said to be, and for encodings of
  ///   several bytes a character other than UTF-8 and UTF-16.
  public init(_ bytes: [UInt8], encoding forced: String? = nil) throws(XMLProblem) {
    let choice = try EncodingChoice(bytes, forced: forced)
    encoding = choice.encoding
    declaredEncoding = choice.declared
    if choice.encoding == .utf8 {
      if let offset = UTF8Validation.firstInvalid(in: bytes, from: choice.bomLength) {
        let place = Self.place(of: offset, in: bytes)
        throw XMLProblem(
          line: place.line, column: place.column,
          kind: .invalidUTF8(declared: choice.isStated))
      }
      utf8 = bytes
      start = choice.bomLength
      translation = nil
      warnings = choice.warnings
      return
    }
    let decoded = try Transcoding.decode(bytes, from: choice.bomLength, as: choice.encoding)
    utf8 = decoded.utf8
    start = 0
    translation = decoded.translation
    warnings =
      choice.warnings
      + (decoded.controlBytes.count == 0
        ? []
        : [
          .controlBytesInLatin1(
            count: decoded.controlBytes.count, firstLine: decoded.controlBytes.firstLine)
        ])
  }

  /// True where ``utf8`` is not the file's own bytes.
  public var isTranscoded: Bool { translation != nil }

  /// The offset in the file of the offset `offset` of ``utf8``. Cost: nothing for UTF-8, else a
  /// scan of at most 4 KiB.
  public func fileOffset(of offset: Int) -> Int {
    guard let translation else { return offset }
    return translation.fileOffset(of: offset, in: utf8)
  }

  var isBlank: Bool {
    utf8[start...].allSatisfy { $0 == 0x20 || $0 == 0x0A || $0 == 0x0D || $0 == 0x09 }
  }

  static func place(of offset: Int, in bytes: [UInt8]) -> (line: Int, column: Int) {
    var line = 1
    var lineStart = 0
    for index in 0..<min(offset, bytes.count) where bytes[index] == 0x0A {
      line += 1
      lineStart = index + 1
    }
    return (line, offset - lineStart + 1)
  }
}

/// An encoding that documents are read in.
public enum XMLEncoding: Sendable, Equatable {
  case utf8
  case utf16LittleEndian
  case utf16BigEndian
  case latin1
  case windows1252
  /// Another encoding of one byte a character, by the name that the system knows it under.
  case oneByte(name: String)

  public var name: String {
    switch self {
    case .utf8: "UTF-8"
    case .utf16LittleEndian: "UTF-16LE"
    case .utf16BigEndian: "UTF-16BE"
    case .latin1: "ISO-8859-1"
    case .windows1252: "windows-1252"
    case .oneByte(let name): name
    }
  }

  /// `nil` for UTF-16 without a byte order, which a byte-order mark must give.
  init?(named name: String) {
    let plain = name.utf8.filter { $0 != 0x2D && $0 != 0x5F && $0 != 0x20 }
      .map { $0 >= 0x41 && $0 <= 0x5A ? $0 + 0x20 : $0 }
    switch String(decoding: plain, as: UTF8.self) {
    case "utf8": self = .utf8
    case "utf16le": self = .utf16LittleEndian
    case "utf16be": self = .utf16BigEndian
    case "iso88591", "latin1", "l1": self = .latin1
    case "windows1252", "cp1252": self = .windows1252
    case "utf16", "ucs2", "iso10646ucs2": return nil
    default: self = .oneByte(name: name)
    }
  }
}

/// Which encoding a file is in, and who says so.
private struct EncodingChoice {
  var encoding = XMLEncoding.utf8
  var bomLength = 0
  var declared: String?
  /// False where nothing says which encoding it is, and UTF-8 is the default.
  var isStated = true
  var warnings: [XMLDocumentBytes.Warning] = []

  init(_ bytes: [UInt8], forced: String?) throws(XMLProblem) {
    let mark = Self.byteOrderMark(bytes)
    if bytes.starts(with: [0xFF, 0xFE, 0, 0]) || bytes.starts(with: [0, 0, 0xFE, 0xFF]) {
      throw XMLProblem(line: 1, kind: .unsupportedEncoding(name: "UTF-32"))
    }
    let guessed = mark?.encoding ?? Self.unmarkedUTF16(bytes)
    if let mark { bomLength = mark.length }
    declared = guessed == nil || guessed == .utf8 ? Self.declaration(bytes, from: bomLength) : nil
    if let forced {
      encoding = XMLEncoding(named: forced) ?? guessed ?? .utf16LittleEndian
      if let mark, mark.encoding != encoding { bomLength = 0 }
    } else if let guessed {
      encoding = guessed
      if let declared, XMLEncoding(named: declared) != .utf8 {
        warnings.append(.declarationIgnored(declared: declared, used: guessed.name))
      }
    } else if let declared {
      if let named = XMLEncoding(named: declared), named != .utf16LittleEndian,
        named != .utf16BigEndian
      {
        encoding = named
      } else {
        // The declaration could be read byte by byte, so UTF-16 it is not.
        warnings.append(.declarationIgnored(declared: declared, used: "UTF-8"))
        isStated = false
      }
    } else {
      isStated = false
    }
  }

  private static func byteOrderMark(_ bytes: [UInt8]) -> (encoding: XMLEncoding, length: Int)? {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return (.utf8, 3) }
    if bytes.starts(with: [0xFF, 0xFE]) { return (.utf16LittleEndian, 2) }
    if bytes.starts(with: [0xFE, 0xFF]) { return (.utf16BigEndian, 2) }
    return nil
  }

  private static func unmarkedUTF16(_ bytes: [UInt8]) -> XMLEncoding? {
    guard bytes.count >= 4 else { return nil }
    if bytes[0] == 0x3C, bytes[1] == 0, bytes[2] != 0, bytes[3] == 0 { return .utf16LittleEndian }
    if bytes[0] == 0, bytes[1] == 0x3C, bytes[2] == 0, bytes[3] != 0 { return .utf16BigEndian }
    return nil
  }

  /// The value of `encoding` in `<?xml … ?>`.
  private static func declaration(_ bytes: [UInt8], from start: Int) -> String? {
    let head = bytes[min(start, bytes.count)...].prefix(512)
    guard head.starts(with: Array("<?xml".utf8)) else { return nil }
    let key = Array("encoding".utf8)
    var index = head.startIndex
    while index + key.count < head.endIndex, head[index] != UInt8(ascii: ">") {
      if head[index...].starts(with: key) {
        let rest = head[(index + key.count)...].drop { $0 == 0x20 || $0 == 0x3D || $0 == 0x09 }
        guard let quote = rest.first, quote == 0x22 || quote == 0x27 else { return nil }
        return String(decoding: rest.dropFirst().prefix { $0 != quote }, as: UTF8.self)
      }
      index += 1
    }
    return nil
  }
}
