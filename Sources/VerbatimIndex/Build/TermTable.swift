import CVectors
import Glibc
import VerbatimAnalysis
import VerbatimDigest

/// Interns terms while a segment is built: bytes and kind → a number in order of first sight; and
/// counts how each is written.
///
/// Open addressing; a term of at most 15 bytes stands in its slot, so that the common case touches
/// one cache line of the table and one of the counts. Whoever has several terms computes their hashes
/// and has the slots fetched first. Cost: about 8 ns a token.
final class TermTable {
  /// What a term is found by: of at most 15 bytes, the bytes, with length and kind in the top byte of
  /// `high`; of a longer one, two hashes, with kind and a mark there. Never 0.
  struct Key {
    var low: UInt64
    var high: UInt64

    @inline(__always)
    init(_ word: verbatim_word, length: Int, kind: TokenKind) {
      low = word.low
      let tag = UInt64(kind.rawValue) << 4 | UInt64(truncatingIfNeeded: length)
      high = word.high | tag << 56 | TermTable.occupied
    }

    @inline(__always)
    init(long low: UInt64, _ other: UInt64, kind: TokenKind) {
      self.low = low
      high = other >> 8 | UInt64(kind.rawValue) << 60 | TermTable.long | TermTable.occupied
    }

    @inline(__always)
    var hash: Int { Int(truncatingIfNeeded: verbatim_hash(low, high)) }
  }

  private struct Slot {
    var low: UInt64 = 0
    /// 0 where the slot is free.
    var high: UInt64 = 0
    var number: UInt32 = 0
    var unused: UInt32 = 0
    var unusedToo: UInt64 = 0
  }

  /// How often a term occurs by ``CaseClass``: inside of turns, and first in them.
  typealias Occurrences = (inside: SIMD4<UInt32>, first: SIMD4<UInt32>)

  static let inlineLength = 15
  fileprivate static let occupied: UInt64 = 0x80 << 56
  /// Length 0, which no short term has, and a bit that no kind reaches.
  fileprivate static let long: UInt64 = 0x40 << 56

  @exclusivity(unchecked) private var slotMemory: LargeMemory
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var slotCount = 1 << 12
  @exclusivity(unchecked) private var countMemory: LargeMemory
  @exclusivity(unchecked) private var counts: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 1 << 11
  private(set) var kinds: [TokenKind] = []
  private var starts: [Int] = [0]
  private let arena = ByteBuffer(capacity: 1 << 16)

  init() {
    slotMemory = LargeMemory(count: slotCount * MemoryLayout<Slot>.stride)
    slots = slotMemory.base.assumingMemoryBound(to: Slot.self)
    countMemory = LargeMemory(count: capacity * 32)
    counts = countMemory.base.assumingMemoryBound(to: UInt32.self)
  }

  deinit {
    slotMemory.deallocate()
    countMemory.deallocate()
  }

  var count: Int { kinds.count }

  /// Lower-cased UTF-8; valid until the next term comes.
  func bytes(_ number: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(
      start: arena.base + starts[number], count: starts[number + 1] - starts[number])
  }

  func occurrences(_ number: Int) -> Occurrences {
    // Safety: eight counts a term.
    let own = UnsafeRawPointer(counts + 8 * number)
    return (
      own.loadUnaligned(as: SIMD4<UInt32>.self),
      own.loadUnaligned(fromByteOffset: 16, as: SIMD4<UInt32>.self)
    )
  }

  /// Counts an occurrence.
  @inline(__always)
  func count(_ number: UInt32, caseCode: UInt8, isFirst: Bool) {
    counts[8 * Int(number) &+ Int(caseCode) &+ (isFirst ? 4 : 0)] &+= 1
  }

  /// Takes an occurrence back.
  func discount(_ number: UInt32, caseCode: UInt8, isFirst: Bool) {
    counts[8 * Int(number) + Int(caseCode) + (isFirst ? 4 : 0)] &-= 1
  }

  /// Adds another table's occurrences of a term.
  func add(_ other: Occurrences, to number: UInt32) {
    for lane in 0..<4 {
      counts[8 * Int(number) + lane] &+= other.inside[lane]
      counts[8 * Int(number) + 4 + lane] &+= other.first[lane]
    }
  }

  /// Has the slot of a hash fetched.
  @inline(__always)
  func prefetch(_ hash: Int) { verbatim_prefetch(slots + (hash & (slotCount &- 1))) }

  /// The number of a term of at most 15 bytes.
  @inline(__always)
  func intern(_ key: Key, hash: Int) -> UInt32 {
    let mask = slotCount &- 1
    var place = hash & mask
    while true {
      let slot = slots + place
      if slot.pointee.low == key.low, slot.pointee.high == key.high { return slot.pointee.number }
      if slot.pointee.high == 0 { return add(key, at: place) }
      place = (place &+ 1) & mask
    }
  }

