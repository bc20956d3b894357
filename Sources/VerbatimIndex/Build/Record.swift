import CVectors

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

  /// Has `body` write, which moves the place behind what it wrote.
  @inline(__always)
  mutating func write<Result>(
    _ body: (inout UnsafeMutablePointer<UInt8>?) -> Result
  ) -> Result {
    var place: UnsafeMutablePointer<UInt8>? = next
    defer { if let place { next = place } }
    return body(&place)
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

  /// - Parameter start: the first record, behind whose last one ``SpillStream/padding`` bytes can be read.
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

  /// Moves over `count` bytes.
  mutating func bytes(_ count: Int) -> UnsafePointer<UInt8> {
    defer { next += count }
    return next
  }

  mutating func literal() -> UnsafeBufferPointer<UInt8> {
    let count = varint()
    defer { next += count }
    return UnsafeBufferPointer(start: next, count: count)
  }
}

/// The tokens of one record, where they stand in columns. Reused for many turns.
final class RecordColumns {
  struct Literal {
    var slot: Int
    var bytes: UnsafeBufferPointer<UInt8>
  }

  /// A gap whose number does not fit into its slot.
  struct OtherGap {
    var slot: Int
    var number: UInt32
  }

  /// By token, case and gap as `cs_write_slots` has them; sixteen more can be read.
  @exclusivity(unchecked) private(set) var slots: UnsafePointer<UInt8>
  /// By token, the draft's number of its term, ``width`` bytes each.
  @exclusivity(unchecked) private(set) var numbers: UnsafePointer<UInt8>
  @exclusivity(unchecked) private(set) var width = 3
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private(set) var endGap: UInt32 = 0
  @exclusivity(unchecked) private(set) var literals: [Literal] = []
  @exclusivity(unchecked) private var otherGaps: [OtherGap] = []
  /// The first of them that was not asked for.
  @exclusivity(unchecked) private var nextGap = 0

  /// What the columns of no record are.
  private let nothing = UnsafeMutablePointer<UInt8>.allocate(capacity: 1)

  init() {
    slots = UnsafePointer(nothing)
    numbers = UnsafePointer(nothing)
  }

  deinit { nothing.deallocate() }

  /// Reads what stands behind a record's head. All is valid as long as the record's bytes.
  func read(_ reader: inout RecordReader) {
    let head = reader.varint()
    count = head >> 1
    width = head & 1 == 1 ? 3 : 4
    slots = reader.bytes(count)
    numbers = reader.bytes(width * count)
    if !otherGaps.isEmpty { otherGaps.removeAll(keepingCapacity: true) }
    nextGap = 0
    for _ in 0..<reader.varint() {
      let slot = reader.varint()
      otherGaps.append(OtherGap(slot: slot, number: UInt32(reader.varint())))
    }
    if !literals.isEmpty { literals.removeAll(keepingCapacity: true) }
    for _ in 0..<reader.varint() {
      let slot = reader.varint()
      literals.append(Literal(slot: slot, bytes: reader.literal()))
    }
    endGap = UInt32(reader.varint())
  }

  /// The draft's number of a token's term.
  @inline(__always)
  func number(_ slot: Int) -> Int {
    let word = UnsafeRawPointer(numbers + slot * width).loadUnaligned(as: UInt32.self)
    return Int(UInt32(littleEndian: word) & (.max &>> UInt32(truncatingIfNeeded: 32 &- 8 &* width)))
  }

  @inline(__always)
  func caseCode(_ slot: Int) -> UInt8 { slots[slot] & 3 }

  /// The draft's number of the gap before a token; to be asked in the order of the tokens.
  @inline(__always)
  func gap(_ slot: Int) -> Int {
    let number = Int(slots[slot] >> 2)
    return number < Int(CS_OTHER_GAP) ? number : otherGap(slot)
  }

  private func otherGap(_ slot: Int) -> Int {
    while otherGaps[nextGap].slot < slot { nextGap += 1 }
    return Int(otherGaps[nextGap].number)
  }
}
