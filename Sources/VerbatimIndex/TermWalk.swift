import VerbatimAnalysis

/// Goes through all terms of a segment in the order of their fold keys: all terms of one fold key are
/// neighbours. Valid as long as the segment is open. Cost: about 30 ns a term.
public struct TermWalk {
  private let segment: Segment
  private var cursor: KeyCursor
  private var foldCount = 0
  /// The fold key of the term before.
  private var previous: [UInt8] = []
  private var isStarted = false
  /// Whether the term has the fold key of the one before.
  public private(set) var isSameFold = false
  public private(set) var id = 0
  public private(set) var kind = TokenKind.word
  /// How often the term occurs in the segment.
  public private(set) var occurrenceCount = 0
  /// True where the dictionary turned out to be damaged; the walk ends there.
  public private(set) var failed = false

  public init(_ segment: Segment) {
    self.segment = segment
    cursor = KeyCursor(segment.terms.table, from: 0)
  }

  /// Goes on to the next term; false at the end.
  public mutating func next() -> Bool {
    guard !failed, cursor.next() else {
      failed = failed || cursor.failed
      return false
    }
    var reader = ByteReader(cursor.payload)
    id = reader.count()
    _ = reader.byte()
    let turns = reader.count()
    occurrenceCount = turns + reader.count()
    var kind: TokenKind? = .word
    var end = 0
    cursor.withKey { key in
      var isSame = true
      while end < key.count, key[end] != 0 {
        isSame = isSame && end < foldCount && previous[end] == key[end]
        end += 1
      }
      isSameFold = isSame && end == foldCount && isStarted
      if !isSameFold {
        if previous.count < end { previous.append(contentsOf: repeatElement(0, count: end + 32)) }
        for place in 0..<end { previous[place] = key[place] }
      }
      if end < key.count { kind = end + 1 < key.count ? TokenKind(rawValue: key[end + 1]) : nil }
    }
    isStarted = true
    foldCount = end
    guard !reader.failed, id < segment.termCount, let kind else {
      failed = true
      return false
    }
    self.kind = kind
    return true
  }

  /// The fold key, valid during the call.
  @inline(__always)
  public func withFoldKey<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
    cursor.withKey { body(UnsafeBufferPointer(rebasing: $0[..<foldCount])) }
  }

  /// The term's own bytes: lower-cased, nothing folded.
  public var bytes: [UInt8] {
    cursor.withKey { key in
      // Behind the kind stands the term, unless it is its own fold key.
      foldCount + 2 < key.count ? Array(key[(foldCount + 2)...]) : Array(key[..<foldCount])
    }
  }
}

extension Segment {
  /// The fold key under which a term is filed; `nil` for an id that is not there. Cost: a block of the
  /// dictionary.
  public func foldKey(ofTerm id: Int) -> [UInt8]? {
    guard id >= 0, id < termCount else { return nil }
    var found: [UInt8]?
    terms.table.walk(from: terms.order[id]) { _, key, _ in
      found = Array(key.prefix { $0 != 0 })
      return false
    }
    return found
  }
}