  /// The number of a longer term; its key is made of hashes of `bytes`.
  func intern(long bytes: UnsafeBufferPointer<UInt8>, _ key: Key, hash: Int) -> UInt32 {
    let mask = slotCount - 1
    var place = hash & mask
    while true {
      let slot = slots + place
      if slot.pointee.high == 0 { break }
      if slot.pointee.low == key.low, slot.pointee.high == key.high,
        UnsafeRawBufferPointer(self.bytes(Int(slot.pointee.number)))
          .hasBytes(of: UnsafeRawBufferPointer(bytes))
      {
        return slot.pointee.number
      }
      place = (place + 1) & mask
    }
    return add(bytes, key, at: place)
  }

  /// The number of any term. A term of the same bytes has the same number whichever way it came.
  func intern(_ bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> UInt32 {
    if bytes.count <= Self.inlineLength {
      var word = verbatim_word()
      withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes) }
      // A big-endian machine would read the bytes the other way round; the kernel's plain path does
      // not, so neither may this.
      word.low = UInt64(littleEndian: word.low)
      word.high = UInt64(littleEndian: word.high)
      let key = Key(word, length: bytes.count, kind: kind)
      return intern(key, hash: key.hash)
    }
    if bytes.count < 32 {
      var word = verbatim_long_word()
      withUnsafeMutableBytes(of: &word.part) { $0.copyBytes(from: bytes) }
      word.part.0 = UInt64(littleEndian: word.part.0)
      word.part.1 = UInt64(littleEndian: word.part.1)
      word.part.2 = UInt64(littleEndian: word.part.2)
      word.part.3 = UInt64(littleEndian: word.part.3)
      let key = Self.key(of: &word, kind: kind)
      return intern(long: bytes, key, hash: key.hash)
    }
    let raw = UnsafeRawBufferPointer(bytes)
    let key = Key(long: Checksum.xxh3(raw), Checksum.xxh3(raw, seed: 0x5EED), kind: kind)
    return intern(long: bytes, key, hash: key.hash)
  }

  /// The key of a term of 16 to 31 bytes.
  @inline(__always)
  static func key(of word: inout verbatim_long_word, kind: TokenKind) -> Key {
    Key(
      long: verbatim_hash_long(&word, 0), verbatim_hash_long(&word, 0x9FB2_1C65_1E98_DF25),
      kind: kind)
  }

  @inline(never)
  private func add(_ key: Key, at place: Int) -> UInt32 {
    let tag = UInt8(truncatingIfNeeded: key.high >> 56)
    var form = (key.low.littleEndian, key.high.littleEndian)
    return withUnsafeBytes(of: &form) { raw in
      let bytes = UnsafeRawBufferPointer(rebasing: raw[..<Int(tag & 15)])
      // Safety: raw memory is read as bytes, which have no alignment.
      return add(bytes.assumingMemoryBound(to: UInt8.self), key, at: place)
    }
  }

  @inline(never)
  private func add(_ bytes: UnsafeBufferPointer<UInt8>, _ key: Key, at place: Int) -> UInt32 {
    let number = UInt32(count)
    slots[place] = Slot(low: key.low, high: key.high, number: number)
    let tag = UInt8(truncatingIfNeeded: key.high >> 56)
    kinds.append(TokenKind(rawValue: tag >> 4 & 3) ?? .word)
    arena.append(UnsafeRawBufferPointer(bytes))
    starts.append(arena.count)
    if count == capacity { growCounts() }
    if count * 4 > slotCount * 3 { growSlots() }
    return number
  }

  private func growCounts() {
    let larger = LargeMemory(count: capacity * 64)
    larger.base.copyMemory(from: counts, byteCount: capacity * 32)
    countMemory.deallocate()
    countMemory = larger
    counts = larger.base.assumingMemoryBound(to: UInt32.self)
    capacity *= 2
  }

  private func growSlots() {
    let memory = LargeMemory(count: 2 * slotCount * MemoryLayout<Slot>.stride)
    let larger = memory.base.assumingMemoryBound(to: Slot.self)
    let mask = slotCount * 2 - 1
    for old in 0..<slotCount where slots[old].high != 0 {
      var place = Int(truncatingIfNeeded: verbatim_hash(slots[old].low, slots[old].high)) & mask
      while larger[place].high != 0 { place = (place + 1) & mask }
      larger[place] = slots[old]
    }
    slotMemory.deallocate()
    slotMemory = memory
    slots = larger
    slotCount *= 2
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the two hold the same bytes.
  func hasBytes(of other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    guard let base = baseAddress, let otherBase = other.baseAddress else { return true }
    // Safety: memcmp reads `count` bytes of each, which both have.
    return memcmp(base, otherBase, count) == 0
  }

  /// Below 0 where these bytes come before the others, 0 where they are the same.
  func compared(with other: UnsafeRawBufferPointer) -> Int {
    let shared = Swift.min(count, other.count)
    if let base = baseAddress, let otherBase = other.baseAddress, shared > 0 {
      // Safety: memcmp reads `shared` bytes of each, which both have.
      let order = Int(memcmp(base, otherBase, shared))
      if order != 0 { return order }
    }
    return count - other.count
  }
}
