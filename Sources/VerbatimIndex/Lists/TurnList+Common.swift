extension TurnList {
  /// Appends all turns. False where the list is damaged. Cost: below 1 ns a turn in blocks, about
  /// 2 ns in varints; a bitmap costs its length too.
  func append(to turns: inout [UInt32]) -> Bool {
    let start = turns.count
    turns.append(contentsOf: repeatElement(0, count: count))
    let written = turns.withUnsafeMutableBufferPointer { all -> Int in
      guard let out = all.baseAddress else { return 0 }
      // Safety: `count` numbers have room from `start` on.
      return write(out + start)
    }
    if written < count { turns.removeSubrange((start + written)...) }
    return written == count
  }

  /// Writes at most ``count`` turns; fewer where the list is damaged.
  private func write(_ out: UnsafeMutablePointer<UInt32>) -> Int {
    if form == .bitmap { return writeBits(out) }
    guard let base = body.baseAddress else { return 0 }
    let blockCount = form == .blocks ? count / BitPacking.blockSize : 0
    var offset = 5 * blockCount
    var previous = UInt32.max
    var written = 0
    for block in 0..<blockCount {
      let head = head(block, of: blockCount)
      guard isInside(head, at: offset) else { return written }
      // Safety: the block's bytes lie inside.
      BitPacking.unpackSums(base + offset, width: head.width, after: previous, into: out + written)
      guard BitPacking.isAscending(out + written, width: head.width, to: head.last) else {
        return written
      }
      previous = head.last
      offset += 16 * head.width
      written += BitPacking.blockSize
    }
    while written < count {
      guard let turn = Self.next(base, &offset, body.count, after: previous), turn < turnCount
      else { return written }
      out[written] = turn
      previous = turn
      written += 1
    }
    return written
  }

  private func writeBits(_ out: UnsafeMutablePointer<UInt32>) -> Int {
    var written = 0
    for byte in 0..<body.count {
      var rest = body[byte]
      while rest != 0, written < count {
        let turn = UInt32(byte * 8 + rest.trailingZeroBitCount)
        guard turn < turnCount else { return written }
        out[written] = turn
        written += 1
        rest &= rest - 1
      }
    }
    return written
  }

  @inline(__always)
  private func isInside(_ head: (last: UInt32, width: Int), at offset: Int) -> Bool {
    head.width <= 32 && offset + 16 * head.width <= body.count && Int(head.last) < turnCount
  }

  /// Keeps those of ascending `turns` that are in the list too. False where it is damaged.
  ///
  /// Cost: a bitmap is tested turn by turn; of blocks only those that may hold one are unpacked.
  func keepCommon(_ turns: inout [UInt32]) -> Bool {
    switch form {
    case .bitmap:
      keep(&turns) { turn in
        // Safety: every turn is below the segment's turns, for each of which there is a bit.
        let byte = self.body.load(fromByteOffset: Int(turn &>> 3), as: UInt8.self)
        return Int(byte &>> UInt8(truncatingIfNeeded: turn & 7) & 1)
      }
      return true
    case .varints:
      var mine: [UInt32] = []
      guard append(to: &mine) else { return false }
      var next = 0
      keep(&turns) { turn in
        while next < mine.count, mine[next] < turn { next += 1 }
        return next < mine.count && mine[next] == turn ? 1 : 0
      }
      return true
    case .blocks:
      return keepCommonWithBlocks(&turns)
    }
  }

  @inline(__always)
  private func keep(_ turns: inout [UInt32], _ isKept: (UInt32) -> Int) {
    let kept = turns.withUnsafeMutableBufferPointer { all -> Int in
      guard
        let all = all.baseAddress.map({ UnsafeMutableBufferPointer(start: $0, count: all.count) })
      else { return 0 }
      var kept = 0
      for index in 0..<all.count {
        let turn = all[index]
        all[kept] = turn
        kept &+= isKept(turn)
      }
      return kept
    }
    turns.removeSubrange(kept...)
  }

  private func keepCommonWithBlocks(_ turns: inout [UInt32]) -> Bool {
    guard let base = body.baseAddress else { return turns.isEmpty }
    let total = turns.count
    let kept = withUnsafeTemporaryAllocation(of: UInt32.self, capacity: BitPacking.blockSize) {
      scratch -> Int? in
      turns.withUnsafeMutableBufferPointer { all -> Int? in
        guard let mine = scratch.baseAddress, let all = all.baseAddress else { return 0 }
        let blockCount = count / BitPacking.blockSize
        var offset = 5 * blockCount
        var previous = UInt32.max
        var index = 0
        var kept = 0
        for block in 0..<blockCount {
          if index == total { return kept }
          let head = head(block, of: blockCount)
          guard isInside(head, at: offset) else { return nil }
          if all[index] <= head.last {
            // Safety: the block's bytes lie inside, and the scratch takes 128 numbers.
            BitPacking.unpackSums(base + offset, width: head.width, after: previous, into: mine)
            guard BitPacking.isAscending(mine, width: head.width, to: head.last) else { return nil }
            repeat {
              let turn = all[index]
              all[kept] = turn
              kept &+= Self.holds(mine, turn)
              index &+= 1
            } while index < total && all[index] <= head.last
          }
          previous = head.last
          offset += 16 * head.width
        }
        for _ in 0..<count % BitPacking.blockSize {
          if index == total { return kept }
          guard let turn = Self.next(base, &offset, body.count, after: previous), turn < turnCount
          else { return nil }
          previous = turn
          while index < total, all[index] < turn { index += 1 }
          if index < total, all[index] == turn {
            all[kept] = turn
            kept += 1
            index += 1
          }
        }
        return kept
      }
    }
    guard let kept else { return false }
    turns.removeSubrange(kept...)
    return true
  }

  /// 1 where 128 ascending numbers hold `turn`, found in seven steps without a branch.
  @inline(__always)
  private static func holds(_ numbers: UnsafePointer<UInt32>, _ turn: UInt32) -> Int {
    var at = 0
    var step = BitPacking.blockSize / 2
    while step > 0 {
      // Safety: the steps add up to 127.
      at &+= numbers[at &+ step &- 1] < turn ? step : 0
      step &>>= 1
    }
    return numbers[at] == turn ? 1 : 0
  }
}
