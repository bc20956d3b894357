import CVectors

/// The turns of all terms, and of their pairs, as one thread gathers them turn by turn.
///
/// Three ways, so that each term's memory is near when it comes again: the very common ones are a bit in a
/// word for each turn; common ones have lists of their own (``PostingPool``); the rest, of which a turn
/// holds few, go to one stream for each block of the dictionary, and are sorted when it is written.
/// Cost: about 5 ns a token, and 2 for pairs.
final class TurnLists {
  /// Terms with a bit of their own.
  static let bitTerms = 64
  /// Terms with a list of their own.
  static let listTerms = 8192

  let pairs: PairPool
  private let listed: PostingPool
  private let rare: RareTurns
  private let ordinals: [UInt32]
  /// By turn, a bit for each of the commonest terms; behind ``close()``, by term, a bit for each turn.
  @exclusivity(unchecked) private var common: LargeMemory
  /// Words of a term's turns.
  private let rows: Int
  @exclusivity(unchecked) private var sorted: cs_sorted
  @exclusivity(unchecked) private var capacity = 1024

  /// - Parameter ordinals: of each term by id, in the order of the dictionary.
  init(_ terms: RankedTerms, turnCount: Int, ordinals: [UInt32]) {
    self.ordinals = ordinals
    let termCount = terms.count
    pairs = PairPool(termCount: min(termCount, PairSections.mostTerms))
    let listedCount = min(termCount, Self.listTerms)
    listed = PostingPool(
      keyCount: listedCount,
      turns: terms.occurrences[..<listedCount].dropFirst(Self.bitTerms)
        .reduce(0) { $0 + min($1, turnCount) })
    rare = RareTurns(termCount: termCount)
    rows = turnCount / 64 + 1
    common = LargeMemory(count: rows * Self.bitTerms * 8)
    sorted = Self.columns(capacity)
  }

  deinit {
    common.deallocate()
    deallocateColumns()
  }

  private static func columns(_ capacity: Int) -> cs_sorted {
    cs_sorted(
      common: 0, some: .allocate(capacity: capacity + 16), someCount: 0,
      rare: .allocate(capacity: capacity + 16), rareCount: 0,
      pairs: .allocate(capacity: capacity + 16), pairCount: 0)
  }

  private func deallocateColumns() {
    sorted.some.deallocate()
    sorted.rare.deallocate()
    sorted.pairs.deallocate()
  }

  /// Takes the terms of a turn, as ``RankedTerms/Codes`` has them; turns ascend.
  func add(_ ids: UnsafePointer<UInt32>, count: Int, turn: UInt32) {
    if count > capacity {
      deallocateColumns()
      capacity = count + count / 2
      sorted = Self.columns(capacity)
    }
    cs_sort_ids(ids, count, UInt32(Self.listTerms), UInt32(pairs.termCount), &sorted)
    // What is added to last is fetched first; the pairs are done meanwhile.
    ordinals.withUnsafeBufferPointer { ordinals in
      guard let base = ordinals.baseAddress else { return }
      for index in 0..<sorted.rareCount { verbatim_prefetch(base + Int(sorted.rare[index])) }
    }
    for index in 0..<sorted.someCount { listed.prefetch(Int(sorted.some[index])) }
    pairs.add(sorted.pairs, count: sorted.pairCount, turn: turn)
    // Safety: a word for each turn.
    common.base.assumingMemoryBound(to: UInt64.self)[Int(turn)] = sorted.common
    for index in 0..<sorted.someCount { listed.add(Int(sorted.some[index]), turn: turn) }
    for index in 0..<sorted.rareCount {
      rare.add(ordinals[Int(sorted.rare[index])], turn: turn)
    }
  }

  /// To be called behind the last turn, before the lists are read.
  func close() {
    let byTerm = LargeMemory(count: common.count)
    let input = common.base.assumingMemoryBound(to: UInt64.self)
    let output = byTerm.base.assumingMemoryBound(to: UInt64.self)
    // Safety: 64 turns of 64 terms at a time, as many words in as out.
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { square in
      for row in 0..<rows {
        for turn in 0..<64 { square[turn] = input[row &* 64 &+ turn] }
        Self.transpose(square)
        for term in 0..<64 { output[term &* rows &+ row] = square[term] }
      }
    }
    common.deallocate()
    common = byTerm
  }

