import VerbatimIndex
import VerbatimQuery

/// The turns that are counted: all of an index, or those a query matches.
public struct SubCorpus: Sendable {
  /// The query in normal form; `nil` for the whole.
  public let filter: String?
  /// For each segment its turns, ascending; `nil` for all turns of all segments.
  public let turns: [[UInt32]]?

  /// Every turn.
  public static let whole = SubCorpus(filter: nil, turns: nil)

  private init(filter: String?, turns: [[UInt32]]?) {
    self.filter = filter
    self.turns = turns
  }

  /// The turns that a query matches. Cost: that of ``Search/matchedTurns(_:in:options:regions:)``.
  public init(
    _ query: QueryNode, in index: Index, options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws {
    self.init(
      filter: query.normalForm,
      turns: try Search.matchedTurns(
        query, in: index.segments, options: options, regions: regions
      ).turns)
  }

  /// Turns of all segments.
  public func turnCount(in index: Index) -> Int {
    turns?.reduce(0) { $0 + $1.count } ?? index.turnCount
  }

  /// Calls `body` for every turn, session by session in natural order of their ids. Cost: a few ns a
  /// turn.
  func forEachTurn(
    in index: Index, _ roster: Roster, _ body: (CountedTurn) throws -> Void
  ) rethrows {
    for (_, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let facts = roster.sessions[roster.session(place)]
      let range = segment.turns(ofSession: place.session)
      func visit(_ turn: Int) throws {
        try body(
          CountedTurn(
            place: place, turn: turn, number: turn - range.lowerBound + 1,
            set: roster.set(ofTurn: turn, in: facts, of: segment)))
      }
      guard let chosen = turns?[place.segment] else {
        for turn in range { try visit(turn) }
        continue
      }
      var next = Self.firstIndex(of: range.lowerBound, in: chosen)
      while next < chosen.count, Int(chosen[next]) < range.upperBound {
        try visit(Int(chosen[next]))
        next += 1
      }
    }
  }

  /// Where the first turn stands that is not below `turn`.
  private static func firstIndex(of turn: Int, in turns: [UInt32]) -> Int {
    var low = 0
    var high = turns.count
    while low < high {
      let middle = (low + high) / 2
      if Int(turns[middle]) < turn { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// One bit a turn of a segment, set for those that are counted; `nil` for all.
  func bits(ofSegment number: Int, in index: Index) -> [UInt64]? {
    guard let chosen = turns?[number] else { return nil }
    var bits = [UInt64](repeating: 0, count: index.segments[number].turnCount / 64 + 1)
    for turn in chosen { bits[Int(turn >> 6)] |= 1 << UInt64(turn & 63) }
    return bits
  }
}

/// A turn that is counted.
struct CountedTurn {
  var place: Index.SessionPlace
  /// Number in the segment.
  var turn: Int
  /// Number in the session, from 1.
  var number: Int
  /// Who speaks: a set of the ``Roster``.
  var set: Int
}
