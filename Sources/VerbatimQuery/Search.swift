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
  private var searches: [SegmentSearch]
  /// The next turn of each segment that matches.
  private var heads: [(turn: Int, hits: [Spans], session: String)?]
  private var pending: [Hit] = []
  private var pendingIndex = 0

  /// Plans the query for every segment. Cost: dictionary look-ups; no turn is read.
  ///
  /// Throws what `regions` throws, and ``IndexProblem`` where a segment is damaged.
  public init(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws {
    self.query = query
    self.segments = segments
    searches = try segments.map {
      SegmentSearch($0, try Planner($0, options, regions).plan(query))
    }
    heads = []
    for index in searches.indices { heads.append(try advance(index)) }
  }

  private mutating func advance(_ index: Int) throws(IndexProblem) -> (
    turn: Int, hits: [Spans], session: String
  )? {
    guard let next = try searches[index].next() else { return nil }
    let segment = segments[index]
    // With one segment there is nothing to merge, and no id has to be read.
    let session =
      segments.count == 1 ? "" : segment.sessionID(segment.session(ofTurn: next.turn))
    return (next.turn, next.hits, session)
  }

  /// The next hit, or `nil` at the end.
  public mutating func next() throws(IndexProblem) -> Hit? {
    if pendingIndex < pending.count {
      defer { pendingIndex += 1 }
      return pending[pendingIndex]
    }
    var best: Int?
    for index in heads.indices {
      guard let head = heads[index] else { continue }
      if let current = best, let other = heads[current],
        !NaturalOrder.precedes(head.session, other.session)
      {
        continue
      }
      best = index
    }
    guard let best, let head = heads[best] else { return nil }
    pending = head.hits.map { Hit(segment: best, turn: head.turn, spans: $0) }
    heads[best] = try advance(best)
    pendingIndex = 1
    return pending[0]
  }
}
