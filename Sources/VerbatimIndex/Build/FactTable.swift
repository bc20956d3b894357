import CVectors
import Glibc
import VerbatimCorpus
import VerbatimDigest

/// The distinct keys of facts (``Facet``) by number, in the order of first occurrence; all their bytes
/// in one pool.
final class FactTable {
  private struct Entry: BitwiseCopyable {
    var head: Head
    /// Where the key stands in the pool.
    var start: Int
    var count: UInt32
    /// The turn that had it last, in the order of adding.
    var lastTurn: UInt32
  }

  /// The first bytes of a key, which are all of most: so that the pool, which is far away, is not looked at.
  private struct Head: Equatable, BitwiseCopyable {
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

  /// A word of the key: where it stands, and the number of the key that it may be; -1 for none.
  private struct Word: BitwiseCopyable {
    var start: Int
    var count: Int
    var hash: UInt64
    var candidate = -1
  }

  private let pool = ByteBuffer(capacity: 1 << 12)
  /// By hash: the number plus 1 in the low half, 0 where empty; half of the hash in the high one.
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<UInt64>
  @exclusivity(unchecked) private var mask = 255
  /// By number; room for half as many as slots.
  @exclusivity(unchecked) private var entries: UnsafeMutablePointer<Entry>
  @exclusivity(unchecked) private(set) var count = 0
  @exclusivity(unchecked) private var turns: UInt32 = 0
  /// Words of a description that are looked up together.
  @exclusivity(unchecked) private var words: UnsafeMutablePointer<Word>
  @exclusivity(unchecked) private var mostWords = 64
  /// The key that is put together.
  private let key = ByteBuffer(capacity: 256)
  // Seeded, so that nobody can prepare keys that collide.
  private let seed = UInt64.random(in: .min ... .max)

  init() {
    slots = .allocate(capacity: mask + 1)
    slots.initialize(repeating: 0, count: mask + 1)
    entries = .allocate(capacity: mask / 2 + 1)
    words = .allocate(capacity: mostWords)
  }

  deinit {
    slots.deallocate()
    entries.deallocate()
    words.deallocate()
  }

  /// The bytes of a key; valid until another one comes.
  func bytes(of number: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: pool.base + entries[number].start, count: Int(entries[number].count))
  }

  /// Tells each distinct key of a turn once, in no order that means anything.
  ///
  /// Cost: a look at each byte; a key that is known makes no array.
  ///
  /// - Parameter pool: the texts of `all`.
  func add(
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
  private func tellWords(_ body: (UInt32) -> Void) {
    // Safety: the bytes of the key, which stay where they are.
    let text = UnsafeBufferPointer(start: key.base, count: key.count)
    var word = Facet.word(in: text, from: 1)
    if Facet.word(in: text, from: word.upperBound).isEmpty { return }
    if key.count > mostWords {
      words.deallocate()
      mostWords = 2 * key.count
      words = .allocate(capacity: mostWords)
    }
    // What is far away in memory is fetched for all words before it is waited for.
    let (words, slots, mask, entries) = (words, slots, mask, entries)
    var count = 0
    while !word.isEmpty {
      // What stands before the word is not looked at again.
      let start = word.lowerBound - 1
      key.base[start] = Facet.eventByte
      let length = word.upperBound - start
      let hash = Checksum.xxh3(bytes(start, length), seed: seed)
      verbatim_prefetch(slots + (Int(truncatingIfNeeded: hash) & mask))
      words[count] = Word(start: start, count: length, hash: hash)
      count += 1
      word = Facet.word(in: text, from: word.upperBound)
    }
    for index in 0..<count {
      let hash = words[index].hash
      let slot = slots[Int(truncatingIfNeeded: hash) & mask]
      guard slot != 0, slot >> 32 == hash >> 32 else { continue }
      let number = Int(slot & 0xFFFF_FFFF) - 1
      words[index].candidate = number
      verbatim_prefetch(entries + number)
    }
    for index in 0..<count {
      let word = words[index]
      let bytes = bytes(word.start, word.count)
      let isKnown = word.candidate >= 0 && isEqual(word.candidate, bytes)
      tell(isKnown ? word.candidate : number(of: bytes, hash: word.hash), body)
    }
  }

  // Safety: bytes of the key, valid until it changes.
  private func bytes(_ start: Int, _ count: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: key.base + start, count: count)
  }

  /// Each word, if there are several, of a text that cannot be folded as a whole.
  private func tellWords(
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

  private func tellKey(_ body: (UInt32) -> Void) {
    tell(number(of: bytes(0, key.count)), body)
  }

  private func tell(_ number: Int, _ body: (UInt32) -> Void) {
    if entries[number].lastTurn == turns { return }
    entries[number].lastTurn = turns
    body(UInt32(number))
  }

  func number(of key: UnsafeRawBufferPointer) -> Int {
    number(of: key, hash: Checksum.xxh3(key, seed: seed))
  }

  private func number(of key: UnsafeRawBufferPointer, hash: UInt64) -> Int {
    var slot = Int(truncatingIfNeeded: hash) & mask
    while slots[slot] != 0 {
      let number = Int(slots[slot] & 0xFFFF_FFFF) - 1
      if slots[slot] >> 32 == hash >> 32, isEqual(number, key) { return number }
      slot = (slot + 1) & mask
    }
    let number = count
    // Safety: with as many as half of the slots both grow.
    entries[number] = Entry(
      head: Head(key), start: pool.count, count: UInt32(truncatingIfNeeded: key.count), lastTurn: 0)
    count += 1
    pool.append(key)
    slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    if count * 2 > mask { grow() }
    return number
  }

  private func isEqual(_ number: Int, _ key: UnsafeRawBufferPointer) -> Bool {
    let entry = entries[number]
    guard Int(entry.count) == key.count, entry.head == Head(key) else { return false }
    guard key.count > Head.size, let other = key.baseAddress else { return true }
    // Safety: memcmp reads as many bytes of each as both have.
    return memcmp(pool.base + entry.start, other, key.count) == 0
  }

  private func grow() {
    let size = 2 * (mask + 1)
    mask = size - 1
    slots.deallocate()
    slots = .allocate(capacity: size)
    slots.initialize(repeating: 0, count: size)
    let more = UnsafeMutablePointer<Entry>.allocate(capacity: size / 2)
    more.update(from: entries, count: count)
    entries.deallocate()
    entries = more
    for number in 0..<count {
      let hash = Checksum.xxh3(bytes(of: number), seed: seed)
      var slot = Int(truncatingIfNeeded: hash) & mask
      while slots[slot] != 0 { slot = (slot + 1) & mask }
      slots[slot] = hash & ~0xFFFF_FFFF | UInt64(number + 1)
    }
  }
}
