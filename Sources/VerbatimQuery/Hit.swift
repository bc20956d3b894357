import VerbatimIndex

/// A match: a turn of a segment, or a run of turns, and the stretches of tokens that matched.
public struct Hit: Sendable, Equatable {
  /// Number of the segment in the searched index.
  public var segment: Int
  /// Number of the turn in the segment.
  public var turn: Int
  /// The last turn of the run, of the same session; ``turn`` itself but for queries that go beyond
  /// one turn.
  public var lastTurn: Int
  /// Half-open ranges of positions, ordered by start, then end; none where the turn as a whole is the
  /// hit (a query of filters alone). Positions count from the beginning of ``turn`` and run on through
  /// the turns behind it.
  public var spans: [Range<Int>]

  /// - Parameter lastTurn: `turn` unless given.
  public init(segment: Int, turn: Int, lastTurn: Int? = nil, spans: [Range<Int>]) {
    self.segment = segment
    self.turn = turn
    self.lastTurn = lastTurn ?? turn
    self.spans = spans
  }
}

extension Hit {
  /// One turn of a hit with what of it stands there.
  public struct Part: Sendable, Equatable {
    /// Number of the turn in the segment.
    public var turn: Int
    /// Positions from the beginning of this turn; ordered.
    public var spans: [Range<Int>]
  }

  /// Every turn from ``turn`` to ``lastTurn``, in order, each with its own positions; a span over
  /// several turns is parted.
  ///
  /// Cost: of a hit in one turn none; of others 4 ns a token of the turns before the last span.
  public func parts(in segment: Segment) throws(IndexProblem) -> [Part] {
    guard lastTurn > turn else { return [Part(turn: turn, spans: spans)] }
    var counts = TokenCounts(segment)
    var parts: [Part] = []
    var start = 0
    let end = spans.map(\.upperBound).max() ?? 0
    for next in turn...lastTurn {
      // Behind the last span nothing has to be counted.
      let count = start < end ? try counts.count(next) : 0
      let mine = start..<start + count
      parts.append(
        Part(
          turn: next,
          spans: spans.filter { $0.overlaps(mine) }.map {
            let part = $0.clamped(to: mine)
            return part.lowerBound - start..<part.upperBound - start
          }))
      start += count
    }
    return parts
  }

  /// The turns that hold a span, ascending; all of them where none does. These are the turns that are
  /// counted for a hit, and whose speakers said it.
  public func spokenTurns(in segment: Segment) throws(IndexProblem) -> [Int] {
    guard lastTurn > turn else { return [turn] }
    if spans.isEmpty { return Array(turn...lastTurn) }
    return try parts(in: segment).filter { !$0.spans.isEmpty }.map(\.turn)
  }
}
