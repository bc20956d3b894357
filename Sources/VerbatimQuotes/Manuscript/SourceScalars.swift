/// A text file as scalars, with a place for each. Line ends are LF, CR LF or CR.
struct SourceScalars {
  let scalars: [Unicode.Scalar]
  /// Where each line begins; the first at 0.
  let lineStarts: [Int]

  /// - Throws: ``ManuscriptProblem`` for bytes that are no UTF-8.
  init(path: String, bytes: [UInt8]) throws(ManuscriptProblem) {
    let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let text = String(validating: bytes[start...], as: UTF8.self) else {
      let (line, column) = Self.firstInvalid(bytes[start...])
      let isBinary = bytes.contains(0)
      throw ManuscriptProblem(
        path: path, kind: isBinary ? .binary : .notUTF8(line: line, column: column))
    }
    if text.utf8.contains(0) { throw ManuscriptProblem(path: path, kind: .binary) }
    var scalars: [Unicode.Scalar] = []
    scalars.reserveCapacity(bytes.count)
    var starts = [0]
    var wasReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\n", wasReturn {
        wasReturn = false
        continue
      }
      wasReturn = scalar == "\r"
      let plain: Unicode.Scalar = wasReturn ? "\n" : scalar
      scalars.append(plain)
      if plain == "\n" { starts.append(scalars.count) }
    }
    self.scalars = scalars
    lineStarts = starts
  }

  private static func firstInvalid(_ bytes: ArraySlice<UInt8>) -> (line: Int, column: Int) {
    var decoder = UTF8()
    var bytes = bytes.makeIterator()
    var line = 1
    var column = 1
    while true {
      switch decoder.decode(&bytes) {
      case .scalarValue("\n"):
        line += 1
        column = 1
      case .scalarValue: column += 1
      case .emptyInput, .error: return (line, column)
      }
    }
  }

  var lineCount: Int { lineStarts.count }

  /// A line's scalars, without its end.
  func line(_ index: Int) -> Range<Int> {
    let start = lineStarts[index]
    let end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : scalars.count
    return start..<max(start, end)
  }

  func place(_ offset: Int, line: Int) -> Manuscript.Place {
    Manuscript.Place(
      line: UInt32(clamping: line + 1), column: UInt32(clamping: offset - lineStarts[line] + 1))
  }
}

/// Goes through a text from its beginning and knows the line it is in.
struct SourceCursor {
  let source: SourceScalars
  private(set) var offset = 0
  private var line = 0

  init(_ source: SourceScalars) {
    self.source = source
  }

  var isAtEnd: Bool { offset >= source.scalars.count }
  var place: Manuscript.Place { source.place(offset, line: line) }
  var current: Unicode.Scalar? { isAtEnd ? nil : source.scalars[offset] }

  func peek(_ ahead: Int = 1) -> Unicode.Scalar? {
    let at = offset + ahead
    return at >= 0 && at < source.scalars.count ? source.scalars[at] : nil
  }

  mutating func advance(_ count: Int = 1) {
    move(to: offset + count)
  }

  /// - Parameter target: not before the offset.
  mutating func move(to target: Int) {
    offset = min(max(target, offset), source.scalars.count)
    while line + 1 < source.lineStarts.count, source.lineStarts[line + 1] <= offset { line += 1 }
  }

  func starts(with text: String) -> Bool {
    var at = offset
    for scalar in text.unicodeScalars {
      guard at < source.scalars.count, source.scalars[at] == scalar else { return false }
      at += 1
    }
    return true
  }
}

extension Unicode.Scalar {
  var isBlank: Bool {
    switch value {
    case 0x20, 0x09, 0x0A, 0x0D, 0x0B, 0x0C, 0x85, 0xA0: true
    // No white space between these and the first of Ogham.
    case 0..<0x1680: false
    default: properties.isWhitespace
    }
  }

  /// A letter or digit of ASCII, or a letter of Latin-1.
  @inline(__always)
  var isPlain: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0xC0...0xFF: value != 0xD7 && value != 0xF7
    default: false
    }
  }

  var isLetterOrDigit: Bool {
    switch value {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    case 0..<0x80: false
    case 0xC0...0xFF: value != 0xD7 && value != 0xF7
    default: isWordLike
    }
  }

  private var isWordLike: Bool {
    properties.isAlphabetic || properties.numericType != nil
      || properties.generalCategory == .nonspacingMark
      || properties.generalCategory == .spacingMark
  }

  var isASCIILetter: Bool { (65...90).contains(value) || (97...122).contains(value) }
  var isASCIIDigit: Bool { (48...57).contains(value) }
}
