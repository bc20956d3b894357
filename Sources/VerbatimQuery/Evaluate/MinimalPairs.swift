/// The pairs of NEAR, BEFORE and AFTER: disjoint matches whose nearest positions differ by at most
/// the distance, each pair such that no other pair's extent lies strictly inside its own.
///
/// Cost: matches × log for words; where matches of one side overlap each other, as many steps more
/// as there are overlaps.
struct MinimalPairs {
  /// The two matches of each pair, in no particular order.
  let spans: [[Spans]]

  private struct Side {
    var spans: Spans
    var start: Int
    var end: Int

    init?(_ spans: Spans) {
      guard let first = spans.first, let end = spans.map(\.upperBound).max() else { return nil }
      self.spans = spans
      start = first.lowerBound
      self.end = end
    }
  }

  private typealias Pair = (start: Int, end: Int, spans: [Spans])

  init(_ left: [Spans], _ right: [Spans], _ distance: Int, _ order: NearOrder) {
    let a = left.compactMap(Side.init)
    let b = right.compactMap(Side.init)
    var pairs: [Pair] = []
    if order != .after { pairs += Self.forward(a, b, distance) }
    if order != .before { pairs += Self.forward(b, a, distance) }
    // From the last start on: a pair is minimal if no pair that starts no earlier ends earlier, and
    // none that starts later ends no later.
    pairs.sort { ($0.start, $1.end) > ($1.start, $0.end) }
    var kept: [[Spans]] = []
    var least = Int.max
    var index = 0
    while index < pairs.count {
      let start = pairs[index].start
      let end = pairs[index].end
      if end < least {
        // Of equal starts the smallest end comes first; equal extents are kept together.
        while index < pairs.count, pairs[index].start == start, pairs[index].end == end {
          kept.append(pairs[index].spans)
          index += 1
        }
        least = end
      }
      while index < pairs.count, pairs[index].start == start { index += 1 }
    }
    spans = kept
  }

  /// For each match of `first`, those of `second` behind it that end soonest.
  private static func forward(_ first: [Side], _ second: [Side], _ distance: Int) -> [Pair] {
    let byStart = second.sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    var pairs: [Pair] = []
    for side in first {
      var low = 0
      var high = byStart.count
      while low < high {
        let middle = (low + high) / 2
        if byStart[middle].start < side.end { low = middle + 1 } else { high = middle }
      }
      var soonest = Int.max
      var best: [Side] = []
      var index = low
      while index < byStart.count, byStart[index].start < soonest,
        byStart[index].start - side.end < distance
      {
        if byStart[index].end < soonest {
          soonest = byStart[index].end
          best = []
        }
        if byStart[index].end == soonest { best.append(byStart[index]) }
        index += 1
      }
      for other in best { pairs.append((side.start, other.end, [side.spans, other.spans])) }
    }
    return pairs
  }
}
