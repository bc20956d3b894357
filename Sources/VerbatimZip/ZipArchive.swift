import VerbatimFiles

/// A zip archive for reading: its directory is checked as a whole before anything is unpacked.
///
/// Nothing is ever written to disk and no name is used as a path. Stored and deflated entries are read,
/// with the 64-bit extension; encrypted ones, links, names that lead out, names that occur twice and
/// entries that share bytes are refused, whether they are asked for or not.
public struct ZipArchive: Sendable {
  /// In the order of the directory.
  public let entries: [ZipEntry]
  public let limits: ZipLimits
  private let bytes: ZipBytes
  /// Offset of the first byte behind the entries.
  private let directoryStart: Int

  /// - Throws: ``ZipProblem``.
  public init(_ bytes: [UInt8], limits: ZipLimits = ZipLimits()) throws {
    try self.init(.memory(bytes), limits)
  }

  /// - Throws: ``ZipProblem``, ``FileProblem``.
  public init(path: String, limits: ZipLimits = ZipLimits()) throws {
    try self.init(.file(try RandomAccessFile(path)), limits)
  }

  private init(_ bytes: ZipBytes, _ limits: ZipLimits) throws {
    self.bytes = bytes
    self.limits = limits
    let end = try ZipEnd(bytes)
    guard end.entries <= limits.entries else {
      throw ZipProblem(.tooManyEntries(found: end.entries, limit: limits.entries))
    }
    guard end.start <= end.offset, end.length <= end.offset - end.start,
      end.length >= end.entries * ZipDirectoryRecord.fixedLength
    else { throw ZipProblem(.malformed("directory")) }
    directoryStart = end.start
    let directory = try bytes.read(at: end.start, count: end.length)
    var entries: [ZipEntry] = []
    var names: Set<String> = []
    var place = 0
    for _ in 0..<end.entries {
      let record = try ZipDirectoryRecord(directory, at: place)
      guard names.insert(record.entry.name.lowercased()).inserted else {
        throw ZipProblem(.duplicateName, entry: record.entry.name)
      }
      entries.append(record.entry)
      place += record.length
    }
    guard place == directory.count else { throw ZipProblem(.malformed("directory")) }
    try Self.checkPlaces(entries, end: end.start)
    self.entries = entries
  }

  /// Entries that share bytes are how a small file holds a very large one many times.
  private static func checkPlaces(_ entries: [ZipEntry], end: Int) throws(ZipProblem) {
    let ordered = entries.sorted { $0.offset < $1.offset }
    for (index, entry) in ordered.enumerated() {
      let next = index + 1 < ordered.count ? ordered[index + 1].offset : end
      let least = ZipLocalHeader.fixedLength + entry.nameBytes.count
      guard entry.offset <= end, least <= end - entry.offset,
        entry.packedSize <= end - entry.offset - least
      else { throw ZipProblem(.malformed("offset"), entry: entry.name) }
      guard entry.offset + least + entry.packedSize <= next else {
        throw ZipProblem(.overlapping, entry: entry.name)
      }
    }
  }

  /// The entry of that name, upper and lower case apart.
  public func entry(named name: String) -> ZipEntry? {
    let wanted = name.lowercased()
    return entries.first { $0.name.lowercased() == wanted }
  }

  /// Starts reading: what is read through one reader is counted together against the limits.
  public func reader() -> ZipReader {
    ZipReader(bytes: bytes, limits: limits, end: directoryStart)
  }
}

/// The end record, by which an archive is found.
private struct ZipEnd {
  /// Of the directory.
  var start: Int
  var length: Int
  var entries: Int
  /// Where the end record itself stands.
  var offset: Int

  private static let length = 22

  init(_ bytes: ZipBytes) throws {
    let tailStart = max(0, bytes.count - Self.length - 0xFFFF)
    let tail = try bytes.read(at: tailStart, count: bytes.count - tailStart)
    // The last one whose comment ends with the file: a comment may hold the signature.
    var found: Int?
    var next = tail.count - Self.length
    while next >= 0 {
      if tail.number(at: next, bytes: 4) == 0x0605_4B50,
        let comment = tail.number(at: next + 20, bytes: 2),
        next + Self.length + comment == tail.count
      {
        found = next
        break
      }
      next -= 1
    }
    guard let at = found, let disk = tail.number(at: at + 4, bytes: 2),
      let onDisk = tail.number(at: at + 8, bytes: 2), let all = tail.number(at: at + 10, bytes: 2),
      let length = tail.number(at: at + 12, bytes: 4),
      let start = tail.number(at: at + 16, bytes: 4)
    else { throw ZipProblem(.notZip) }
    offset = tailStart + at
    if onDisk == 0xFFFF || length == 0xFFFF_FFFF || start == 0xFFFF_FFFF {
      (self.start, self.length, self.entries) = try Self.wide(bytes, before: offset)
      return
    }
    guard disk == 0, onDisk == all else { throw ZipProblem(.severalVolumes) }
    (self.start, self.length, entries) = (start, length, all)
  }

  /// The end record of the 64-bit extension.
  private static func wide(
    _ bytes: ZipBytes, before offset: Int
  ) throws -> (start: Int, length: Int, entries: Int) {
    guard offset >= 20 else { throw ZipProblem(.malformed("64-bit end")) }
    let locator = try bytes.read(at: offset - 20, count: 20)
    guard locator.number(at: 0, bytes: 4) == 0x0706_4B50,
      let place = locator.number(at: 8, bytes: 8), place <= offset - 20 - 56
    else { throw ZipProblem(.malformed("64-bit end")) }
    let record = try bytes.read(at: place, count: 56)
    guard record.number(at: 0, bytes: 4) == 0x0606_4B50,
      let disk = record.number(at: 16, bytes: 4), let onDisk = record.number(at: 24, bytes: 8),
      let all = record.number(at: 32, bytes: 8), let length = record.number(at: 40, bytes: 8),
      let start = record.number(at: 48, bytes: 8)
    else { throw ZipProblem(.malformed("64-bit end")) }
    guard disk == 0, onDisk == all else { throw ZipProblem(.severalVolumes) }
    return (start, length, all)
  }
}
