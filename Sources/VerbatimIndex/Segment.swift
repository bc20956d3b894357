import VerbatimAnalysis
import VerbatimCorpus
import VerbatimFiles

/// One immutable segment: sessions with all their turns, searchable and readable.
///
/// Turns are numbered from 0 through the segment, sessions in natural order of their ids. Opening
/// checks the frame and the bounds of every part and reads no list; ``check()`` verifies the rest.
/// Safe to share between threads.
public final class Segment: @unchecked Sendable {
  // Safety: all stored properties are constant, and the bytes they point into live and stay
  // unchanged as long as `owner` does.
  private let owner: AnyObject
  let bytes: UnsafeRawBufferPointer
  let file: String
  let contents: SectionTable

  /// The analyser that made the tokens.
  public let analyzer: Analyzer
  public let turnCount: Int
  /// Positions: words, numbers, placeholders, symbols.
  public let tokenCount: Int
  public let termCount: Int
  public let textByteCount: Int
  public var sessionCount: Int { sessionTable.count }
  /// Bytes of the file.
  public var byteCount: Int { bytes.count }

  let sessionTable: SessionTable
  let speakerColumn: PackedArray
  let terms: TermStore
  let pairs: PairTable
  let relations: KeyTable
  let facets: KeyTable
  let decoder: TurnDecoder
  let details: UnsafeRawBufferPointer
  let detailOffsets: OffsetTable
  /// By their numbers.
  let layerStores: [LayerStore]

  /// Opens a segment file. Cost: independent of its size but for the commonest terms.
  public convenience init(path: String, file: String) throws {
    let mapped = try MappedFile(path: path)
    try self.init(mapped.bytes, owner: mapped, file: file)
  }

  /// A segment in memory.
  public convenience init(_ image: SegmentImage) throws(IndexProblem) {
    try self.init(copying: image.bytes, file: image.name.hex)
  }

  /// A segment from bytes that may be damaged. Cost: a copy.
  public convenience init(copying bytes: [UInt8], file: String) throws(IndexProblem) {
    let owner = Bytes(bytes)
    try self.init(owner.buffer, owner: owner, file: file)
  }

  /// Bytes that do not move.
  private final class Bytes {
    let buffer: UnsafeRawBufferPointer

    init(_ bytes: [UInt8]) {
      let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 8)
      copy.copyBytes(from: bytes)
      buffer = UnsafeRawBufferPointer(copy)
    }

    deinit { buffer.deallocate() }
  }

  init(_ bytes: UnsafeRawBufferPointer, owner: AnyObject, file: String) throws(IndexProblem) {
    self.owner = owner
    self.bytes = bytes
    self.file = file
    let contents = try SectionTable(bytes, file: file)
    self.contents = contents
    func section(_ tag: SectionTag) throws(IndexProblem) -> UnsafeRawBufferPointer {
      guard let entry = contents.entries.first(where: { $0.tag == tag.rawValue && $0.layer == 0 })
      else { throw IndexProblem(file: file, kind: .missingSection(tag.rawValue)) }
      return UnsafeRawBufferPointer(rebasing: bytes[entry.range])
    }
    func valid<Part>(_ tag: SectionTag, _ part: Part?) throws(IndexProblem) -> Part {
      guard let part else {
        throw IndexProblem(file: file, kind: .invalid(section: tag.rawValue, invariant: 5))
      }
      return part
    }
    var meta = ByteReader(try section(.meta))
    let identifier = meta.string()
    let turnCount = meta.count()
    tokenCount = meta.count()
    let termCount = meta.count()
    textByteCount = meta.count()
    let sessionCount = meta.count()
    guard !meta.failed, turnCount < 1 << 31 else {
      throw IndexProblem(file: file, kind: .invalid(section: "META", invariant: 5))
    }
    guard let analyzer = Analyzer(identifier: identifier) else {
      throw IndexProblem(file: file, kind: .analyzer(found: identifier))
    }
    self.analyzer = analyzer
    self.turnCount = turnCount
    self.termCount = termCount
    sessionTable = try valid(
      .sessions, SessionTable(try section(.sessions), turnCount: turnCount))
    guard sessionTable.count == sessionCount, sessionCount > 0 || turnCount == 0 else {
      throw IndexProblem(file: file, kind: .invalid(section: "SESS", invariant: 6))
    }
    speakerColumn = try valid(
      .speakers, PackedArray(try section(.speakers), count: turnCount))
    let table = try valid(
      .dictionaryKeys,
      KeyTable(keys: try section(.dictionaryKeys), lists: try section(.dictionaryLists)))
    let order = try valid(.termOrder, PackedArray(try section(.termOrder), count: termCount))
    guard table.count == termCount else {
      throw IndexProblem(file: file, kind: .invalid(section: "DKEY", invariant: 6))
    }
    terms = try valid(
      .hotTerms,
      TermStore(
        table: table, order: order, hot: try section(.hotTerms),
        hotOffsets: try valid(.hotTermOffsets, OffsetTable(try section(.hotTermOffsets))),
        turnCount: turnCount))
    pairs = try valid(
      .pairKeys,
      PairTable(
        keys: try section(.pairKeys), lists: try section(.pairLists), turnCount: turnCount))
    relations = try valid(
      .relationKeys,
      KeyTable(keys: try section(.relationKeys), lists: try section(.relationLists)))
    facets = try valid(
      .facetKeys, KeyTable(keys: try section(.facetKeys), lists: try section(.facetLists)))
    let forwardOffsets = try valid(.forwardOffsets, OffsetTable(try section(.forwardOffsets)))
    let residualOffsets = try valid(.residualOffsets, OffsetTable(try section(.residualOffsets)))
    detailOffsets = try valid(.detailOffsets, OffsetTable(try section(.detailOffsets)))
    details = try section(.details)
    guard forwardOffsets.count == turnCount + 1, residualOffsets.count == turnCount + 1,
      detailOffsets.count > 0
    else { throw IndexProblem(file: file, kind: .invalid(section: "FOFF", invariant: 6)) }
    decoder = TurnDecoder(
      forward: try section(.forward), forwardOffsets: forwardOffsets,
      residual: try section(.residual), residualOffsets: residualOffsets,
      separators: try valid(.separators, SeparatorTable(try section(.separators))), terms: terms,
      longestText: max(textByteCount, bytes.count))
    layerStores = try contents.layers(bytes, turnCount: turnCount, file: file)
  }

  /// A problem of this segment's file.
  func problem(_ section: SectionTag, invariant: Int) -> IndexProblem {
    IndexProblem(file: file, kind: .invalid(section: section.rawValue, invariant: invariant))
  }
}

