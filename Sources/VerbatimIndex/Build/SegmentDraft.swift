import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Sessions analysed as far as they can be without the others: every turn a record of term and gap
/// numbers. A draft belongs to one thread; a segment is made of one or several.
///
/// ```
/// record = varint speaker set , varint text length , 8 bytes XXH3 of the text ,
///          varint tokens × 2 + three bytes a number , { slot } , { number } ,
///          varint other gaps , { varint token , varint gap } ,
///          varint literals , { varint token , varint length , bytes } , varint gap behind the last ;
/// slot   = u8 case + min(gap, 63) × 4 ;
/// number = 3 or 4 bytes, the lowest first ;
/// ```
final class SegmentDraft {
  let analyzer: Analyzer
  let terms = TermTable()
  let gaps = GapTable()
  /// The records of all turns, session by session.
  let records: SpillStream
  /// Their details (`DetailCodec`), session by session.
  let details: SpillStream
  private(set) var sessions: [DraftSession] = []
  private(set) var textBytes = 0
  private(set) var tokenCount = 0
  /// Keys of the facet table.
  private(set) var facts = FactTable()
  /// The layers of annotations, in the order of first occurrence.
  private(set) var layers: [LayerDraft] = []
  /// Of all sessions that came, those that were taken back too.
  var annotationCounts: AnnotationCounts { alignment.counts }

  private let text = ClassifiedText()
  private let tokens = TokenBuffer()
  private let words = WordRecorder()
  private var encoded = ByteWriter()
  private let alignment = TokenAlignment()
  private let folder: String?
  private let memoryLimit: Int
  /// Whether the block that is encoded has a turn that may be beyond the format.
  private var needsProof = false

  init(analyzer: Analyzer, folder: String?, memoryLimit: Int) {
    self.analyzer = analyzer
    self.folder = folder
    self.memoryLimit = memoryLimit
    records = SpillStream(folder: folder, limit: memoryLimit)
    details = SpillStream(folder: folder, limit: memoryLimit / 4)
  }

  /// Adds a session. Cost: one pass over its text. Returns it as the draft keeps it.
  @discardableResult
  func add(_ transcript: Transcript, fingerprint: Digest) throws -> DraftSession {
    var session = transcript.session
    var speakers = SpeakerSets(&session)
    var draft = DraftSession(
      session, fingerprint, recordStart: records.count, detailStart: details.count)
    var previous = DetailCodec.Previous()
    // Read in place: a copy of a turn would hold on to each of its parts.
    try transcript.turns.withUnsafeBufferPointer { turns in
      guard var turn = turns.baseAddress else { return }
      for _ in 0..<turns.count {
        let set = speakers.number(of: turn.pointee.speakers, in: &session)
        try add(turn, speakerSet: set, after: &previous, to: &draft)
        turn += 1
      }
    }
    try flushDetails(draft)
    draft.records = draft.records.lowerBound..<records.count
    draft.details = draft.details.lowerBound..<details.count
    for index in draft.layers.indices {
      let layer = layers[draft.layers[index].layer]
      let start = draft.layers[index].records.lowerBound
      draft.layers[index].records = start..<layer.records.count
      try layer.records.spill()
    }
    draft.entry = SessionEntry(
      session: session, fingerprint: fingerprint, textBytes: draft.textBytes,
      tokenCount: draft.tokenCount, speakerSets: speakers.sets, events: transcript.events)
    sessions.append(draft)
    textBytes += draft.textBytes
    tokenCount += draft.tokenCount
    try records.spill()
    try details.spill()
    return draft
  }

  private func add(
    _ turn: UnsafePointer<Turn>, speakerSet: Int, after previous: inout DetailCodec.Previous,
    to draft: inout DraftSession
  ) throws {
    try record(turn, speakerSet: speakerSet, &draft)
    if !turn.pointee.annotations.isEmpty { try annotate(turn.pointee.annotations, &draft) }
    if draft.turnCount % DetailCodec.blockSize == 0 {
      try flushDetails(draft)
      draft.detailBlocks.append(UInt32(details.count - draft.details.lowerBound))
      previous = DetailCodec.Previous()
    }
    if !DetailCodec.encode(turn.pointee, after: &previous, into: &encoded) { needsProof = true }
    if !turn.pointee.events.isEmpty || !turn.pointee.attributes.isEmpty {
      let number = UInt32(draft.turnCount)
      facts.add(turn.pointee) { draft.facts.append(($0, number)) }
    }
    draft.turnCount += 1
  }

  /// Forgets the sessions added last, so that `count` are left, as if they had never come: a term
  /// that nothing else holds stays in the table without an occurrence, and is none of the segment's.
  func keepFirst(_ count: Int) throws {
    let scratch = ByteBuffer()
    let columns = RecordColumns()
    while sessions.count > count, let session = sessions.popLast() {
      textBytes -= session.textBytes
      tokenCount -= session.tokenCount
      let bytes = try records.bytes(session.records, scratch: scratch)
      if var reader = bytes.baseAddress.map(RecordReader.init) {
        for _ in 0..<session.turnCount {
          reader.skipHead()
          columns.read(&reader)
          for slot in 0..<columns.count {
            terms.discount(
              UInt32(columns.number(slot)), caseCode: columns.caseCode(slot), isFirst: slot == 0)
            gaps.discount(UInt32(columns.gap(slot)))
          }
          gaps.discount(columns.endGap)
        }
      }
      for part in session.layers {
        try layers[part.layer].takeBack(part.records, scratch: scratch)
      }
      records.truncate(to: session.records.lowerBound)
      details.truncate(to: session.details.lowerBound)
    }
  }

