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
  private static let blockBits = 12
  /// Terms of a block of the dictionary.
  static let blockTerms = 1 << blockBits

  /// Terms whose neighbours are gathered.
  let pairedTerms: Int
  /// One stream for each first term, by the second.
  let pairs: TurnStreams
  private let listed: PostingPool
  /// One stream for each ``blockTerms`` of the dictionary, by the term's place in them.
  let rare: TurnStreams
  private let ordinals: LargeColumn<UInt32>
  /// By turn, a bit for each of the commonest terms; behind ``close()``, by term, a bit for each turn.
  @exclusivity(unchecked) private var common: LargeMemory
  /// Words of a term's turns.
  private let rows: Int
  @exclusivity(unchecked) private var sorted: cs_sorted
  @exclusivity(unchecked) private var capacity = 1024

  /// - Parameter ordinals: of each term by id, in the order of the dictionary.
  init(_ terms: RankedTerms, turnCount: Int, ordinals: LargeColumn<UInt32>) {
    self.ordinals = ordinals
    let termCount = terms.count
    pairedTerms = min(termCount, PairSections.mostTerms)
    pairs = TurnStreams(count: pairedTerms, keyBits: PairSections.termBits, width: 2)
    let listedCount = min(termCount, Self.listTerms)
    listed = PostingPool(
      keyCount: listedCount,
      turns: terms.occurrences[..<listedCount].dropFirst(Self.bitTerms)
        .reduce(0) { $0 + min($1, turnCount) })
    rare = TurnStreams(count: termCount / Self.blockTerms + 1, keyBits: Self.blockBits, width: 4)
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
    cs_sort_ids(ids, count, UInt32(Self.listTerms), UInt32(pairedTerms), &sorted)
    // What is added to last is fetched first.
    listed.prefetch(sorted.some, count: sorted.someCount)
    cs_take_values(ordinals.base, UInt32(Self.blockBits), sorted.rare, sorted.rareCount)
    pairs.prefetch(sorted.pairs, count: sorted.pairCount)
    // Safety: a word for each turn.
    common.base.assumingMemoryBound(to: UInt64.self)[Int(turn)] = sorted.common
    rare.add(sorted.rare, count: sorted.rareCount, turn: turn)
    listed.add(sorted.some, count: sorted.someCount, turn: turn)
    pairs.add(sorted.pairs, count: sorted.pairCount, turn: turn)
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

  /// Takes the very common terms of another thread, which is closed as well.
  func take(_ other: TurnLists) {
    let own = common.base.assumingMemoryBound(to: UInt64.self)
    let more = other.common.base.assumingMemoryBound(to: UInt64.self)
    for word in 0..<rows &* Self.bitTerms { own[word] |= more[word] }
  }

  /// Gives back what terms have; the pairs stay.
  func releaseTerms() {
    listed.release()
    rare.release()
    common.deallocate()
    common = LargeMemory(count: 8)
  }

  /// Whether each thread has a list of a term's turns; else the first has all, or they are in ``rare``.
  static func hasListOfItsOwn(_ id: Int) -> Bool { id >= bitTerms && id < listTerms }

  /// Whether a term's turns are in ``rare``.
  static func isRare(_ id: Int) -> Bool { id >= listTerms }

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

  /// Writes the turns of a term of the first ``listTerms``, ascending, each once, to `output`; returns how
  /// many there are.
  func turns(_ id: Int, into output: UnsafeMutablePointer<UInt32>) -> Int {
    if id < Self.bitTerms { return bitTurns(id, into: output) }
    listed.turns(id, into: output)
    return listed.count(id)
  }

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
