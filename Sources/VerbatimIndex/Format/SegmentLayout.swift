import VerbatimCorpus
import VerbatimDigest

/// The frame of a segment file: header, sections, table of contents, footer (the article
/// <doc:Format> gives grammar, drawing and invariants).
///
/// ```
/// segment  = header , { section , padding to 8 } , table , footer ;
/// header   = "VERBATIM" , u32 version , u32 zero ;
/// table    = { tag 4 bytes , u32 layer , u64 offset , u64 length , u64 xxh3 } ;
/// footer   = u64 table offset , u32 sections , u32 version , u64 xxh3 of the table , "MITABREV" ;
/// ```
enum SegmentLayout {
  static let version = 1
  static let magic = Array("VERBATIM".utf8)
  static let endMagic = Array("MITABREV".utf8)
  static let headerLength = 16
  static let footerLength = 32
  static let entryLength = 32
}

/// The parts of a segment, in the order in which they stand: what can be written in one go first,
/// what points into it behind it. A reader skips tags that it does not know.
enum SectionTag: String, CaseIterable {
  /// Term ids of every turn, and where each turn begins.
  case forward = "FWRD"
  case forwardOffsets = "FOFF"
  /// What makes the text exact again.
  case residual = "RESD"
  case residualOffsets = "ROFF"
  case separators = "SEPS"
  /// Sorted keys → terms with their turns.
  case dictionaryLists = "DLST"
  case dictionaryKeys = "DKEY"
  /// Term id → place in the dictionary.
  case termOrder = "TORD"
  /// The commonest terms by id, flat.
  case hotTerms = "THOT"
  case hotTermOffsets = "HOFF"
  /// Neighbours among the commonest terms → turns.
  case pairLists = "PLST"
  case pairKeys = "PKEY"
  /// Part of a word, word inside a placeholder → terms.
  case relationLists = "RLST"
  case relationKeys = "RKEY"
  /// Events and attributes of turns → turns.
  case facetLists = "FLST"
  case facetKeys = "FKEY"
  /// Place, time, marks, events of turns.
  case details = "DETL"
  case detailOffsets = "DOFF"
  /// Speaker sets, and which one each turn has.
  case speakers = "SPKR"
  /// Sessions with their participants.
  case sessions = "SESS"
  /// Counts and settings.
  case meta = "META"

  /// The sections of a layer of annotations, in their order.
  static let ofLayer: [SectionTag] = [
    .forward, .forwardOffsets, .dictionaryLists, .dictionaryKeys, .termOrder, .meta,
  ]
}

/// A section of a segment: no two have one name.
struct SectionName: Hashable, CustomStringConvertible {
  var tag: String
  var layer: UInt32

  /// `FWRD`, and in the second layer of annotations `FWRD/2`.
  var description: String { layer == 0 ? tag : "\(tag)/\(layer)" }
}

/// The finished bytes of a segment in memory, and its name.
public struct SegmentImage: Sendable {
  public let bytes: [UInt8]
  public let name: Digest

  init(sections: [(tag: SectionTag, layer: UInt32, bytes: [UInt8])]) throws {
    try self.init { writer in
      for section in sections {
        try writer.section(section.tag, layer: section.layer, section.bytes)
      }
    }
  }

  init(_ body: (SectionWriter) throws -> Void) throws {
    let writer = SectionWriter.toMemory()
    try body(writer)
    name = try writer.finish()
    bytes = writer.bytes
  }
}

/// The table of contents of a mapped segment, its bounds checked.
struct SectionTable {
  struct Entry {
    var tag: String
    var layer: UInt32
    var range: Range<Int>
    var checksum: UInt64
  }

  let entries: [Entry]
  let tableOffset: Int

  /// A segment's name: SHA-256 over tag, layer, length and checksum of each section in order. So it
  /// says what the segment holds and not how the file is framed.
  static func name(of entries: [Entry]) -> Digest {
    var writer = ByteWriter()
    for entry in entries {
      writer.slice(entry.tag.utf8)
      writer.u32(entry.layer)
      writer.u64(UInt64(entry.range.count))
      writer.u64(entry.checksum)
    }
    return Digest(sha256Of: writer.bytes)
  }

  /// Cost: independent of the segment's size.
  init(_ bytes: UnsafeRawBufferPointer, file: String) throws(IndexProblem) {
    let least = SegmentLayout.headerLength + SegmentLayout.footerLength
    guard bytes.count >= least else {
      throw IndexProblem(file: file, kind: .truncated(expected: least, found: bytes.count))
    }
    var header = ByteReader(bytes)
    guard header.slice(8).elementsEqual(SegmentLayout.magic) else {
      throw IndexProblem(file: file, kind: .foreign)
    }
    let version = Int(header.u32())
    guard version <= SegmentLayout.version else {
      throw IndexProblem(
        file: file, kind: .newer(version: version, supported: SegmentLayout.version))
    }
    guard version == SegmentLayout.version, header.u32() == 0 else {
      throw IndexProblem(file: file, kind: .invalid(section: "header", invariant: 1))
    }
    let end = bytes.count - SegmentLayout.footerLength
    var footer = ByteReader(bytes, at: end)
    let tableOffset = footer.u64()
    let count = Int(footer.u32())
    let footerVersion = footer.u32()
    let checksum = footer.u64()
    guard footer.slice(8).elementsEqual(SegmentLayout.endMagic) else {
      throw IndexProblem(
        file: file, kind: .truncated(expected: bytes.count + 1, found: bytes.count))
    }
    guard footerVersion == UInt32(SegmentLayout.version), tableOffset <= UInt64(end),
      Int(tableOffset) + count * SegmentLayout.entryLength == end
    else { throw IndexProblem(file: file, kind: .invalid(section: "footer", invariant: 2)) }
    let table = UnsafeRawBufferPointer(rebasing: bytes[Int(tableOffset)..<end])
    guard Checksum.xxh3(table) == checksum else {
      throw IndexProblem(file: file, kind: .checksum(section: "table"))
    }
    var entries: [Entry] = []
    var parts: Set<String> = []
    var reader = ByteReader(table)
    var previousEnd = SegmentLayout.headerLength
    for _ in 0..<count {
      let tag = String(decoding: reader.slice(4), as: UTF8.self)
      let layer = reader.u32()
      let offset = reader.u64()
      let length = reader.u64()
      let checksum = reader.u64()
      guard !reader.failed, tag.utf8.allSatisfy({ 0x41...0x5A ~= $0 }),
        parts.insert(tag + String(layer)).inserted, offset % 8 == 0, offset >= UInt64(previousEnd),
        offset <= tableOffset,
        length <= tableOffset - offset
      else { throw IndexProblem(file: file, kind: .invalid(section: tag, invariant: 3)) }
      let range = Int(offset)..<Int(offset + length)
      previousEnd = range.upperBound
      entries.append(Entry(tag: tag, layer: layer, range: range, checksum: checksum))
    }
    self.entries = entries
    self.tableOffset = Int(tableOffset)
  }
}
