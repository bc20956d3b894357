import VerbatimQuery

/// NEAR, BEFORE, AFTER.
///
/// A pair is a match of the left and a match of the right operand that share no position. Its
/// distance is the smallest difference between a position of the one and a position of the other
/// (next to each other: 1); positions of a match are those inside its stretches. It qualifies when
/// the distance is at most that of the query and, for BEFORE, all positions of the left stand before
/// all of the right (AFTER: behind). Its extent goes from its first to its last position. Of the
/// qualifying pairs those count whose extent has no other qualifying pair's extent properly inside
/// it. The match is the stretches of both, by start; equal ones count once.
extension LinearScan {
  static func pairs(
    _ left: [Match], _ right: [Match], distance: Int, order: NearOrder
  ) -> [Match] {
    var qualifying: [Match] = []
    for a in left {
      for b in right {
        guard let apart = self.distance(a, b), apart <= distance, stand(a, b, order) else {
          continue
        }
        qualifying.append(
          (a + b).sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
      }
    }
    let all = ordered(qualifying)
    let extents = Set(all.map(extent))
    return all.filter { pair in
      let outer = extent(pair)
      return !extents.contains { inner in
        inner != outer && outer.lowerBound <= inner.lowerBound
          && inner.upperBound <= outer.upperBound
      }
    }
  }

  /// `nil` where the two share a position, or one has none.
  private static func distance(_ a: Match, _ b: Match) -> Int? {
    var smallest: Int?
    for x in a {
      for y in b {
        if x.overlaps(y) { return nil }
        let apart =
          x.upperBound < y.lowerBound
          ? y.lowerBound - x.upperBound : x.lowerBound - y.upperBound
        smallest = min(smallest ?? apart, apart)
      }
    }
    return smallest
  }

  private static func stand(_ a: Match, _ b: Match, _ order: NearOrder) -> Bool {
    switch order {
    case .any: true
    case .before: extent(a).upperBound < extent(b).lowerBound
    case .after: extent(b).upperBound < extent(a).lowerBound
    }
  }

  /// - Precondition: the match has a stretch.
  private static func extent(_ match: Match) -> ClosedRange<Int> {
    let first = match.map(\.lowerBound).min() ?? 0
    let last = match.map(\.upperBound).max() ?? first
    return first...last
  }
}
