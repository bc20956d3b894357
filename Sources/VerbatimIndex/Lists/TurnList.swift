/// The turns of a term: ascending numbers, in the smallest of three forms.
///
/// ```
/// list   = form , body ;
/// form   = 0 varints | 1 blocks | 2 bitmap ;
/// body 0 = { varint delta - 1 } ;                             fewer than 128 turns
/// body 1 = blocks × u32 last turn , blocks × u8 width ,       full blocks of 128
///          { packed deltas - 1 } , { varint delta - 1 } ;     and the rest
/// body 2 = turns / 8 bytes ;                                  1/16 of all turns or more
/// ```
/// The number of turns (`count`) stands beside the list, in the dictionary.
struct TurnList {
  enum Form: UInt8 {
    case varints = 0
    case blocks = 1
    case bitmap = 2
  }

  /// A list longer than 1/16 of all turns is a bitmap.
  static let bitmapRatio = 16

  let form: Form
  let count: Int
  /// Turns of the segment: every number is below.
  let turnCount: Int
  let body: UnsafeRawBufferPointer

  init?(_ bytes: UnsafeRawBufferPointer, count: Int, turnCount: Int) {
    guard let first = bytes.first, let form = Form(rawValue: first), count >= 0, count <= turnCount
    else { return nil }
    self.form = form
    self.count = count
    self.turnCount = turnCount
    body = UnsafeRawBufferPointer(rebasing: bytes[1...])
    switch form {
    case .varints: if body.count < count { return nil }
    case .blocks: if body.count < count / 128 * 5 + count % 128 { return nil }
    case .bitmap: if body.count != (turnCount + 7) / 8 { return nil }
    }
  }

  /// Appends a list of ascending turns. Cost: about 1 ns a turn.
  static func encode(
    _ turns: UnsafeBufferPointer<UInt32>, turnCount: Int, into output: ByteBuffer,
    _ scratch: ListScratch
  ) {
    if turns.count >= 64, turns.count * bitmapRatio >= turnCount {
      let length = (turnCount + 7) / 8
      let room = output.room(length + 1)
      room[0] = Form.bitmap.rawValue
      let bits = room + 1
      bits.update(repeating: 0, count: length)
      for turn in turns { bits[Int(turn >> 3)] |= 1 << UInt8(truncatingIfNeeded: turn & 7) }
      output.advance(to: bits + length)
      return
    }
    let size = BitPacking.blockSize
    let blocks = turns.count / size
    // Heads and widths, then packed blocks and varints of at most five bytes a turn.
    let room = output.room(1 + 5 * blocks + 5 * turns.count + 16)
    room[0] = (blocks == 0 ? Form.varints : .blocks).rawValue
    let heads = UnsafeMutableRawPointer(room + 1)
    let widths = room + 1 + 4 * blocks
    var packed = UnsafeMutableRawPointer(widths + blocks)
    var previous = UInt32.max  // so that the first delta less one is the turn itself
    for block in 0..<blocks {
      var all: UInt32 = 0
      for i in 0..<size {
        let turn = turns[block * size + i]
        scratch.deltas[i] = turn &- previous &- 1
        all |= scratch.deltas[i]
        previous = turn
      }
      let width = 32 - all.leadingZeroBitCount
      widths[block] = UInt8(width)
      heads.storeBytes(of: previous.littleEndian, toByteOffset: 4 * block, as: UInt32.self)
      BitPacking.pack(scratch.deltas, width: width, into: packed)
      packed += 16 * width
    }
    var tail = RecordWriter(packed.assumingMemoryBound(to: UInt8.self))
    for turn in turns[(blocks * size)...] {
      tail.varint(turn &- previous &- 1)
      previous = turn
    }
    output.advance(to: tail.next)
  }

  /// A list of its own.
  static func encode(_ turns: UnsafeBufferPointer<UInt32>, turnCount: Int) -> [UInt8] {
    let output = ByteBuffer()
    encode(turns, turnCount: turnCount, into: output, ListScratch(turnCount: 0))
    return Array(output.bytes)
  }
}

