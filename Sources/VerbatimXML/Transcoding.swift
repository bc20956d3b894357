/// Offsets of a transcoded buffer back to its file: a checkpoint every 4 KiB, counted from there.
struct Translation: Sendable {
  var isUTF16: Bool
  /// Offsets in UTF-8 and in the file, ascending, of starts of scalars.
  var checkpoints: [(utf8: Int, file: Int)]

  func fileOffset(of offset: Int, in utf8: [UInt8]) -> Int {
    var low = 0
    var high = checkpoints.count
    while low < high {
      let middle = (low + high) / 2
      if checkpoints[middle].utf8 <= offset { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return offset }
    let from = checkpoints[low - 1]
    var file = from.file
    for index in from.utf8..<max(from.utf8, min(offset, utf8.count)) {
      let byte = utf8[index]
      // A scalar is counted where it starts; four bytes of UTF-8 are two units of UTF-16.
      if byte & 0xC0 != 0x80 { file += isUTF16 ? (byte >= 0xF0 ? 4 : 2) : 1 }
    }
    return file
  }
}

enum Transcoding {
  struct Decoded {
    var utf8: [UInt8] = []
    var translation: Translation
    /// Bytes 80–9F of a file that is said to be ISO-8859-1.
    var controlBytes = (count: 0, firstLine: 0)
  }

  /// Everything from `start` on as UTF-8. Cost: one pass.
  static func decode(
    _ bytes: [UInt8], from start: Int, as encoding: XMLEncoding
  ) throws(XMLProblem) -> Decoded {
    switch encoding {
    case .utf16LittleEndian: return try utf16(bytes, from: start, isBigEndian: false)
    case .utf16BigEndian: return try utf16(bytes, from: start, isBigEndian: true)
    case .utf8, .latin1:
      return try oneByte(bytes, from: start, table: latin1, name: "ISO-8859-1", isLatin1: true)
    case .windows1252:
      return try oneByte(bytes, from: start, table: windows1252, name: "windows-1252")
    case .oneByte(let name):
      guard let table = LibXML.oneByteTable(name) else {
        throw XMLProblem(line: 1, kind: .unsupportedEncoding(name: name))
      }
      return try oneByte(bytes, from: start, table: table, name: name)
    }
  }

  private static let checkpointDistance = 4096

  private static func oneByte(
    _ bytes: [UInt8], from start: Int, table: [[UInt8]], name: String, isLatin1: Bool = false
  ) throws(XMLProblem) -> Decoded {
    var decoded = Decoded(translation: Translation(isUTF16: false, checkpoints: []))
    decoded.utf8.reserveCapacity(bytes.count + bytes.count / 8)
    var line = 1
    var nextCheckpoint = 0
    for index in min(start, bytes.count)..<bytes.count {
      if decoded.utf8.count >= nextCheckpoint {
        decoded.translation.checkpoints.append((decoded.utf8.count, index))
        nextCheckpoint = decoded.utf8.count + checkpointDistance
      }
      let byte = bytes[index]
      if byte < 0x80 {
        if byte == 0x0A { line += 1 }
        decoded.utf8.append(byte)
        continue
      }
      let scalar = table[Int(byte)]
      if scalar.isEmpty { throw XMLProblem(line: line, kind: .invalidBytes(encoding: name)) }
      if isLatin1, byte < 0xA0 {
        if decoded.controlBytes.count == 0 { decoded.controlBytes.firstLine = line }
        decoded.controlBytes.count += 1
      }
      decoded.utf8.append(contentsOf: scalar)
    }
    return decoded
  }

  private static func utf16(
    _ bytes: [UInt8], from start: Int, isBigEndian: Bool
  ) throws(XMLProblem) -> Decoded {
    var decoded = Decoded(translation: Translation(isUTF16: true, checkpoints: []))
    decoded.utf8.reserveCapacity(bytes.count)
    let name = isBigEndian ? "UTF-16BE" : "UTF-16LE"
    var line = 1
    var nextCheckpoint = 0
    func unit(_ index: Int) -> UInt32? {
      guard index + 1 < bytes.count else { return nil }
      let first = UInt32(bytes[index])
      let second = UInt32(bytes[index + 1])
      return isBigEndian ? first << 8 | second : second << 8 | first
    }
    var index = start
    while index < bytes.count {
      if decoded.utf8.count >= nextCheckpoint {
        decoded.translation.checkpoints.append((decoded.utf8.count, index))
        nextCheckpoint = decoded.utf8.count + checkpointDistance
      }
      var value = unit(index)
      var width = 2
      if let high = value, high >= 0xD800, high < 0xDC00, let low = unit(index + 2),
        low >= 0xDC00, low < 0xE000
      {
        value = 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
        width = 4
      }
      guard let value, let scalar = Unicode.Scalar(value) else {
        throw XMLProblem(line: line, kind: .invalidBytes(encoding: name))
      }
      if value == 0x0A { line += 1 }
      decoded.utf8.append(contentsOf: UTF8.encode(scalar).unsafelyUnwrapped)
      index += width
    }
    return decoded
  }

  private static let latin1: [[UInt8]] = (0...255).map {
    Array(String(Unicode.Scalar(UInt8($0))).utf8)
  }

  /// Windows-1252 differs from ISO-8859-1 in 80–9F, where it leaves five bytes undefined.
  private static let windows1252: [[UInt8]] = {
    let upper: [UInt32] = [
      0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
      0x0152, 0, 0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC,
      0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E, 0x0178,
    ]
    var table = latin1
    for (index, value) in upper.enumerated() {
      let scalar = value == 0 ? nil : Unicode.Scalar(value)
      table[0x80 + index] = scalar.map { Array(String($0).utf8) } ?? []
    }
    return table
  }()
}
