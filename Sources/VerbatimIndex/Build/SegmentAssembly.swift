import VerbatimAnalysis
import VerbatimCorpus
import VerbatimDigest

/// Makes the sections of a segment from drafts, in one order whatever the drafts are.
///
/// Turns go through two passes in blocks of sessions: what deviates is sampled, then every turn is
/// written, proven and taken into the lists; then these are encoded in the order of the dictionary.
struct SegmentAssembly {
  private let analyzer: Analyzer
  private let drafts: [SegmentDraft]
  private let threads: Int
  /// Sessions in natural order.
  private let sessions: [Place]
  /// Ranges of `sessions` of some megabytes each.
  private let blocks: [Range<Int>]
  private let turnCount: Int

  private struct Place {
    var draft: Int
    var session: DraftSession
    var firstTurn: Int
  }

  /// Bytes of records in a block: so that its turns and their codes stay in the cache.
  private static let blockBytes = 1 << 20

  init(_ analyzer: Analyzer, _ drafts: [SegmentDraft]) throws(IndexProblem) {
    self.analyzer = analyzer
    self.drafts = drafts
    threads = drafts.count
    var sessions: [Place] = []
    for (number, draft) in drafts.enumerated() {
      for session in draft.sessions {
        sessions.append(Place(draft: number, session: session, firstTurn: 0))
      }
    }
    sessions.sort {
      NaturalOrder.precedes($0.session.entry.session.id, $1.session.entry.session.id)
    }
    var turns = 0
    var blocks: [Range<Int>] = []
    var start = 0
    var bytes = 0
    for index in sessions.indices {
      sessions[index].firstTurn = turns
      turns += sessions[index].session.turnCount
      bytes += sessions[index].session.records.count
      if bytes >= Self.blockBytes || index == sessions.count - 1 {
        blocks.append(start..<index + 1)
        start = index + 1
        bytes = 0
      }
    }
    guard turns < 1 << 31 else {
      throw IndexProblem(file: "", kind: .limit("turns", turns))
    }
    self.sessions = sessions
    self.blocks = blocks
    turnCount = turns
  }

  /// Cost: about 45 ns a token on one thread.
  func write(
    to writer: SectionWriter, pairBudget: Int?
  ) throws -> (sessions: Int, turns: Int) {
    let terms = try RankedTerms(drafts.map(\.terms))
    let separators = Deviations.Separators(drafts.map(\.gaps))
    let (dictionary, sample) = try Parallel.both(threads: threads) {
      DictionarySections(terms, analyzer)
    } _: {
      try sampleDeviations(terms, separators)
    }
    let deviations = Deviations(separators, sample)
    let lists = (0..<threads).map { _ in
      TurnLists(terms, turnCount: turnCount, ordinals: dictionary.ordinals)
    }
    let speakers = try writeText(terms, deviations, lists, to: writer)
    for draft in drafts { draft.records.release() }
    try dictionary.writeLists(lists, terms, turnCount: turnCount, to: writer)
    for own in lists { own.releaseTerms() }
    try PairSections(lists, turnCount: turnCount).write(
      to: writer, budget: pairBudget ?? writer.byteCount / PairSections.budgetShare)
    try dictionary.writeRelations(to: writer)
    let facts = sessions.map { place in
      FacetSections.SessionFacts(
        facts: place.session.facts, draft: place.draft, firstTurn: place.firstTurn)
    }
    try FacetSections(facts, keys: drafts.map(\.facts), turnCount: turnCount).write(to: writer)
    let firstBlocks = try writeDetails(to: writer)
    var column = ByteWriter()
    PackedArray.encode(speakers, largest: Int(speakers.max() ?? 0), into: &column)
    try writer.section(.speakers, column.bytes)
    var heads: [(entry: SessionEntry, firstTurn: Int, firstBlock: Int)] = []
    for (place, block) in zip(sessions, firstBlocks) {
      heads.append((place.session.entry, place.firstTurn, block))
    }
    try writer.section(.sessions, SessionTable.encode(heads))
    var meta = ByteWriter()
    meta.string(analyzer.identifier)
    meta.count(turnCount)
    meta.count(sessions.reduce(0) { $0 + $1.session.tokenCount })
    meta.count(terms.count)
    meta.count(sessions.reduce(0) { $0 + $1.session.textBytes })
    meta.count(sessions.count)
    try writer.section(.meta, meta.bytes)
    try writeLayers(to: writer)
    return (sessions.count, turnCount)
  }

