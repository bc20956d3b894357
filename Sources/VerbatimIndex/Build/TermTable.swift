import CVectors
import Glibc
import VerbatimAnalysis
import VerbatimDigest

/// Interns terms while a segment is built: bytes and kind → a number in order of first sight; and
/// counts how each is written.
///
/// Open addressing; a term of at most 15 bytes stands in its slot (`cs_term`) with the counts that most
/// tokens need, so that the common case touches one cache line. Many terms are looked up at once
/// (`cs_make_keys`, `cs_find_terms`) with ``columns``. Cost: about 8 ns a token.
final class TermTable {
  /// How often a term occurs by ``CaseClass``: inside of turns, and first in them. What is written in
  /// no way of its own (``CaseClass/other``) counts as inside.
  struct Occurrences: BitwiseCopyable {
    var inside = SIMD4<UInt32>()
    var first = SIMD4<UInt32>()

    var total: Int { Int(inside.wrappedSum()) + Int(first.wrappedSum()) }
  }

  @exclusivity(unchecked) private var slotMemory: LargeMemory
  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<cs_term>
  @exclusivity(unchecked) private var slotCount = 1 << 12
  /// By number: how often a term is first in a turn, by case, and how often it is of no case.
  @exclusivity(unchecked) private var countMemory: LargeMemory
  @exclusivity(unchecked) private var counts: UnsafeMutablePointer<SIMD4<UInt32>>
  @exclusivity(unchecked) private var capacity = 1 << 11
  @exclusivity(unchecked) private(set) var kinds: [TokenKind] = []
  /// Where each term's bytes begin in the arena, and where the last one's end; room for one a count.
  @exclusivity(unchecked) private var starts: UnsafeMutablePointer<Int>
  private let arena = ByteBuffer(capacity: 1 << 16)

  init() {
    slotMemory = LargeMemory(count: slotCount * MemoryLayout<cs_term>.stride)
    slots = slotMemory.base.assumingMemoryBound(to: cs_term.self)
    countMemory = LargeMemory(count: capacity * 16)
    counts = countMemory.base.assumingMemoryBound(to: SIMD4<UInt32>.self)
    starts = .allocate(capacity: capacity + 1)
    starts[0] = 0
  }

