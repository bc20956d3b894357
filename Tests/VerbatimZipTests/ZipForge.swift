import CZlib

/// Makes archives that no honest program makes: every field can be set.
struct ZipForge {
  struct Entry {
    var name: String
    var content: [UInt8]
    var isDeflated = false
    var flags = 0x0800
    var method: Int?
    var crc: UInt32?
    /// What the directory claims.
    var size: Int?
    var packedSize: Int?
    var mode = 0
    var host = 3
    var offset: Int?
    /// What the local header says instead.
    var localName: String?
    var localMethod: Int?
    /// Packed bytes instead of those of the content.
    var packed: [UInt8]?

    init(_ name: String, _ content: [UInt8] = []) {
      self.name = name
      self.content = content
    }

    init(_ name: String, _ text: String) {
      self.init(name, Array(text.utf8))
    }
  }

  var entries: [Entry]
  var comment: [UInt8] = []
  /// How many entries the end record claims.
  var count: Int?
  var disk = 0

  init(_ entries: [Entry]) {
    self.entries = entries
  }

  static func number(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }

  var bytes: [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let packed = entry.packed ?? (entry.isDeflated ? Self.deflate(entry.content) : entry.content)
      let method = entry.method ?? (entry.isDeflated ? 8 : 0)
      let crc = Int(entry.crc ?? Self.crc32(entry.content))
      let sizes =
        Self.number(crc, 4) + Self.number(entry.packedSize ?? packed.count, 4)
        + Self.number(entry.size ?? entry.content.count, 4)
      let offset = entry.offset ?? archive.count
      let local = Array((entry.localName ?? entry.name).utf8)
      archive += Self.number(0x0403_4B50, 4) + Self.number(20, 2) + Self.number(entry.flags, 2)
      archive += Self.number(entry.localMethod ?? method, 2) + Self.number(0x0021_0000, 4) + sizes
      archive += Self.number(local.count, 2) + Self.number(0, 2) + local + packed
      let name = Array(entry.name.utf8)
      directory += Self.number(0x0201_4B50, 4) + Self.number(20, 1) + Self.number(entry.host, 1)
      directory += Self.number(20, 2) + Self.number(entry.flags, 2) + Self.number(method, 2)
      directory += Self.number(0x0021_0000, 4) + sizes + Self.number(name.count, 2)
      directory += Self.number(0, 8) + Self.number(entry.mode << 16, 4) + Self.number(offset, 4)
      directory += name
    }
    let number = count ?? entries.count
    let start = archive.count
    return archive + directory + Self.number(0x0605_4B50, 4) + Self.number(disk, 2)
      + Self.number(disk, 2) + Self.number(number, 2) + Self.number(number, 2)
      + Self.number(directory.count, 4) + Self.number(start, 4) + Self.number(comment.count, 2)
      + comment
  }

  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    bytes.withUnsafeBufferPointer {
      UInt32(truncatingIfNeeded: crc32_z(0, $0.baseAddress, $0.count))
    }
  }

  /// A raw deflate stream.
  static func deflate(_ content: [UInt8]) -> [UInt8] {
    var stream = z_stream()
    deflateInit2_(
      &stream, 9, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
      Int32(MemoryLayout<z_stream>.size))
    defer { deflateEnd(&stream) }
    var packed = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(content.count))) + 64)
    let length = content.withUnsafeBufferPointer { input in
      packed.withUnsafeMutableBufferPointer { output in
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        CZlib.deflate(&stream, Z_FINISH)
        return output.count - Int(stream.avail_out)
      }
    }
    return Array(packed[..<length])
  }
}
