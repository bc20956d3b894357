/// Reads contents of one archive and counts them against its limits.
public struct ZipReader {
  private let bytes: ZipBytes
  private let limits: ZipLimits
  private let end: Int
  private var total = 0

  init(bytes: ZipBytes, limits: ZipLimits, end: Int) {
    self.bytes = bytes
    self.limits = limits
    self.end = end
  }

  /// The content, proven by size and checksum. Cost: memory for the packed and the unpacked bytes; a
  /// bomb is met before its limit is.
  ///
  /// - Throws: ``ZipProblem``, `FileProblem`.
  public mutating func read(_ entry: ZipEntry) throws -> [UInt8] {
    guard entry.size <= limits.entryBytes, entry.packedSize <= limits.entryBytes else {
      throw ZipProblem(.entryTooLarge(limit: limits.entryBytes, actual: false), entry: entry.name)
    }
    guard entry.size <= limits.totalBytes - total else {
      throw ZipProblem(.archiveTooLarge(limit: limits.totalBytes), entry: entry.name)
    }
    let start = try ZipLocalHeader.contentStart(of: entry, in: bytes)
    guard start <= end, entry.packedSize <= end - start else {
      throw ZipProblem(.malformed("offset"), entry: entry.name)
    }
    let packed = try bytes.read(at: start, count: entry.packedSize)
    let content: [UInt8]
    if entry.method == 0 {
      content = packed
    } else {
      do throws(ZipProblem) {
        content = try Inflate.inflate(packed, size: entry.size, ratio: limits.ratio)
      } catch {
        throw ZipProblem(error.kind, entry: entry.name)
      }
    }
    guard Inflate.crc32(content) == entry.crc else {
      throw ZipProblem(.wrongChecksum, entry: entry.name)
    }
    total += content.count
    return content
  }
}

/// The header in front of an entry's content, which repeats what the directory says.
enum ZipLocalHeader {
  static let signature = 0x0403_4B50
  static let fixedLength = 30

  /// Offset of the packed content.
  static func contentStart(of entry: ZipEntry, in bytes: ZipBytes) throws -> Int {
    let header = try bytes.read(at: entry.offset, count: fixedLength)
    guard header.number(at: 0, bytes: 4) == signature,
      let flags = header.number(at: 6, bytes: 2), let method = header.number(at: 8, bytes: 2),
      let nameLength = header.number(at: 26, bytes: 2),
      let extraLength = header.number(at: 28, bytes: 2)
    else { throw ZipProblem(.malformed("local header"), entry: entry.name) }
    let name = try bytes.read(at: entry.offset + fixedLength, count: nameLength)
    guard method == entry.method, flags & 0x2041 == 0, name == entry.nameBytes else {
      throw ZipProblem(.contradictsDirectory, entry: entry.name)
    }
    return entry.offset + fixedLength + nameLength + extraLength
  }
}
