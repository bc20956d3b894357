import VerbatimFiles

/// Where an archive's bytes come from: memory, or a file of which parts are read.
enum ZipBytes: Sendable {
  case memory([UInt8])
  case file(RandomAccessFile)

  var count: Int {
    switch self {
    case .memory(let bytes): bytes.count
    case .file(let file): file.size
    }
  }

  /// Exactly these bytes.
  ///
  /// - Throws: ``ZipProblem`` where they are not all there, ``FileProblem``.
  func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard offset >= 0, count >= 0, offset <= self.count, count <= self.count - offset else {
      throw ZipProblem(.malformed("offset"))
    }
    switch self {
    case .memory(let bytes): return Array(bytes[offset..<offset + count])
    case .file(let file):
      let bytes = try file.read(at: offset, count: count)
      guard bytes.count == count else { throw ZipProblem(.malformed("length")) }
      return bytes
    }
  }
}

/// Little-endian numbers.
extension [UInt8] {
  func number(at offset: Int, bytes: Int) -> Int? {
    guard offset >= 0, offset + bytes <= count else { return nil }
    var value: UInt64 = 0
    for index in 0..<bytes { value |= UInt64(self[offset + index]) << (8 * UInt64(index)) }
    return Int(exactly: value)
  }

  mutating func append(_ value: Int, bytes: Int) {
    for index in 0..<bytes { append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }
}
