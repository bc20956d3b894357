import CVectors

/// Turns that all of several lists and sets have in common.
///
/// The shortest list drives: its turns are unpacked, and each other operand keeps those that it has
/// too. Without a list all sets are compared 64 turns at a time.
public struct TurnIntersection {
  private let segment: Segment
  private var lists: [TurnList] = []
  /// One bit a turn each.
  private var sets: [[UInt64]] = []

  /// Of nothing yet, which all turns have.
  public init(of segment: Segment) {
    self.segment = segment
  }

  public mutating func add(_ postings: TurnPostings) {
    lists.append(postings.list)
  }

  /// - Parameter set: one bit a turn of the segment, none set beyond the last.
  public mutating func add(_ set: [UInt64]) {
    sets.append(set)
  }

  /// How many turns there are; `nil` where a list is damaged. Cost: see ``turns()``.
  public func count() -> Int? {
    if lists.count == 1, sets.isEmpty { return lists[0].count }
    if lists.contains(where: { $0.form != .bitmap }) { return turns()?.count }
    if lists.isEmpty, sets.isEmpty { return segment.turnCount }
    return withBitmaps { pointers in
      // Full words are compared where they lie; the last one, if it is cut, is not.
      let whole = segment.turnCount / 64
      return cs_common(pointers.baseAddress, pointers.count, whole)
        + (segment.turnCount % 64 == 0 ? 0 : lastWord().nonzeroBitCount)
    }
  }

  /// The turns, ascending; `nil` where a list is damaged.
  ///
  /// Cost: below 1 ns a turn of the shortest list, 1 ns for each in a bitmap or set, 10 ns in a list.
  public func turns() -> [UInt32]? {
    let sorted = lists.sorted { $0.count < $1.count }
    guard let driver = sorted.firstIndex(where: { $0.form != .bitmap }) else {
      return turnsOfBits()
    }
    var turns: [UInt32] = []
    guard sorted[driver].append(to: &turns) else { return nil }
    for (index, list) in sorted.enumerated() where index != driver && !turns.isEmpty {
      guard list.keepCommon(&turns) else { return nil }
    }
    for set in sets where !turns.isEmpty {
      turns.removeAll { set[Int($0 >> 6)] >> UInt64($0 & 63) & 1 == 0 }
    }
    return turns
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
    for set in sets { bits &= set[index] }
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
    // Safety: bitmaps may lie at any address; the words are read byte by byte.
    withUnsafeTemporaryAllocation(
      of: UnsafePointer<UInt64>?.self, capacity: lists.count + sets.count
    ) { pointers in
      for (index, list) in lists.enumerated() {
        pointers.initializeElement(
          at: index, to: list.body.baseAddress?.assumingMemoryBound(to: UInt64.self))
      }
      func add(_ index: Int) -> R {
        guard index < sets.count else { return body(UnsafeBufferPointer(pointers)) }
        return sets[index].withUnsafeBufferPointer { words in
          pointers.initializeElement(at: lists.count + index, to: words.baseAddress)
          return add(index + 1)
        }
      }
      return add(0)
    }
  }
}
