import Glibc
import VerbatimCorpus
import VerbatimDigest

/// The distinct keys of facts (``Facet``) by number, in the order of first occurrence; all their bytes
/// in one pool.
struct FactTable {
  private var pool: [UInt8] = []
  /// End of each key in the pool.
  private var ends: [Int] = []
  /// By hash: the number plus 1 in the low half, 0 where empty; half of the hash in the high one.
  private var slots = [UInt64](repeating: 0, count: 256)
  /// The turn that had each key last, in the order of adding.
  private var lastTurns: [Int] = []
  private var turns = 0
  /// Room for the key that is put together, and how much of it is filled.
  private var key = [UInt8](repeating: 0, count: 64)
  private var length = 0
  // Seeded, so that nobody can prepare keys that collide.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { ends.count }

  func range(_ number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try pool.withUnsafeBytes(body)
  }

  /// Tells each distinct key of the turn once, in no order that means anything.
  ///
  /// Cost: a look at each byte; a key that is known makes no array.
  mutating func add(_ turn: borrowing Turn, _ body: (UInt32) -> Void) {
    turns += 1
    for event in turn.events {
      put(Facet.eventByte, event.kind, body)
      guard let description = event.description, !description.isEmpty else { continue }
      put(Facet.eventByte, description, body)
      putWords(of: description, body)
    }
    for entry in turn.attributes.entries {
      begin(Facet.attributeByte)
      fold(entry.name)
      append(0)
      fold(entry.value)
      tell(body)
    }
  }

  private mutating func put(_ kind: UInt8, _ text: String, _ body: (UInt32) -> Void) {
    begin(kind)
    fold(text)
    tell(body)
  }

  private mutating func begin(_ kind: UInt8) {
    key[0] = kind
    length = 1
  }

  private mutating func append(_ byte: UInt8) {
    makeRoom(for: 1)
    key[length] = byte
    length += 1
  }

  private mutating func makeRoom(for count: Int) {
    guard length + count > key.count else { return }
    key += [UInt8](repeating: 0, count: max(key.count, count))
  }

  /// Each word, if there are several.
  private mutating func putWords(of description: String, _ body: (UInt32) -> Void) {
    var description = description
    description.withUTF8 { bytes in
      var isFirst = true
      var index = 0
      while index < bytes.count {
        var end = index
        while end < bytes.count, !Facet.separatesWords(bytes[end]) { end += 1 }
        if end > index {
          if isFirst, !bytes[end...].contains(where: { !Facet.separatesWords($0) }) { return }
          isFirst = false
          begin(Facet.eventByte)
          fold(UnsafeBufferPointer(rebasing: bytes[index..<end]))
          tell(body)
        }
        index = end + 1
      }
    }
  }

  private mutating func fold(_ text: String) {
    var text = text
    text.withUTF8 { fold($0) }
  }

  /// Adds the text to the key as ``Facet/fold(_:)`` has it.
  private mutating func fold(_ bytes: UnsafeBufferPointer<UInt8>) {
    makeRoom(for: bytes.count)
    let start = length
    let isASCII = key.withUnsafeMutableBufferPointer { key in
      var all: UInt8 = 0
      for (index, byte) in bytes.enumerated() {
        all |= byte
        let isUpper = byte >= 0x41 && byte <= 0x5A
        key[start + index] = byte == 0 ? 1 : isUpper ? byte | 0x20 : byte
      }
      return all < 0x80
    }
    length += bytes.count
    if isASCII { return }
    length = start
    let folded = Facet.fold(Array(bytes))
    makeRoom(for: folded.count)
    key.replaceSubrange(start..<start + folded.count, with: folded)
    length += folded.count
  }

  private mutating func tell(_ body: (UInt32) -> Void) {
    let key = self.key
    let number = key.withUnsafeBytes {
      self.number(of: UnsafeRawBufferPointer(rebasing: $0[..<length]))
    }
    if lastTurns[number] == turns { return }
    lastTurns[number] = turns
    body(UInt32(number))
  }

  mutating func number(of key: UnsafeRawBufferPointer) -> Int {
    let hash = Checksum.xxh3(key, seed: seed)
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] >> 32 == hash >> 32, isEqual(number, key) { return number }
      slot = (slot + 1) & mask
    }
    let number = ends.count
    pool.append(contentsOf: key)
    ends.append(pool.count)
    lastTurns.append(0)
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    if ends.count * 2 > slots.count { grow() }
    return number
  }

  private func isEqual(_ number: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    let range = range(number)
    guard range.count == key.count, let other = key.baseAddress else { return false }
    // Safety: memcmp reads as many bytes of each as both have.
    return pool.withUnsafeBytes {
      $0.baseAddress.map { memcmp($0 + range.lowerBound, other, range.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for number in ends.indices {
      let range = range(number)
      let hash = pool.withUnsafeBytes {
        Checksum.xxh3(UnsafeRawBufferPointer(rebasing: $0[range]), seed: seed)
      }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    }
  }
}
