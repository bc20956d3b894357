import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles

/// Writes a segment from front to back: to memory, to a file, or against the bytes of one that is
/// there.
final class SectionWriter {
  private enum Destination {
    case memory
    case file(AtomicFileStream)
    /// Sections are compared with those of the same tag; nothing is written.
    case comparison(Segment)
  }

  private let destination: Destination
  private(set) var bytes: [UInt8] = []
  private var offset = 0
  private var entries: [SectionTable.Entry] = []
  /// Sections whose bytes were not those expected.
  private(set) var differences: [SectionName] = []

  /// The sections written so far, in order.
  var sections: [SectionName] { entries.map { SectionName(tag: $0.tag, layer: $0.layer) } }

  /// Bytes written so far, or that would have been.
  var byteCount: Int { offset }

  private init(_ destination: Destination) {
    self.destination = destination
    var head = ByteWriter()
    head.slice(SegmentLayout.magic)
    head.u32(UInt32(SegmentLayout.version))
    head.u32(0)
    header = head.bytes
  }

  private let header: [UInt8]

  static func toMemory() -> SectionWriter { SectionWriter(.memory) }

  static func toFile(in folder: String) throws(FileProblem) -> SectionWriter {
    SectionWriter(.file(try AtomicFileStream(in: folder)))
  }

  static func comparing(with segment: Segment) -> SectionWriter {
    SectionWriter(.comparison(segment))
  }

  private func put(_ raw: UnsafeRawBufferPointer) throws(FileProblem) {
    switch destination {
    case .memory: bytes.append(contentsOf: raw)
    case .file(let stream): try stream.write(raw)
    case .comparison: break
    }
    offset += raw.count
  }

  private func put(_ array: [UInt8]) throws(FileProblem) {
    // `withUnsafeBytes` has no typed throws yet.
    let result = array.withUnsafeBytes { raw -> FileProblem? in
      do throws(FileProblem) {
        try put(raw)
        return nil
      } catch {
        return error
      }
    }
    if let result { throw result }
  }

  private func pad() throws(FileProblem) {
    if offset == 0 { try put(header) }
    if offset % 8 != 0 { try put([UInt8](repeating: 0, count: 8 - offset % 8)) }
  }

  /// A section that is known whole.
  func section(_ tag: SectionTag, layer: UInt32 = 0, _ bytes: [UInt8]) throws {
    try stream(tag, layer: layer) { append in
      try bytes.withUnsafeBytes { try append($0) }
    }
  }

  func section(_ tag: SectionTag, layer: UInt32 = 0, _ buffer: ByteBuffer) throws {
    try stream(tag, layer: layer) { append in try append(buffer.bytes) }
  }

  /// A section piece by piece.
  func stream(
    _ tag: SectionTag, layer: UInt32 = 0,
    _ body: ((UnsafeRawBufferPointer) throws -> Void) throws -> Void
  ) throws {
    try pad()
    let start = offset
    let checksum = StreamingChecksum()
    var expected: UnsafeRawBufferPointer?
    if case .comparison(let segment) = destination { expected = segment.part(tag, layer: layer) }
    var isEqual = true
    try body { piece in
      checksum.update(piece)
      if case .comparison = self.destination {
        let done = self.offset - start
        isEqual =
          isEqual
          && expected.map { $0.count >= done + piece.count && $0[done...].starts(with: piece) }
            ?? false
      }
      try self.put(piece)
    }
    if case .comparison = destination, !isEqual || expected?.count != offset - start {
      differences.append(SectionName(tag: tag.rawValue, layer: layer))
    }
    entries.append(
      SectionTable.Entry(
        tag: tag.rawValue, layer: layer, range: start..<offset, checksum: checksum.value))
  }

  /// Writes table and footer. Returns the segment's name; a file has it from now on.
  func finish() throws -> Digest {
    try pad()
    var table = ByteWriter()
    for entry in entries {
      table.slice(entry.tag.utf8)
      table.u32(entry.layer)
      table.u64(UInt64(entry.range.lowerBound))
      table.u64(UInt64(entry.range.count))
      table.u64(entry.checksum)
    }
    var footer = ByteWriter()
    footer.u64(UInt64(offset))
    footer.u32(UInt32(entries.count))
    footer.u32(UInt32(SegmentLayout.version))
    footer.u64(table.bytes.withUnsafeBytes { Checksum.xxh3($0) })
    footer.slice(SegmentLayout.endMagic)
    try put(table.bytes)
    try put(footer.bytes)
    let name = SectionTable.name(of: entries)
    if case .file(let stream) = destination { try stream.commit(as: Manifest.file(of: name)) }
    return name
  }
}
