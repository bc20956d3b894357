import Glibc
import VerbatimCorpus
import VerbatimDigest

/// The distinct keys of facts (``Facet``) by number, in the order of first occurrence; all their bytes
/// in one pool.
struct FactTable {
  private struct Entry {
    var head: Head
    /// Where the key stands in the pool.
    var start: Int
    var count: UInt32
    /// The turn that had it last, in the order of adding.
    var lastTurn: UInt32
  }

  /// The first bytes of a key, which are all of most: so that the pool, which is far away, is not looked at.
  private struct Head: Equatable {
    static let size = 16
    var low: UInt64 = 0
    var high: UInt64 = 0

    @inline(__always)
    init(_ key: UnsafeRawBufferPointer) {
      if key.count >= Self.size {
        // Safety: unaligned loads of eight bytes that lie before the end.
        low = key.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        high = key.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
      } else if key.count >= 8 {
        low = key.loadUnaligned(fromByteOffset: 0, as: UInt64.self)
        // Together with the length, what two loads that overlap find says which bytes these are.
        high = key.loadUnaligned(fromByteOffset: key.count - 8, as: UInt64.self)
      } else {
        for byte in key { low = low << 8 | UInt64(byte) }
      }
    }
  }

  /// A word of the key: where it stands, and the key that it may be.
  private struct Word {
    var range: Range<Int>
    var hash: UInt64
    var slot: UInt64
    var candidate = -1
  }

  private var pool: [UInt8] = []
  private var entries: [Entry] = []
  /// By hash: the number plus 1 in the low half, 0 where empty; half of the hash in the high one.
  private var slots = [UInt64](repeating: 0, count: 256)
  private var turns: UInt32 = 0
  /// Words of a description that are looked up together.
  private var words: [Word] = []
  /// The key that is put together. A copy of the table may share it: nothing stays in it.
  private let key = ByteBuffer(capacity: 256)
  // Seeded, so that nobody can prepare keys that collide.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { entries.count }

  func range(_ number: Int) -> Range<Int> {
    entries[number].start..<entries[number].start + Int(entries[number].count)
  }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try pool.withUnsafeBytes(body)
  }

  /// Tells each distinct key of a turn once, in no order that means anything.
  ///
  /// Cost: a look at each byte; a key that is known makes no array.
  ///
  /// - Parameter pool: the texts of `all`.
  mutating func add(
    _ turn: TurnRows.Extra, of all: borrowing TurnRows, _ pool: UnsafeBufferPointer<UInt8>,
    _ body: (UInt32) -> Void
  ) {
    turns &+= 1
    for index in turn.events {
      let event = all.events[index]
      begin(Facet.eventByte)
      fold(event.kind.bytes(of: pool))
      tellKey(body)
      let description = event.description.bytes(of: pool)
      if description.isEmpty { continue }
      begin(Facet.eventByte)
      let isBytewise = fold(description)
      tellKey(body)
      if isBytewise { tellWords(body) } else { tellWords(of: description, body) }
    }
    for index in turn.attributes {
      begin(Facet.attributeByte)
      fold(all.attributes[index].name.bytes(of: pool))
      append(0)
      fold(all.attributes[index].value.bytes(of: pool))
      tellKey(body)
    }
  }

  private func begin(_ kind: UInt8) {
    key.removeAll()
    append(kind)
  }

  private func append(_ byte: UInt8) {
    let room = key.room(1)
    room.pointee = byte
    key.advance(to: room + 1)
  }

  /// Each word of the description that is the key, if there are several. The key is lost.
  private mutating func tellWords(_ body: (UInt32) -> Void) {
    // Safety: the bytes of the key, which stay where they are.
    let text = UnsafeBufferPointer(start: key.base, count: key.count)
    var word = Facet.word(in: text, from: 1)
    if Facet.word(in: text, from: word.upperBound).isEmpty { return }
    // What is far away in memory is asked for all words before it is waited for.
    words.removeAll(keepingCapacity: true)
    let mask = slots.count - 1
    while !word.isEmpty {
      // What stands before the word is not looked at again.
      key.base[word.lowerBound - 1] = Facet.eventByte
      let range = word.lowerBound - 1..<word.upperBound
      let hash = Checksum.xxh3(bytes(range), seed: seed)
      words.append(
        Word(range: range, hash: hash, slot: slots[Int(truncatingIfNeeded: hash) & mask]))
      word = Facet.word(in: text, from: word.upperBound)
    }
    for index in words.indices {
      let word = words[index]
      guard word.slot != 0, word.slot >> 32 == word.hash >> 32 else { continue }
      let number = Int(word.slot & 0xFFFF_FFFF) - 1
      if Int(entries[number].count) == word.range.count {
        words[index].candidate = number
      }
    }
    for index in words.indices {
      let word = words[index]
      let isKnown = word.candidate >= 0 && isEqual(word.candidate, bytes(word.range))
      tell(isKnown ? word.candidate : number(of: bytes(word.range), hash: word.hash), body)
    }
  }

  // Safety: bytes of the key, valid until it changes.
  private func bytes(_ range: Range<Int>) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: key.base + range.lowerBound, count: range.count)
  }

  /// Each word, if there are several, of a text that cannot be folded as a whole.
  private mutating func tellWords(
    of text: UnsafeBufferPointer<UInt8>, _ body: (UInt32) -> Void
  ) {
    var word = Facet.word(in: text, from: 0)
    if Facet.word(in: text, from: word.upperBound).isEmpty { return }
    while !word.isEmpty {
      begin(Facet.eventByte)
      fold(UnsafeBufferPointer(rebasing: text[word]))
      tellKey(body)
      word = Facet.word(in: text, from: word.upperBound)
    }
  }

  /// Adds the text to the key as ``Facet/fold(_:)`` has it. Returns whether each letter became one of the
  /// same length, so that the words of the key are those of the text, folded.
  @discardableResult
  private func fold(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    if let end = Facet.fold(text, into: key.room(text.count)) {
      key.advance(to: end)
      return true
    }
    key.append(Facet.fold(Array(text)))
    return false
  }

  private mutating func tellKey(_ body: (UInt32) -> Void) {
    tell(number(of: bytes(0..<key.count)), body)
  }

  private mutating func tell(_ number: Int, _ body: (UInt32) -> Void) {
    if entries[number].lastTurn == turns { return }
    entries[number].lastTurn = turns
    body(UInt32(number))
  }

  mutating func number(of key: UnsafeRawBufferPointer) -> Int {
    number(of: key, hash: Checksum.xxh3(key, seed: seed))
  }

  private mutating func number(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] >> 32 == hash >> 32, isEqual(number, key) { return number }
      slot = (slot + 1) & mask
    }
    let number = entries.count
    entries.append(
      Entry(
        head: Head(key), start: pool.count, count: UInt32(truncatingIfNeeded: key.count),
        lastTurn: 0))
    pool.append(contentsOf: key)
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    if entries.count * 2 > slots.count { grow() }
    return number
  }

  private func isEqual(_ number: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    let entry = entries[number]
    guard Int(entry.count) == key.count, entry.head == Head(key) else { return false }
    guard key.count > Head.size, let other = key.baseAddress else { return true }
    // Safety: memcmp reads as many bytes of each as both have.
    return pool.withUnsafeBytes {
      $0.baseAddress.map { memcmp($0 + entry.start, other, key.count) == 0 } ?? false
    }
  }

  private mutating func grow() {
    slots = Array(repeating: 0, count: slots.count * 2)
    let mask = slots.count - 1
    for number in entries.indices {
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
