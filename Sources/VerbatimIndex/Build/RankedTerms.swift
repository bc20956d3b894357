import CVectors
import VerbatimAnalysis

/// The terms of all drafts by id: ids run by falling frequency, ties by the terms' bytes, then by kind,
/// so that they are the same for any order of arrival and any number of threads.
struct RankedTerms {
  /// What a draft's terms become, by their numbers: the id, and in the two highest bits the usual case.
  struct Codes {
    private let words: LargeColumn<UInt32>

    init(count: Int) { words = LargeColumn(count: count) }

    /// Valid as long as this value lives.
    var base: UnsafeMutablePointer<UInt32> { words.base }

    @inline(__always)
    func usualCase(_ number: Int) -> UInt8 { UInt8(truncatingIfNeeded: base[number] >> 30) }
  }

  /// Codes of the forward index have at most four bytes while there are no more terms.
  static let mostTerms = DenseCode.base5

  let count: Int
  /// By draft, then by the draft's number.
  let codes: [Codes]
  /// By id.
  let kinds: [TokenKind]
  let usualCases: [CaseClass]
  private let counts: LargeColumn<Int>
  /// Ids in the order of the terms' bytes, then kinds.
  let alphabetical: [UInt32]
  /// Terms by id, one behind the other, and where each begins; one more for the end.
  private let arena: LargeColumn<UInt8>
  private let starts: LargeColumn<Int>
  private let formColumn: LargeColumn<cs_form>

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
    if threads > 1 { merged.reserveCapacity(drafts.reduce(0) { $0 + $1.entries.count }) }
    var byteCount = 0
    // By part, where its terms begin.
    var bases: [Int] = []
    try Parallel.forEachBlock(of: merge.partCount, threads: threads) {
      merge.terms(ofPart: $1)
    } take: { part in
      bases.append(merged.count)
      // The only part of a single draft is not copied.
      if threads > 1 { merged += part } else { merged = part }
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
    kinds.reserveCapacity(count)
    usual.reserveCapacity(count)
    let counts = LargeColumn<Int>(count: count)
    let starts = LargeColumn<Int>(count: count + 1)
    // Sixteen more, so that whoever copies sixteen bytes at once stays inside.
    let arena = LargeColumn<UInt8>(count: byteCount + 16)
    let forms = LargeColumn<cs_form>(count: count)
    var end = 0
    merged.withUnsafeBufferPointer { merged in
      for (id, place) in order.enumerated() {
        // Safety: a place of the merged terms.
        if id + 16 < order.count, let base = merged.baseAddress {
          verbatim_prefetch(base + Int(order[id + 16]))
        }
        let term = merged[Int(place)]
        ids[Int(place)] = UInt32(id)
        kinds.append(term.entry.kind)
        usual.append(term.usualCase)
        let length = Int(term.entry.length)
        let room = UnsafeMutableRawPointer(arena.base + end)
        if term.entry.isShort {
          // Safety: the sixteen bytes behind the last term are there.
          room.storeBytes(of: term.entry.prefix.bigEndian, as: UInt64.self)
          room.storeBytes(of: term.entry.second.bigEndian, toByteOffset: 8, as: UInt64.self)
        } else if let bytes = tables[Int(term.draft)].bytes(Int(term.entry.number)).baseAddress {
          // Safety: room was made for the bytes of all terms.
          room.copyMemory(from: bytes, byteCount: length)
        }
        // Safety: sixteen bytes can be read of each term.
        forms.base[id] = cs_make_form(arena.base + end, length, UInt32(term.usualCase.rawValue))
        end += length
        counts.base[id] = term.occurrences
        starts.base[id + 1] = end
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
    formColumn = forms
    self.kinds = kinds
    usualCases = usual
    self.counts = counts
    self.starts = starts
    self.codes = codes
  }

  /// A term's bytes; valid as long as this value lives. Sixteen bytes can be read.
  @inline(__always)
  func bytes(_ id: Int) -> UnsafeBufferPointer<UInt8> {
    let start = starts.base[id]
    return UnsafeBufferPointer(start: arena.base + start, count: starts.base[id + 1] - start)
  }

  /// What ``TextRebuilder`` takes terms from; valid as long as this value lives.
  @inline(__always)
  var forms: cs_forms { cs_forms(forms: formColumn.base, blocks: nil) }

  /// How often each term occurs, by id; valid as long as this value lives.
  @inline(__always)
  var occurrences: UnsafeBufferPointer<Int> { counts.values }

  /// Has fetched where a term's bytes stand.
  @inline(__always)
  func prefetchStart(_ id: Int) { verbatim_prefetch(starts.base + id) }

  /// Has a term's bytes fetched.
  @inline(__always)
  func prefetchBytes(_ id: Int) { verbatim_prefetch(arena.base + starts.base[id]) }

  /// Has a term's number of occurrences fetched, and its usual case.
  @inline(__always)
  func prefetchCounts(_ id: Int) {
    // Safety: an id of a term.
    verbatim_prefetch(counts.base + id)
    usualCases.withUnsafeBufferPointer {
      if let base = $0.baseAddress { verbatim_prefetch(base + id) }
    }
  }

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
