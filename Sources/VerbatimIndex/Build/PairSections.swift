/// The lists of pairs: all neighbours of the K commonest terms, K being as large as a share of the
/// segment allows.
///
/// They take away what is slow in every engine, phrases of frequent words: of a pair that both are
/// among the K, how many turns it has is written down, and a pair that is not there has none.
struct PairSections {
  /// Terms whose pairs are gathered at most; what the budget leaves of them is fewer in small segments.
  static let mostTerms = 1 << termBits
  static let termBits = 9
  /// The lists may take one byte in so many of what stands before them in the segment.
  static let budgetShare = 5

  private let lists: [TurnLists]
  private let turnCount: Int

  init(_ lists: [TurnLists], turnCount: Int) {
    self.lists = lists
    self.turnCount = turnCount
  }

  /// A pair that occurs, and how long its encoded entry is.
  private struct Entry {
    var first: UInt16
    var second: UInt16
    var length: Int
  }

  func write(to writer: SectionWriter, budget: Int) throws {
    let most = lists.first?.pairedTerms ?? 0
    let (entries, encoded) = try encodeAll(most)
    // What the pairs of each term with those before it take.
    var sizes = [Int](repeating: 0, count: most)
    for entry in entries {
      sizes[Int(max(entry.first, entry.second))] += entry.length + Self.entryLength
    }
    var terms = 0
    var total = 0
    while terms < most, total + sizes[terms] <= budget {
      total += sizes[terms]
      terms += 1
    }
    var rows = [UInt32](repeating: 0, count: terms + 1)
    var seconds = ByteWriter()
    var offsets = OffsetTableWriter()
    offsets.append(0)
    // Neighbours that are both kept are written at once.
    var kept = 0..<0
    var start = 0
    var end = 0
    try writer.stream(.pairLists) { append in
      for entry in entries {
        let own = start..<start + entry.length
        start = own.upperBound
        guard max(entry.first, entry.second) < terms else { continue }
        if kept.upperBound == own.lowerBound {
          kept = kept.lowerBound..<own.upperBound
        } else {
          try append(UnsafeRawBufferPointer(rebasing: encoded.bytes[kept]))
          kept = own
        }
        end += entry.length
        offsets.append(end)
        rows[Int(entry.first) + 1] += 1
        seconds.byte(UInt8(entry.second & 255))
        seconds.byte(UInt8(entry.second >> 8))
      }
      try append(UnsafeRawBufferPointer(rebasing: encoded.bytes[kept]))
    }
    for row in 0..<terms { rows[row + 1] += rows[row] }
    var keys = ByteWriter()
    keys.u32(UInt32(terms))
    keys.u32(rows[terms])
    for row in rows { keys.u32(row) }
    keys.slice(seconds.bytes)
    keys.slice(offsets.finish())
    try writer.section(.pairKeys, keys.bytes)
  }

  /// What a pair takes in PKEY.
  private static let entryLength = 4

  /// The entries of all pairs, by first term, then by second.
  private func encodeAll(_ most: Int) throws -> ([Entry], ByteBuffer) {
    let pairs = lists.map(\.pairs)
    let scratches = lists.map { _ in ListScratch(turnCount: turnCount) }
    let sorted = lists.map { _ in SortedTurns(keyCount: Self.mostTerms) }
    var entries: [Entry] = []
    let encoded = ByteBuffer(capacity: 1 << 16)
    try Parallel.forEachBlock(of: most, threads: lists.count) {
      (thread, first) -> ([Entry], ByteBuffer) in
      TurnStreams.sort(first, of: pairs, into: sorted[thread])
      return encode(first, most, sorted[thread], scratches[thread])
    } take: { found in
      entries += found.0
      encoded.append(found.1.bytes)
    }
    return (entries, encoded)
  }

  /// - Parameter sorted: the neighbours of the first term.
  private func encode(
    _ first: Int, _ most: Int, _ sorted: SortedTurns, _ scratch: ListScratch
  ) -> ([Entry], ByteBuffer) {
    var entries: [Entry] = []
    let output = ByteBuffer(capacity: 1 << 12)
    for second in 0..<most {
      let occurrences = sorted.count(second)
      if occurrences == 0 { continue }
      let start = output.count
      let turns = scratch.gather(1) { sorted.turns(second, into: $1) }
      output.varint(turns.count)
      output.varint(occurrences - turns.count)
      TurnList.encode(turns, turnCount: turnCount, into: output, scratch)
      entries.append(
        Entry(first: UInt16(first), second: UInt16(second), length: output.count - start))
    }
    return (entries, output)
  }
}

/// Where the turns of one list are brought together.
final class ListScratch {
  private var turns: UnsafeMutablePointer<UInt32>
  private var other: UnsafeMutablePointer<UInt32>
  private let capacity: Int
  let deltas: UnsafeMutablePointer<UInt32>

  init(turnCount: Int) {
    capacity = turnCount + 1
    turns = .allocate(capacity: capacity)
    other = .allocate(capacity: capacity)
    deltas = .allocate(capacity: BitPacking.blockSize)
  }

  deinit {
    turns.deallocate()
    other.deallocate()
    deltas.deallocate()
  }

  /// One ascending list of what several threads found; no turn is in two of them.
  ///
  /// - Parameter read: writes the turns of a thread and returns how many there are.
  @inline(__always)
  func gather(
    _ threads: Int, _ read: (Int, UnsafeMutablePointer<UInt32>) -> Int
  ) -> UnsafeBufferPointer<UInt32> {
    var count = 0
    for thread in 0..<threads {
      if count == 0 {
        count = read(thread, turns)
        continue
      }
      // Merged from the back, in place: the new ones lie behind a copy of those there are.
      let more = read(thread, other)
      var left = count - 1
      var right = more - 1
      var place = count + more - 1
      while right >= 0 {
        if left >= 0, turns[left] > other[right] {
          turns[place] = turns[left]
          left -= 1
        } else {
          turns[place] = other[right]
          right -= 1
        }
        place -= 1
      }
      count += more
    }
    return UnsafeBufferPointer(start: turns, count: count)
  }
}
