/// Writes records into room that is large enough.
struct RecordWriter {
  private(set) var next: UnsafeMutablePointer<UInt8>

  init(_ room: UnsafeMutablePointer<UInt8>) {
    next = room
  }

  @inline(__always)
  mutating func byte(_ value: UInt8) {
    next.pointee = value
    next += 1
  }

  /// Writes eight bytes and keeps `length` of them; there is room for all.
  @inline(__always)
  mutating func code(_ bytes: UInt64, length: Int) {
    UnsafeMutableRawPointer(next).storeBytes(of: bytes.littleEndian, as: UInt64.self)
    next += length
  }

  @inline(__always)
  mutating func varint(_ value: UInt32) {
    var rest = value
    while rest >= 0x80 {
      next.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      next += 1
      rest >>= 7
    }
    next.pointee = UInt8(truncatingIfNeeded: rest)
    next += 1
  }

  mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      next.pointee = UInt8(truncatingIfNeeded: rest) | 0x80
      next += 1
      rest >>= 7
    }
    next.pointee = UInt8(truncatingIfNeeded: rest)
    next += 1
  }

  mutating func checksum(_ value: UInt64) {
    UnsafeMutableRawPointer(next).storeBytes(of: value, as: UInt64.self)
    next += 8
  }

  @inline(__always)
  mutating func slot(caseCode: UInt8, gap: UInt32) {
    next.pointee = caseCode << 6 | UInt8(truncatingIfNeeded: min(gap, 63))
    next += 1
    if gap >= 63 { varint(gap - 63) }
  }

  mutating func literal(_ bytes: UnsafePointer<UInt8>, _ count: Int) {
    varint(UInt64(count))
    next.update(from: bytes, count: count)
    next += count
  }
}

/// Reads what ``RecordWriter`` wrote in this process: the bytes are trusted.
struct RecordReader {
  private(set) var next: UnsafePointer<UInt8>

  init(_ start: UnsafePointer<UInt8>) {
    next = start
  }

  @inline(__always)
  mutating func varint() -> Int {
    var value = Int(next.pointee)
    next += 1
    if value < 0x80 { return value }
    value &= 0x7F
    var shift = 7
    while true {
      let byte = Int(next.pointee)
      next += 1
      value |= (byte & 0x7F) << shift
      if byte < 0x80 { return value }
      shift += 7
    }
  }

  /// Moves behind speaker set, length and checksum of a record.
  mutating func skipHead() {
    _ = varint()
    _ = varint()
    next += 8
  }

  mutating func checksum() -> UInt64 {
    defer { next += 8 }
    return UnsafeRawPointer(next).loadUnaligned(as: UInt64.self)
  }

  @inline(__always)
  mutating func slot() -> (caseCode: UInt8, gap: Int) {
    let byte = next.pointee
    next += 1
    var gap = Int(byte & 63)
    if gap == 63 { gap += varint() }
    return (byte >> 6, gap)
  }

  mutating func literal() -> UnsafeBufferPointer<UInt8> {
    let count = varint()
    defer { next += count }
    return UnsafeBufferPointer(start: next, count: count)
  }
}
