/// Writes a ``PairTable`` from pairs in ascending order of first, then second term.
struct PairTableWriter {
  private let termCount: Int
  private let turnCount: Int
  private var rows: [UInt32] = []
  private var seconds: [UInt16] = []
  private var offsets: [Int] = [0]
  private var lists = ByteWriter()

  /// - Parameter termCount: K, at most 65,536: all pairs of so many terms will come.
  init(termCount: Int, turnCount: Int) {
    self.termCount = termCount
    self.turnCount = turnCount
  }

  /// - Parameters:
  ///   - turns: ascending, at least one.
  ///   - occurrences: at least as many as there are turns.
  /// - Precondition: both terms are below K and the pair comes behind the one before.
  mutating func append(
    first: Int, second: Int, turns: UnsafeBufferPointer<UInt32>, occurrences: Int
  ) {
    while rows.count <= first { rows.append(UInt32(seconds.count)) }
    seconds.append(UInt16(second))
    lists.count(turns.count)
    lists.count(occurrences - turns.count)
    lists.slice(TurnList.encode(turns, turnCount: turnCount))
    offsets.append(lists.bytes.count)
  }

  /// The bytes of PKEY and PLST.
  consuming func finish() -> (keys: [UInt8], lists: [UInt8]) {
    while rows.count <= termCount { rows.append(UInt32(seconds.count)) }
    var writer = ByteWriter()
    writer.u32(UInt32(termCount))
    writer.u32(UInt32(seconds.count))
    for row in rows { writer.u32(row) }
    for second in seconds { writer.slice([UInt8(second & 255), UInt8(second >> 8)]) }
    writer.slice(OffsetTable.encode(offsets))
    return (writer.bytes, lists.bytes)
  }
}