  deinit {
    starts.deallocate()
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
  func occurrences() -> LargeColumn<Occurrences> {
    let found = LargeColumn<Occurrences>(count: count)
    for place in 0..<slotCount where slots[place].key.high != 0 {
      let (lower, capitalised, upper) = slots[place].cases
      // Safety: a number of a term.
      found.base[Int(slots[place].number)].inside = SIMD4(lower, capitalised, upper, 0)
    }
    for number in 0..<count {
      var first = counts[number]
      found.base[number].inside[3] = first[3]
      first[3] = 0
      found.base[number].first = first
    }
    return found
  }

  /// Gives the slots and counts back: nothing can be interned or counted from now on.
  func releaseSlots() {
    slotMemory.deallocate()
    slotMemory = LargeMemory(count: MemoryLayout<cs_term>.stride)
    slots = slotMemory.base.assumingMemoryBound(to: cs_term.self)
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
    starts.deallocate()
    starts = .allocate(capacity: 1)
    starts[0] = 0
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

  private func count(at place: Int, caseCode: UInt8, by change: UInt32) {
    switch caseCode {
    case 0: slots[place].cases.0 &+= change
    case 1: slots[place].cases.1 &+= change
    default: slots[place].cases.2 &+= change
    }
  }

  /// What the functions of `TurnWords.h` need; valid until the next term comes.
  var columns: cs_terms {
    cs_terms(
      slots: slots, mask: slotCount &- 1,
      firsts: UnsafeMutableRawPointer(counts).assumingMemoryBound(to: UInt32.self),
      bytes: UnsafePointer(arena.base),
      starts: UnsafeRawPointer(starts).assumingMemoryBound(to: Int.self))
  }

  /// The number of any term, of which an occurrence is counted. A term of the same bytes has the same
  /// number whichever way it came.
  func intern(
    _ bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind, caseCode: UInt8, isFirst: Bool
  ) -> UInt32 {
    let place = self.place(of: bytes, kind: kind)
    let number = slots[place].number
    if isFirst || caseCode == CaseClass.other.rawValue {
      counts[Int(number)][Int(caseCode)] &+= 1
    } else {
      count(at: place, caseCode: caseCode, by: 1)
    }
    return number
  }

  /// The number of any term, of which no occurrence is counted.
  func number(of bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> UInt32 {
    // The table may move while the place is found.
    let place = self.place(of: bytes, kind: kind)
    return slots[place].number
  }

  /// Takes in a term that `cs_find_terms` did not find.
  func add(_ bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) {
    _ = place(of: bytes, kind: kind)
  }

  // MARK: Slots

  private func place(of bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> Int {
    if bytes.count < CS_LONG_WORD {
      // Padded, as a text is.
      return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 48) { padded in
        padded.initialize(repeating: 0)
        _ = padded[..<bytes.count].update(fromContentsOf: bytes)
        guard let base = padded.baseAddress else { return 0 }
        return place(
          of: bytes, cs_key_of(base, UInt32(bytes.count), UInt32(kind.rawValue)))
      }
    }
    let raw = UnsafeRawBufferPointer(bytes)
    let tag = UInt64(kind.rawValue) << 60 | Self.long
    return place(
      of: bytes,
      cs_key(low: Checksum.xxh3(raw), high: tag | Checksum.xxh3(raw, seed: 0x5EED) >> 8))
  }

  /// Length 0, which no short term has.
  private static let long: UInt64 = 0xC0 << 56

  private func place(of bytes: UnsafeBufferPointer<UInt8>, _ key: cs_key) -> Int {
    let isLong = key.high & Self.long == Self.long
    let hash = Int(cs_hash_of(key))
    let mask = slotCount - 1
    var place = hash & mask
    while slots[place].key.high != 0 {
      if slots[place].key.low == key.low, slots[place].key.high == key.high,
        !isLong
          || UnsafeRawBufferPointer(self.bytes(Int(slots[place].number)))
            .hasBytes(of: UnsafeRawBufferPointer(bytes))
      {
        return place
      }
      place = (place + 1) & mask
    }
    return add(bytes, key, hash: hash, at: place)
  }

  /// Returns the place, which is another where the table had to grow.
  private func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ key: cs_key, hash: Int, at place: Int
  ) -> Int {
    let number = UInt32(count)
    slots[place] = cs_term(key: key, number: number, cases: (0, 0, 0))
    kinds.append(TokenKind(rawValue: UInt8(truncatingIfNeeded: key.high >> 60) & 3) ?? .word)
    arena.append(UnsafeRawBufferPointer(bytes))
    starts[count] = arena.count
    if count == capacity { growCounts() }
    guard count * 4 > slotCount * 3 else { return place }
    growSlots()
    let mask = slotCount - 1
    var moved = hash & mask
    while slots[moved].number != number || slots[moved].key.high == 0 {
      moved = (moved + 1) & mask
    }
    return moved
  }

  private func growCounts() {
    let larger = LargeMemory(count: capacity * 32)
    larger.base.copyMemory(from: counts, byteCount: capacity * 16)
    countMemory.deallocate()
    countMemory = larger
    counts = larger.base.assumingMemoryBound(to: SIMD4<UInt32>.self)
    capacity *= 2
    let more = UnsafeMutablePointer<Int>.allocate(capacity: capacity + 1)
    more.update(from: starts, count: count + 1)
    starts.deallocate()
    starts = more
  }

  private func growSlots() {
    let memory = LargeMemory(count: 2 * slotCount * MemoryLayout<cs_term>.stride)
    let larger = memory.base.assumingMemoryBound(to: cs_term.self)
    let mask = slotCount * 2 - 1
    for old in 0..<slotCount where slots[old].key.high != 0 {
      var place = Int(cs_hash_of(slots[old].key)) & mask
      while larger[place].key.high != 0 { place = (place + 1) & mask }
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
