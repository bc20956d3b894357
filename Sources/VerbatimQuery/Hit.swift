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

/// The regions of turns that a study knows by name: themes and coders. The query knows no database.
public protocol RegionSource: Sendable {
  /// Turn numbers (from 1) by session id, of the regions whose name matches `value` (`theme:A/3/*`,
  /// `coder:EO`); `nil` where the field is not a region.
  func turns(field: String, value: String) throws -> [String: Set<Int>]?

  /// Spans by session id of the regions with a name, for CQL's tags: `theme`.
  func regionSpans(named name: String) throws -> [String: [RegionSpan]]

  /// Names of regions besides those that every corpus has.
  func regionNames() throws -> [String]
}

/// No regions: an index without a study.
public struct NoRegions: RegionSource {
  public init() {}

  public func turns(field: String, value: String) -> [String: Set<Int>]? { nil }
}
