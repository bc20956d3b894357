/// Gathers the turns of neighbours among the commonest terms.
final class PairPool {
  let termCount: Int
  private let postings: PostingPool
  private let occurrences: UnsafeMutablePointer<UInt32>

  init(termCount: Int) {
    self.termCount = termCount
    postings = PostingPool(keyCount: termCount * termCount)
    occurrences = .allocate(capacity: max(termCount * termCount, 1))
    occurrences.initialize(repeating: 0, count: termCount * termCount)
  }

  deinit { occurrences.deallocate() }

  /// Takes two neighbours, where both are common.
  @inline(__always)
  func add(_ first: UInt32, _ second: UInt32, turn: UInt32) {
    guard first < termCount, second < termCount else { return }
    let key = Int(first) * termCount + Int(second)
    occurrences[key] &+= 1
    postings.add(key, turn: turn)
  }

  func occurrences(_ key: Int) -> Int { Int(occurrences[key]) }
  func count(_ key: Int) -> Int { postings.count(key) }
  func turns(_ key: Int, into output: UnsafeMutablePointer<UInt32>) {
    postings.turns(key, into: output)
  }
}

/// The lists of pairs: all neighbours of the K commonest terms, K being as large as a share of the
/// segment allows.
///
/// They take away what is slow in every engine, phrases of frequent words: of a pair that both are
/// among the K, how many turns it has is written down, and a pair that is not there has none.
struct PairSections {
  /// Terms whose pairs are gathered at most.
  static let mostTerms = 512
  /// The lists may take one byte in so many of what stands before them in the segment.
  static let budgetShare = 10

  private let pools: [PairPool]
  private let turnCount: Int

  init(_ pools: [PairPool], turnCount: Int) {
    self.pools = pools
    self.turnCount = turnCount
  }

  func write(to writer: SectionWriter, budget: Int) throws {
    let most = pools.first?.termCount ?? 0
    let scratch = ListScratch(turnCount: turnCount)
    let output = ByteBuffer(capacity: 1 << 16)
    // What each pair takes, by the larger of its ids.
    var sizes = [Int](repeating: 0, count: most)
    for first in 0..<most {
      for second in 0..<most {
        output.removeAll()
        if encode(first, second, scratch, output) {
          sizes[max(first, second)] += output.count + Self.entryLength
        }
      }
    }
    var terms = 0
    var total = 0
    while terms < most, total + sizes[terms] <= budget {
      total += sizes[terms]
      terms += 1
    }
    output.removeAll()
    var rows: [UInt32] = [0]
    var seconds: [UInt16] = []
    var offsets = OffsetTableWriter()
    offsets.append(0)
    for first in 0..<terms {
      for second in 0..<terms where encode(first, second, scratch, output) {
        seconds.append(UInt16(second))
        offsets.append(output.count)
      }
      rows.append(UInt32(seconds.count))
    }
    try writer.section(.pairLists, output)
    var keys = ByteWriter()
    keys.u32(UInt32(terms))
    keys.u32(UInt32(seconds.count))
    for row in rows { keys.u32(row) }
    for second in seconds {
      keys.byte(UInt8(second & 255))
      keys.byte(UInt8(second >> 8))
    }
    keys.slice(offsets.finish())
    try writer.section(.pairKeys, keys.bytes)
  }

  /// What a pair takes in PKEY.
  private static let entryLength = 4

  /// Appends a pair's entry; false where there is no such pair.
  private func encode(
    _ first: Int, _ second: Int, _ scratch: ListScratch, _ output: ByteBuffer
  ) -> Bool {
    guard let pool = pools.first else { return false }
    let key = first * pool.termCount + second
    let occurrences = pools.reduce(0) { $0 + $1.occurrences(key) }
    guard occurrences > 0 else { return false }
    let turns = scratch.gather(
      pools.map { $0.count(key) }, { pool, out in pools[pool].turns(key, into: out) })
    output.varint(turns.count)
    output.varint(occurrences - turns.count)
    TurnList.encode(turns, turnCount: turnCount, into: output, scratch)
    return true
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
  func gather(
    _ counts: [Int], _ read: (Int, UnsafeMutablePointer<UInt32>) -> Void
  ) -> UnsafeBufferPointer<UInt32> {
    var count = 0
    for (pool, more) in counts.enumerated() where more > 0 {
      if count == 0 {
        read(pool, turns)
        count = more
        continue
      }
      // Merged from the back, in place: the new ones lie behind a copy of those there are.
      read(pool, other)
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
