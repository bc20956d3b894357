import CVectors
import VerbatimAnalysis
import VerbatimDigest

/// Interns terms while a segment is built: bytes and kind → a number in order of first sight; and
/// counts how each is written.
///
/// Open addressing; a term of at most 15 bytes stands in its slot, so that the common case touches
/// one cache line of the table and one of the counts. Cost: about 10 ns a token.
final class TermTable {
  /// `high` holds bytes 8 to 14 and in its top byte length and kind; 0 where the slot is free. Of a
  /// longer term, both are a hash.
  private struct Slot {
    var low: UInt64 = 0
    var high: UInt64 = 0
    var number: UInt32 = 0
  }

  /// How often a term occurs by ``CaseClass``: inside of turns, and first in them.
  typealias Occurrences = (inside: SIMD4<UInt32>, first: SIMD4<UInt32>)

  static let inlineLength = 15
  private static let occupied: UInt64 = 0x80 << 56
  private static let long: UInt64 = 0x40 << 56

  @exclusivity(unchecked) private var slots: UnsafeMutablePointer<Slot>
  @exclusivity(unchecked) private var slotCount = 1 << 12
  @exclusivity(unchecked) private var counts: UnsafeMutablePointer<UInt32>
  @exclusivity(unchecked) private var capacity = 1 << 11
  private(set) var kinds: [TokenKind] = []
  private var starts: [Int] = [0]
  private var arena: [UInt8] = []

  init() {
    slots = .allocate(capacity: slotCount)
    slots.initialize(repeating: Slot(), count: slotCount)
    counts = .allocate(capacity: capacity * 8)
    counts.initialize(repeating: 0, count: capacity * 8)
  }

  deinit {
    slots.deallocate()
    counts.deallocate()
  }

  var count: Int { kinds.count }

  func bytes(_ number: Int) -> ArraySlice<UInt8> {
    arena[starts[number]..<starts[number + 1]]
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
  func count(_ number: UInt32, _ caseClass: CaseClass, isFirst: Bool) {
    counts[8 * Int(number) + Int(caseClass.rawValue) + (isFirst ? 4 : 0)] &+= 1
  }

  /// Takes an occurrence back.
  func discount(_ number: UInt32, _ caseClass: CaseClass, isFirst: Bool) {
    counts[8 * Int(number) + Int(caseClass.rawValue) + (isFirst ? 4 : 0)] &-= 1
  }

  /// Adds another table's occurrences of a term.
  func add(_ other: Occurrences, to number: UInt32) {
    for lane in 0..<4 {
      counts[8 * Int(number) + lane] &+= other.inside[lane]
      counts[8 * Int(number) + 4 + lane] &+= other.first[lane]
    }
  }

  /// The number of a term of at most 15 bytes, given as the kernel gives it.
  @inline(__always)
  func intern(_ word: verbatim_word, length: Int, kind: TokenKind) -> UInt32 {
    let tag = UInt64(kind.rawValue) << 4 | UInt64(length)
    return intern(low: word.low, high: word.high | tag << 56 | Self.occupied)
  }

  @inline(__always)
  private func intern(low: UInt64, high: UInt64) -> UInt32 {
    let mask = slotCount - 1
    var place = Int(truncatingIfNeeded: verbatim_hash(low, high)) & mask
    while true {
      let slot = slots + place
      if slot.pointee.low == low, slot.pointee.high == high { return slot.pointee.number }
      if slot.pointee.high == 0 { return add(low: low, high: high, at: place) }
      place = (place + 1) & mask
    }
  }

  /// The number of any term.
  func intern(_ bytes: UnsafeBufferPointer<UInt8>, kind: TokenKind) -> UInt32 {
    if bytes.count <= Self.inlineLength {
      var word = verbatim_word()
      withUnsafeMutableBytes(of: &word) { $0.copyBytes(from: bytes) }
      word.case_class = 0
      // A big-endian machine would read the bytes the other way round; the kernel's plain path does
      // not, so neither may this.
      word.low = UInt64(littleEndian: word.low)
      word.high = UInt64(littleEndian: word.high)
      return intern(word, length: bytes.count, kind: kind)
    }
    let raw = UnsafeRawBufferPointer(bytes)
    let low = Checksum.xxh3(raw)
    let other = Checksum.xxh3(raw, seed: 0x5EED) >> 8
    let high = other | UInt64(kind.rawValue) << 56 | Self.long | Self.occupied
    let mask = slotCount - 1
    var place = Int(truncatingIfNeeded: verbatim_hash(low, high)) & mask
    while true {
      let slot = slots + place
      if slot.pointee.high == 0 { break }
      if slot.pointee.low == low, slot.pointee.high == high,
        self.bytes(Int(slot.pointee.number)).elementsEqual(bytes)
      {
        return slot.pointee.number
      }
      place = (place + 1) & mask
    }
    return add(bytes, kind, low: low, high: high, at: place)
  }

  private func add(low: UInt64, high: UInt64, at place: Int) -> UInt32 {
    let tag = UInt8(truncatingIfNeeded: high >> 56)
    var form = (low.littleEndian, high.littleEndian)
    return withUnsafeBytes(of: &form) { raw in
      let bytes = raw[..<Int(tag & 15)]
      return add(
        UnsafeBufferPointer(rebasing: bytes.assumingMemoryBound(to: UInt8.self)),
        TokenKind(rawValue: tag >> 4 & 3) ?? .word, low: low, high: high, at: place)
    }
  }

  private func add(
    _ bytes: UnsafeBufferPointer<UInt8>, _ kind: TokenKind, low: UInt64, high: UInt64, at place: Int
  ) -> UInt32 {
    let number = UInt32(count)
    slots[place] = Slot(low: low, high: high, number: number)
    kinds.append(kind)
    arena.append(contentsOf: bytes)
    starts.append(arena.count)
    if count == capacity { growCounts() }
    if count * 4 > slotCount * 3 { growSlots() }
    return number
  }

  private func growCounts() {
    let larger = UnsafeMutablePointer<UInt32>.allocate(capacity: capacity * 16)
    larger.update(from: counts, count: capacity * 8)
    (larger + capacity * 8).initialize(repeating: 0, count: capacity * 8)
    counts.deallocate()
    counts = larger
    capacity *= 2
  }

  private func growSlots() {
    let larger = UnsafeMutablePointer<Slot>.allocate(capacity: slotCount * 2)
    larger.initialize(repeating: Slot(), count: slotCount * 2)
    let mask = slotCount * 2 - 1
    for old in 0..<slotCount where slots[old].high != 0 {
      var place = Int(truncatingIfNeeded: verbatim_hash(slots[old].low, slots[old].high)) & mask
      while larger[place].high != 0 { place = (place + 1) & mask }
      larger[place] = slots[old]
    }
    slots.deallocate()
    slots = larger
    slotCount *= 2
  }
}

extension UnsafeRawBufferPointer.SubSequence {
  /// Safety: raw memory is read as bytes, which have no alignment.
  fileprivate func assumingMemoryBound(to type: UInt8.Type) -> Slice<UnsafeBufferPointer<UInt8>> {
    UnsafeRawBufferPointer(rebasing: self).assumingMemoryBound(to: type)[...]
  }
}
