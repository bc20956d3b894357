import CVectors
import VerbatimAnalysis
import VerbatimDigest

/// Writes the codes and the residual of turns, proves each one, and takes it into the lists.
///
/// A turn is proven where it is written: its bytes are put together again and compared, by XXH3, with
/// the text that came in.
final class TurnEncoder {
  /// A block of turns.
  final class Output {
    let forward = ByteBuffer(capacity: 1 << 20)
    let residual = ByteBuffer(capacity: 1 << 16)
    var turns: [Turn] = []
  }

  struct Turn {
    /// In the output's bytes.
    var forwardEnd: UInt32
    var residualEnd: UInt32
    var speakerSet: UInt32
  }

  private let terms: RankedTerms
  private let deviations: Deviations
  private let lists: TurnLists
  private let rebuilder: TextRebuilder
  private let table: ByteBuffer
  private let scratch = TurnScratch()
  private let columns = RecordColumns()
  /// Of the turn's tokens, as ``RankedTerms/Codes`` has them.
  @exclusivity(unchecked) private var ids: UnsafeMutablePointer<UInt32>
  /// Tokens behind the first that are not as expected.
  @exclusivity(unchecked) private var deviating: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 1024

  init(_ terms: RankedTerms, _ deviations: Deviations, _ lists: TurnLists) throws(IndexProblem) {
    self.terms = terms
    self.deviations = deviations
    self.lists = lists
    // The table is read as a reader of the segment will, from bytes that stay where they are.
    table = ByteBuffer(capacity: max(deviations.table.count, 1))
    table.append(deviations.table)
    guard let separators = SeparatorTable(table.bytes) else {
      throw IndexProblem(
        file: "", kind: .invalid(section: SectionTag.separators.rawValue, invariant: 5))
    }
    rebuilder = TextRebuilder(
      separators: separators, termCount: terms.count, longestText: .max)
    ids = .allocate(capacity: capacity + Self.padding)
    deviating = .allocate(capacity: capacity + Self.padding)
  }

  deinit {
    ids.deallocate()
    deviating.deallocate()
  }

  /// What `cs_write_codes` may write behind a column.
  private static let padding = 16

  private struct Forms: TermForms {
    let table: cs_forms

    /// All terms are known.
    func learn(_ scratch: TurnScratch, from first: Int) {}
  }

  /// - Parameter firstTurn: the number of the first of `turns` in the segment.
  func encode(
    _ reader: inout RecordReader, draft: Int, turns: Int, firstTurn: Int, session: String,
    into output: Output
  ) throws(IndexProblem) {
    let codes = terms.codes[draft]
    let (gaps, kinds) = (deviations.gaps[draft], deviations.shortKindsOfSlots[draft])
    for local in 0..<turns {
      let speakerSet = reader.varint()
      let length = reader.varint()
      let checksum = reader.checksum()
      let forwardStart = output.forward.count
      let residualStart = output.residual.count
      encode(&reader, turn: UInt32(firstTurn + local), codes, gaps, kinds, output)
      let isSame = rebuilder.rebuild(
        codes: UnsafeRawBufferPointer(rebasing: output.forward.bytes[forwardStart...]),
        residual: UnsafeRawBufferPointer(rebasing: output.residual.bytes[residualStart...]),
        terms: Forms(table: terms.forms), isTextOnly: true, into: scratch)
      guard isSame, scratch.text.count == length, Checksum.xxh3(scratch.text.bytes) == checksum
      else {
        throw IndexProblem(file: "", kind: .roundTrip(session: session, turn: local + 1))
      }
      output.turns.append(
        Turn(
          forwardEnd: UInt32(output.forward.count), residualEnd: UInt32(output.residual.count),
          speakerSet: UInt32(speakerSet)))
    }
  }

  private func encode(
    _ reader: inout RecordReader, turn: UInt32, _ codes: RankedTerms.Codes,
    _ gaps: [Deviations.Gap], _ kinds: [UInt8], _ output: Output
  ) {
    columns.read(&reader)
    if columns.count > capacity { grow(columns.count) }
    let deviations = writeCodes(codes, output.forward)
    gaps.withUnsafeBufferPointer { gaps in
      kinds.withUnsafeBufferPointer { writeResidual(gaps, $0, deviations, output.residual) }
    }
    // For the proof, which comes soon.
    cs_fetch_forms(terms.forms.forms, ids, columns.count)
    lists.add(ids, count: columns.count, turn: turn)
  }

  /// Writes the codes, and takes ids and usual cases into a column; returns how many tokens are
  /// ``deviating``.
  private func writeCodes(_ codes: RankedTerms.Codes, _ forward: ByteBuffer) -> Int {
    let room = forward.room(4 * columns.count + 64)
    var deviations = 0
    let written = cs_write_codes(
      columns.numbers, columns.width, columns.count, codes.base, columns.slots, ids, room,
      deviating, &deviations)
    forward.advance(to: room + written)
    return deviations
  }

  private func writeResidual(
    _ gaps: UnsafeBufferPointer<Deviations.Gap>, _ kinds: UnsafeBufferPointer<UInt8>,
    _ deviations: Int, _ buffer: ByteBuffer
  ) {
    let count = columns.count
    var residual = RecordWriter(buffer.room((deviations + 2) * Residual.longestEvent))
    var literal = 0
    var next = 0
    var index = 0
    // The first token is looked at whatever it is.
    if count > 0 { write(0) }
    while index < deviations {
      index = residual.write { out in
        cs_write_events(
          columns.slots, ids, deviating, index, deviations, kinds.baseAddress, &next, &out)
      }
      guard index < deviations else { break }
      write(Int(deviating[index]))
      index += 1
    }
    let code = gaps[Int(columns.endGap)].code(count == 0 ? .none : .stop)
    if code != 0 {
      self.deviations.write(run: count &- next, caseCode: 0, code: code, to: &residual)
    }
    buffer.advance(to: residual.next)

    /// Any slot of a token.
    func write(_ slot: Int) {
      let gap = gaps[columns.gap(slot)]
      let caseCode = Deviations.caseCode(
        columns.caseCode(slot), usual: UInt8(truncatingIfNeeded: ids[slot] >> 30),
        startsSentence: slot == 0 ? 1 : gap.endsSentence)
      let code = gap.code(slot == 0 ? .none : .blank)
      if Int(caseCode) | code == 0 { return }
      self.deviations.write(run: slot &- next, caseCode: caseCode, code: code, to: &residual)
      next = slot &+ 1
      guard caseCode == Residual.CaseCode.literal.rawValue else { return }
      let bytes = columns.literals[literal].bytes
      literal += 1
      // The room was for events: a literal needs its own.
      buffer.advance(to: residual.next)
      residual = RecordWriter(
        buffer.room(bytes.count + 10 + (deviations + 2 - index) * Residual.longestEvent))
      if let base = bytes.baseAddress { residual.literal(base, bytes.count) }
    }
  }

  private func grow(_ count: Int) {
    ids.deallocate()
    deviating.deallocate()
    capacity = count + count / 2
    ids = .allocate(capacity: capacity + Self.padding)
    deviating = .allocate(capacity: capacity + Self.padding)
  }
}
