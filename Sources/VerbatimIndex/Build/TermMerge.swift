import CVectors
import VerbatimAnalysis

/// Brings the sorted terms of several drafts together: in parts by their first two bytes, which several
/// threads can do at once.
final class TermMerge {
  /// A term of all drafts.
  struct Term {
    /// Where it stands in the first draft that has it.
    var entry: SortedTerms.Entry
    var occurrences: Int
    var draft: UInt32
    var usualCase: CaseClass
  }

  private let drafts: [SortedTerms]
  /// First two bytes at which each part begins; one more for the end.
  private let heads: [Int]
  /// By draft, then by the place of its entry: the place of the term in its part.
  ///
  /// Safety: each part writes the places of its own entries.
  let places: [UnsafeMutablePointer<UInt32>]

  init(_ drafts: [SortedTerms]) {
    self.drafts = drafts
    places = drafts.map { .allocate(capacity: max($0.entries.count, 1)) }
    guard let largest = drafts.max(by: { $0.entries.count < $1.entries.count }), drafts.count > 1
    else {
      heads = [0, SortedTerms.heads]
      return
    }
    let parts = 8 * drafts.count
    var heads = [0]
    for part in 1..<parts {
      let place = largest.entries.count * part / parts
      if place >= largest.entries.count { continue }
      let head = Int(largest.entries[place].prefix >> 48)
      if head > heads[heads.count - 1] { heads.append(head) }
    }
    self.heads = heads + [SortedTerms.heads]
  }

  deinit { for place in places { place.deallocate() } }

  var partCount: Int { heads.count - 1 }

  /// The entries of a draft that are in a part.
  func range(ofPart part: Int, _ draft: Int) -> Range<Int> {
    drafts[draft].starts[heads[part]]..<drafts[draft].starts[heads[part + 1]]
  }

  /// The terms of a part in their order, each once. Cost: a comparison of two entries a term and draft.
  func terms(ofPart part: Int) -> [Term] {
    if drafts.count == 1 { return terms(of: drafts[0]) }
    var cursors: [Cursor] = []
    for (number, draft) in drafts.enumerated() {
      let range = range(ofPart: part, number)
      if !range.isEmpty { cursors.append(Cursor(draft, range, UInt32(number), places[number])) }
    }
    var terms: [Term] = []
    terms.reserveCapacity(cursors.reduce(0) { max($0, $1.end - $1.next) })
    cursors.withUnsafeMutableBufferPointer { cursors in
      var left = cursors.count
      while left > 0 {
        var least = 0
        for other in 1..<max(left, 1) where cursors[other].isBefore(cursors[least]) {
          least = other
        }
        // Of drafts that have the same term the first is the least: the others stand behind it.
        var term = cursors[least].term
        var found = cursors[least].take(UInt32(terms.count))
        for other in least + 1..<max(left, least + 1) where cursors[other].isTerm(of: term, drafts)
        {
          let more = cursors[other].take(UInt32(terms.count))
          found.inside &+= more.inside
          found.first &+= more.first
        }
        term.occurrences = found.total
        term.usualCase = Self.usualCase(found)
        terms.append(term)
        // What is done goes; the order of the others stays.
        var kept = 0
        for cursor in 0..<left where !cursors[cursor].isAtEnd {
          if kept != cursor { cursors[kept] = cursors[cursor] }
          kept += 1
        }
        left = kept
      }
    }
    return terms
  }

  /// Goes through the entries of a draft, which somebody else holds on to.
  private struct Cursor {
    // Safety: the drafts are the merge's own.
    private unowned(unsafe) let table: TermTable
    private let entries: UnsafeMutablePointer<SortedTerms.Entry>
    private let occurrences: UnsafeMutablePointer<TermTable.Occurrences>
    private let number: UInt32
    private let places: UnsafeMutablePointer<UInt32>
    private(set) var next: Int
    let end: Int
    private var entry: SortedTerms.Entry

    init(
      _ draft: SortedTerms, _ range: Range<Int>, _ number: UInt32,
      _ places: UnsafeMutablePointer<UInt32>
    ) {
      table = draft.table
      // Safety: a range of entries is not empty.
      entries = draft.entries.baseAddress.unsafelyUnwrapped
      occurrences = draft.occurrences.base
      self.number = number
      self.places = places
      next = range.lowerBound
      end = range.upperBound
      entry = entries[next]
    }

    var isAtEnd: Bool { next == end }

    /// The entry that is next, without its counts.
    var term: Term {
      Term(entry: entry, occurrences: 0, draft: number, usualCase: .lower)
    }

    @inline(__always)
    func isBefore(_ other: Cursor) -> Bool {
      (SortedTerms.order(entry, other.entry) ?? slowOrder(other.entry, of: other.table)) < 0
    }

    @inline(__always)
    func isTerm(of term: Term, _ drafts: [SortedTerms]) -> Bool {
      let order =
        SortedTerms.order(entry, term.entry)
        ?? slowOrder(term.entry, of: drafts[Int(term.draft)].table)
      return order == 0
    }

    /// Apart, so that the tables are held on to for long terms alone.
    @inline(never)
    private func slowOrder(_ other: SortedTerms.Entry, of table: TermTable) -> Int {
      SortedTerms.order(entry, of: self.table, other, of: table)
    }

    /// Moves behind the entry, whose term has `place` in its part; returns its counts.
    @inline(__always)
    mutating func take(_ place: UInt32) -> TermTable.Occurrences {
      places[next] = place
      let found = occurrences[Int(entry.number)]
      next += 1
      if next < end { entry = entries[next] }
      // Safety: an entry's number is one of the table's.
      if next + 8 < end { verbatim_prefetch(occurrences + Int(entries[next + 8].number)) }
      return found
    }
  }

  /// The terms of the only draft.
  private func terms(of draft: SortedTerms) -> [Term] {
    let (entries, occurrences) = (draft.entries, draft.occurrences.base)
    return [Term](unsafeUninitializedCapacity: entries.count) { terms, filled in
      for (place, entry) in entries.enumerated() {
        // Safety: an entry's number is one of the table's.
        if place + 16 < entries.count {
          verbatim_prefetch(occurrences + Int(entries[place + 16].number))
        }
        let found = occurrences[Int(entry.number)]
        places[0][place] = UInt32(place)
        terms.initializeElement(
          at: place,
          to: Term(
            entry: entry, occurrences: found.total, draft: 0, usualCase: Self.usualCase(found)))
      }
      filled = entries.count
    }
  }

  /// The commonest of lower, capitalised and upper; of equals the first. A first word of a turn says
  /// little and counts only where there is nothing else.
  private static func usualCase(_ found: TermTable.Occurrences) -> CaseClass {
    let isInside = found.inside[0] | found.inside[1] | found.inside[2] != 0
    let counts = isInside ? found.inside : found.first
    var best = CaseClass.lower
    for next in [CaseClass.capitalised, .upper]
    where counts[Int(next.rawValue)] > counts[Int(best.rawValue)] {
      best = next
    }
    return best
  }
}