  /// Moves the block of details that was encoded last to its stream, if it can be read again.
  private func flushDetails(_ draft: DraftSession) throws(IndexProblem) {
    let isWhole =
      !needsProof
      || encoded.bytes.withUnsafeBytes { bytes in
        var reader = ByteReader(bytes)
        var previous = DetailCodec.Previous()
        while !reader.isAtEnd {
          guard DetailCodec.decode(&reader, after: &previous) != nil else { return false }
        }
        return true
      }
    guard isWhole else {
      throw IndexProblem(
        file: "", kind: .roundTrip(session: draft.entry.session.id, turn: draft.turnCount))
    }
    let room = details.room(encoded.bytes.count)
    encoded.bytes.withUnsafeBufferPointer { bytes in
      guard let base = bytes.baseAddress else { return }
      room.update(from: base, count: bytes.count)
    }
    details.advance(to: room + encoded.bytes.count)
    encoded.bytes.removeAll(keepingCapacity: true)
    needsProof = false
  }

  private func record(
    _ turn: UnsafePointer<Turn>, speakerSet: Int, _ draft: inout DraftSession
  ) throws(IndexProblem) {
    let length = turn.pointee.text.utf8.count
    guard length < ClassifiedText.limit else {
      throw IndexProblem(file: "", kind: .limit("bytes in a turn", length))
    }
    if turn.pointee.text.utf8.withContiguousStorageIfAvailable({ text.set($0) }) == nil {
      var spoken = turn.pointee.text
      spoken.withUTF8 { text.set($0) }
    }
    let placeholders =
      turn.pointee.marks.isEmpty ? [] : PlaceholderRanges.ranges(of: turn.pointee.marks, text.bytes)
    tokens.removeAll()
    analyzer.tokenize(
      text, placeholders: placeholders, includingPunctuation: false, into: tokens)
    var out = RecordWriter(
      records.room(32 + WordRecorder.room(tokens.count, textBytes: text.count)))
    out.varint(UInt32(speakerSet))
    out.varint(UInt64(text.count))
    out.checksum(Checksum.xxh3(UnsafeRawBufferPointer(text.bytes)))
    words.record(tokens, of: text, terms, gaps, &out)
    records.advance(to: out.next)
    draft.textBytes += text.count
    draft.tokenCount += tokens.count
  }

  /// Gives the tokens of the turn that was recorded last their values, layer by layer.
  private func annotate(
    _ annotations: [Annotation], _ draft: inout DraftSession
  ) throws(IndexProblem) {
    alignment.take(tokens, of: text.bytes)
    var done: [Annotation.Layer] = []
    for annotation in annotations where !done.contains(annotation.layer) {
      done.append(annotation.layer)
      alignment.align(annotations, layer: annotation.layer)
      if alignment.found.isEmpty { continue }
      let index = try self.index(of: annotation.layer)
      if !draft.layers.contains(where: { $0.layer == index }) {
        let start = layers[index].startSession()
        draft.layers.append(DraftSession.LayerPart(layer: index, records: start..<start))
      }
      layers[index].add(alignment.found, of: annotations, turn: draft.turnCount)
    }
  }

  /// Layers that a segment may have: each costs a look at every annotation.
  static let mostLayers = 64

  private func index(of layer: Annotation.Layer) throws(IndexProblem) -> Int {
    if let index = layers.firstIndex(where: { $0.layer == layer }) { return index }
    guard layers.count < Self.mostLayers else {
      throw IndexProblem(file: "", kind: .limit("layers", layers.count + 1))
    }
    layers.append(LayerDraft(layer, folder: folder, memoryLimit: memoryLimit / 4))
    return layers.count - 1
  }
}

/// One session of a draft.
struct DraftSession {
  var entry: SessionEntry
  /// Where its records and details stand in the draft's streams.
  var records: Range<Int>
  var details: Range<Int>
  /// Where each block of details begins, from the first.
  var detailBlocks: [UInt32] = []
  /// The records of a layer of annotations.
  struct LayerPart {
    /// Which of the draft's.
    var layer: Int
    var records: Range<Int>
  }

  /// Those that some turn has values of.
  var layers: [LayerPart] = []
  /// Facts of turns: number of the key, turn from 0.
  var facts: [(key: UInt32, turn: UInt32)] = []
  var turnCount = 0
  var tokenCount = 0
  var textBytes = 0

  init(_ session: Session, _ fingerprint: Digest, recordStart: Int, detailStart: Int) {
    records = recordStart..<recordStart
    details = detailStart..<detailStart
    entry = SessionEntry(
      session: session, fingerprint: fingerprint, textBytes: 0, tokenCount: 0, speakerSets: [],
      events: [])
  }
}
