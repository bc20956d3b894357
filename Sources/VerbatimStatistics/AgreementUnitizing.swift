/// Stretches that coders marked with one theme on a continuum of positions, for Krippendorff's α_U.
public struct UnitizedContinuum: Sendable, Equatable {
  /// Positions, numbered from 0.
  public var length: Int
  /// For each coder the marked stretches, which do not overlap, in order.
  public var coders: [[Range<Int>]]

  public init(length: Int, coders: [[Range<Int>]]) {
    self.length = length
    self.coders = coders
  }

  /// Stretches in order, those that overlap made one; those that touch stay apart.
  public static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    let sorted = ranges.filter { !$0.isEmpty }
      .sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    for range in sorted {
      if let last = merged.last, range.lowerBound < last.upperBound {
        merged[merged.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        merged.append(range)
      }
    }
    return merged
  }
}

/// α_U with what it was made of.
public struct UnitizingAlpha: Sendable, Equatable {
  public var observedDisagreement: Double
  public var expectedDisagreement: Double
  public var value: Double { 1 - observedDisagreement / expectedDisagreement }

  /// Several themes: the mean of each disagreement, then their ratio.
  public static func pooled(_ alphas: [UnitizingAlpha]) -> Result<UnitizingAlpha, AgreementProblem>
  {
    guard !alphas.isEmpty else { return .failure(.noUnits) }
    let n = Double(alphas.count)
    return .success(
      UnitizingAlpha(
        observedDisagreement: alphas.reduce(0) { $0 + $1.observedDisagreement } / n,
        expectedDisagreement: alphas.reduce(0) { $0 + $1.expectedDisagreement } / n))
  }
}

extension UnitizedContinuum {
  /// A marked stretch, or a gap between two.
  private struct Segment {
    var range: Range<Int>
    var isUnit: Bool
    var length: Double { Double(range.count) }
  }

  /// Krippendorff's α_U (1995, in the form of 2004, ch. 11.6): how far the coders agree on where the
  /// theme begins and ends. Cost: the stretches, and their number times that of the gaps.
  public func alphaU() -> Result<UnitizingAlpha, AgreementProblem> {
    guard coders.count > 1 else { return .failure(.noPairs) }
    guard length > 0 else { return .failure(.noUnits) }
    var segments: [[Segment]] = []
    for ranges in coders {
      guard let parted = parted(ranges) else { return .failure(.invalidUnits) }
      segments.append(parted)
    }
    guard coders.contains(where: { !$0.isEmpty }) else { return .failure(.unused) }
    let expected = expectedDisagreement(segments)
    guard expected > 0 else { return .failure(.noVariation) }
    return .success(
      UnitizingAlpha(
        observedDisagreement: observedDisagreement(segments), expectedDisagreement: expected))
  }

  /// The whole continuum as stretches and gaps; `nil` where stretches overlap or leave it.
  private func parted(_ ranges: [Range<Int>]) -> [Segment]? {
    var segments: [Segment] = []
    var reached = 0
    for range in ranges {
      guard !range.isEmpty, range.lowerBound >= reached, range.upperBound <= length else {
        return nil
      }
      if range.lowerBound > reached {
        segments.append(Segment(range: reached..<range.lowerBound, isUnit: false))
      }
      segments.append(Segment(range: range, isUnit: true))
      reached = range.upperBound
    }
    if reached < length { segments.append(Segment(range: reached..<length, isUnit: false)) }
    return segments
  }

  private func observedDisagreement(_ segments: [[Segment]]) -> Double {
    var sum = 0.0
    for first in segments.indices {
      for second in segments.indices where second > first {
        sum += differences(segments[first], segments[second])
      }
    }
    let m = Double(coders.count)
    let l = Double(length)
    return 2 * sum / (m * (m - 1) * l * l)
  }

  /// The sum of δ² over the stretches of two coders that share a position; one walk along both.
  private func differences(_ first: [Segment], _ second: [Segment]) -> Double {
    var sum = 0.0
    var (i, j) = (0, 0)
    while i < first.count, j < second.count {
      sum += Self.difference(first[i], second[j])
      let (a, b) = (first[i].range.upperBound, second[j].range.upperBound)
      if a <= b { i += 1 }
      if b <= a { j += 1 }
    }
    return sum
  }

  /// δ² of two segments that share a position.
  private static func difference(_ one: Segment, _ other: Segment) -> Double {
    switch (one.isUnit, other.isUnit) {
    case (true, true):
      let begin = Double(one.range.lowerBound - other.range.lowerBound)
      let end = Double(one.range.upperBound - other.range.upperBound)
      return begin * begin + end * end
    case (true, false): return lies(one, in: other) ? one.length * one.length : 0
    case (false, true): return lies(other, in: one) ? other.length * other.length : 0
    case (false, false): return 0
    }
  }

  private static func lies(_ unit: Segment, in gap: Segment) -> Bool {
    unit.range.lowerBound >= gap.range.lowerBound && unit.range.upperBound <= gap.range.upperBound
  }

  private func expectedDisagreement(_ segments: [[Segment]]) -> Double {
    let all = segments.joined()
    let units = all.filter(\.isUnit)
    let gaps = all.filter { !$0.isUnit }
    let count = Double(units.count)
    var sum = 0.0
    for unit in units {
      let l = unit.length
      sum += (count - 1) * (2 * l * l * l - 3 * l * l + l) / 3
      for gap in gaps where gap.length >= l { sum += l * l * (gap.length - l + 1) }
    }
    let positions = Double(coders.count) * Double(length)
    let within = units.reduce(0) { $0 + $1.length * ($1.length - 1) }
    let denominator = positions * (positions - 1) - within
    guard denominator > 0 else { return 0 }
    return 2 / Double(length) * sum / denominator
  }
}
