import VerbatimAnalysis
import VerbatimIndex

/// The terms of one segment that a word of a query stands for.
struct TermSet: Sendable {
  /// Ascending.
  let ids: [Int]
  /// Their turns, in the same order.
  let postings: [TurnPostings]
  /// What an occurrence's own spelling must be, where the query asks for exact characters.
  let surface: Wildcard?
  private let bits: [UInt64]

  init(_ entries: [TermEntry], surface: Wildcard? = nil) {
    var unique: [Int: TermEntry] = [:]
    for entry in entries { unique[entry.term.id] = entry }
    let sorted = unique.values.sorted { $0.term.id < $1.term.id }
    ids = sorted.map(\.term.id)
    postings = sorted.map(\.postings)
    self.surface = surface
    // Above a few ids a bit each is faster than looking through them.
    if ids.count > 8, let last = ids.last {
      var bits = [UInt64](repeating: 0, count: last / 64 + 1)
      for id in ids { bits[id / 64] |= 1 << UInt64(id % 64) }
      self.bits = bits
    } else {
      bits = []
    }
  }

  @inline(__always)
  func contains(_ id: Int) -> Bool {
    if bits.isEmpty {
      for candidate in ids where candidate == id { return true }
      return false
    }
    return id / 64 < bits.count && bits[id / 64] & 1 << UInt64(id % 64) != 0
  }

  /// Turns, counted once a term: an upper bound of the turns that match.
  var cost: Int { postings.reduce(0) { $0 + $1.count } }
}

/// What a word of a query became in the dictionary, for `explain` and for the notes of an answer.
public struct Expansion: Sendable, Equatable {
  /// As typed, in normal form.
  public var pattern: String
  /// Distinct terms in all segments.
  public var formCount: Int
  /// Some of them, the most frequent first.
  public var sample: [String]
  /// Turns that hold one, each term counted for itself.
  public var turnCount: Int
}

/// Looks words up in one segment's dictionary.
struct TermExpander {
  let segment: Segment
  let options: QueryOptions
  let stemmer: Stemmer?

  /// The set of one word that the analyser leaves whole.
  func expand(_ pattern: WordPattern) -> TermSet {
    switch pattern.form {
    case .folded: folded(pattern.text)
    case .exact: exact(pattern.text)
    case .stem: stem(pattern.text)
    }
  }

  private func folded(_ text: String) -> TermSet {
    let wildcard = Wildcard(text, key: Keys.fold)
    if wildcard.isLiteral {
      var entries = segment.terms(fold: wildcard.prefix).filter { $0.term.kind != .placeholder }
      entries += related(wildcard)
      return TermSet(entries)
    }
    return TermSet(walk(wildcard) + related(wildcard))
  }

  private func walk(_ wildcard: Wildcard) -> [TermEntry] {
    var entries: [TermEntry] = []
    segment.walkTerms(prefix: wildcard.prefix) { fold, entry in
      if wildcard.matches(fold), let entry = entry(), entry.term.kind != .placeholder {
        entries.append(entry)
      }
      return true
    }
    return entries
  }

  /// Words that have the pattern inside them, as the options allow.
  private func related(_ wildcard: Wildcard) -> [TermEntry] {
    var ids: Set<Int> = []
    for relation in options.relations {
      segment.walkRelated(relation, prefix: wildcard.prefix) { fold, found in
        if wildcard.isLiteral, fold.count != wildcard.prefix.count { return false }
        if wildcard.matches(fold) { ids.formUnion(found) }
        return true
      }
    }
    return ids.sorted().compactMap(segment.entry)
  }

  private func exact(_ text: String) -> TermSet {
    let surface = Wildcard(text, key: Keys.nfc)
    let lower = Wildcard(text, key: Self.lowered)
    let fold = Wildcard(text, key: Keys.fold)
    var entries: [TermEntry] = []
    // Folding may be shorter than the prefix at the end of it, so walk by the first bytes only.
    let prefix = Array(fold.prefix.prefix(fold.isLiteral ? fold.prefix.count : 1))
    segment.walkTerms(prefix: fold.isLiteral ? prefix : fold.prefix.isEmpty ? [] : prefix) {
      key, entry in
      if fold.isLiteral, key.count != prefix.count { return false }
      if let entry = entry(), entry.term.kind != .placeholder,
        lower.matches(Keys.nfc(entry.term.bytes))
      {
        entries.append(entry)
      }
      return true
    }
    return TermSet(entries, surface: surface)
  }

  private static func lowered(_ bytes: [UInt8]) -> [UInt8] {
    var lower: [UInt8] = []
    _ = bytes.withUnsafeBufferPointer { CaseForm.split(surface: $0, lower: &lower) }
    return Keys.nfc(lower)
  }

  private func stem(_ text: String) -> TermSet {
    let key = Keys.lc(Array(text.utf8))
    guard let stemmer else { return folded(text) }
    let stem = stemmer.stem(key)
    // Snowball's algorithms change at most the last letters of what they leave.
    let fold = Keys.fold(stem)
    var prefix = Array(fold.prefix(max(1, fold.count - 3)))
    while let last = prefix.last, last & 0x80 != 0 { prefix.removeLast() }
    var entries: [TermEntry] = []
    segment.walkTerms(prefix: prefix) { _, entry in
      if let entry = entry(), entry.term.kind == .word,
        stemmer.stem(Keys.lc(entry.term.bytes)) == stem
      {
        entries.append(entry)
      }
      return true
    }
    return TermSet(entries)
  }

  func placeholder(_ text: String) -> TermSet {
    let words = text.split { $0.isWhitespace }.joined(separator: " ")
    let wildcard = Wildcard("[" + words + "]", hasOne: false, key: Keys.fold)
    var entries: [TermEntry] = []
    segment.walkTerms(prefix: Array(wildcard.prefix.prefix(1))) { fold, entry in
      if wildcard.matches(fold), let entry = entry(), entry.term.kind == .placeholder {
        entries.append(entry)
      }
      return true
    }
    return TermSet(entries)
  }
}
