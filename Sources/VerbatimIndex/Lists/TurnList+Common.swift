extension TurnList {
  /// All turns; `nil` where the list is damaged. Cost: below 1 ns a turn in blocks, about 2 ns in
  /// varints; a bitmap costs its length too.
  func turns() -> [UInt32]? {
    let turns = [UInt32](unsafeUninitializedCapacity: count) { all, written in
      // Safety: `count` numbers have room.
      written = all.baseAddress.map(write) ?? 0
    }
    return turns.count == count ? turns : nil
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
  /// Cost: of blocks only those that may hold one are unpacked.
  ///
  /// - Precondition: the list is no bitmap.
  func keepCommon(_ turns: inout [UInt32]) -> Bool {
    switch form {
    case .bitmap:
      return false
    case .varints:
      guard let mine = self.turns() else { return false }
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
    let kept = withUnsafeTemporaryAllocation(
      of: UInt64.self, capacity: BitPacking.blockSize / 2 + Self.mostBlockWords
    ) { scratch -> Int? in
      turns.withUnsafeMutableBufferPointer { all -> Int? in
        guard let scratch = scratch.baseAddress, let all = all.baseAddress else { return 0 }
        // Safety: 128 numbers of 32 bits fit 64 words, behind which the bits lie.
        let mine = UnsafeMutableRawPointer(scratch).bindMemory(
          to: UInt32.self, capacity: BitPacking.blockSize)
        let bits = scratch + BitPacking.blockSize / 2
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
            var end = index + 1
            while end < total, all[end] <= head.last { end += 1 }
            let isDense =
              end - index >= Self.denseBlock
              && head.last &- mine[0] < UInt32(64 * Self.mostBlockWords)
            kept =
              isDense
              ? Self.keepByBits(mine, bits, all, index..<end, kept)
              : Self.keepOneByOne(mine, all, index..<end, kept)
            index = end
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

  /// From so many candidates in a block on its numbers become bits, if these fit so many words.
  private static var denseBlock: Int { 12 }
  private static var mostBlockWords: Int { 512 }

  /// Moves those of some candidates that a block has to `kept`, which grows and is returned.
  @inline(__always)
  private static func keepOneByOne(
    _ mine: UnsafePointer<UInt32>, _ all: UnsafeMutablePointer<UInt32>, _ range: Range<Int>,
    _ kept: Int
  ) -> Int {
    var kept = kept
    for index in range {
      let turn = all[index]
      all[kept] = turn
      kept &+= holds(mine, turn)
    }
    return kept
  }

  /// The same, through a bit for each turn between the block's first and last.
  ///
  /// Safety: the caller knows that the block ascends and spans no more than there are bits.
  @inline(__always)
  private static func keepByBits(
    _ mine: UnsafePointer<UInt32>, _ bits: UnsafeMutablePointer<UInt64>,
    _ all: UnsafeMutablePointer<UInt32>, _ range: Range<Int>, _ kept: Int
  ) -> Int {
    var kept = kept
    let first = mine[0]
    let last = mine[BitPacking.blockSize - 1]
    bits.update(repeating: 0, count: Int((last &- first) / 64) + 1)
    for i in 0..<BitPacking.blockSize {
      let place = mine[i] &- first
      bits[Int(place &>> 6)] |= 1 &<< UInt64(place)
    }
    for index in range {
      let turn = all[index]
      all[kept] = turn
      // Candidates before the first number are in no block.
      let place = turn < first ? 0 : turn &- first
      let isThere = bits[Int(place &>> 6)] &>> UInt64(place) & 1
      kept &+= turn < first ? 0 : Int(isThere)
    }
    return kept
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
