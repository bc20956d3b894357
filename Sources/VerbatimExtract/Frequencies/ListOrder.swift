import VerbatimAnalysis

/// In which order a list of forms or sequences is given. Ties go by frequency, then by the alphabet.
public enum ListOrder: String, Sendable, CaseIterable {
  /// The most frequent first.
  case frequency
  /// By fold keys, from the beginning.
  case alphabet
  /// From the end of the words: what ends alike stands together.
  case end
  /// In most sessions first, then by most people.
  case sessions
  /// By most people first, then in most sessions.
  case participants
}

/// One entry of a list while it is made.
struct ListEntry {
  /// What tells it from the others: the forms, by their number, or a place where they stand.
  var place: UInt32
  /// Which pattern of a list of sequences.
  var pattern: UInt16 = 0
  var count: UInt32
  var spread = Spread()
  /// Different fillings of open places.
  var variants: UInt32 = 0
}

/// The first entries of a list in an order, of which not all have to be kept.
struct TopEntries {
  private let limit: Int?
  private let order: ListOrder
  /// Whether the first of two entries comes first by the alphabet, or by the alphabet from the end.
  private let precedes: (ListEntry, ListEntry) -> Bool
  private var kept: [ListEntry] = []
  /// Entries that were offered.
  private(set) var count = 0

  /// So many entries can be kept where no limit is set.
  static let most = 1_000_000

  init(
    limit: Int?, order: ListOrder, precedes: @escaping (ListEntry, ListEntry) -> Bool
  ) {
    self.limit = limit
    self.order = order
    self.precedes = precedes
  }

  /// Cost: O(1) but for sorting twice the limit now and then.
  mutating func offer(_ entry: ListEntry) throws(CountingProblem) {
    count += 1
    if let limit, kept.count >= max(2 * min(limit, Self.most), 4096) { cut(to: limit) }
    guard kept.count < 2 * Self.most else { throw .tooManyRows(most: Self.most) }
    if limit == nil, kept.count >= Self.most { throw .tooManyRows(most: Self.most) }
    kept.append(entry)
  }

  mutating func finish() -> [ListEntry] {
    cut(to: limit ?? .max)
    return kept
  }

  private mutating func cut(to limit: Int) {
    kept.sort(by: isBefore)
    if kept.count > limit { kept.removeLast(kept.count - max(0, limit)) }
  }

  private func isBefore(_ a: ListEntry, _ b: ListEntry) -> Bool {
    switch order {
    case .frequency: break
    case .alphabet, .end:
      if precedes(a, b) { return true }
      if precedes(b, a) { return false }
    case .sessions:
      if a.spread.sessions != b.spread.sessions { return a.spread.sessions > b.spread.sessions }
      if a.spread.participants != b.spread.participants {
        return a.spread.participants > b.spread.participants
      }
    case .participants:
      if a.spread.participants != b.spread.participants {
        return a.spread.participants > b.spread.participants
      }
      if a.spread.sessions != b.spread.sessions { return a.spread.sessions > b.spread.sessions }
    }
    if a.count != b.count { return a.count > b.count }
    return precedes(a, b)
  }
}

/// What makes a count impossible.
public enum CountingProblem: Error, Sendable, Equatable {
  /// A list of more rows than can be held; `most` are allowed.
  case tooManyRows(most: Int)
  /// Sequences of so many tokens want more memory than is allowed (bytes).
  case tooMuchMemory(tokens: Int, wanted: Int, allowed: Int)
  /// The hits of this query are whole turns: it has no words to list.
  case nothingMatched(query: String)
}

/// The order of forms from the end of their words.
struct EndOrder {
  private let ranks: [UInt32]

  /// Cost: looks up and sorts all forms.
  init(_ forms: FormTable) {
    let reversed = (0..<forms.count).map { number in
      Array(String(decoding: forms.bytes(number), as: UTF8.self).unicodeScalars.reversed())
    }
    let order = reversed.indices.sorted {
      reversed[$0] == reversed[$1]
        ? $0 < $1 : reversed[$0].lexicographicallyPrecedes(reversed[$1])
    }
    var ranks = [UInt32](repeating: 0, count: reversed.count)
    for (rank, form) in order.enumerated() { ranks[form] = UInt32(rank) }
    self.ranks = ranks
  }

  subscript(form: UInt32) -> UInt32 { ranks[Int(form)] }
}
