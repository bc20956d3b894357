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

  static func encode(_ turns: UnsafeBufferPointer<UInt32>, turnCount: Int) -> [UInt8] {
    var writer = ByteWriter()
    if turns.count >= 64, turns.count * bitmapRatio >= turnCount {
      writer.byte(Form.bitmap.rawValue)
      var bits = [UInt8](repeating: 0, count: (turnCount + 7) / 8)
      for turn in turns { bits[Int(turn >> 3)] |= 1 << (turn & 7) }
      writer.slice(bits)
      return writer.bytes
    }
    let blocks = turns.count / BitPacking.blockSize
    writer.byte((blocks == 0 ? Form.varints : .blocks).rawValue)
    var previous = UInt32.max  // so that the first delta less one is the turn itself
    var packed: [UInt8] = []
    var widths: [UInt8] = []
    var deltas = [UInt32](repeating: 0, count: BitPacking.blockSize)
    for block in 0..<blocks {
      var all: UInt32 = 0
      for i in 0..<BitPacking.blockSize {
        let turn = turns[block * BitPacking.blockSize + i]
        deltas[i] = turn &- previous &- 1
        all |= deltas[i]
        previous = turn
      }
      let width = 32 - all.leadingZeroBitCount
      widths.append(UInt8(width))
      deltas.withUnsafeBufferPointer { BitPacking.pack($0, width: width, into: &packed) }
      writer.u32(previous)
    }
    writer.slice(widths)
    writer.slice(packed)
    for turn in turns[(blocks * BitPacking.blockSize)...] {
      writer.varint(UInt64(turn &- previous &- 1))
      previous = turn
    }
    return writer.bytes
  }
}
