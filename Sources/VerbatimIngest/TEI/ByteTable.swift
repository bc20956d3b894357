import Glibc

/// Numbers for byte strings, dense from 0 in the order of first occurrence; all strings in one pool.
struct ByteTable {
  private var pool: [UInt8] = []
  /// End of each string in the pool.
  private var ends: [Int] = []
  /// By hash: the number plus 1 in the low half, 0 where empty; half of the hash in the high one.
  private var slots: [UInt64] = Array(repeating: 0, count: 64)
  // Seeded, so that nobody can prepare strings that collide.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { ends.count }

  /// The string's number, a new one for a new string.
  mutating func insert(_ bytes: UnsafeBufferPointer<UInt8>) -> (number: Int, isNew: Bool) {
    let hash = hash(bytes)
    let slot = slot(of: bytes, hash)
    if slots[slot] != 0 { return (Int(slots[slot] & 0xFFFF_FFFF) - 1, false) }
    let number = ends.count
    pool.append(contentsOf: bytes)
    ends.append(pool.count)
    slots[slot] = Self.entry(number, hash)
    if ends.count * 2 > slots.count { grow() }
    return (number, true)
  }

  func number(of string: String) -> Int? {
    var string = string
    return string.withUTF8 { bytes in
      let entry = slots[slot(of: bytes, hash(bytes))]
      return entry == 0 ? nil : Int(entry & 0xFFFF_FFFF) - 1
    }
  }

  func string(_ number: Int) -> String { String(decoding: pool[range(number)], as: UTF8.self) }

  private func range(_ number: Int) -> Range<Int> {
    (number == 0 ? 0 : ends[number - 1])..<ends[number]
  }

  private static func entry(_ number: Int, _ hash: UInt64) -> UInt64 {
    hash & ~0xFFFF_FFFF | UInt64(truncatingIfNeeded: number + 1)
  }

  private func slot(of bytes: UnsafeBufferPointer<UInt8>, _ hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      if slots[slot] >> 32 == hash >> 32,
        isEqual(range(Int(slots[slot] & 0xFFFF_FFFF) - 1), bytes)
      {
        return slot
      }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ range: Range<Int>, _ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
    guard range.count == bytes.count, let other = bytes.baseAddress else {
      return range.count == bytes.count
    }
    return pool.withUnsafeBufferPointer {
      guard let pool = $0.baseAddress else { return false }
      // Safety: as many bytes lie in both.
      return memcmp(pool + range.lowerBound, other, range.count) == 0
    }
  }

  /// Multiplies eight bytes at a time into the seed and folds the product.
  private func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var state = seed ^ UInt64(raw.count)
    var index = 0
    // Safety: unaligned loads of eight bytes that lie before the end.
    while index + 8 <= raw.count {
      state = Self.fold(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self), seed | 1)
      index += 8
    }
    var rest: UInt64 = 0
    while index < raw.count {
      rest = rest << 8 | UInt64(raw[index])
      index += 1
    }
    return Self.fold(state ^ rest, 0x9E37_79B9_7F4A_7C15)
  }

  private static func fold(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    pool.withUnsafeBufferPointer { pool in
      for number in ends.indices {
        let hash = hash(UnsafeBufferPointer(rebasing: pool[range(number)]))
        var slot = Int(truncatingIfNeeded: hash) & mask
        while slots[slot] != 0 { slot = (slot + 1) & mask }
        slots[slot] = Self.entry(number, hash)
      }
    }
  }
}
