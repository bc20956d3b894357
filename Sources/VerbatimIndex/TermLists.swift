import CVectors
import VerbatimAnalysis

/// Some terms of a segment with the turns of each.
public struct TermLists: @unchecked Sendable {
  // Safety: lists point into the segment's constant bytes, and `segment` keeps them.
  private struct Entry {
    var id: Int
    var occurrenceCount: Int
    var list: TurnList
  }

  public let segment: Segment
  private var entries: [Entry] = []

  /// No terms yet.
  public init(of segment: Segment) {
    self.segment = segment
  }

  public var count: Int { entries.count }
  /// The ids, in the order in which the terms were added.
  public var ids: [Int] { entries.map(\.id) }
  /// Tokens that are one of the terms.
  public var occurrenceCount: Int { entries.reduce(0) { $0 + $1.occurrenceCount } }
  /// Turns, counted once a term.
  public var listedTurnCount: Int { entries.reduce(0) { $0 + $1.list.count } }

  public func id(_ index: Int) -> Int { entries[index].id }
  public func turnCount(_ index: Int) -> Int { entries[index].list.count }

  public func postings(_ index: Int) -> TurnPostings {
    TurnPostings(entries[index].list, segment)
  }

  /// One bit a turn of the segment, set in those that hold any of the terms; `nil` where a list is
  /// damaged. Cost: about 1 ns a listed turn, and the bits.
  public func union() -> [UInt64]? {
    var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    let isWhole = bits.withUnsafeMutableBufferPointer { words in
      for entry in entries {
        var cursor = TurnCursor(entry.list)
        cursor.fill(words, window: 0..<segment.turnCount)
        if cursor.failed { return false }
      }
      return true
    }
    return isWhole ? bits : nil
  }

  /// Sets the bits of the turns in one window, from the beginning of every list. Cost: the turns up
  /// to the window's end.
  public func fill(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    for entry in entries {
      var cursor = TurnCursor(entry.list)
      cursor.fill(words, window: window)
    }
  }

  /// Adds the terms whose fold key is exactly `key` and that someone said: no placeholders.
  /// Cost: a binary search.
  public mutating func add(foldKey key: [UInt8]) {
    var cursor = segment.terms.table.cursor(atOrAbove: key)
    while cursor.next() {
      let isFound = cursor.withKey { mine in
        mine.starts(with: key) && (mine.count == key.count || mine[key.count] == 0)
      }
      guard isFound else { return }
      add(cursor)
    }
  }

  /// Adds the terms whose fold key begins with `prefix`, without placeholders.
  /// Cost: about 30 ns a term.
  public mutating func add(prefix: [UInt8]) {
    var cursor = segment.terms.table.cursor(atOrAbove: prefix)
    while cursor.next() {
      guard cursor.withKey({ $0.starts(with: prefix) }) else { return }
      add(cursor)
    }
  }

  /// Adds a term by its id. Cost: a dictionary block.
  public mutating func add(id: Int) {
    if let entry = segment.entry(id) { add(entry) }
  }

  /// Adds a term.
  public mutating func add(_ entry: TermEntry) {
    entries.append(
      Entry(
        id: entry.term.id, occurrenceCount: entry.term.occurrenceCount, list: entry.postings.list))
  }

  /// Adds those terms of others that are not there yet.
  public mutating func add(_ others: TermLists) {
    let known = Set(ids)
    entries += others.entries.filter { !known.contains($0.id) }
  }

  private mutating func add(_ cursor: KeyCursor) {
    let isPlaceholder = cursor.withKey { key in
      var at = 0
      while at < key.count, key[at] != 0 { at += 1 }
      return at + 1 < key.count && key[at + 1] == TokenKind.placeholder.rawValue
    }
    if isPlaceholder { return }
    var reader = ByteReader(cursor.payload)
    let id = reader.count()
    _ = reader.byte()
    let turns = reader.count()
    let more = reader.count()
    let bytes = reader.slice(cursor.payload.count - reader.offset)
    guard !reader.failed, id < segment.termCount,
      let list = TurnList(bytes, count: turns, turnCount: segment.turnCount)
    else { return }
    entries.append(Entry(id: id, occurrenceCount: turns + more, list: list))
  }
}

extension Segment {
  /// Whether there are words that are found by something inside them.
  public var hasRelations: Bool { relations.count > 0 }

  /// The problem of a list of turns that cannot be read.
  public var damagedLists: IndexProblem { problem(.dictionaryLists, invariant: 5) }

  /// Whether the lists of pairs know all pairs of both terms.
  public func coversPair(_ first: Int, _ second: Int) -> Bool {
    pairs.covers(first, second)
  }

  /// The turns in which `second` stands directly behind `first`, and how often; `nil` where it does
  /// so nowhere, if ``coversPair(_:_:)``.
  public func pair(_ first: Int, _ second: Int) -> (turns: TurnPostings, occurrences: Int)? {
    pairs.find(first, second).map { (TurnPostings($0.turns, self), $0.occurrences) }
  }
}