  /// Nothing where no session has annotations.
  private func writeLayers(to writer: SectionWriter) throws {
    guard drafts.contains(where: { !$0.layers.isEmpty }) else { return }
    let parts = sessions.map { place in
      LayerSections.SessionLayers(
        layers: place.session.layers, draft: place.draft, turnCount: place.session.turnCount)
    }
    try LayerSections(parts, drafts: drafts.map(\.layers), turnCount: turnCount).write(to: writer)
  }

  // MARK: Passes over the turns

  /// The records of a session; `nil` where it has no turns.
  private func records(of place: Place, scratch: ByteBuffer) throws -> RecordReader? {
    guard place.session.turnCount > 0 else { return nil }
    let bytes = try drafts[place.draft].records.bytes(place.session.records, scratch: scratch)
    return bytes.baseAddress.map(RecordReader.init)
  }

  /// Which kinds of deviation are common, by the first turns of each session.
  private func sampleDeviations(
    _ terms: RankedTerms, _ separators: Deviations.Separators
  ) throws -> Deviations.Sample {
    var all = Deviations.Sample(separators)
    let columns = (0..<threads).map { _ in RecordColumns() }
    let scratches = (0..<threads).map { _ in ByteBuffer() }
    try Parallel.forEachBlock(of: blocks.count, threads: threads) {
      (thread, block) -> Deviations.Sample in
      var sample = Deviations.Sample(separators)
      for place in sessions[blocks[block]] {
        guard var reader = try records(of: place, scratch: scratches[thread]) else { continue }
        sample.count(
          &reader, turns: Deviations.sampled(of: place.session.turnCount),
          terms.codes[place.draft], separators, draft: place.draft, columns[thread])
      }
      return sample
    } take: { sample in
      all.add(sample)
    }
    return all
  }

  /// Forward index, residual and separators; fills the lists. Returns each turn's speaker set.
  private func writeText(
    _ terms: RankedTerms, _ deviations: Deviations, _ lists: [TurnLists], to writer: SectionWriter
  ) throws -> [UInt32] {
    let encoders = try lists.map { try TurnEncoder(terms, deviations, $0) }
    // What is set aside here is taken as it is filled.
    let residual = ByteBuffer(
      capacity: 1 << 12 + drafts.reduce(0) { $0 + $1.textBytes } / 16)
    var forwardOffsets = OffsetTableWriter()
    var residualOffsets = OffsetTableWriter()
    let scratches = lists.map { _ in ByteBuffer() }
    var speakers: [UInt32] = []
    speakers.reserveCapacity(turnCount)
    var forwardEnd = 0
    forwardOffsets.append(0)
    residualOffsets.append(0)
    try writer.stream(.forward) { append in
      try Parallel.forEachBlock(of: blocks.count, threads: threads) {
        (thread, block) -> TurnEncoder.Output in
        let encoder = encoders[thread]
        let output = TurnEncoder.Output()
        for place in sessions[blocks[block]] {
          guard var reader = try records(of: place, scratch: scratches[thread]) else { continue }
          try encoder.encode(
            &reader, draft: place.draft, turns: place.session.turnCount,
            firstTurn: place.firstTurn, session: place.session.entry.session.id, into: output)
        }
        return output
      } take: { output in
        try append(output.forward.bytes)
        let residualStart = residual.count
        residual.append(output.residual.bytes)
        output.turns.withUnsafeBufferPointer { turns in
          forwardOffsets.append(turns.count) { forwardEnd + Int(turns[$0].forwardEnd) }
          residualOffsets.append(turns.count) { residualStart + Int(turns[$0].residualEnd) }
          speakers.append(contentsOf: turns.lazy.map(\.speakerSet))
        }
        forwardEnd += output.forward.count
      }
    }
    try writer.section(.forwardOffsets, forwardOffsets.finish())
    try writer.section(.residual, residual)
    try writer.section(.residualOffsets, residualOffsets.finish())
    try writer.section(.separators, deviations.table)
    return speakers
  }

  /// Returns each session's first block of details.
  private func writeDetails(to writer: SectionWriter) throws -> [Int] {
    var offsets = OffsetTableWriter()
    var firstBlocks: [Int] = []
    var end = 0
    let scratch = ByteBuffer()
    try writer.stream(.details) { append in
      for place in sessions {
        firstBlocks.append(offsets.count)
        for start in place.session.detailBlocks { offsets.append(end + Int(start)) }
        end += place.session.details.count
        let bytes = try drafts[place.draft].details.bytes(place.session.details, scratch: scratch)
        try append(UnsafeRawBufferPointer(bytes))
      }
    }
    offsets.append(end)
    try writer.section(.detailOffsets, offsets.finish())
    return firstBlocks
  }
}
