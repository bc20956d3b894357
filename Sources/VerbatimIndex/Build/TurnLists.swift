/// The turns of all terms, and of their pairs, as one thread gathers them turn by turn.
///
/// Three ways, so that each term's memory is near when it comes again: the very common ones set a bit in
/// a row a 64 turns; common ones have lists of their own (``PostingPool``); the rest, of which a turn
/// holds few, go to one stream for each block of the dictionary, and are sorted when it is written.
/// Cost: about 4 ns a token, and 3 for pairs.
final class TurnLists {
  /// Terms with a bit of their own.
  static let bitTerms = 64
  /// Terms with a list of their own.
  static let listTerms = 8192

  private static let columns = bitTerms + 1

  let pairs: PairPool
  private let listed: PostingPool
  private let rare: RareTurns
  private let ordinals: [UInt32]
  private let bits: LargeMemory
  private let rows: Int
  /// Ids of a turn, by the way that they take.
  @exclusivity(unchecked) private var some: UnsafeMutablePointer<UInt32>
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
    bits = LargeMemory(count: rows * Self.columns * 8)
    some = .allocate(capacity: capacity)
  }

  deinit {
    bits.deallocate()
    some.deallocate()
  }

  /// Takes the terms of a turn; turns ascend.
  func add(_ ids: UnsafePointer<UInt32>, count: Int, turn: UInt32) {
    if count > capacity {
      some.deallocate()
      capacity = count + count / 2
      some = .allocate(capacity: capacity)
    }
    // Safety: a row for every 64 turns; the last column takes those that have no bit.
    let row = bits.base.assumingMemoryBound(to: UInt64.self) + Int(turn >> 6) * Self.columns
    let bit: UInt64 = 1 &<< UInt64(turn & 63)
    let some = self.some
    var others = 0
    for index in 0..<count {
      let id = ids[index]
      row[Int(min(id, UInt32(Self.bitTerms)))] |= bit
      some[others] = id
      others &+= id >= UInt32(Self.bitTerms) ? 1 : 0
    }
    var rest = 0
    for index in 0..<others {
      let id = some[index]
      if id < UInt32(Self.listTerms) {
        listed.add(Int(id), turn: turn)
      } else {
        some[rest] = id
        rest &+= 1
      }
    }
    for index in 0..<rest { rare.add(ordinals[Int(some[index])], turn: turn) }
    pairs.add(ids, count: count, turn: turn)
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
    var word = bits.base.assumingMemoryBound(to: UInt64.self) + id
    var count = 0
    for row in 0..<rows {
      var left = word.pointee
      while left != 0 {
        output[count] = UInt32(truncatingIfNeeded: row &* 64 &+ left.trailingZeroBitCount)
        count &+= 1
        left &= left &- 1
      }
      word += Self.columns
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
