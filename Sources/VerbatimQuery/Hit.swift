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
