import CVectors
import Glibc
import VerbatimAnalysis
import VerbatimDigest

/// Interns terms while a segment is built: bytes and kind → a number in order of first sight; and
/// counts how each is written.
///
/// Open addressing; a term of at most 15 bytes stands in its slot with the counts that most tokens
/// need, so that the common case touches one cache line. Whoever has several terms computes their
/// hashes and has the slots fetched first. Cost: about 8 ns a token.
final class TermTable {
  /// What a term is found by: of at most 15 bytes, the bytes, with length and kind in the top byte of
  /// `high`; of a longer one, two hashes, with kind and a mark there. Never 0.
  struct Key {
    var low: UInt64
    var high: UInt64

    /// - Parameters:
    ///   - bytes: the lower-cased term; 32 can be read.
    ///   - length: of the term, below 32.
    @inline(__always)
    init(_ bytes: UnsafePointer<UInt8>, length: Int, kind: TokenKind) {
      if length <= TermTable.inlineLength {
        let word = verbatim_load_word(bytes, UInt32(truncatingIfNeeded: length))
        low = word.low
        let tag = UInt64(kind.rawValue) &<< 4 | UInt64(truncatingIfNeeded: length)
        high = word.high | tag &<< 56 | TermTable.occupied
      } else {
        let first = verbatim_load_word(bytes, 16)
        let second = verbatim_load_word(bytes + 16, UInt32(truncatingIfNeeded: length &- 16))
        // Two mixtures of all four words.
        let one = verbatim_hash(first.low ^ second.high, first.high &+ second.low)
        let two = verbatim_hash(second.low &+ 0x27D4_EB2F_1656_67C5, second.high ^ first.low)
        let three = verbatim_hash(first.high ^ 0x9FB2_1C65_1E98_DF25, second.low &+ first.low)
        low = one ^ two &<< 1
        high = Self.longTag(kind) | (two &+ three) &>> 8
      }
    }

    @inline(__always)
    init(long low: UInt64, _ other: UInt64, kind: TokenKind) {
      self.low = low
      high = Self.longTag(kind) | other &>> 8
    }

    @inline(__always)
    private static func longTag(_ kind: TokenKind) -> UInt64 {
      UInt64(kind.rawValue) &<< 60 | TermTable.long | TermTable.occupied
    }

    @inline(__always)
    var hash: Int { Int(truncatingIfNeeded: verbatim_hash(low, high)) }
  }

  private struct Slot {
    var low: UInt64 = 0
    /// 0 where the slot is free.
    var high: UInt64 = 0
    var number: UInt32 = 0
    /// How often it is written lower, capitalised, upper inside of turns.
    var inside: (UInt32, UInt32, UInt32) = (0, 0, 0)
  }

  /// How often a term occurs by ``CaseClass``: inside of turns, and first in them. What is written in
  /// no way of its own (``CaseClass/other``) counts as inside.
  struct Occurrences {
    var inside = SIMD4<UInt32>()
    var first = SIMD4<UInt32>()

    var total: Int { Int(inside.wrappedSum()) + Int(first.wrappedSum()) }
  }

  /// Where the counts stand in a slot.
  private static let countOffset = 20
  static let inlineLength = 15
  fileprivate static let occupied: UInt64 = 0x80 << 56
  /// Length 0, which no short term has, and a bit that no kind reaches.
  fileprivate static let long: UInt64 = 0x40 << 56

  @exclusivity(unchecked) private var slotMemory: LargeMemory
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var slotCount = 1 << 12
  /// By number: how often a term is first in a turn, by case, and how often it is of no case.
  @exclusivity(unchecked) private var countMemory: LargeMemory
  @exclusivity(unchecked) private var counts: UnsafeMutablePointer<SIMD4<UInt32>>
  @exclusivity(unchecked) private var capacity = 1 << 11
  @exclusivity(unchecked) private(set) var kinds: [TokenKind] = []
  @exclusivity(unchecked) private var starts: [Int] = [0]
  private let arena = ByteBuffer(capacity: 1 << 16)

