/// The regions of turns that a study knows by name: themes and coders. The query knows no database.
public protocol RegionSource: Sendable {
  /// Turn numbers (from 1) by session id, of the regions whose name matches `value` (`theme:A/3/*`,
  /// `coder:EO`); `nil` where the field is not a region.
  func turns(field: String, value: String) throws -> [String: Set<Int>]?

  /// The stretches of the same regions: by session id and turn number (from 1), half-open ranges of
  /// Unicode scalars of the turn's text, in no particular order; `nil` in place of a range is the
  /// whole turn. A range may reach beyond the end of the text and is then cut there. `nil` where the
  /// field is not a region.
  func spans(field: String, value: String) throws -> [String: [Int: [Range<Int>?]]]?

  /// Spans by session id of the regions with a name, for CQL's tags: `theme`.
  func regionSpans(named name: String) throws -> [String: [RegionSpan]]

  /// Names of regions besides those that every corpus has.
  func regionNames() throws -> [String]
}

/// No regions: an index without a study.
public struct NoRegions: RegionSource {
  public init() {}

  public func turns(field: String, value: String) -> [String: Set<Int>]? { nil }

  public func spans(field: String, value: String) -> [String: [Int: [Range<Int>?]]]? { nil }
}
