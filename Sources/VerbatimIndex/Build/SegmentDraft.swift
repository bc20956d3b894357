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
  let facts = FactTable()
  /// The layers of annotations, in the order of first occurrence.
  private(set) var layers: [LayerDraft] = []
  /// Of all sessions that came, those that were taken back too.
  var annotationCounts: AnnotationCounts { alignment.counts }

  private let text = ClassifiedText()
  private let tokens = TokenBuffer()
  private let words = WordRecorder()
  private let alignment = TokenAlignment()
  private let folder: String?
  private let memoryLimit: Int
  /// Whether the last block of details has a turn that may be beyond the format.
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
    if let columns = transcript.columns {
      try add(columns.all, &speakers, &session, to: &draft)
    } else {
      try add(transcript.turns, &speakers, &session, to: &draft)
    }
    try proveDetails(draft)
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
    _ turns: [Turn], _ speakers: inout SpeakerSets, _ session: inout Session,
    to draft: inout DraftSession
  ) throws {
    var previous = DetailCodec.Previous()
    var one = TurnRows()
    for turn in turns {
      one.removeAll()
      one.append(turn)
      let set = speakers.number(of: turn.speakers, in: &session)
      try add(0, of: one, speakerSet: set, after: &previous, to: &draft)
    }
  }

  private func add(
    _ all: borrowing TurnRows, _ speakers: inout SpeakerSets, _ session: inout Session,
    to draft: inout DraftSession
  ) throws {
    var previous = DetailCodec.Previous()
    // Sets are numbered as they come.
    var sets = [Int](repeating: -1, count: all.speakers.count)
    var nobody = -1
    for index in all.rows.indices {
      let number = Int(all.rows[index].speakers)
      let set: Int
      if number < 0 {
        if nobody < 0 { nobody = speakers.number(of: [], in: &session) }
        set = nobody
      } else {
        if sets[number] < 0 {
          sets[number] = speakers.number(of: all.speakers[number], in: &session)
        }
        set = sets[number]
      }
      try add(index, of: all, speakerSet: set, after: &previous, to: &draft)
    }
  }

  private func add(
    _ index: Int, of all: borrowing TurnRows, speakerSet: Int,
    after previous: inout DetailCodec.Previous, to draft: inout DraftSession
  ) throws {
    let number = Int(all.rows[index].extra)
    let extra = number < 0 ? nil : all.extras[number]
    let placeholders = extra.map { all.placeholders(of: $0) } ?? []
    try all.text.withUnsafeBufferPointer {
      let bytes = UnsafeBufferPointer(rebasing: $0[all.textRange(index)])
      try record(bytes, placeholders, speakerSet: speakerSet, &draft)
    }
    if let extra, !extra.annotations.isEmpty {
      try annotate(Array(all.annotations[extra.annotations]), &draft)
    }
    try beginDetails(&previous, &draft)
    all.withPool { pool in
      var out = RecordWriter(details.room(DetailCodec.room(for: index, in: all)))
      if !DetailCodec.encode(index, all, pool, after: &previous, into: &out) { needsProof = true }
      details.advance(to: out.next)
      if let extra, !extra.events.isEmpty || !extra.attributes.isEmpty {
        let turn = UInt32(draft.turnCount)
        facts.add(extra, of: all, pool) { draft.facts.append(($0, turn)) }
      }
    }
    draft.turnCount += 1
  }

  /// Begins a block of details where one is due.
  private func beginDetails(
    _ previous: inout DetailCodec.Previous, _ draft: inout DraftSession
  ) throws {
    guard draft.turnCount % DetailCodec.blockSize == 0 else { return }
    try proveDetails(draft)
    draft.detailBlocks.append(UInt32(details.count - draft.details.lowerBound))
    previous = DetailCodec.Previous()
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

  /// Reads the last block of details again, where a number in it leaves doubt.
  private func proveDetails(_ draft: DraftSession) throws {
    guard needsProof, let start = draft.detailBlocks.last else { return }
    // Safety: the stream is not written to meanwhile.
    let block = try details.bytes(
      draft.details.lowerBound + Int(start)..<details.count, scratch: ByteBuffer(capacity: 1))
    var reader = ByteReader(UnsafeRawBufferPointer(block))
    var previous = DetailCodec.Previous()
    while !reader.isAtEnd {
      guard DetailCodec.decode(&reader, after: &previous) != nil else {
        throw IndexProblem(
          file: "", kind: .roundTrip(session: draft.entry.session.id, turn: draft.turnCount))
      }
    }
    needsProof = false
  }

  private func record(
    _ spoken: UnsafeBufferPointer<UInt8>, _ marks: [Mark], speakerSet: Int,
    _ draft: inout DraftSession
  ) throws(IndexProblem) {
    guard spoken.count < ClassifiedText.limit else {
      throw IndexProblem(file: "", kind: .limit("bytes in a turn", spoken.count))
    }
    text.set(spoken)
    let hasPlaceholders = marks.withUnsafeBufferPointer { marks in
      marks.indices.contains { marks[$0].isPlaceholder }
    }
    let placeholders = hasPlaceholders ? PlaceholderRanges.ranges(of: marks, text.bytes) : []
    tokens.removeAll()
    analyzer.tokenize(
      text, placeholders: placeholders, includingPunctuation: false, into: tokens)
    var out = RecordWriter(
      records.room(WordRecorder.room(tokens.count, textBytes: text.count)))
    words.record(tokens, of: text, speakerSet: speakerSet, terms, gaps, &out)
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
