import VerbatimIndex

/// A query whose hits in a segment are single tokens, found by code bytes alone: a word, or a word and
/// filters. What stands around them can be counted without looking for hits.
public struct CodedNode: Sendable {
  public enum Terms: Sendable {
    /// A sequence of one step.
    case few(CodePattern)
    /// One bit a term of the segment: id 0 is bit 0 of word 0.
    case many([UInt64])
  }

  public let terms: Terms
  /// The turns that hold a hit, ascending; every token there that is one of the terms is a hit.
  public let turns: [UInt32]

  /// `nil` where hits have to be looked for. Cost: lists alone.
  ///
  /// Throws what the planning of a query throws, and ``IndexProblem`` where the segment is damaged.
  public init?(
    _ query: QueryNode, in segment: Segment, options: QueryOptions = QueryOptions(),
    regions: any RegionSource = NoRegions()
  ) throws {
    let plan = try Planner(segment, options, regions).plan(query)
    guard let set = Self.words(plan), set.lists.count > 0 else { return nil }
    terms = set.pattern.map(Terms.few) ?? .many(Self.bits(set, segment))
    turns = try TurnCounter(segment: segment).candidates(plan)
  }

  private static func bits(_ set: TermSet, _ segment: Segment) -> [UInt64] {
    var bits = [UInt64](repeating: 0, count: segment.termCount / 64 + 1)
    for id in set.lists.ids { bits[id >> 6] |= 1 << UInt64(id & 63) }
    return bits
  }

  private static func words(_ plan: PlanNode) -> TermSet? {
    switch plan {
    case .words(let set): return set.surface == nil ? set : nil
    case .and(let nodes):
      let words = nodes.filter { !$0.isFilter }
      guard words.count == 1, nodes.allSatisfy({ $0.isExactByTurn }) else { return nil }
      if case .words(let set) = words[0], set.surface == nil { return set }
      return nil
    default: return nil
    }
  }
}

extension QueryNode {
  /// The ids of a segment's terms that a word, or several of which any will do, stand for; `nil` for a
  /// query of another kind. What asks for exact characters gives all terms that may have them.
  public func termIDs(
    in segment: Segment, options: QueryOptions = QueryOptions()
  ) throws -> [Int]? {
    switch try Planner(segment, options, NoRegions()).plan(self) {
    case .words(let set): return set.lists.ids
    case .or(let nodes):
      var ids: Set<Int> = []
      for node in nodes {
        guard case .words(let set) = node else { return nil }
        ids.formUnion(set.lists.ids)
      }
      return ids.sorted()
    default: return nil
    }
  }
}
