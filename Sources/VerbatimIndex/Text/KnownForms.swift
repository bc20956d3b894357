import CVectors
import Glibc
import Synchronization
import VerbatimAnalysis

/// The terms of a segment as they were met: an entry of sixteen bytes for each, filled the first time that
/// it is wanted. From then on it costs one cache line, whether it is common or rare.
///
/// Entries stand in blocks of ids that are neighbours, the blocks in the order in which they were
/// met, so that who reads little touches little memory; when a sixteenth of all was met they move to
/// their places by id, which are found in one step. Memory: half a byte a term, 128 bytes a block
/// that was met, and long terms beside it.
final class KnownForms: @unchecked Sendable {
  // Safety: one reader at a time has it, the one that took it out of its pool.
  @exclusivity(unchecked) private var entries: UnsafeMutablePointer<cs_form>
  /// Where the entries of each block begin; those of blocks that were not met are those of the first one, all
  /// zeros. `nil` where entries stand by id.
  @exclusivity(unchecked) private var blocks: UnsafeMutablePointer<UInt32>?
  /// The entries that were left when they moved, of which somebody may still read.
  private var left: UnsafeMutablePointer<cs_form>?
  /// Entries in use.
  private var used = KnownForms.blockLength
  private let count: Int
  private var longTerms: [UnsafeMutablePointer<UInt8>] = []
  private let bytes = ByteBuffer(capacity: 256)

  private static let blockLength = Int(CS_FORM_BLOCK)

  /// `nil` where there is no memory.
  fileprivate init?(count: Int) {
    // Zeros that the system gives as they are asked for; room for one block more.
    let blockCount = count / Self.blockLength + 1
    let entryCount = (blockCount + 1) * Self.blockLength
    guard entryCount <= Int(UInt32.max),
      let entries = calloc(entryCount, MemoryLayout<cs_form>.stride)
    else { return nil }
    guard let blocks = calloc(blockCount, MemoryLayout<UInt32>.stride) else {
      free(entries)
      return nil
    }
    self.entries = entries.bindMemory(to: cs_form.self, capacity: entryCount)
    self.blocks = blocks.bindMemory(to: UInt32.self, capacity: blockCount)
    self.count = count
  }

  deinit {
    free(entries)
    free(blocks)
    free(left)
    for term in longTerms { term.deallocate() }
  }

  /// `nil` where there is no such term. The bytes stay. Cost: O(1), or a dictionary block.
  @inline(__always)
  func form(_ id: Int, in store: TermStore) -> TermForm? {
    guard id >= 0, id < count, entry(id).type != 0 || learn(id, in: store) else { return nil }
    return TermForm(entries + place(id))
  }

  /// All of them.
  @inline(__always)
  fileprivate var table: cs_forms { cs_forms(forms: entries, blocks: blocks) }

  @inline(__always)
  private func place(_ id: Int) -> Int {
    blocks.map { Int($0[id / Self.blockLength]) + id % Self.blockLength } ?? id
  }

  @inline(__always)
  private func entry(_ id: Int) -> cs_form { entries[place(id)] }

  /// Takes the terms of a turn's tokens from a slot on out of the dictionary, but for those that it does
  /// not have.
  @inline(never)
  fileprivate func learn(_ scratch: TurnScratch, from first: Int, in store: TermStore) {
    // Safety: decoding checked that each id is that of a term.
    let ids = UnsafeBufferPointer(
      rebasing: UnsafeBufferPointer(start: scratch.ids, count: scratch.count)[first...])
    prefetch(ids, in: store)
    for id in ids where entry(Int(id)).type == 0 { _ = learn(Int(id), in: store) }
  }

  /// Takes a term out of the dictionary. False where it is damaged.
  @inline(never)
  private func learn(_ id: Int, in store: TermStore) -> Bool {
    let flat = store.hotForm(id)
    guard var form = flat ?? store.coldForm(id, into: bytes), form.length > 0,
      form.length <= Int(UInt32.max), form.usualCase != .other
    else { return false }
    // Long ones stand together, too, but for those that no language has: they stay in the segment.
    if form.length > Int(CS_SHORT_TERM), flat == nil || form.length <= Self.longestKept {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: form.length + 16)
      copy.update(from: form.bytes, count: form.length)
      longTerms.append(copy)
      form.bytes = UnsafePointer(copy)
    }
    if let blocks, blocks[id / Self.blockLength] == 0 {
      if used <= count / Self.fewShare || !spread(blocks) {
        blocks[id / Self.blockLength] = UInt32(used)
        used += Self.blockLength
      }
    }
    entries[place(id)] = cs_make_form(
      form.bytes, form.length, UInt32(form.usualCase.rawValue))
    return true
  }

  private static let longestKept = 64

  /// Entries in blocks are fewer than one in so many of all terms.
  private static let fewShare = 16

  /// Moves the entries to their places by id; false if there is no memory for that. Cost: a copy of those
  /// that were met.
  private func spread(_ blocks: UnsafeMutablePointer<UInt32>) -> Bool {
    let blockCount = count / Self.blockLength + 1
    guard let memory = calloc(blockCount * Self.blockLength, MemoryLayout<cs_form>.stride) else {
      return false
    }
    let byID = memory.bindMemory(to: cs_form.self, capacity: blockCount * Self.blockLength)
    for block in 0..<blockCount where blocks[block] != 0 {
      (byID + block * Self.blockLength).update(
        from: entries + Int(blocks[block]), count: Self.blockLength)
    }
    free(blocks)
    self.blocks = nil
    left = entries
    entries = byID
    return true
  }

  /// Has the memory fetched in which the first rare terms of a turn stand that are not known: their places
  /// in the dictionary, then those of their blocks, the blocks, the payloads. Each step waits for the one
  /// before, but not one term for another.
  private func prefetch(_ ids: UnsafeBufferPointer<UInt32>, in store: TermStore) {
    withUnsafeTemporaryAllocation(of: Int.self, capacity: Self.mostPrefetched) { terms in
      var found = 0
      for id in ids.lazy.map(Int.init) where id >= store.hotCount && entry(id).type == 0 {
        if found == Self.mostPrefetched { break }
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
  var table: cs_forms { forms.table }

  func learn(_ scratch: TurnScratch, from first: Int) {
    forms.learn(scratch, from: first, in: store)
  }
}
