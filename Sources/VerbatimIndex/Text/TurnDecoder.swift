import VerbatimAnalysis

/// A turn as it comes out of the forward index: its text, and its tokens with term and place.
///
/// One value is reused for many turns, so that its arrays grow once.
public struct DecodedTurn: Sendable {
  /// UTF-8, byte for byte what the reader made.
  public var text: [UInt8] = []
  /// Term id of each token; its count is the number of positions.
  public var terms: [Int] = []
  /// UTF-8 offset of each token's first byte, and behind its last one.
  public var starts: [Int] = []
  public var ends: [Int] = []

  public init() {}

  mutating func removeAll() {
    text.removeAll(keepingCapacity: true)
    terms.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
  }

  public var string: String { String(decoding: text, as: UTF8.self) }
}

/// Rebuilds turns from the forward index and the residual.
struct TurnDecoder {
  let forward: UnsafeRawBufferPointer
  let forwardOffsets: OffsetTable
  let residual: UnsafeRawBufferPointer
  let residualOffsets: OffsetTable
  let separators: SeparatorTable
  let terms: TermStore

  /// Term ids only. Cost: about 4 ns a token. False where the bytes are damaged.
  func decodeTerms(_ turn: Int, into ids: inout [Int]) -> Bool {
    ids.removeAll(keepingCapacity: true)
    guard let range = forwardOffsets.range(turn, within: forward.count) else { return false }
    let bytes = UnsafeRawBufferPointer(rebasing: forward[range])
    var offset = 0
    while offset < bytes.count {
      guard let id = DenseCode.next(bytes, &offset), id < terms.count else { return false }
      ids.append(id)
    }
    return true
  }

  /// Text and tokens. Cost: about 20 ns a token. False where the bytes are damaged.
  func decode(_ turn: Int, into output: inout DecodedTurn) -> Bool {
    output.removeAll()
    guard decodeTerms(turn, into: &output.terms),
      let range = residualOffsets.range(turn, within: residual.count)
    else { return false }
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: residual[range]))
    let count = output.terms.count
    var run = 0
    var kind: Residual.Kind?
    var afterStop = true
    guard nextEvent(&reader, &run, &kind) else { return false }
    for slot in 0...count {
      let deviation: Residual.Kind?
      if run == 0, let now = kind {
        deviation = now
      } else {
        deviation = nil
        run -= 1
      }
      if let separator = deviation?.separator, separator > 0 {
        let gap = separators.gap(separator)
        output.text.append(contentsOf: gap.text)
        afterStop = afterStop && slot == 0 || gap.endsSentence
      } else {
        if let byte = Expectation.gap(slot: slot, tokens: count).byte { output.text.append(byte) }
        afterStop = slot == 0
      }
      if slot < count {
        output.starts.append(output.text.count)
        let id = output.terms[slot]
        if deviation?.caseCode == Residual.CaseCode.literal.rawValue {
          output.text.append(contentsOf: reader.slice(reader.count()))
          guard !reader.failed else { return false }
        } else {
          guard append(id, deviation: deviation?.caseCode ?? 0, afterStop, to: &output.text) else {
            return false
          }
        }
        output.ends.append(output.text.count)
      }
      if deviation != nil {
        guard nextEvent(&reader, &run, &kind) else { return false }
      }
    }
    return kind == nil && reader.isAtEnd && !reader.failed
  }

  private func append(
    _ id: Int, deviation: UInt8, _ startsSentence: Bool, to text: inout [UInt8]
  ) -> Bool {
    guard let term = terms.term(id) else { return false }
    let caseClass: CaseClass
    switch Residual.CaseCode(rawValue: deviation) {
    case .lower: caseClass = .lower
    case .capitalised: caseClass = .capitalised
    case .upper: caseClass = .upper
    default:
      caseClass = Expectation.caseClass(usual: term.usualCase, startsSentence: startsSentence)
    }
    term.withBytes { CaseForm.apply(caseClass, to: $0, appendingTo: &text) }
    return true
  }

  /// Reads the next event into `run` and `kind`; at the end `kind` is nil.
  private func nextEvent(
    _ reader: inout ByteReader, _ run: inout Int, _ kind: inout Residual.Kind?
  ) -> Bool {
    run = 0
    kind = nil
    var number: Int?
    while number == nil, !reader.isAtEnd {
      let byte = reader.byte()
      if byte < Residual.tenExpected {
        run += Int(byte) % Residual.shortRun
        number = Int(byte) / Residual.shortRun
      } else if byte == Residual.tenExpected {
        run += Residual.shortRun
      } else if byte == Residual.escape {
        run += reader.count()
        number = reader.count()
      } else {
        return false
      }
    }
    guard let number else { return run == 0 && !reader.failed }
    guard !reader.failed, number < separators.kinds.count else { return false }
    kind = separators.kinds[number]
    return true
  }
}
