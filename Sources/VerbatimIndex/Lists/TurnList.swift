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
