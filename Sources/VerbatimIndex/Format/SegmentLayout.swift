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

/// The parts of a segment. A reader skips tags that it does not know.
enum SectionTag: String, CaseIterable {
  /// Counts and settings.
  case meta = "META"
  /// Sessions with their participants.
  case sessions = "SESS"
  /// Speaker sets, and which one each turn has.
  case speakers = "SPKR"
  /// Sorted keys → terms with their turns.
  case dictionaryKeys = "DKEY"
  case dictionaryLists = "DLST"
  /// Term id → place in the dictionary.
  case termOrder = "TORD"
  /// The commonest terms by id, flat.
  case hotTerms = "THOT"
  /// Pairs of the commonest terms → turns in which they are neighbours.
  case pairKeys = "PKEY"
  case pairLists = "PLST"
  /// Part of a word, word inside a placeholder → terms.
  case relationKeys = "RKEY"
  case relationLists = "RLST"
  /// Events and attributes of turns → turns.
  case facetKeys = "FKEY"
  case facetLists = "FLST"
  /// Term ids of every turn, and where each turn begins.
  case forward = "FWRD"
  case forwardOffsets = "FOFF"
  /// What makes the text exact again.
  case residual = "RESD"
  case residualOffsets = "ROFF"
  case separators = "SEPS"
  /// Place, time, marks, events of turns.
  case details = "DETL"
  case detailOffsets = "DOFF"
}

/// The finished bytes of a segment, and its name.
public struct SegmentImage: Sendable {
  public let bytes: [UInt8]
  /// SHA-256 over tag, layer, length and bytes of the sections in order: what the segment says, not
  /// how the file is framed.
  public let name: Digest

  init(sections: [(tag: SectionTag, layer: UInt32, bytes: [UInt8])]) {
    var hash = SHA256()
    var writer = ByteWriter()
    var table = ByteWriter()
    writer.bytes.reserveCapacity(sections.reduce(256) { $0 + $1.bytes.count + 48 })
    writer.slice(SegmentLayout.magic)
    writer.u32(UInt32(SegmentLayout.version))
    writer.u32(0)
    for section in sections {
      while writer.bytes.count % 8 != 0 { writer.byte(0) }
      var entry = ByteWriter()
      entry.slice(section.tag.rawValue.utf8)
      entry.u32(section.layer)
      var named = entry
      named.u64(UInt64(section.bytes.count))
      named.bytes.withUnsafeBytes { hash.update($0) }
      section.bytes.withUnsafeBytes { hash.update($0) }
      entry.u64(UInt64(writer.bytes.count))
      entry.u64(UInt64(section.bytes.count))
      entry.u64(section.bytes.withUnsafeBytes { Checksum.xxh3($0) })
      table.slice(entry.bytes)
      writer.slice(section.bytes)
    }
    while writer.bytes.count % 8 != 0 { writer.byte(0) }
    let tableOffset = writer.bytes.count
    writer.slice(table.bytes)
    writer.u64(UInt64(tableOffset))
    writer.u32(UInt32(sections.count))
    writer.u32(UInt32(SegmentLayout.version))
    writer.u64(table.bytes.withUnsafeBytes { Checksum.xxh3($0) })
    writer.slice(SegmentLayout.endMagic)
    bytes = writer.bytes
    name = hash.finish()
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
