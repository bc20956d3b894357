import VerbatimStatistics

/// The coefficients of each theme and of all together, with their intervals.
struct AgreementMeasures {
  private(set) var rows: [CoderAgreement.Row] = []
  private(set) var pooled: CoderAgreement.Row?

  private typealias Counts = [UInt32: Int]

  init(
    _ themes: [ThemeDecisions], _ layout: UnitLayout, _ bootstrap: Bootstrap, coders: Int
  ) {
    guard !themes.isEmpty else { return }
    // By theme, the turns in which somebody coded it: their units by pattern.
    let coded: [[(cluster: Int, counts: Counts)]] = themes.map { theme in
      theme.patterns.sorted { $0.key < $1.key }.map { cluster, bits in
        var counts: Counts = [:]
        for pattern in bits where pattern != 0 { counts[pattern, default: 0] += 1 }
        return (cluster, counts)
      }
    }
    let sizes = layout.clusters.map(\.units.count)
    func counts(_ times: [Int]) -> [Counts] {
      let units = zip(sizes, times).reduce(0) { $0 + $1.0 * $1.1 }
      var all = coded.map { turns in
        var sum: Counts = [0: units]
        for (cluster, counts) in turns where times[cluster] > 0 {
          for (pattern, count) in counts {
            sum[pattern, default: 0] += count * times[cluster]
            sum[0, default: 0] -= count * times[cluster]
          }
        }
        return sum
      }
      all.append(
        all.reduce(into: [:]) { sum, counts in sum.merge(counts, uniquingKeysWith: +) })
      return all
    }
    let results = bootstrap.intervals(drawing: sizes.count) { times in
      counts(times).flatMap { Self.drawn(Self.ratings($0, coders)) }
    }
    let observed = counts([Int](repeating: 1, count: sizes.count))
    let spans = themes.map { SpanMeasures($0.stretches, length: layout.wordCount) }
    for (number, counts) in observed.enumerated() {
      let at = number * Self.drawnCount
      let intervals = CoderAgreement.Intervals(
        percent: results[at], kappa: results[at + 1], alpha: results[at + 2],
        ac1: results[at + 3])
      let span = number < spans.count ? spans[number] : SpanMeasures(pooling: spans)
      let row = CoderAgreement.Row(
        theme: nil, ratings: Self.ratings(counts, coders), patterns: counts,
        intervals: intervals, alphaU: span.alphaU, exact: span.exact, overlap: span.overlap)
      if number < themes.count { rows.append(row) } else { pooled = row }
    }
  }

  /// Sorted, so that sums do not depend on the order of a dictionary.
  private static func ratings(_ counts: Counts, _ coders: Int) -> AgreementRatings {
    AgreementRatings(
      rows: counts.sorted { $0.key < $1.key }.map { pattern, count in
        .init((0..<coders).map { Int(pattern >> UInt32($0) & 1) }, count: count)
      }, categories: 2)
  }

  private static let drawnCount = 4

  private static func drawn(_ ratings: AgreementRatings) -> [Double?] {
    let kappa =
      ratings.raters == 2
      ? try? ratings.cohenKappa().get().value : try? ratings.fleissKappa().get().value
    return [
      try? ratings.percentAgreement().get(), kappa,
      try? ratings.krippendorffAlpha().get().value, try? ratings.gwetAC1().get(),
    ]
  }
}

/// How far the stretches of coders are the same ones.
private struct SpanMeasures {
  var alphaU: Result<UnitizingAlpha, AgreementProblem>
  var exact = SpanMatch(first: 0, second: 0, firstFound: 0, secondFound: 0)
  var overlap = SpanMatch(first: 0, second: 0, firstFound: 0, secondFound: 0)

  init(_ stretches: [[Range<Int>]], length: Int) {
    let merged = stretches.map(UnitizedContinuum.merged)
    alphaU = UnitizedContinuum(length: length, coders: merged).alphaU()
    for first in merged.indices {
      for second in merged.indices where second > first {
        exact = exact + SpanMatch(merged[first], merged[second], by: .exact)
        overlap = overlap + SpanMatch(merged[first], merged[second], by: .overlap)
      }
    }
  }

  init(pooling all: [SpanMeasures]) {
    alphaU = UnitizingAlpha.pooled(all.compactMap { try? $0.alphaU.get() })
    for one in all {
      exact = exact + one.exact
      overlap = overlap + one.overlap
    }
  }
}
