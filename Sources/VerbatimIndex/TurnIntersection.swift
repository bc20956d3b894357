import CVectors

/// Turns that all of several lists and sets have in common.
///
/// The shortest list drives: its turns are unpacked, and each other operand keeps those that it has
/// too. Without a list bitmaps and sets are compared 64 turns at a time.
public struct TurnIntersection {
  private let segment: Segment
  private var lists: [TurnList] = []
  /// One bit a turn: what the sets have in common, so that a query of thousands of words holds one.
  private var set: [UInt64]?

  /// Of nothing yet, which all turns have.
  public init(of segment: Segment) {
    self.segment = segment
  }

  public mutating func add(_ postings: TurnPostings) {
    lists.append(postings.list)
  }

  /// - Parameter set: one bit a turn of the segment, none set beyond the last.
  public mutating func add(_ set: [UInt64]) {
    guard var common = self.set else { return self.set = set }
    self.set = nil
    for word in common.indices { common[word] &= set[word] }
    self.set = common
  }

  /// How many turns there are; `nil` where a list is damaged. Cost: see ``turns()``; sets alone are
  /// compared at the speed of memory.
  public func count() -> Int? {
    if lists.count == 1, set == nil { return lists[0].count }
    if lists.isEmpty, set == nil { return segment.turnCount }
    if lists.contains(where: { $0.form != .bitmap }) { return common(isCounted: true)?.count }
    return withBitmaps { pointers in
      // Full words are compared where they lie; the last one, if it is cut, is not.
      let whole = segment.turnCount / 64
      return cs_common(pointers.baseAddress, pointers.count, whole)
        + (segment.turnCount % 64 == 0 ? 0 : lastWord().nonzeroBitCount)
    }
  }

  /// The turns, ascending; `nil` where a list is damaged.
  ///
  /// Cost: below 1 ns a turn of the shortest list, 1 ns for each in a bitmap or set, 1 to 5 ns in a
  /// list, and 0.4 ns for each turn of that.
  public func turns() -> [UInt32]? {
    if lists.contains(where: { $0.form != .bitmap }) { return common(isCounted: false)?.turns }
    return turnsOfBits()
  }

  /// The shortest list that is not a bitmap, less what the other operands do not have.
  ///
  /// - Precondition: there is such a list.
  /// - Parameter isCounted: whether their number is enough, and the turns may be left as they are.
  private func common(isCounted: Bool) -> (turns: [UInt32], count: Int)? {
    var driver = -1
    for (index, list) in lists.enumerated() where list.form != .bitmap {
      if driver < 0 || list.count < lists[driver].count { driver = index }
    }
    guard var turns = lists[driver].turns() else { return nil }
    // Lists first, since a set or bitmap can count without keeping.
    for (index, list) in lists.enumerated() where index != driver && list.form != .bitmap {
      if turns.isEmpty { return ([], 0) }
      guard list.keepCommon(&turns) else { return nil }
    }
    let bitmaps = lists.filter { $0.form == .bitmap }.map(\.body)
    var left = bitmaps.count + (set == nil ? 0 : 1)
    for bits in bitmaps {
      left -= 1
      if isCounted, left == 0 { return (turns, Self.count(turns, in: bits)) }
      Self.keep(&turns, in: bits)
    }
    if let set {
      let count = set.withUnsafeBytes { bits in
        if isCounted { return Self.count(turns, in: bits) }
        Self.keep(&turns, in: bits)
        return turns.count
      }
      return (turns, count)
    }
    return (turns, turns.count)
  }

  /// 1 where a turn's bit is set.
  ///
  /// Safety: every turn is below the segment's turns, for each of which there is a bit. Words of a set
  /// are read as bytes, which is their order where the least byte comes first.
  @inline(__always)
  private static func bit(_ turn: UInt32, _ bits: UnsafeRawPointer) -> Int {
    let byte = bits.load(fromByteOffset: Int(turn &>> 3), as: UInt8.self)
    return Int(byte &>> UInt8(truncatingIfNeeded: turn & 7) & 1)
  }

  private static func count(_ turns: [UInt32], in bits: UnsafeRawBufferPointer) -> Int {
    guard let bits = bits.baseAddress else { return 0 }
    var count = 0
    for turn in turns { count &+= bit(turn, bits) }
    return count
  }

  private static func keep(_ turns: inout [UInt32], in bits: UnsafeRawBufferPointer) {
    let kept = turns.withUnsafeMutableBufferPointer { turns -> Int in
      guard let bits = bits.baseAddress else { return 0 }
      var kept = 0
      for index in 0..<turns.count {
        let turn = turns[index]
        turns[kept] = turn
        kept &+= bit(turn, bits)
      }
      return kept
    }
    turns.removeSubrange(kept...)
  }

  private func turnsOfBits() -> [UInt32] {
    var found: [UInt32] = []
    let words = (segment.turnCount + 63) / 64
    for word in 0..<words {
      var bits = self.word(word)
      while bits != 0 {
        found.append(UInt32(word * 64 + bits.trailingZeroBitCount))
        bits &= bits - 1
      }
    }
    return found
  }

  private func lastWord() -> UInt64 { word(segment.turnCount / 64) }

  /// 64 turns of all operands, none beyond the last turn.
  @inline(__always)
  private func word(_ index: Int) -> UInt64 {
    var bits = UInt64.max
    let left = segment.turnCount - index * 64
    if left < 64 { bits = 1 << UInt64(left) - 1 }
    if let set { bits &= set[index] }
    for list in lists {
      let byte = index * 8
      if byte + 8 <= list.body.count {
        // Safety: eight bytes lie before the end.
        bits &= UInt64(littleEndian: list.body.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
      } else {
        var rest: UInt64 = 0
        for at in byte..<list.body.count {
          rest |= UInt64(list.body[at]) << UInt64(8 * (at - byte))
        }
        bits &= rest
      }
    }
    return bits
  }

  private func withBitmaps<R>(
    _ body: (UnsafeBufferPointer<UnsafePointer<UInt64>?>) -> R
  ) -> R {
    // Safety: bitmaps may lie at any address; the words are read byte by byte. The set is kept by the call
    // that has its pointer.
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<UInt64>?.self, capacity: lists.count + 1
    ) { pointers in
      for (index, list) in lists.enumerated() {
        pointers.initializeElement(
          at: index, to: list.body.baseAddress?.assumingMemoryBound(to: UInt64.self))
      }
      guard let set else { return body(UnsafeBufferPointer(rebasing: pointers[..<lists.count])) }
      return set.withUnsafeBufferPointer { words in
        pointers.initializeElement(at: lists.count, to: words.baseAddress)
        return body(UnsafeBufferPointer(pointers))
      }
    }
  }
}
