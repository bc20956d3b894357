import CVectors
import VerbatimAnalysis

/// A turn as it comes out of the forward index: its text, and its tokens with term and place.
///
/// One value is reused for many turns, so that its arrays grow once.
public struct DecodedTurn {
  /// UTF-8, byte for byte what the reader made.
  public var text: [UInt8] = []
  /// Term id of each token; its count is the number of positions.
  public var terms: [Int] = []
  /// UTF-8 offset of each token's first byte, and behind its last one.
  public var starts: [Int] = []
  public var ends: [Int] = []
  let scratch = TurnScratch()
  let forms = BorrowedForms()

  public init() {}

  public var string: String { String(decoding: text, as: UTF8.self) }

  /// - Parameter isTextOnly: leaves out the tokens.
  fileprivate mutating func takeScratch(isTextOnly: Bool) {
    text.removeAll(keepingCapacity: true)
    text.append(contentsOf: scratch.text.bytes)
    if isTextOnly {
      terms.removeAll(keepingCapacity: true)
      starts.removeAll(keepingCapacity: true)
      ends.removeAll(keepingCapacity: true)
      return
    }
    let places = scratch.places
    let ids = scratch.ids
    fill(&terms, scratch.count) { Int(ids[$0]) }
    fill(&starts, scratch.count) { Int(places[$0].start) }
    fill(&ends, scratch.count) { Int(places[$0].end) }
  }
}

/// Makes `numbers` hold so many, keeping its memory.
@inline(__always)
private func fill(_ numbers: inout [Int], _ count: Int, _ number: (Int) -> Int) {
  numbers.removeAll(keepingCapacity: true)
  numbers.append(contentsOf: repeatElement(0, count: count))
  numbers.withUnsafeMutableBufferPointer { numbers in
    // Safety: it has that count.
    for index in 0..<count { numbers[index] = number(index) }
  }
}

/// Rebuilds turns from the forward index and the residual.
struct TurnDecoder {
  let forward: UnsafeRawBufferPointer
  let forwardOffsets: OffsetTable
  let residual: UnsafeRawBufferPointer
  let residualOffsets: OffsetTable
  let terms: TermStore
  let rebuilder: TextRebuilder

  init(
    forward: UnsafeRawBufferPointer, forwardOffsets: OffsetTable, residual: UnsafeRawBufferPointer,
    residualOffsets: OffsetTable, separators: SeparatorTable, terms: TermStore,
    longestText: Int
  ) {
    self.forward = forward
    self.forwardOffsets = forwardOffsets
    self.residual = residual
    self.residualOffsets = residualOffsets
    self.terms = terms
    rebuilder = TextRebuilder(
      separators: separators, termCount: terms.count, longestText: longestText)
  }

  /// The codes of a turn; `nil` where the offsets are damaged.
  @inline(__always)
  func codes(_ turn: Int) -> UnsafeRawBufferPointer? {
    guard let range = forwardOffsets.range(turn, within: forward.count) else { return nil }
    return UnsafeRawBufferPointer(rebasing: forward[range])
  }

  /// The forward index as `TurnScan.h` takes it; `nil` without codes. Valid as long as its bytes are.
  var scanned: cs_turns? {
    guard let codes = forward.baseAddress, let blocks = forwardOffsets.blocks.baseAddress else {
      return nil
    }
    // Safety: raw memory is read as bytes, which have no alignment.
    return cs_turns(
      codes: codes.assumingMemoryBound(to: UInt8.self), limit: forward.count,
      blocks: blocks.assumingMemoryBound(to: UInt8.self), entries: forwardOffsets.count,
      wide: forwardOffsets.wide.baseAddress?.assumingMemoryBound(to: UInt8.self),
      wideLength: forwardOffsets.wide.count)
  }

  /// Term ids only. Cost: about 4 ns a token. False where the bytes are damaged.
  func decodeTerms(_ turn: Int, into ids: inout [Int]) -> Bool {
    ids.removeAll(keepingCapacity: true)
    guard let bytes = codes(turn) else { return false }
    return withUnsafeTemporaryAllocation(
      byteCount: PaddedCodes.length(bytes.count), alignment: 64
    ) { padded in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: bytes.count + 16) { room in
        guard let base = room.baseAddress,
          let count = PaddedCodes.decode(bytes, termCount: terms.count, in: padded, into: base)
        else { return false }
        fill(&ids, count) { Int(base[$0]) }
        return true
      }
    }
  }

  /// Text and tokens, or text alone. Cost: about 9 ns a token. False where the bytes are damaged.
  func decode(
    _ turn: Int, isTextOnly: Bool = false, into output: inout DecodedTurn
  ) -> Bool {
    guard let codes = codes(turn),
      let range = residualOffsets.range(turn, within: residual.count)
    else { return false }
    guard let forms = output.forms.of(terms),
      rebuilder.rebuild(
        codes: codes, residual: UnsafeRawBufferPointer(rebasing: residual[range]),
        terms: StoredForms(store: terms, forms: forms), isTextOnly: isTextOnly,
        into: output.scratch)
    else { return false }
    output.takeScratch(isTextOnly: isTextOnly)
    return true
  }
}
