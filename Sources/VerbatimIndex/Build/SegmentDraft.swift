import CVectors
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Sessions analysed as far as they can be without the others: every turn a record of term and gap
/// numbers. A draft belongs to one thread; a segment is made of one or several.
///
/// ```
/// record = varint speaker set , varint text length , 8 bytes XXH3 of the text , varint tokens ,
///          { slot , varint term , [ literal ] } , slot ;
/// slot   = u8 case × 64 + min(gap, 63) , [ varint gap - 63 ] ;
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
  /// Keys of the facet table by number.
  private(set) var factKeys: [[UInt8]] = []

  private var factNumbers: [[UInt8]: UInt32] = [:]
  private var tokens: [Token] = []
  private var lower: [UInt8] = []
  private var encoded = ByteWriter()

  init(analyzer: Analyzer, folder: String?, memoryLimit: Int) {
    self.analyzer = analyzer
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
    for turn in transcript.turns {
      record(turn, speakerSet: speakers.number(of: turn.speakers, in: &session), &draft)
      if draft.turnCount % DetailCodec.blockSize == 0 {
        try flushDetails(draft)
        draft.detailBlocks.append(UInt32(details.count - draft.details.lowerBound))
        previous = DetailCodec.Previous()
      }
      DetailCodec.encode(turn, after: &previous, into: &encoded)
      for key in Facet.keys(of: turn) {
        draft.facts.append((number(ofFact: key), UInt32(draft.turnCount)))
      }
      draft.turnCount += 1
    }
    try flushDetails(draft)
    draft.records = draft.records.lowerBound..<records.count
    draft.details = draft.details.lowerBound..<details.count
    draft.entry = SessionEntry(
      session: session, fingerprint: fingerprint, textBytes: draft.textBytes,
      tokenCount: draft.tokenCount, speakerSets: speakers.sets, events: transcript.events)
    sessions.append(draft)
    textBytes += draft.textBytes
    try records.spill()
    try details.spill()
    return draft
  }

  /// Forgets the sessions added last, so that `count` are left, as if they had never come: a term
  /// that nothing else holds stays in the table without an occurrence, and is none of the segment's.
  func keepFirst(_ count: Int) throws {
    while sessions.count > count, let session = sessions.popLast() {
      textBytes -= session.textBytes
      try records.withBytes(session.records) { bytes in
        guard var reader = bytes.baseAddress.map(RecordReader.init) else { return }
        for _ in 0..<session.turnCount {
          reader.skipHead()
          let tokens = reader.varint()
          for position in 0..<tokens {
            let slot = reader.slot()
            let caseClass = CaseClass(rawValue: slot.caseCode) ?? .other
            terms.discount(UInt32(reader.varint()), caseClass, isFirst: position == 0)
            if caseClass == .other { _ = reader.literal() }
          }
          _ = reader.slot()
        }
      }
      records.truncate(to: session.records.lowerBound)
      details.truncate(to: session.details.lowerBound)
    }
  }

  private func number(ofFact key: [UInt8]) -> UInt32 {
    if let number = factNumbers[key] { return number }
    let number = UInt32(factKeys.count)
    factNumbers[key] = number
    factKeys.append(key)
    return number
  }

  /// Moves the block of details that was encoded last to its stream, if it can be read again.
  private func flushDetails(_ draft: DraftSession) throws(IndexProblem) {
    let isWhole = encoded.bytes.withUnsafeBytes { bytes in
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
  }

  private func record(_ turn: Turn, speakerSet: Int, _ draft: inout DraftSession) {
    var text = turn.text
    text.withUTF8 { bytes in
      let placeholders = PlaceholderRanges.ranges(of: turn, bytes)
      tokens.removeAll(keepingCapacity: true)
      analyzer.tokenize(
        bytes, placeholders: placeholders, includingPunctuation: false, into: &tokens)
      // A slot takes at most 6 bytes, a term 5, a literal its bytes and 5 more.
      var out = RecordWriter(records.room(64 + 16 * tokens.count + bytes.count))
      out.varint(UInt32(speakerSet))
      out.varint(UInt64(bytes.count))
      out.checksum(Checksum.xxh3(UnsafeRawBufferPointer(bytes)))
      out.varint(UInt32(tokens.count))
      if let base = bytes.baseAddress {
        tokens.withUnsafeBufferPointer { record($0, of: base, length: bytes.count, &out) }
      } else {
        out.slot(caseCode: 0, gap: GapTable.none)
      }
      records.advance(to: out.next)
      draft.textBytes += bytes.count
      draft.tokenCount += tokens.count
    }
  }

  private func record(
    _ tokens: UnsafeBufferPointer<Token>, of text: UnsafePointer<UInt8>, length: Int,
    _ out: inout RecordWriter
  ) {
    var end = 0
    var isFirst = true
    for token in tokens {
      let gap = gaps.intern(text + end, token.start - end)
      let count = token.end - token.start
      var caseClass = CaseClass.other
      var number: UInt32 = 0
      // The kernel reads 16 bytes.
      let word =
        count <= TermTable.inlineLength && token.start + 16 <= length
        ? verbatim_lower(text + token.start, UInt32(count))
        : verbatim_word(low: 0, high: 0, case_class: -1)
      if word.case_class >= 0 {
        caseClass = CaseClass(rawValue: UInt8(word.case_class)) ?? .other
        number = terms.intern(word, length: count, kind: token.kind)
      } else {
        (number, caseClass) = internSlowly(
          UnsafeBufferPointer(start: text + token.start, count: count), token.kind)
      }
      terms.count(number, caseClass, isFirst: isFirst)
      out.slot(caseCode: caseClass.rawValue, gap: gap)
      out.varint(number)
      if caseClass == .other { out.literal(text + token.start, count) }
      end = token.end
      isFirst = false
    }
    out.slot(caseCode: 0, gap: gaps.intern(text + end, length - end))
  }

  private func internSlowly(
    _ surface: UnsafeBufferPointer<UInt8>, _ kind: TokenKind
  ) -> (UInt32, CaseClass) {
    lower.removeAll(keepingCapacity: true)
    let caseClass = CaseForm.split(surface: surface, lower: &lower)
    return (lower.withUnsafeBufferPointer { terms.intern($0, kind: kind) }, caseClass)
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