extension Segment {
  /// Text and tokens of a turn (from 0). Cost: about 9 ns a token. False where it is damaged.
  public func decode(_ turn: Int, into output: inout DecodedTurn) -> Bool {
    decoder.decode(turn, into: &output)
  }

  /// Term ids of a turn. Cost: about 4 ns a token. False where it is damaged.
  public func decodeTerms(_ turn: Int, into ids: inout [Int]) -> Bool {
    decoder.decodeTerms(turn, into: &ids)
  }

  /// Everything of a turn but words and speakers. Cost: up to 64 records.
  public func details(ofTurn turn: Int) throws(IndexProblem) -> TurnDetails {
    guard turn >= 0, turn < turnCount else { throw problem(.details, invariant: 9) }
    let session = self.session(ofTurn: turn)
    let local = turn - turns(ofSession: session).lowerBound
    var reader = DetailReader(self, session: session, turn: local)
    for _ in 0..<local % DetailCodec.blockSize { _ = try reader.next() }
    return try reader.next()
  }

  /// A session's record (sessions from 0, in natural order).
  public func session(_ index: Int) throws(IndexProblem) -> SessionEntry {
    guard let entry = sessionTable.entry(index) else { throw problem(.sessions, invariant: 7) }
    return entry
  }

  /// A session's id, without the rest of its record.
  public func sessionID(_ index: Int) -> String {
    sessionTable.id(index)
  }

  /// The turns of a session.
  public func turns(ofSession index: Int) -> Range<Int> {
    sessionTable.turns(index)
  }

  /// The session that holds a turn. Cost: a binary search.
  public func session(ofTurn turn: Int) -> Int {
    sessionTable.session(ofTurn: turn)
  }

  /// Which of its session's speaker sets a turn has.
  public func speakerSet(ofTurn turn: Int) -> Int {
    speakerColumn[turn]
  }

  /// A whole session, as it was given to the builder, but for two things: its source's own codings live
  /// in the study's database, and annotations come back as tokens have them.
  public func transcript(_ index: Int) throws(IndexProblem) -> Transcript {
    let entry = try session(index)
    var turns: [Turn] = []
    var decoded = DecodedTurn()
    var reader = DetailReader(self, session: index)
    var annotations = AnnotationReader(self)
    for turn in self.turns(ofSession: index) {
      let set = speakerSet(ofTurn: turn)
      guard set < entry.speakerSets.count else { throw problem(.speakers, invariant: 8) }
      let facts = try reader.next()
      guard decode(turn, into: &decoded) else { throw damage(turn) }
      turns.append(
        Turn(
          number: turns.count + 1, id: facts.id,
          speakers: entry.speakerSets[set].map { entry.session.participants[$0].id },
          text: decoded.string, marks: facts.marks, events: facts.events,
          annotations: try annotations.annotations(of: turn, decoded), start: facts.start,
          end: facts.end, language: facts.language, attributes: facts.attributes,
          place: facts.place))
    }
    return Transcript(session: entry.session, turns: turns, events: entry.events)
  }
}
