/// One file of an archive, as its directory describes it.
public struct ZipEntry: Sendable, Equatable {
  public var name: String
  /// Bytes in the archive.
  public var packedSize: Int
  /// Bytes of the content, as the directory says; proven when it is read.
  public var size: Int
  public var isFolder: Bool { name.hasSuffix("/") }

  var nameBytes: [UInt8]
  var method: Int
  var flags: Int
  var crc: UInt32
  /// Of the local header.
  var offset: Int
}

/// Reads one record of the central directory.
struct ZipDirectoryRecord {
  static let signature = 0x0201_4B50
  static let fixedLength = 46

  var entry: ZipEntry
  /// Bytes of the record.
  var length: Int

  /// - Throws: ``ZipProblem`` for anything that cannot be read, or would do harm.
  init(_ directory: [UInt8], at start: Int) throws(ZipProblem) {
    func field(_ offset: Int, _ bytes: Int) throws(ZipProblem) -> Int {
      guard let value = directory.number(at: start + offset, bytes: bytes) else {
        throw ZipProblem(.malformed("directory"))
      }
      return value
    }
    guard try field(0, 4) == Self.signature else { throw ZipProblem(.malformed("directory")) }
    let nameLength = try field(28, 2)
    let extraLength = try field(30, 2)
    let commentLength = try field(32, 2)
    length = Self.fixedLength + nameLength + extraLength + commentLength
    guard start + length <= directory.count else { throw ZipProblem(.malformed("directory")) }
    let nameStart = start + Self.fixedLength
    let nameBytes = Array(directory[nameStart..<nameStart + nameLength])
    let name = Self.decode(nameBytes)
    let flags = try field(8, 2)
    let method = try field(10, 2)
    var packed = try field(20, 4)
    var size = try field(24, 4)
    var offset = try field(42, 4)
    var disk = try field(34, 2)
    let extra = Array(directory[nameStart + nameLength..<nameStart + nameLength + extraLength])
    if size == 0xFFFF_FFFF || packed == 0xFFFF_FFFF || offset == 0xFFFF_FFFF || disk == 0xFFFF {
      try Self.widen(extra, name, &size, &packed, &offset, &disk)
    }
    guard disk == 0 else { throw ZipProblem(.severalVolumes, entry: name) }
    guard flags & 0x2041 == 0, method != 99 else { throw ZipProblem(.encrypted, entry: name) }
    guard method == 0 || method == 8 else {
      throw ZipProblem(.unsupportedMethod(method), entry: name)
    }
    guard method == 8 || packed == size else { throw ZipProblem(.wrongSize, entry: name) }
    try Self.check(name)
    // Made by Unix or macOS: the upper half of the attributes is the file's mode.
    let host = try field(5, 1)
    let mode = try field(38, 4) >> 16
    if host == 3 || host == 19, mode & 0xF000 == 0xA000 {
      throw ZipProblem(.symbolicLink, entry: name)
    }
    entry = ZipEntry(
      name: name, packedSize: packed, size: size, nameBytes: nameBytes, method: method,
      flags: flags, crc: UInt32(truncatingIfNeeded: try field(16, 4)), offset: offset)
  }

  /// The 64-bit fields of the extra field 1, of which only those are there that overflowed.
  private static func widen(
    _ extra: [UInt8], _ name: String, _ size: inout Int, _ packed: inout Int, _ offset: inout Int,
    _ disk: inout Int
  ) throws(ZipProblem) {
    let problem = ZipProblem(.malformed("64-bit sizes"), entry: name)
    var at = 0
    while let id = extra.number(at: at, bytes: 2), let length = extra.number(at: at + 2, bytes: 2) {
      at += 4
      guard id == 1 else {
        at += length
        continue
      }
      let end = at + length
      func next(_ bytes: Int) throws(ZipProblem) -> Int {
        guard at + bytes <= end, let value = extra.number(at: at, bytes: bytes) else {
          throw problem
        }
        at += bytes
        return value
      }
      if size == 0xFFFF_FFFF { size = try next(8) }
      if packed == 0xFFFF_FFFF { packed = try next(8) }
      if offset == 0xFFFF_FFFF { offset = try next(8) }
      if disk == 0xFFFF { disk = try next(4) }
      return
    }
    throw problem
  }

  /// UTF-8, which all programs of today write; else byte for byte, which tells names apart and more is
  /// not asked of them.
  private static func decode(_ bytes: [UInt8]) -> String {
    String(validating: bytes, as: UTF8.self)
      ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// No name is ever used as a path; one that could be is a sign that harm is meant.
  private static func check(_ name: String) throws(ZipProblem) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isDrive = name.utf8.count > 1 && name.utf8.dropFirst().first == UInt8(ascii: ":")
    let isPlain = name.unicodeScalars.allSatisfy {
      $0 != "\\" && $0.value >= 0x20 && $0 != "\u{7F}"
    }
    guard !name.isEmpty, !name.hasPrefix("/"), !isDrive, isPlain, !parts.contains("..") else {
      throw ZipProblem(.unsafeName, entry: name)
    }
  }
}
