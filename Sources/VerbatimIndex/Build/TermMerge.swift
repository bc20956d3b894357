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
    var kind: TokenKind
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
    var next = drafts.indices.map { range(ofPart: part, $0) }
    var terms: [Term] = []
    terms.reserveCapacity(next.reduce(0) { max($0, $1.count) })
    // Those that have the term that is next.
    var holders: [Int] = []
    while true {
      holders.removeAll(keepingCapacity: true)
      for draft in next.indices where !next[draft].isEmpty {
        guard let first = holders.first else {
          holders.append(draft)
          continue
        }
        let order = SortedTerms.order(
          drafts[draft].entries[next[draft].lowerBound], of: drafts[draft].table,
          drafts[first].entries[next[first].lowerBound], of: drafts[first].table)
        if order < 0 { holders.removeAll(keepingCapacity: true) }
        if order <= 0 { holders.append(draft) }
      }
      guard let first = holders.first else { return terms }
      let entry = drafts[first].entries[next[first].lowerBound]
      var found = TermTable.Occurrences()
      for draft in holders {
        let index = next[draft].lowerBound
        let own = drafts[draft].occurrences[Int(drafts[draft].entries[index].number)]
        found.inside &+= own.inside
        found.first &+= own.first
        places[draft][index] = UInt32(terms.count)
        next[draft] = index + 1..<next[draft].upperBound
      }
      terms.append(
        Term(
          entry: entry, occurrences: found.total, draft: UInt32(first),
          kind: drafts[first].table.kinds[Int(entry.number)], usualCase: Self.usualCase(found)))
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