  /// Makes rows of 64 × 64 bits columns: halves are exchanged, then their halves.
  private static func transpose(_ square: UnsafeMutableBufferPointer<UInt64>) {
    var width = 32
    var mask: UInt64 = 0xFFFF_FFFF
    while width > 0 {
      var row = 0
      while row < 64 {
        let shift = UInt64(truncatingIfNeeded: width)
        let changed = (square[row] &>> shift ^ square[row &+ width]) & mask
        square[row] ^= changed &<< shift
        square[row &+ width] ^= changed
        row = (row &+ width &+ 1) & ~width
      }
      width >>= 1
      mask ^= mask &<< UInt64(truncatingIfNeeded: width)
    }
  }

  /// Writes a term's turns, ascending, each once, to `output`; returns how many there are. `rare` are
  /// those of the term's block of the dictionary, sorted.
  func turns(
    _ id: Int, ordinal: Int, _ sorted: RareTurns.Sorted, into output: UnsafeMutablePointer<UInt32>
  ) -> Int {
    if id < Self.bitTerms { return bitTurns(id, into: output) }
    if id < Self.listTerms {
      listed.turns(id, into: output)
      return listed.count(id)
    }
    return sorted.turns(ordinal, into: output)
  }

  /// The turns of the rare terms of a block of the dictionary.
  func sortRare(_ block: Int, into sorted: RareTurns.Sorted) { rare.sort(block, into: sorted) }

  private func bitTurns(_ id: Int, into output: UnsafeMutablePointer<UInt32>) -> Int {
    let words = common.base.assumingMemoryBound(to: UInt64.self) + id &* rows
    var count = 0
    for row in 0..<rows {
      var left = words[row]
      while left != 0 {
        output[count] = UInt32(truncatingIfNeeded: row &* 64 &+ left.trailingZeroBitCount)
        count &+= 1
        left &= left &- 1
      }
    }
    return count
  }
}

/// The turns of rare terms, in one stream for each block of the dictionary.
///
/// ```
/// entry = u32 term in block + 4096 × min(turns on, 2²⁰ - 1) , [ u32 turns on ] ;
/// ```
final class RareTurns {
  /// Terms of a block.
  static let blockTerms = 4096
  private static let far: UInt32 = 1 << 20 - 1

  private let streams: ByteStreams
  private let last: UnsafeMutablePointer<UInt32>

  init(termCount: Int) {
    let blocks = termCount / Self.blockTerms + 1
    streams = ByteStreams(count: blocks)
    last = .allocate(capacity: blocks)
    last.initialize(repeating: 0, count: blocks)
  }

  deinit { last.deallocate() }

  @inline(__always)
  func add(_ ordinal: UInt32, turn: UInt32) {
    let block = Int(ordinal) / Self.blockTerms
    let delta = turn &- last[block]
    last[block] = turn
    let room = streams.room(block)
    let head = ordinal % UInt32(Self.blockTerms) | min(delta, Self.far) &<< 12
    UnsafeMutableRawPointer(room).storeBytes(of: head, as: UInt32.self)
    guard delta < Self.far else {
      UnsafeMutableRawPointer(room + 4).storeBytes(of: delta, as: UInt32.self)
      return streams.advance(block, to: room + 8)
    }
    streams.advance(block, to: room + 4)
  }

  /// A block's turns by term; reused for many blocks.
  final class Sorted {
    fileprivate let rows = SortedTurns(keyCount: blockTerms)

    fileprivate func turns(_ ordinal: Int, into output: UnsafeMutablePointer<UInt32>) -> Int {
      rows.turns(ordinal % blockTerms, into: output)
    }
  }

  /// Sorts a block by term; of a term, turns ascend as they came.
  fileprivate func sort(_ block: Int, into sorted: Sorted) {
    sorted.rows.removeAll()
    var turn: UInt32 = 0
    streams.forEachSlice(of: block) { slice in
      var offset = 0
      while offset < slice.count {
        let head = slice.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        offset += 4
        var delta = head >> 12
        if delta == Self.far {
          delta = slice.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
          offset += 4
        }
        turn &+= delta
        sorted.rows.append(UInt16(truncatingIfNeeded: head & 0xFFF), turn)
      }
    }
    sorted.rows.sort()
  }
}
