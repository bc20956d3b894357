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

  /// Writes four bytes and keeps `length` of them; there is room for all.
  @inline(__always)
  mutating func code(_ bytes: UInt32, length: Int) {
    UnsafeMutableRawPointer(next).storeBytes(of: bytes.littleEndian, as: UInt32.self)
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

  /// A token: at most ten bytes. Which length a number has is found without a branch.
  @inline(__always)
  mutating func token(caseCode: UInt8, gap: UInt32, number: UInt32) {
    let more = (number > 0xFF ? 1 : 0) &+ (number > 0xFFFF ? 1 : 0) &+ (number > 0xFF_FFFF ? 1 : 0)
    next.pointee =
      caseCode << 6 | UInt8(truncatingIfNeeded: more) << 4 | UInt8(truncatingIfNeeded: min(gap, 15))
    UnsafeMutableRawPointer(next + 1).storeBytes(of: number.littleEndian, as: UInt32.self)
    next += 2 &+ more
    if gap >= 15 { varint(gap - 15) }
  }

  /// The gap behind the last token.
  mutating func end(gap: UInt32) {
    byte(UInt8(truncatingIfNeeded: min(gap, 15)))
    if gap >= 15 { varint(gap - 15) }
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

  /// - Parameter start: the first record, behind whose last one eight bytes can be read.
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
  mutating func token() -> (caseCode: UInt8, gap: UInt32, number: UInt32) {
    let word = UInt64(littleEndian: UnsafeRawPointer(next).loadUnaligned(as: UInt64.self))
    let more = word >> 4 & 3
    let number =
      UInt32(truncatingIfNeeded: word >> 8) & (.max &>> UInt32(truncatingIfNeeded: 24 &- 8 &* more))
    next += 2 &+ Int(more)
    var gap = UInt32(truncatingIfNeeded: word & 15)
    if gap == 15 { gap = UInt32(varint()) + 15 }
    return (UInt8(truncatingIfNeeded: word >> 6 & 3), gap, number)
  }

  mutating func endGap() -> UInt32 {
    var gap = UInt32(next.pointee)
    next += 1
    if gap == 15 { gap = UInt32(varint()) + 15 }
    return gap
  }

  mutating func literal() -> UnsafeBufferPointer<UInt8> {
    let count = varint()
    defer { next += count }
    return UnsafeBufferPointer(start: next, count: count)
  }
}

/// The tokens of one record, taken apart into columns: what is then done with them runs through one
/// column at a time and does not wait for memory token by token. Reused for many turns.
final class RecordColumns {
  struct Literal {
    var slot: Int
    var bytes: UnsafeBufferPointer<UInt8>
  }

  @exclusivity(unchecked) private(set) var numbers: UnsafeMutablePointer<UInt32>
  /// The draft's number of the gap before a token, times four, and the case of the token.
  @exclusivity(unchecked) private(set) var slots: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private(set) var endGap: UInt32 = 0
  @exclusivity(unchecked) private(set) var literals: [Literal] = []
  @exclusivity(unchecked) private var capacity = 512

  init() {
    numbers = .allocate(capacity: capacity)
    slots = .allocate(capacity: capacity)
  }

  deinit {
    numbers.deallocate()
    slots.deallocate()
  }

  /// Reads what stands behind a record's head. Literals are valid as long as the record's bytes.
  func read(_ reader: inout RecordReader) {
    count = reader.varint()
    if count > capacity { grow() }
    if !literals.isEmpty { literals.removeAll(keepingCapacity: true) }
    let numbers = self.numbers
    let slots = self.slots
    for slot in 0..<count {
      let (caseCode, gap, number) = reader.token()
      numbers[slot] = number
      slots[slot] = gap &<< 2 | UInt32(caseCode)
      if caseCode == 3 { literals.append(Literal(slot: slot, bytes: reader.literal())) }
    }
    endGap = reader.endGap()
  }

  private func grow() {
    numbers.deallocate()
    slots.deallocate()
    capacity = count + count / 2
    numbers = .allocate(capacity: capacity)
    slots = .allocate(capacity: capacity)
  }
}
