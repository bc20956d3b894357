/// The pairs of NEAR, BEFORE and AFTER: matches that share no position, whose nearest positions
/// differ by at most the distance, each pair such that no other pair's extent lies properly inside
/// its own.
///
/// Cost: matches × (log + matches within the distance).
struct MinimalPairs {
  /// The two matches of each pair, in no particular order.
  let spans: [[Spans]]

  /// A match with its first position and the one behind its last.
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

    /// The smallest difference between positions of both; `nil` where they share one.
    func distance(to other: Side) -> Int? {
      if end <= other.start { return other.start - end + 1 }
      if other.end <= start { return start - other.end + 1 }
      var smallest: Int?
      for a in spans {
        for b in other.spans {
          if a.overlaps(b) { return nil }
          let apart =
            a.upperBound <= b.lowerBound
            ? b.lowerBound - a.upperBound + 1 : a.lowerBound - b.upperBound + 1
          smallest = min(smallest ?? apart, apart)
        }
      }
      return smallest
    }
  }

  private typealias Pair = (start: Int, end: Int, spans: [Spans])

  init(_ left: [Spans], _ right: [Spans], _ distance: Int, _ order: NearOrder) {
    let a = left.compactMap(Side.init)
    let b = right.compactMap(Side.init).sorted { ($0.start, $0.end) < ($1.start, $1.end) }
    let longest = b.map { $0.end - $0.start }.max() ?? 0
    var pairs: [Pair] = []
    for side in a {
      // Whatever begins earlier than this ends too far to the left.
      let first = side.start - distance - longest
      var low = 0
      var high = b.count
      while low < high {
        let middle = (low + high) / 2
        if b[middle].start < first { low = middle + 1 } else { high = middle }
      }
      var soonest = Int.max
      for other in b[low...] {
        // What begins behind the end of a pair already found makes a larger pair.
        if other.start - side.end >= distance || other.start >= soonest { break }
        switch order {
        case .any: break
        case .before: if side.end > other.start { continue }
        case .after: if other.end > side.start { continue }
        }
        guard let apart = side.distance(to: other), apart <= distance else { continue }
        pairs.append(
          (min(side.start, other.start), max(side.end, other.end), [side.spans, other.spans]))
        if other.start >= side.end { soonest = min(soonest, other.end) }
      }
    }
    spans = Self.minimal(&pairs)
  }

  /// Goes from the last start down: a pair is minimal if none that starts no earlier ends earlier,
  /// and none that starts later ends no later.
  private static func minimal(_ pairs: inout [Pair]) -> [[Spans]] {
    pairs.sort { $0.start != $1.start ? $0.start > $1.start : $0.end < $1.end }
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
    return kept
  }
}
