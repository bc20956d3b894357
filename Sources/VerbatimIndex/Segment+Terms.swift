import VerbatimAnalysis

/// The turns of something: of a term, or of a fact. Valid as long as its segment is open.
public struct TurnPostings: @unchecked Sendable {
  // Safety: the list points into its segment's constant bytes, and `owner` keeps them.
  let list: TurnList
  private let owner: Segment
  /// Turns in the list.
  public var count: Int { list.count }

  init(_ list: TurnList, _ owner: Segment) {
    self.list = list
    self.owner = owner
  }

  public func cursor() -> PostingCursor { PostingCursor(self) }
}

/// Goes through postings in windows of turns.
public struct PostingCursor {
  private var cursor: TurnCursor
  private let postings: TurnPostings

  init(_ postings: TurnPostings) {
    cursor = TurnCursor(postings.list)
    self.postings = postings
  }

  /// Sets the bits of the turns in `window`: bit 0 of word 0 is its first turn. Windows must ascend
  /// and start at multiples of 64; `words` has room for the window. Cost: about 1 ns a turn.
  @inline(__always)
  public mutating func fill(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    cursor.fill(words, window: window)
  }

  /// True where the list turned out to be damaged.
  public var failed: Bool { cursor.failed }
}

/// A term with the turns that hold it.
public struct TermEntry: Sendable {
  public var term: Term
  public var postings: TurnPostings
}

extension Segment {
  /// Terms whose fold key is exactly `fold`. Cost: a binary search.
  public func terms(fold: [UInt8]) -> [TermEntry] {
    var found: [TermEntry] = []
    terms.table.walk(prefix: fold) { _, key, payload in
      guard key.count == fold.count || key[fold.count] == 0 else { return false }
      if let entry = self.entry(key, payload) { found.append(entry) }
      return true
    }
    return found
  }

  /// Walks terms whose fold key begins with `prefix`, in order of the key, while `body` returns
  /// true. `body` gets the fold key and a closure that parses the entry.
  public func walkTerms(
    prefix: [UInt8],
    _ body: (_ fold: UnsafeBufferPointer<UInt8>, _ entry: () -> TermEntry?) -> Bool
  ) {
    terms.table.walk(prefix: prefix) { _, key, payload in
      let end = key.firstIndex(of: 0) ?? key.count
      return body(UnsafeBufferPointer(rebasing: key[..<end])) { self.entry(key, payload) }
    }
  }

  /// The term of an id.
  public func term(_ id: Int) -> Term? {
    terms.fullTerm(id)
  }

  /// The term of an id, with its turns.
  public func entry(_ id: Int) -> TermEntry? {
    guard id >= 0, id < termCount else { return nil }
    var found: TermEntry?
    terms.table.walk(from: terms.order[id]) { _, key, payload in
      found = self.entry(key, payload)
      return false
    }
    return found?.term.id == id ? found : nil
  }

  private func entry(
    _ key: UnsafeBufferPointer<UInt8>, _ payload: UnsafeRawBufferPointer
  ) -> TermEntry? {
    guard let (term, bytes) = TermStore.parse(key: key, payload: payload),
      let list = TurnList(bytes, count: term.turnCount, turnCount: turnCount)
    else { return nil }
    return TermEntry(term: term, postings: TurnPostings(list, self))
  }

  /// Ids of the terms that have a part, or a placeholder's inner word, of a fold key.
  public func relatedTerms(_ relation: WordRelation, fold: [UInt8], isPrefix: Bool) -> [Int] {
    var ids: [Int] = []
    walkRelated(relation, prefix: fold) { key, found in
      if !isPrefix, key.count != fold.count { return false }
      ids.append(contentsOf: found)
      return true
    }
    return ids
  }

  /// Walks the inside words that begin with `prefix` while `body` returns true.
  public func walkRelated(
    _ relation: WordRelation, prefix: [UInt8],
    _ body: (_ fold: UnsafeBufferPointer<UInt8>, _ ids: [Int]) -> Bool
  ) {
    relations.walk(prefix: [relation.code] + prefix) { _, key, payload in
      var reader = ByteReader(payload)
      var ids: [Int] = []
      var id = 0
      while !reader.isAtEnd {
        id += reader.count()
        if reader.failed || id >= termCount { break }
        ids.append(id)
      }
      return body(UnsafeBufferPointer(rebasing: key[1...]), ids)
    }
  }
}

/// What may be inside a word.
public enum WordRelation: Sendable {
  /// A part of a hyphenated word, a truncated word without its mark.
  case part
  /// A word inside a placeholder.
  case inner

  var code: UInt8 {
    switch self {
    case .part: Relation.part.rawValue
    case .inner: Relation.inner.rawValue
    }
  }
}

extension Segment {
  /// Turns with an event whose kind, description or a word of it passes `matches`, which sees fold
  /// keys that begin with `prefix`.
  public func eventPostings(
    prefix: [UInt8], _ matches: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> [TurnPostings] {
    facetPostings(Facet.eventPrefix, prefix, matches)
  }

  /// Turns with an attribute of that name whose folded value passes `matches`.
  public func attributePostings(
    name: String, prefix: [UInt8], _ matches: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> [TurnPostings] {
    facetPostings(Facet.attributePrefix(name: name), prefix, matches)
  }

  private func facetPostings(
    _ base: [UInt8], _ prefix: [UInt8], _ matches: (UnsafeBufferPointer<UInt8>) -> Bool
  ) -> [TurnPostings] {
    var found: [TurnPostings] = []
    facets.walk(prefix: base + prefix) { _, key, payload in
      guard matches(UnsafeBufferPointer(rebasing: key[base.count...])) else { return true }
      var reader = ByteReader(payload)
      let count = reader.count()
      let bytes = reader.slice(payload.count - reader.offset)
      if !reader.failed, let list = TurnList(bytes, count: count, turnCount: turnCount) {
        found.append(TurnPostings(list, self))
      }
      return true
    }
    return found
  }

  /// Names of the attributes that turns have (folded), ascending.
  public func turnAttributeNames() -> [String] {
    var names: [String] = []
    facets.walk(prefix: Facet.attributesPrefix) { _, key, _ in
      guard let end = key.firstIndex(of: 0) else { return true }
      let name = String(decoding: key[1..<end], as: UTF8.self)
      if names.last != name { names.append(name) }
      return true
    }
    return names
  }
}
