import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex

/// A query over an index: hits in the order of sessions, turns and places.
///
/// Sessions are never split between segments, so the answers of segments are merged session by
/// session in natural order of their ids.
public struct Search {
  public let query: QueryNode
  private let segments: [Segment]
  private let interruption: Interruption?
  private var searches: [SegmentSearch]
  /// The next turn of each segment that matches.
  private var heads: [Head]
  private var pending: [Spans] = []
  private var pendingIndex = 0
  private var pendingPlace = (segment: 0, turn: 0, lastTurn: 0)

  private enum Head {
    /// Not yet looked for: what was found last has been given.
    case unknown
    case end
    case turn(SegmentSearch.Found, session: String)
  }

  /// Plans the query for every segment. Cost: dictionary look-ups; no turn is read.
  ///
  /// Throws what `regions` throws, and ``IndexProblem`` where a segment is damaged.
  public init(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws {
    self.query = query
    self.segments = segments
    interruption = options.interruption
    searches = try segments.map {
      SegmentSearch($0, try Planner($0, options, regions).plan(query), options.interruption)
    }
    heads = [Head](repeating: .unknown, count: segments.count)
  }

  private mutating func advance(_ index: Int) throws(IndexProblem) {
    guard let next = try searches[index].next() else {
      heads[index] = .end
      return
    }
    let segment = segments[index]
    // With one segment there is nothing to merge, and no id has to be read.
    let session =
      segments.count == 1 ? "" : segment.sessionID(segment.session(ofTurn: next.turn))
    heads[index] = .turn(next, session: session)
  }

  /// The next hit, or `nil` at the end.
  public mutating func next() throws(IndexProblem) -> Hit? {
    guard try takeHits() else { return nil }
    defer { pendingIndex += 1 }
    return Hit(
      segment: pendingPlace.segment, turn: pendingPlace.turn, lastTurn: pendingPlace.lastTurn,
      spans: pending[pendingIndex])
  }

  /// The hits of the next turn, at least one, or `nil` at the end; of a turn of which ``next()`` gave
  /// some, the rest. Hits over several turns come with the others of just these turns: the same first
  /// turn may come again with another last one.
  public mutating func nextTurn() throws(IndexProblem) -> TurnHits? {
    guard try takeHits() else { return nil }
    defer { pendingIndex = pending.count }
    return TurnHits(
      segment: pendingPlace.segment, turn: pendingPlace.turn, lastTurn: pendingPlace.lastTurn,
      hits: pending[pendingIndex...])
  }

  /// The same with the number of the hits alone. Cost: of words, phrases and NEAR, and of AND, hits
  /// are not found one by one, as in ``count(_:in:options:regions:)``.
  public mutating func nextCount() throws(IndexProblem) -> TurnCount? {
    if pendingIndex < pending.count {
      defer { pendingIndex = pending.count }
      return TurnCount(
        segment: pendingPlace.segment, turn: pendingPlace.turn, lastTurn: pendingPlace.lastTurn,
        hits: pending.count - pendingIndex)
    }
    guard let (index, found) = try takeTurn() else { return nil }
    return TurnCount(
      segment: index, turn: found.turn, lastTurn: found.lastTurn,
      hits: try searches[index].hitCount(found))
  }

  /// Makes sure that a hit is pending; false at the end.
  private mutating func takeHits() throws(IndexProblem) -> Bool {
    if pendingIndex < pending.count { return true }
    guard let (index, found) = try takeTurn() else { return false }
    pending = try searches[index].hits(found)
    pendingIndex = 0
    pendingPlace = (index, found.turn, found.lastTurn)
    return true
  }

  /// The next turn, with the number of its segment; `nil` at the end. No turn behind it is looked at.
  private mutating func takeTurn() throws(IndexProblem) -> (index: Int, SegmentSearch.Found)? {
    var best: (index: Int, found: SegmentSearch.Found, session: String)?
    for index in heads.indices {
      if case .unknown = heads[index] { try advance(index) }
      // What other segments still have stands behind what was not looked for.
      if let interruption, interruption.didStop { return nil }
      guard case .turn(let found, let session) = heads[index] else { continue }
      if let best, !NaturalOrder.precedes(session, best.session) { continue }
      best = (index, found, session)
    }
    guard let best else { return nil }
    heads[best.index] = .unknown
    return (best.index, best.found)
  }
}

/// A turn that matches, with its hits.
public struct TurnHits: Sendable {
  /// Number of the segment in the searched index.
  public var segment: Int
  /// Number of the turn in the segment.
  public var turn: Int
  /// See ``Hit/lastTurn``.
  public var lastTurn: Int
  /// See ``Hit/spans``.
  public var hits: ArraySlice<[Range<Int>]>
}

/// A turn that matches, with the number of its hits.
public struct TurnCount: Sendable, Equatable {
  /// Number of the segment in the searched index.
  public var segment: Int
  /// Number of the turn in the segment.
  public var turn: Int
  /// See ``Hit/lastTurn``.
  public var lastTurn: Int
  public var hits: Int
}
