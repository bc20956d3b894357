import Glibc
import VerbatimCorpus
import VerbatimDigest

/// The distinct keys of facts (``Facet``) by number, in the order of first occurrence; all their bytes
/// in one pool.
struct FactTable {
  private struct Entry {
    /// Where the key stands in the pool.
    var start: Int
    var end: Int
    /// The turn that had it last, in the order of adding.
    var lastTurn: Int
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
  private var turns = 0
  /// Words of a description that are looked up together.
  private var words: [Word] = []
  /// The key that is put together. A copy of the table may share it: nothing stays in it.
  private let key = ByteBuffer(capacity: 256)
  // Seeded, so that nobody can prepare keys that collide.
  private let seed = UInt64.random(in: .min ... .max)

  var count: Int { entries.count }

  func range(_ number: Int) -> Range<Int> { entries[number].start..<entries[number].end }

  func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try pool.withUnsafeBytes(body)
  }

  /// Tells each distinct key of a turn once, in no order that means anything.
  ///
  /// Cost: a look at each byte; a key that is known makes no array.
  mutating func add(_ events: [Event], _ attributes: Attributes, _ body: (UInt32) -> Void) {
    turns += 1
    for event in events {
      begin(Facet.eventByte)
      fold(event.kind)
      tellKey(body)
      guard var description = event.description, !description.isEmpty else { continue }
      begin(Facet.eventByte)
      description.withUTF8 { text in
        let isBytewise = fold(text)
        tellKey(body)
        if isBytewise { tellWords(body) } else { tellWords(of: text, body) }
      }
    }
    for entry in attributes.entries {
      begin(Facet.attributeByte)
      fold(entry.name)
      append(0)
      fold(entry.value)
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
      if entries[number].end - entries[number].start == word.range.count {
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

  private func fold(_ text: String) {
    var text = text
    text.withUTF8 { _ = fold($0) }
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
    entries.append(Entry(start: pool.count, end: pool.count + key.count, lastTurn: 0))
    pool.append(contentsOf: key)
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    if entries.count * 2 > slots.count { grow() }
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
