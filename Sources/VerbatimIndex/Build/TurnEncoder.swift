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
  private let width: Int

  init(_ terms: RankedTerms, _ deviations: Deviations, _ lists: TurnLists) throws(IndexProblem) {
    self.terms = terms
    self.deviations = deviations
    self.lists = lists
    width = deviations.endsSentence.count + 1
    // The table is read as a reader of the segment will, from bytes that stay where they are.
    table = ByteBuffer(capacity: max(deviations.table.count, 1))
    table.append(deviations.table)
    guard let separators = SeparatorTable(table.bytes) else {
      throw IndexProblem(
        file: "", kind: .invalid(section: SectionTag.separators.rawValue, invariant: 5))
    }
    rebuilder = TextRebuilder(
      separators: separators, termCount: terms.count, longestText: .max)
  }

  private struct Forms: TermForms {
    let terms: RankedTerms

    @inline(__always)
    func form(_ id: Int) -> TermForm? {
      let bytes = terms.bytes(id)
      guard let base = bytes.baseAddress else { return nil }
      return TermForm(bytes: base, length: bytes.count, usualCase: terms.usualCases[id])
    }
  }

  /// - Parameter firstTurn: the number of the first of `turns` in the segment.
  func encode(
    _ reader: inout RecordReader, draft: Int, turns: Int, firstTurn: Int, session: String,
    into output: Output
  ) throws(IndexProblem) {
    let codes = terms.codes[draft]
    let gapNumbers = deviations.gapNumbers[draft]
    for local in 0..<turns {
      let speakerSet = reader.varint()
      let length = reader.varint()
      let checksum = reader.checksum()
      let forwardStart = output.forward.count
      let residualStart = output.residual.count
      encode(&reader, turn: UInt32(firstTurn + local), codes, gapNumbers, output)
      let isSame = rebuilder.rebuild(
        codes: UnsafeRawBufferPointer(rebasing: output.forward.bytes[forwardStart...]),
        residual: UnsafeRawBufferPointer(rebasing: output.residual.bytes[residualStart...]),
        terms: Forms(terms: terms), into: scratch)
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
    _ reader: inout RecordReader, turn: UInt32, _ codes: [RankedTerms.Code], _ gapNumbers: [UInt32],
    _ output: Output
  ) {
    let tokens = reader.varint()
    // A code is written with eight bytes, of which at most five stay.
    var forward = RecordWriter(output.forward.room(5 * tokens + 8))
    var residual = RecordWriter(output.residual.room((tokens + 1) * Residual.longestEvent))
    let postings = lists.terms
    let pairs = lists.pairs
    var previous = UInt32.max
    var run = 0
    for slot in 0..<tokens {
      let (found, own) = reader.slot()
      let gap = Int(gapNumbers[own])
      let term = codes[reader.varint()]
      forward.code(term.code, length: Int(term.length))
      postings.add(Int(term.id), turn: turn)
      pairs.add(previous, term.id, turn: turn)
      previous = term.id
      let caseCode = Deviations.caseCode(
        found, usual: term.usualCase, startsSentence: slot == 0 || deviations.endsSentence[gap])
      let kind = Deviations.kind(
        caseCode: caseCode, gap: gap, expected: Deviations.expectedGap(slot: slot, tokens: tokens),
        width: width)
      if kind == 0 {
        run += 1
        continue
      }
      Residual.append(run: run, kind: deviations.number(kind), to: &residual)
      run = 0
      if caseCode == Residual.CaseCode.literal.rawValue {
        let literal = reader.literal()
        // The room was for events: a literal needs its own.
        output.residual.advance(to: residual.next)
        let room = output.residual.room(
          literal.count + 10 + (tokens + 1 - slot) * Residual.longestEvent)
        residual = RecordWriter(room)
        if let base = literal.baseAddress {
          residual.literal(base, literal.count)
        } else {
          residual.byte(0)
        }
      }
    }
    let gap = Int(gapNumbers[reader.slot().gap])
    let kind = Deviations.kind(
      caseCode: 0, gap: gap, expected: Deviations.expectedGap(slot: tokens, tokens: tokens),
      width: width)
    if kind != 0 { Residual.append(run: run, kind: deviations.number(kind), to: &residual) }
    output.forward.advance(to: forward.next)
    output.residual.advance(to: residual.next)
  }
}
