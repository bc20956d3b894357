import CVectors
import VerbatimAnalysis

/// The terms of all drafts by id: ids run by falling frequency, ties by the terms' bytes, then by kind,
/// so that they are the same for any order of arrival and any number of threads.
struct RankedTerms {
  /// What a draft's terms become, by their numbers: the id, and in the two highest bits the usual case.
  final class Codes {
    private let memory: LargeMemory
    let base: UnsafeMutablePointer<UInt32>

    init(count: Int) {
      memory = LargeMemory(count: count * MemoryLayout<UInt32>.stride)
      base = memory.base.bindMemory(to: UInt32.self, capacity: max(count, 1))
    }

    deinit { memory.deallocate() }

    @inline(__always)
    func usualCase(_ number: Int) -> UInt8 { UInt8(truncatingIfNeeded: base[number] >> 30) }
  }

  /// Codes of the forward index have at most four bytes while there are no more terms.
  static let mostTerms = DenseCode.base5
  static let idMask = CS_ID_MASK

  let count: Int
  /// By draft, then by the draft's number.
  let codes: [Codes]
  /// By id.
  let kinds: [TokenKind]
  let usualCases: [CaseClass]
  let occurrences: [Int]
  /// Ids in the order of the terms' bytes, then kinds.
  let alphabetical: [UInt32]
  private let arena: ByteBuffer
  private let starts: [Int]
  private let formMemory: Forms

  /// A `cs_form` for each term.
  private final class Forms {
    private let memory: LargeMemory
    let base: UnsafeMutablePointer<cs_form>

    init(count: Int) {
      memory = LargeMemory(count: count * MemoryLayout<cs_form>.stride)
      base = memory.base.bindMemory(to: cs_form.self, capacity: max(count, 1))
    }

    deinit { memory.deallocate() }
  }

  /// Takes the tables' memory. Cost: a sort of each table's terms, a merge, and two passes; by so many threads
  /// as there are tables.
  ///
  /// - Throws: ``IndexProblem`` where there are more than ``mostTerms``.
  init(_ tables: [TermTable]) throws {
    let threads = tables.count
    var drafts: [SortedTerms] = []
    try Parallel.forEachBlock(of: tables.count, threads: threads) {
      SortedTerms(tables[$1])
    } take: { sorted in
      drafts.append(sorted)
    }
    let merge = TermMerge(drafts)
    var merged: [TermMerge.Term] = []
    var byteCount = 0
    // By part, where its terms begin.
    var bases: [Int] = []
    try Parallel.forEachBlock(of: merge.partCount, threads: threads) {
      merge.terms(ofPart: $1)
    } take: { part in
      bases.append(merged.count)
      // The only part of a single draft is not copied.
      if merged.isEmpty { merged = part } else { merged += part }
      for term in part { byteCount += Int(term.entry.length) }
    }
    for draft in drafts { draft.releaseOccurrences() }
    guard merged.count <= Self.mostTerms else {
      throw IndexProblem(file: "", kind: .limit("terms", merged.count))
    }
    let order = Self.byFrequency(merged)
    count = order.count
    var ids = [UInt32](repeating: 0, count: count)
    var kinds: [TokenKind] = []
    var usual: [CaseClass] = []
    var occurrences: [Int] = []
    var starts = [0]
    kinds.reserveCapacity(count)
    usual.reserveCapacity(count)
    occurrences.reserveCapacity(count)
    starts.reserveCapacity(count + 1)
    // Sixteen more, so that whoever copies sixteen bytes at once stays inside.
    let arena = ByteBuffer(capacity: byteCount + 16)
    let forms = Forms(count: count)
    merged.withUnsafeBufferPointer { merged in
      for (id, place) in order.enumerated() {
        // Safety: a place of the merged terms.
        if id + 16 < order.count, let base = merged.baseAddress {
          verbatim_prefetch(base + Int(order[id + 16]))
        }
        let term = merged[Int(place)]
        ids[Int(place)] = UInt32(id)
        kinds.append(term.kind)
        usual.append(term.usualCase)
        occurrences.append(term.occurrences)
        let start = arena.count
        if term.entry.isShort {
          // Safety: the sixteen bytes behind the last term are there.
          let room = UnsafeMutableRawPointer(arena.room(16))
          room.storeBytes(of: term.entry.prefix.bigEndian, as: UInt64.self)
          room.storeBytes(of: term.entry.second.bigEndian, toByteOffset: 8, as: UInt64.self)
          arena.advance(to: arena.base + start + Int(term.entry.length))
        } else {
          arena.append(
            UnsafeRawBufferPointer(
              tables[Int(term.draft)].bytes(Int(term.entry.number))))
        }
        starts.append(arena.count)
        // Safety: the arena does not move, and sixteen bytes can be read of each term in it.
        forms.base[id] = cs_make_form(
          arena.base + start, arena.count - start, UInt32(term.usualCase.rawValue))
      }
    }
    merged = []
    let numbers = tables.map(\.count)
    for table in tables { table.release() }
    var codes: [Codes] = []
    try Parallel.forEachBlock(of: drafts.count, threads: threads) { _, draft -> Codes in
      let own = Codes(count: numbers[draft])
      let entries = drafts[draft].entries
      for (part, base) in bases.enumerated() {
        for index in merge.range(ofPart: part, draft) {
          let id = Int(ids[base + Int(merge.places[draft][index])])
          own.base[Int(entries[index].number)] = UInt32(id) | UInt32(usual[id].rawValue) << 30
        }
      }
      return own
    } take: {
      codes.append($0)
    }
    alphabetical = ids
    self.arena = arena
    formMemory = forms
    self.kinds = kinds
    usualCases = usual
    self.occurrences = occurrences
    self.starts = starts
    self.codes = codes
  }

