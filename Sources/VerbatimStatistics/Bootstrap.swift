/// A percentile interval from resampling, with what is needed to make it again.
public struct BootstrapInterval: Sendable, Equatable {
  public var lower: Double
  public var upper: Double
  /// Resamples in which the statistic had no value: left out of the interval.
  public var undefined: Int
}

/// Draws what was observed again and again, with replacement, to see how far a statistic would move.
public struct Bootstrap: Sendable, Equatable {
  public var resamples: Int
  public var seed: UInt64
  /// The share of resamples that the interval holds.
  public var level: Double

  /// - Parameters:
  ///   - resamples: at least 1.
  ///   - level: between 0 and 1.
  public init(resamples: Int = 1000, seed: UInt64 = 1, level: Double = 0.95) {
    self.resamples = max(resamples, 1)
    self.seed = seed
    self.level = min(max(level, 0), 1)
  }

  /// Intervals of several statistics, all over the same resamples.
  ///
  /// - Parameters:
  ///   - count: How many things are drawn, each time as many of them.
  ///   - statistics: Their values where each thing was drawn as often as told, in the same order each
  ///     time; `nil` where one has none.
  /// - Returns: `unstable` for a statistic that has no value in half of the resamples or more.
  public func intervals(
    drawing count: Int, of statistics: (_ times: [Int]) -> [Double?]
  ) -> [Result<BootstrapInterval, AgreementProblem>] {
    guard count > 0 else { return statistics([]).map { _ in .failure(.noUnits) } }
    var generator = SplitMix64(seed: seed)
    var values: [[Double]] = []
    for _ in 0..<resamples {
      var times = [Int](repeating: 0, count: count)
      for _ in 0..<count { times[generator.next(below: count)] += 1 }
      let drawn = statistics(times)
      if values.isEmpty { values = drawn.map { _ in [] } }
      for (index, value) in drawn.enumerated() {
        if let value, index < values.count { values[index].append(value) }
      }
    }
    return values.map { interval($0) }
  }

  private func interval(_ values: [Double]) -> Result<BootstrapInterval, AgreementProblem> {
    guard values.count * 2 > resamples else { return .failure(.unstable) }
    let sorted = values.sorted()
    let tail = (1 - level) / 2
    return .success(
      BootstrapInterval(
        lower: Quantile.of(sorted, tail), upper: Quantile.of(sorted, 1 - tail),
        undefined: resamples - values.count))
  }
}

/// Quantiles of sorted values.
public enum Quantile {
  /// Linear between the values beside it (Hyndman & Fan 1996, type 7, the default of R); 0 for none.
  ///
  /// - Parameter share: 0 is the smallest, 0.5 the median, 1 the largest.
  public static func of(_ sorted: [Double], _ share: Double) -> Double {
    guard let last = sorted.last, let first = sorted.first else { return 0 }
    let place = min(max(share, 0), 1) * Double(sorted.count - 1)
    let below = Int(place)
    guard below + 1 < sorted.count else { return last }
    guard below >= 0 else { return first }
    return sorted[below] + (place - Double(below)) * (sorted[below + 1] - sorted[below])
  }
}
