import CVectors
import Glibc
import Synchronization
import VerbatimAnalysis

/// The terms of a segment as they were met: an entry of sixteen bytes for each id, filled the first time
/// that its term is wanted. From then on it costs one cache line, whether it is common or rare.
///
/// Memory: of 16 bytes a term those pages that were touched, and terms that are long and rare.
final class KnownForms: @unchecked Sendable {
  // Safety: one reader at a time has it, the one that took it out of its pool.
  private let entries: UnsafeMutablePointer<cs_form>
  private let count: Int
  private var longTerms: [UnsafeMutablePointer<UInt8>] = []
  private let bytes = ByteBuffer(capacity: 256)

  /// `nil` where there is no memory.
  fileprivate init?(count: Int) {
    // Zeros that the system gives as they are asked for.
    guard let memory = calloc(max(count, 1), MemoryLayout<cs_form>.stride) else { return nil }
    entries = memory.bindMemory(to: cs_form.self, capacity: max(count, 1))
    self.count = count
  }

  deinit {
    free(entries)
    for term in longTerms { term.deallocate() }
  }

  /// `nil` where there is no such term. The bytes stay. Cost: O(1), or a dictionary block.
  @inline(__always)
  func form(_ id: Int, in store: TermStore) -> TermForm? {
    guard id >= 0, id < count, entries[id].type != 0 || learn(id, in: store) else { return nil }
    return TermForm(entries + id)
  }

  /// Writes down the forms of a turn's tokens, but for those that the dictionary does not have.
  func prepare(_ scratch: TurnScratch, in store: TermStore) {
    let missing = cs_known_forms(
      entries, scratch.ids, scratch.count, scratch.forms, scratch.missing)
    if missing > 0 { learn(scratch, missing, in: store) }
  }

  @inline(never)
  private func learn(_ scratch: TurnScratch, _ missing: Int, in store: TermStore) {
    prefetch(scratch, missing, in: store)
    for index in 0..<missing {
      let slot = Int(scratch.missing[index])
      let id = Int(scratch.ids[slot])
      if entries[id].type != 0 || learn(id, in: store) { scratch.forms[slot] = entries[id] }
    }
  }

  /// Takes a term out of the dictionary. False where it is damaged.
  @inline(never)
  private func learn(_ id: Int, in store: TermStore) -> Bool {
    let hot = store.hotForm(id)
    guard var form = hot ?? store.coldForm(id, into: bytes), form.length > 0,
      form.length <= Int(UInt32.max), form.usualCase != .other
    else { return false }
    if hot == nil, form.length > Int(CS_SHORT_TERM) {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: form.length + 16)
      copy.update(from: form.bytes, count: form.length + 16)
      longTerms.append(copy)
      form.bytes = UnsafePointer(copy)
    }
    entries[id] = cs_make_form(form.bytes, form.length, UInt32(form.usualCase.rawValue))
    return true
  }

  /// Has the memory fetched in which the first rare terms of a turn stand that are not known: their places
  /// in the dictionary, then those of their blocks, the blocks, the payloads. Each step waits for the one
  /// before, but not one term for another.
  private func prefetch(_ scratch: TurnScratch, _ missing: Int, in store: TermStore) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.mostPrefetched) { terms in
      var found = 0
      for index in 0..<missing where found < Self.mostPrefetched {
        let id = Int(scratch.ids[Int(scratch.missing[index])])
        if id < store.hotCount { continue }
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
  private static let mostPrefetched = 64
}

/// The forms of a segment's terms that no reader has at the moment: as many as read at a time, each with
/// what its readers met.
final class FormPool: Sendable {
  private let idle = Mutex<[KnownForms]>([])

  fileprivate func take(_ count: Int) -> KnownForms? {
    idle.withLock { $0.popLast() } ?? KnownForms(count: count)
  }

  fileprivate func giveBack(_ forms: KnownForms) {
    idle.withLock { $0.append(forms) }
  }
}

/// The forms that a reader has borrowed, until it reads another segment or ends.
final class BorrowedForms {
  @exclusivity(unchecked) private var forms: KnownForms?
  @exclusivity(unchecked) private var pool: FormPool?

  deinit { giveBack() }

  /// `nil` where there is no memory.
  func of(_ store: TermStore) -> KnownForms? {
    if pool !== store.formPool {
      giveBack()
      pool = store.formPool
      forms = store.formPool.take(store.count)
    }
    return forms
  }

  private func giveBack() {
    if let pool, let forms { pool.giveBack(forms) }
  }
}

/// The terms of an open segment, for putting text together.
struct StoredForms: TermForms {
  let store: TermStore
  let forms: KnownForms

  @inline(__always)
  func prepare(_ scratch: TurnScratch) { forms.prepare(scratch, in: store) }
}