/// Goes through a ``TurnList`` in ascending order, a block at a time.
///
/// A cursor is a value of the caller's: it holds one decoded block and never allocates after init.
struct TurnCursor {
  private let list: TurnList
  private let blockCount: Int
  private var block = 0
  private var packedOffset = 0
  private var tail: ByteReader
  private var tailLeft = 0
  private var previous: UInt32 = .max
  /// Decoded turns, those from `index` on not yet given.
  private var buffer: [UInt32]
  private var index = 0
  private var filled = 0
  private(set) var failed = false

  init(_ list: TurnList) {
    self.list = list
    blockCount = list.form == .blocks ? list.count / BitPacking.blockSize : 0
    packedOffset = blockCount * 5
    tail = ByteReader(list.body)
    buffer = [UInt32](repeating: 0, count: BitPacking.blockSize)
    if list.form == .varints {
      tailLeft = list.count
    } else if list.form == .blocks {
      tailLeft = list.count % BitPacking.blockSize
    }
  }

  /// Sets the bits of all turns in `window` in `words`, bit 0 of word 0 being the window's first
  /// turn. Windows must ascend and start at multiples of 64. Turns below the window are skipped.
  mutating func fill(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    if list.form == .bitmap {
      fillFromBitmap(words, window: window)
      return
    }
    while true {
      while index < filled {
        let turn = Int(buffer[index])
        if turn >= window.upperBound { return }
        if turn >= window.lowerBound {
          let place = turn - window.lowerBound
          words[place >> 6] |= 1 << UInt64(place & 63)
        }
        index += 1
      }
      if !refill(from: window.lowerBound) { return }
    }
  }

  private func fillFromBitmap(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    var byte = window.lowerBound / 8
    let end = min((window.upperBound + 7) / 8, list.body.count)
    var word = 0
    while byte + 8 <= end, word < words.count {
      // Safety: eight bytes lie before `end`.
      words[word] |= UInt64(
        littleEndian: list.body.loadUnaligned(fromByteOffset: byte, as: UInt64.self))
      byte += 8
      word += 1
    }
    var shift: UInt64 = 0
    while byte < end, word < words.count {
      words[word] |= UInt64(list.body[byte]) << shift
      shift += 8
      byte += 1
    }
  }

  /// Decodes the next block whose last turn is not below `turn`; false at the end.
  private mutating func refill(from turn: Int) -> Bool {
    while block < blockCount {
      // Safety: TurnList.init checked that heads and widths lie inside.
      let last = UInt32(
        littleEndian: list.body.loadUnaligned(fromByteOffset: 4 * block, as: UInt32.self))
      let width = Int(list.body[4 * blockCount + block])
      let start = packedOffset
      guard width <= 32, start + 16 * width <= list.body.count else {
        failed = true
        block = blockCount
        tailLeft = 0
        return false
      }
      block += 1
      packedOffset += 16 * width
      if Int(last) < turn {
        previous = last
        continue
      }
      buffer.withUnsafeMutableBufferPointer { output in
        guard let out = output.baseAddress, let base = list.body.baseAddress else { return }
        BitPacking.unpackSums(base + start, width: width, after: previous, into: out)
      }
      if buffer[BitPacking.blockSize - 1] != last { failed = true }
      previous = last
      index = 0
      filled = BitPacking.blockSize
      return true
    }
    guard tailLeft > 0 else { return false }
    if list.form == .blocks, tail.offset == 0 { tail = ByteReader(list.body, at: packedOffset) }
    filled = 0
    index = 0
    for i in 0..<min(tailLeft, BitPacking.blockSize) {
      previous = previous &+ UInt32(truncatingIfNeeded: tail.varint()) &+ 1
      buffer[i] = previous
      filled += 1
    }
    tailLeft -= filled
    if tail.failed {
      failed = true
      tailLeft = 0
      filled = 0
      return false
    }
    return true
  }
}
