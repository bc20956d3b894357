/// Goes through a ``TurnList`` in ascending order, window by window.
///
/// A cursor is a value of the caller's. One of a list with blocks holds one decoded block. A damaged
/// list sets ``failed`` and ends.
struct TurnCursor {
  private let list: TurnList
  private let blockCount: Int
  private var block = 0
  /// Where the next block's packed deltas or, behind the last one, the next varint begins.
  private var offset: Int
  private var tailLeft: Int
  private var previous: UInt32 = .max
  /// A turn read from the tail that lay behind the window.
  private var held: UInt32?
  /// The turns of a block, those from `index` on not yet given.
  private var buffer: [UInt32]
  private var index = 0
  private(set) var failed = false

  init(_ list: TurnList) {
    self.list = list
    switch list.form {
    case .bitmap:
      blockCount = 0
      tailLeft = 0
    case .varints:
      blockCount = 0
      tailLeft = list.count
    case .blocks:
      blockCount = list.count / BitPacking.blockSize
      tailLeft = list.count % BitPacking.blockSize
    }
    offset = blockCount * 5
    buffer = blockCount > 0 ? [UInt32](repeating: 0, count: BitPacking.blockSize) : []
    index = buffer.count
  }

  /// Sets the bits of all turns in `window` in `words`, bit 0 of word 0 being the window's first
  /// turn. Windows must ascend and start at multiples of 64. Turns below the window are skipped.
  /// Cost: below 1 ns a turn in blocks, about 2 ns in varints.
  mutating func fill(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    guard let words = words.baseAddress, !window.isEmpty else { return }
    // Safety: the caller gives room for the window, and only places in it are set.
    if list.form == .bitmap {
      fillFromBitmap(words, window)
      return
    }
    if index < buffer.count, !giveRest(words, window) { return }
    while block < blockCount {
      guard fillFromBlock(words, window) else { return }
    }
    fillFromTail(words, window)
  }

  private func fillFromBitmap(_ words: UnsafeMutablePointer<UInt64>, _ window: Range<Int>) {
    var byte = window.lowerBound / 8
    let end = min((window.upperBound + 7) / 8, list.body.count)
    var word = 0
    while byte + 8 <= end {
      // Safety: eight bytes lie before `end`.
      words[word] |= UInt64(
        littleEndian: list.body.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
      byte += 8
      word += 1
    }
    var shift: UInt64 = 0
    while byte < end {
      words[word] |= UInt64(list.body[byte]) << shift
      shift += 8
      byte += 1
    }
  }

  /// Gives what is left of a block that reached behind the last window; false where it reaches
  /// behind this one too.
  private mutating func giveRest(
    _ words: UnsafeMutablePointer<UInt64>, _ window: Range<Int>
  ) -> Bool {
    while index < buffer.count {
      let turn = Int(buffer[index])
      if turn >= window.upperBound { return false }
      if turn >= window.lowerBound { Self.set(turn - window.lowerBound, words) }
      index += 1
    }
    return true
  }

  /// Gives the next block; false where the window or the list ends in it.
  private mutating func fillFromBlock(
    _ words: UnsafeMutablePointer<UInt64>, _ window: Range<Int>
  ) -> Bool {
    let head = list.head(block, of: blockCount)
    guard head.width <= 32, offset + 16 * head.width <= list.body.count,
      Int(head.last) < list.turnCount
    else { return fail() }
    let start = offset
    offset += 16 * head.width
    block += 1
    let before = previous
    previous = head.last
    if Int(head.last) < window.lowerBound { return true }
    let isWhole = buffer.withUnsafeMutableBufferPointer { output -> Bool? in
      guard let turns = output.baseAddress, let base = list.body.baseAddress else { return nil }
      // Safety: the block's bytes lie inside, and the buffer takes 128 numbers.
      BitPacking.unpackSums(base + start, width: head.width, after: before, into: turns)
      guard BitPacking.isAscending(turns, width: head.width, to: head.last) else { return nil }
      guard turns[0] >= window.lowerBound, head.last < window.upperBound else { return false }
      let first = UInt32(window.lowerBound)
      for i in 0..<BitPacking.blockSize { Self.set(Int(turns[i] &- first), words) }
      return true
    }
    guard let isWhole else { return fail() }
    if isWhole { return true }
    index = 0
    return giveRest(words, window)
  }

  private mutating func fillFromTail(
    _ words: UnsafeMutablePointer<UInt64>, _ window: Range<Int>
  ) {
    if let turn = held {
      if turn >= window.upperBound { return }
      held = nil
      if turn >= window.lowerBound { Self.set(Int(turn) - window.lowerBound, words) }
    }
    guard tailLeft > 0, let bytes = list.body.baseAddress else { return }
    let end = list.body.count
    while tailLeft > 0 {
      guard let turn = TurnList.next(bytes, &offset, end, after: previous), turn < list.turnCount
      else {
        _ = fail()
        return
      }
      previous = turn
      tailLeft -= 1
      if turn >= window.upperBound {
        held = turn
        return
      }
      if turn >= window.lowerBound { Self.set(Int(turn) - window.lowerBound, words) }
    }
  }

  private mutating func fail() -> Bool {
    failed = true
    block = blockCount
    tailLeft = 0
    held = nil
    index = buffer.count
    return false
  }

  /// Safety: the caller knows that the place lies in the window.
  @inline(__always)
  private static func set(_ place: Int, _ words: UnsafeMutablePointer<UInt64>) {
    words[place &>> 6] |= 1 &<< UInt64(truncatingIfNeeded: place)
  }
}

extension TurnList {
  /// Last turn and width of a block.
  @inline(__always)
  func head(_ block: Int, of blockCount: Int) -> (last: UInt32, width: Int) {
    // Safety: init checked that heads and widths lie inside.
    let last = body.loadUnaligned(fromByteOffset: 4 * block, as: UInt32.self)
    let width = body.loadUnaligned(fromByteOffset: 4 * blockCount + block, as: UInt8.self)
    return (UInt32(littleEndian: last), Int(width))
  }

  /// The turn behind `previous` from the varint at `offset`; `nil` where it is cut or too large.
  @inline(__always)
  static func next(
    _ bytes: UnsafeRawPointer, _ offset: inout Int, _ end: Int, after previous: UInt32
  ) -> UInt32? {
    var delta: UInt64 = 0
    var shift: UInt64 = 0
    while offset < end, shift < 35 {
      // Safety: the offset is below the end.
      let byte = bytes.load(fromByteOffset: offset, as: UInt8.self)
      offset &+= 1
      delta |= UInt64(byte & 0x7F) &<< shift
      if byte < 0x80 {
        // The first turn comes behind .max, which is -1.
        let turn = UInt64(previous &+ 1) &+ delta
        return turn < 1 << 31 ? UInt32(truncatingIfNeeded: turn) : nil
      }
      shift &+= 7
    }
    return nil
  }
}
