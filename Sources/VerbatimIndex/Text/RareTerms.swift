import CVectors
import VerbatimAnalysis

/// Terms that no table holds flat, as they were last taken out of dictionary blocks: what is rare in a
/// corpus comes again within a session.
///
/// One entry a slot, the latest; long terms are kept for one call. Memory: 224 KiB, once there is a
/// rare term.
final class RareTerms {
  /// Whose term it is (0: nobody's), id, length, usual case, 24 bytes; 16 more can be read.
  private static let entryLength = 56
  private static let longest = 24
  private static let count = 4096

  @exclusivity(unchecked) private var entries: UnsafeMutableRawPointer?
  private let bytes = ByteBuffer(capacity: 256)

  deinit { entries?.deallocate() }

  /// The bytes stay until the next call. Cost: O(1), or a dictionary block.
  func form(_ id: Int, in store: TermStore) -> TermForm? {
    let entry = entry(id)
    // Safety: every entry has 56 bytes, of which the first 14 are numbers.
    let key = UInt32(truncatingIfNeeded: id)
    let term = (entry + 16).assumingMemoryBound(to: UInt8.self)
    if isKnown(id, in: store) {
      let length = Int(entry.load(fromByteOffset: 12, as: UInt8.self))
      let usual = CaseClass(rawValue: entry.load(fromByteOffset: 13, as: UInt8.self))
      return TermForm(bytes: term, length: length, usualCase: usual ?? .lower)
    }
    guard let found = store.coldForm(id, into: bytes) else { return nil }
    // Safety: the place lies in the buffer, with sixteen bytes behind it.
    let form = TermForm(
      bytes: UnsafePointer(bytes.base + found.start), length: found.length, usualCase: found.usual)
    if found.length <= Self.longest {
      entry.storeBytes(of: store.identity, as: UInt64.self)
      entry.storeBytes(of: key, toByteOffset: 8, as: UInt32.self)
      entry.storeBytes(of: UInt8(found.length), toByteOffset: 12, as: UInt8.self)
      entry.storeBytes(of: found.usual.rawValue, toByteOffset: 13, as: UInt8.self)
      UnsafeMutableRawPointer(mutating: term).copyMemory(
        from: form.bytes, byteCount: found.length)
    }
    return form
  }

  /// Has the memory fetched in which the first rare terms of a turn stand that are not at hand: their
  /// places in the dictionary, then those of their blocks, the blocks, the payloads. Each step waits for the one
  /// before, but not one term for another.
  ///
  func prepare(_ scratch: TurnScratch, in store: TermStore) {
    var found = 0
    withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.mostPrepared) { terms in
      for index in 0..<min(scratch.missingCount, Self.mostPrepared) {
        let id = Int(scratch.ids[Int(scratch.missing[index])])
        if isKnown(id, in: store) { continue }
        terms[found] = id
        found += 1
        store.order.prefetch(id)
      }
      for index in 0..<found {
        terms[index] = store.order[terms[index]]
        store.table.prefetchOffset(of: terms[index])
      }
      for index in 0..<found { store.table.prefetch(terms[index]) }
      for index in 0..<found { store.table.prefetchPayload(of: terms[index]) }
    }
  }

  /// More rare terms of one turn are looked up as they come.
  private static let mostPrepared = 64

  private func isKnown(_ id: Int, in store: TermStore) -> Bool {
    let entry = entry(id)
    return entry.load(as: UInt64.self) == store.identity
      && entry.load(fromByteOffset: 8, as: UInt32.self) == UInt32(truncatingIfNeeded: id)
  }

  private func entry(_ id: Int) -> UnsafeMutableRawPointer {
    let all =
      entries
      ?? {
        let length = Self.count * Self.entryLength
        let fresh = UnsafeMutableRawPointer.allocate(byteCount: length, alignment: 8)
        fresh.initializeMemory(as: UInt8.self, repeating: 0, count: length)
        entries = fresh
        return fresh
      }()
    return all + id % Self.count * Self.entryLength
  }
}
