/// Where each turn begins in a stream: ascending offsets in blocks of 64, O(1) to read, 2 bytes an
/// entry and 8 a block; a block that spans 64 KiB or more keeps its offsets in a wide table.
///
/// ```
/// table = u64 count , { block } , { wide } ;        count offsets, one more than there are turns
/// block = u64 base , 64 × u16 ;                     base bit 63: wide, then the first u32 names it
/// wide  = 64 × u32 ;                                relative to the base as well
/// ```
struct OffsetTable {
  static let blockSize = 64
  private static let blockLength = 8 + 2 * blockSize
  private static let wideLength = 4 * blockSize

  /// The blocks of all entries, and the wide blocks behind them.
  let blocks: UnsafeRawBufferPointer
  let wide: UnsafeRawBufferPointer
  let count: Int

  init?(_ section: UnsafeRawBufferPointer) {
    var reader = ByteReader(section)
    let count = reader.u64()
    guard !reader.failed, count < 1 << 40 else { return nil }
    self.count = Int(count)
    let blockCount = (self.count + Self.blockSize - 1) / Self.blockSize
    blocks = reader.slice(blockCount * Self.blockLength)
    guard !reader.failed, (section.count - reader.offset) % Self.wideLength == 0 else { return nil }
    wide = reader.slice(section.count - reader.offset)
  }

  /// 0 for an index out of range or a wide entry that is not there.
  @inline(__always)
  subscript(index: Int) -> Int {
    guard index >= 0, index < count else { return 0 }
    let block = index / Self.blockSize * Self.blockLength
    let slot = index % Self.blockSize
    // Safety: init checked that every block of `count` lies inside.
    let base = UInt64(littleEndian: blocks.loadUnaligned(fromByteOffset: block, as: UInt64.self))
    if base >> 63 == 0 {
      let relative = blocks.loadUnaligned(fromByteOffset: block + 8 + 2 * slot, as: UInt16.self)
      return Int(base & (1 << 48 - 1)) + Int(UInt16(littleEndian: relative))
    }
    let number = UInt32(
      littleEndian: blocks.loadUnaligned(fromByteOffset: block + 8, as: UInt32.self))
    let place = Int(number) * Self.wideLength + 4 * slot
    guard place + 4 <= wide.count else { return 0 }
    let relative = wide.loadUnaligned(fromByteOffset: place, as: UInt32.self)
    return Int(base & (1 << 48 - 1)) + Int(UInt32(littleEndian: relative))
  }

  /// The bytes of entry `index` in a stream of `length` bytes; `nil` where the table is damaged.
  @inline(__always)
  func range(_ index: Int, within length: Int) -> Range<Int>? {
    let lower = self[index]
    let upper = self[index + 1]
    guard index >= 0, index + 1 < count, lower <= upper, upper <= length else { return nil }
    return lower..<upper
  }

  static func encode(_ offsets: [Int]) -> [UInt8] {
    var writer = OffsetTableWriter()
    for offset in offsets { writer.append(offset) }
    return writer.finish()
  }
}

/// Writes an ``OffsetTable``, two bytes an offset as they come.
///
/// - Precondition: offsets ascend, and 64 neighbours span less than 2³² bytes.
struct OffsetTableWriter {
  private let blocks = ByteBuffer()
  private let wide = ByteBuffer()
  private var wideCount: UInt32 = 0
  /// The offsets of the block that is not written yet.
  private var pending = [Int](repeating: 0, count: OffsetTable.blockSize)
  private(set) var count = 0

  @inline(__always)
  mutating func append(_ offset: Int) {
    let slot = count % OffsetTable.blockSize
    pending[slot] = offset
    count += 1
    if slot == OffsetTable.blockSize - 1 { flush(slot + 1) }
  }

  /// Appends `more` offsets. Cost: about 1 ns each.
  @inline(__always)
  mutating func append(_ more: Int, _ offset: (Int) -> Int) {
    var done = 0
    while done < more {
      let slot = count % OffsetTable.blockSize
      let part = min(OffsetTable.blockSize - slot, more - done)
      pending.withUnsafeMutableBufferPointer { pending in
        for index in 0..<part { pending[slot &+ index] = offset(done &+ index) }
      }
      count += part
      done += part
      if slot + part == OffsetTable.blockSize { flush(OffsetTable.blockSize) }
    }
  }

  /// Writes a block of the first `filled` offsets that are pending, and zeros behind them.
  private mutating func flush(_ filled: Int) {
    let base = pending[0]
    let isWide = pending[filled - 1] - base > Int(UInt16.max)
    let length = 8 + 2 * OffsetTable.blockSize
    let room = UnsafeMutableRawPointer(blocks.room(length))
    // Safety: all that is written lies in the room that was made.
    room.storeBytes(of: (UInt64(base) | (isWide ? 1 << 63 : 0)).littleEndian, as: UInt64.self)
    (room + 8).initializeMemory(as: UInt8.self, repeating: 0, count: length - 8)
    if isWide {
      room.storeBytes(of: wideCount.littleEndian, toByteOffset: 8, as: UInt32.self)
      wideCount += 1
      let own = UnsafeMutableRawPointer(wide.room(4 * OffsetTable.blockSize))
      for slot in 0..<OffsetTable.blockSize {
        let relative = slot < filled ? UInt32(pending[slot] - base) : 0
        own.storeBytes(of: relative.littleEndian, toByteOffset: 4 * slot, as: UInt32.self)
      }
      wide.advance(to: wide.base + wide.count + 4 * OffsetTable.blockSize)
    } else {
      for slot in 0..<filled {
        let relative = UInt16(truncatingIfNeeded: pending[slot] - base)
        room.storeBytes(of: relative.littleEndian, toByteOffset: 8 + 2 * slot, as: UInt16.self)
      }
    }
    blocks.advance(to: blocks.base + blocks.count + length)
  }

  consuming func finish() -> [UInt8] {
    if count % OffsetTable.blockSize > 0 { flush(count % OffsetTable.blockSize) }
    var writer = ByteWriter()
    writer.bytes.reserveCapacity(8 + blocks.count + wide.count)
    writer.u64(UInt64(count))
    writer.slice(blocks.bytes)
    writer.slice(wide.bytes)
    return writer.bytes
  }
}
