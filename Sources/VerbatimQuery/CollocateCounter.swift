import VerbatimIndex

/// How often each term of a segment stands near a word or phrase, the node.
///
/// A window is the tokens before and behind one occurrence of the node, in its turn, the node itself
/// left out; where windows of two occurrences overlap, a token counts in both.
public struct CollocateCounter: Sendable {
  /// One number a term, by id.
  public private(set) var counts: [UInt32]
  /// Occurrences of the node.
  public private(set) var nodeCount = 0
  /// Tokens in all windows.
  public private(set) var windowTokenCount = 0

  /// - Parameters:
  ///   - node: a word, placeholder or phrase; of other queries every hit counts that is one stretch.
  ///   - left: tokens before the node; not negative.
  ///   - right: tokens behind it; not negative.
  ///
  /// Throws what the planning of a query throws, and ``IndexProblem`` where the segment is damaged.
  /// Cost: a word is found in the code bytes of its turns and only the windows are decoded: about
  /// 50 ns a turn and 3 ns a token of a window. Other nodes are searched and their turns decoded.
  public init(
    of node: QueryNode, in segment: Segment, left: Int, right: Int,
    options: QueryOptions = QueryOptions()
  ) throws {
    counts = [UInt32](repeating: 0, count: segment.termCount)
    // No turn has as many.
    let left = min(max(0, left), 1 << 32)
    let right = min(max(0, right), 1 << 32)
    let plan = try Planner(segment, options, NoRegions()).plan(node)
    if case .words(let set) = plan, set.surface == nil, let pattern = set.pattern {
      let turns = try TurnCounter(segment: segment).candidates(plan)
      guard
        let found = segment.countCollocates(
          of: pattern, in: turns, left: left, right: right, into: &counts)
      else { throw segment.damage(0) }
      nodeCount = found.nodes
      windowTokenCount = found.tokens
      return
    }
    var search = SegmentSearch(segment, plan, options.interruption)
    var ids: [Int] = []
    while let next = try search.next() {
      if next.lastTurn > next.turn {
        try add(next.hits, turns: next.turn...next.lastTurn, segment, left, right, &ids)
        continue
      }
      guard segment.decodeTerms(next.turn, into: &ids) else { throw segment.damage(next.turn) }
      for hit in next.hits where hit.count == 1 {
        nodeCount += 1
        add(ids[max(0, hit[0].lowerBound - left)..<hit[0].lowerBound])
        add(ids[hit[0].upperBound..<min(ids.count, hit[0].upperBound + right)])
      }
    }
  }

  /// Hits over several turns: the stretch stands in one of them, and so does its window.
  private mutating func add(
    _ hits: [Spans], turns: ClosedRange<Int>, _ segment: Segment, _ left: Int, _ right: Int,
    _ ids: inout [Int]
  ) throws(IndexProblem) {
    for spans in hits where spans.count == 1 {
      let hit = Hit(
        segment: 0, turn: turns.lowerBound, lastTurn: turns.upperBound, spans: spans)
      let parts = try hit.parts(in: segment).filter { !$0.spans.isEmpty }
      guard parts.count == 1 else { continue }
      guard segment.decodeTerms(parts[0].turn, into: &ids) else {
        throw segment.damage(parts[0].turn)
      }
      let span = parts[0].spans[0]
      nodeCount += 1
      add(ids[max(0, span.lowerBound - left)..<span.lowerBound])
      add(ids[span.upperBound..<min(ids.count, span.upperBound + right)])
    }
  }

  private mutating func add(_ window: ArraySlice<Int>) {
    windowTokenCount += window.count
    for id in window { counts[id] &+= 1 }
  }
}
