/// The turns in which one of the commonest terms stands directly before another: adjacent positions
/// of one turn, whatever punctuation lies between them.
///
/// ```
/// PKEY = u32 K , u32 pairs , (K + 1) × u32 first pair of the row , pairs × u16 second term ,
///        offset table ;                                     pairs + 1 entries, into PLST
/// PLST = { count turns , count occurrences − turns , turn list } ;
/// ```
/// Rows are the first terms 0 … K − 1, second terms ascend in a row. All pairs of the K commonest
/// terms are there, so that a pair that is not is nowhere. K is 0 in a segment without.
struct PairTable {
  /// Terms of which all pairs are known.
  let termCount: Int
  let pairCount: Int
  private let rows: UnsafeRawBufferPointer
  private let seconds: UnsafeRawBufferPointer
  private let offsets: OffsetTable
  private let lists: UnsafeRawBufferPointer
  private let turnCount: Int

  /// Cost: independent of the number of pairs.
  init?(keys: UnsafeRawBufferPointer, lists: UnsafeRawBufferPointer, turnCount: Int) {
    var reader = ByteReader(keys)
    termCount = Int(reader.u32())
    pairCount = Int(reader.u32())
    guard !reader.failed, termCount <= 1 << 16 else { return nil }
    rows = reader.slice(4 * (termCount + 1))
    seconds = reader.slice(2 * pairCount)
    guard !reader.failed,
      let offsets = OffsetTable(reader.slice(keys.count - reader.offset)),
      offsets.count == pairCount + 1
    else { return nil }
    self.offsets = offsets
    self.lists = lists
    self.turnCount = turnCount
  }

  /// Whether the pairs of both terms are known.
  func covers(_ first: Int, _ second: Int) -> Bool {
    first >= 0 && second >= 0 && first < termCount && second < termCount
  }

  /// The turns of a pair, and how often it stands in them; `nil` where it is nowhere, or the table
  /// is damaged. Cost: a binary search in a row.
  func find(_ first: Int, _ second: Int) -> (turns: TurnList, occurrences: Int)? {
    guard covers(first, second) else { return nil }
    var low = row(first)
    let end = row(first + 1)
    var high = end
    guard low <= high, high <= pairCount else { return nil }
    while low < high {
      let middle = (low + high) / 2
      if self.second(middle) < second { low = middle + 1 } else { high = middle }
    }
    guard low < end, self.second(low) == second,
      let range = offsets.range(low, within: lists.count)
    else { return nil }
    var reader = ByteReader(UnsafeRawBufferPointer(rebasing: lists[range]))
    let count = reader.count()
    let more = reader.count()
    let bytes = reader.slice(range.count - reader.offset)
    guard !reader.failed, let turns = TurnList(bytes, count: count, turnCount: turnCount) else {
      return nil
    }
    return (turns, count + more)
  }

  private func row(_ first: Int) -> Int {
    // Safety: init checked that there are `termCount` + 1 rows.
    Int(UInt32(littleEndian: rows.loadUnaligned(fromByteOffset: 4 * first, as: UInt32.self)))
  }

  private func second(_ pair: Int) -> Int {
    // Safety: init checked that there are as many second terms as pairs.
    Int(UInt16(littleEndian: seconds.loadUnaligned(fromByteOffset: 2 * pair, as: UInt16.self)))
  }
}
