/// Krippendorff's α with what it was made of.
public struct KrippendorffAlpha: Sendable, Equatable {
  public var value: Double
  public var observedDisagreement: Double
  public var expectedDisagreement: Double
  /// Values that could be paired, n: units with a single rating are left out.
  public var values: Int
}

extension AgreementRatings {
  /// Krippendorff's α for nominal data (2004, ch. 11), for any number of raters, ratings may be
  /// missing: 1 − Do / De from the matrix of coincidences.
  public func krippendorffAlpha() -> Result<KrippendorffAlpha, AgreementProblem> {
    guard units > 0 else { return .failure(.noUnits) }
    var values = 0
    var totals = [Int](repeating: 0, count: categories)
    var observed = 0.0
    for row in rows {
      let tally = tally(row)
      let ratings = tally.reduce(0, +)
      guard ratings > 1 else { continue }
      values += row.count * ratings
      for (category, count) in tally.enumerated() { totals[category] += row.count * count }
      let pairs = tally.reduce(0) { $0 + $1 * (ratings - $1) }
      observed += Double(row.count) * Double(pairs) / Double(ratings - 1)
    }
    guard values > 0 else { return .failure(.noPairs) }
    guard !totals.contains(values) else { return .failure(.noVariation) }
    let n = Double(values)
    let expected = totals.reduce(0.0) { $0 + Double($1) * Double(values - $1) } / (n * (n - 1))
    return .success(
      KrippendorffAlpha(
        value: 1 - observed / n / expected, observedDisagreement: observed / n,
        expectedDisagreement: expected, values: values))
  }
}