  /// A term's bytes; valid as long as this value lives. Sixteen bytes can be read.
  @inline(__always)
  func bytes(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: arena.base + starts[id], count: starts[id + 1] - starts[id])
  }

  /// What ``TextRebuilder`` takes terms from; valid as long as this value lives.
  @inline(__always)
  var forms: cs_forms { cs_forms(forms: formMemory.base, blocks: nil) }

  /// Has a term's number of occurrences fetched, and its usual case.
  @inline(__always)
  func prefetchCounts(_ id: Int) {
    // Safety: an id of a term.
    occurrences.withUnsafeBufferPointer {
      if let base = $0.baseAddress { verbatim_prefetch(base + id) }
    }
    usualCases.withUnsafeBufferPointer {
      if let base = $0.baseAddress { verbatim_prefetch(base + id) }
    }
  }

  /// Has a term's form fetched.
  @inline(__always)
  func prefetchForm(_ id: Int) { verbatim_prefetch(formMemory.base + id) }

  /// Places in `terms` by falling frequency; of the same, in the order that they have. Cost: two passes, and
  /// a sort of the frequent ones.
  private static func byFrequency(_ terms: [TermMerge.Term]) -> [UInt32] {
    let many = 4096
    var starts = [Int](repeating: 0, count: many + 1)
    for term in terms { starts[many - min(term.occurrences, many)] += 1 }
    var sum = 0
    for place in starts.indices {
      let number = starts[place]
      starts[place] = sum
      sum += number
    }
    return [UInt32](unsafeUninitializedCapacity: terms.count) { ranked, filled in
      for (place, term) in terms.enumerated() {
        let group = many - min(term.occurrences, many)
        ranked.initializeElement(at: starts[group], to: UInt32(place))
        starts[group] += 1
      }
      ranked[..<starts[0]].sort { left, right in
        let (one, other) = (terms[Int(left)].occurrences, terms[Int(right)].occurrences)
        return one != other ? one > other : left < right
      }
      filled = terms.count
    }
  }
}