  init() {
    slotMemory = LargeMemory(count: slotCount * MemoryLayout<Slot>.stride)
    slots = slotMemory.base.assumingMemoryBound(to: Slot.self)
    countMemory = LargeMemory(count: capacity * 16)
    counts = countMemory.base.assumingMemoryBound(to: SIMD4<UInt32>.self)
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

  /// Of each term by its number. Cost: a pass over the table.
  func occurrences() -> [Occurrences] {
    var found = [Occurrences](repeating: Occurrences(), count: count)
    for number in 0..<count {
      var first = counts[number]
      found[number].inside[3] = first[3]
      first[3] = 0
      found[number].first = first
    }
    for place in 0..<slotCount where slots[place].high != 0 {
      let (lower, capitalised, upper) = slots[place].inside
      let number = Int(slots[place].number)
      found[number].inside[0] = lower
      found[number].inside[1] = capitalised
      found[number].inside[2] = upper
    }
    return found
  }

  /// Gives the slots and counts back: nothing can be interned or counted from now on.
  func releaseSlots() {
    slotMemory.deallocate()
    slotMemory = LargeMemory(count: MemoryLayout<Slot>.stride)
    slots = slotMemory.base.assumingMemoryBound(to: Slot.self)
    slotCount = 1
    countMemory.deallocate()
    countMemory = LargeMemory(count: 16)
    counts = countMemory.base.assumingMemoryBound(to: SIMD4<UInt32>.self)
    capacity = 1
  }

  /// Gives everything back.
  func release() {
    releaseSlots()
    arena.release()
    starts = [0]
    kinds = []
  }

  /// Takes an occurrence back.
  func discount(_ number: UInt32, caseCode: UInt8, isFirst: Bool) {
    if isFirst || caseCode == 3 {
      counts[Int(number)][Int(caseCode)] &-= 1
    } else {
      let bytes = Array(bytes(Int(number)))
      let place = bytes.withUnsafeBufferPointer {
        self.place(of: $0, kind: kinds[Int(number)])
      }
      count(at: place, caseCode: caseCode, by: .max)
    }
  }

  @inline(__always)
  private func count(at place: Int, caseCode: UInt8, by change: UInt32) {
    // Safety: three numbers, of which a case other than the last is one.
    let own = UnsafeMutableRawPointer(slots + place) + Self.countOffset
    own.assumingMemoryBound(to: UInt32.self)[Int(caseCode)] &+= change
  }

  /// Has the slot of a hash fetched.
  @inline(__always)
  func prefetch(_ hash: Int) { verbatim_prefetch(slots + (hash & (slotCount &- 1))) }

  /// The number of a term of at most 15 bytes, of which an occurrence is counted.
  @inline(__always)
  func intern(_ key: Key, hash: Int, caseCode: UInt8, isFirst: Bool) -> UInt32 {
    let place = self.place(of: key, hash: hash)
    return count(at: place, caseCode: caseCode, isFirst: isFirst)
  }

  /// The number of a longer term, of which an occurrence is counted; its key is made of hashes of
  /// `bytes`.
  func intern(
    long bytes: UnsafeBufferPointer<UInt8>, _ key: Key, hash: Int, caseCode: UInt8, isFirst: Bool
  ) -> UInt32 {
    let place = self.place(ofLong: bytes, key, hash: hash)
    return count(at: place, caseCode: caseCode, isFirst: isFirst)
  }

  /// The number of any term, of which an occurrence is counted. A term of the same bytes has the same
  /// number whichever way it came.
  func intern(
    _ bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind, caseCode: UInt8, isFirst: Bool
  ) -> UInt32 {
    let place = self.place(of: bytes, kind: kind)
    return count(at: place, caseCode: caseCode, isFirst: isFirst)
  }

  /// The number of any term, of which no occurrence is counted.
  func number(of bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> UInt32 {
    // The table may move while the place is found.
    let place = self.place(of: bytes, kind: kind)
    return slots[place].number
  }

  @inline(__always)
  private func count(at place: Int, caseCode: UInt8, isFirst: Bool) -> UInt32 {
    let number = slots[place].number
    if isFirst || caseCode == 3 {
      counts[Int(number)][Int(caseCode)] &+= 1
    } else {
      count(at: place, caseCode: caseCode, by: 1)
    }
    return number
  }

  // MARK: Slots

  @inline(__always)
  private func place(of key: Key, hash: Int) -> Int {
    let mask = slotCount &- 1
    var place = hash & mask
    while true {
      let slot = slots + place
      if slot.pointee.low == key.low, slot.pointee.high == key.high { return place }
      if slot.pointee.high == 0 { return add(key, hash: hash, at: place) }
      place = (place &+ 1) & mask
    }
  }

  private func place(
    ofLong bytes: UnsafeBufferPointer<UInt8>, _ key: Key, hash: Int
  ) -> Int {
    let mask = slotCount - 1
    var place = hash & mask
    while true {
      let slot = slots + place
      if slot.pointee.high == 0 { break }
      if slot.pointee.low == key.low, slot.pointee.high == key.high,
        UnsafeRawBufferPointer(self.bytes(Int(slot.pointee.number)))
          .hasBytes(of: UnsafeRawBufferPointer(bytes))
      {
        return place
      }
      place = (place + 1) & mask
    }
    return add(bytes, key, hash: hash, at: place)
  }

  private func place(of bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> Int {
    if bytes.count < 32 {
      // Padded, as a text is.
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { padded in
        padded.initialize(repeating: 0)
        _ = padded[..<bytes.count].update(fromContentsOf: bytes)
        guard let base = padded.baseAddress else { return 0 }
        let key = Key(UnsafePointer(base), length: bytes.count, kind: kind)
        return bytes.count <= Self.inlineLength
          ? place(of: key, hash: key.hash) : place(ofLong: bytes, key, hash: key.hash)
      }
    }
    let raw = UnsafeRawBufferPointer(bytes)
    let key = Key(long: Checksum.xxh3(raw), Checksum.xxh3(raw, seed: 0x5EED), kind: kind)
    return place(ofLong: bytes, key, hash: key.hash)
  }

  @inline(never)
  private func add(_ key: Key, hash: Int, at place: Int) -> Int {
    let tag = UInt8(truncatingIfNeeded: key.high >> 56)
    var form = (key.low.littleEndian, key.high.littleEndian)
    return withUnsafeBytes(of: &form) { raw in
      let bytes = UnsafeRawBufferPointer(rebasing: raw[..<Int(tag & 15)])
      // Safety: raw memory is read as bytes, which have no alignment.
      return add(bytes.assumingMemoryBound(to: UInt8.self), key, hash: hash, at: place)
    }
  }

  /// Returns the place, which is another where the table had to grow.
  @inline(never)
  private func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ key: Key, hash: Int, at place: Int
  ) -> Int {
    let number = UInt32(count)
    slots[place] = Slot(low: key.low, high: key.high, number: number)
    let tag = UInt8(truncatingIfNeeded: key.high >> 56)
    kinds.append(TokenKind(rawValue: tag >> 4 & 3) ?? .word)
    arena.append(UnsafeRawBufferPointer(bytes))
    starts.append(arena.count)
    if count == capacity { growCounts() }
    guard count * 4 > slotCount * 3 else { return place }
    growSlots()
    let mask = slotCount - 1
    var moved = hash & mask
    while slots[moved].number != number || slots[moved].high == 0 { moved = (moved + 1) & mask }
    return moved
  }

  private func growCounts() {
    let larger = LargeMemory(count: capacity * 32)
    larger.base.copyMemory(from: counts, byteCount: capacity * 16)
    countMemory.deallocate()
    countMemory = larger
    counts = larger.base.assumingMemoryBound(to: SIMD4<UInt32>.self)
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
