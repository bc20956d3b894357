/// Writes an archive that depends on names and contents alone: entries sorted by name, stored as they
/// are (a compressor's output differs from version to version), all of them at the first moment that the
/// format knows, 1980-01-01.
public struct ZipWriter: Sendable {
  private var contents: [String: [UInt8]] = [:]

  public init() {}

  /// Adds a file; one of the same name is replaced.
  ///
  /// - Parameter name: with `/`, relative, without `..`.
  public mutating func add(_ name: String, _ content: [UInt8]) {
    contents[name] = content
  }

  /// The archive's bytes.
  ///
  /// - Throws: ``ZipProblem`` for more than 65,535 files or 4 GB.
  public func finish() throws(ZipProblem) -> [UInt8] {
    let names = contents.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    guard names.count < 0xFFFF else { throw ZipProblem(.cannotBeWritten) }
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for name in names {
      let content = contents[name] ?? []
      let nameBytes = Array(name.utf8)
      guard archive.count + content.count < 0xFFFF_FFFF, nameBytes.count <= 0xFFFF else {
        throw ZipProblem(.cannotBeWritten, entry: name)
      }
      let offset = archive.count
      var common: [UInt8] = []
      common.append(20, bytes: 2)  // version 2.0 reads it
      common.append(0x0800, bytes: 2)  // the name is UTF-8
      common.append(0, bytes: 2)  // stored
      common.append(0, bytes: 2)  // midnight
      common.append(0x21, bytes: 2)  // 1980-01-01
      common.append(Int(Inflate.crc32(content)), bytes: 4)
      common.append(content.count, bytes: 4)
      common.append(content.count, bytes: 4)
      common.append(nameBytes.count, bytes: 2)
      common.append(0, bytes: 2)  // no extra field
      archive.append(ZipLocalHeader.signature, bytes: 4)
      archive += common + nameBytes + content
      directory.append(ZipDirectoryRecord.signature, bytes: 4)
      directory.append(20, bytes: 2)
      directory += common
      directory.append(0, bytes: 10)  // no comment, disk 0, no attributes
      directory.append(offset, bytes: 4)
      directory += nameBytes
    }
    let start = archive.count
    guard start + directory.count < 0xFFFF_FFFF else { throw ZipProblem(.cannotBeWritten) }
    archive += directory
    archive.append(0x0605_4B50, bytes: 4)
    archive.append(0, bytes: 4)
    archive.append(names.count, bytes: 2)
    archive.append(names.count, bytes: 2)
    archive.append(directory.count, bytes: 4)
    archive.append(start, bytes: 4)
    archive.append(0, bytes: 2)
    return archive
  }
}
