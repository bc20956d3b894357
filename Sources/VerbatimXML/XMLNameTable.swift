/// From the parser's interned strings to dense numbers.
@usableFromInline
struct XMLNameTable {
  @usableFromInline var slots: [(key: UInt, number: Int)]
  @usableFromInline var count = 0

  init() {
    slots = Array(repeating: (0, 0), count: 256)
  }

  /// Equal addresses are equal names, since the parser keeps every name once.
  @inlinable
  mutating func number(of name: UnsafePointer<UInt8>) -> Int {
    let key = UInt(bitPattern: name)
    var slot = home(key)
    while slots[slot].key != 0 {
      if slots[slot].key == key { return slots[slot].number }
      slot = (slot + 1) & (slots.count - 1)
    }
    return insert(key, at: slot)
  }

  @usableFromInline
  mutating func insert(_ key: UInt, at slot: Int) -> Int {
    let number = count
    count += 1
    slots[slot] = (key, number)
    if count * 2 > slots.count { grow() }
    return number
  }

  @inlinable
  func home(_ key: UInt) -> Int {
    let mixed = key &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: mixed >> 32) & (slots.count - 1)
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: (0, 0), count: old.count * 2)
    for entry in old where entry.key != 0 {
      var slot = home(entry.key)
      while slots[slot].key != 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = entry
    }
  }
}
