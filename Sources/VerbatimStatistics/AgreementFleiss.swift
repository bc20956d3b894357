/// Fleiss' κ with what it was made of.
public struct FleissKappa: Sendable, Equatable {
  public var value: Double
  public var observed: Double
  public var expected: Double
  /// κ of each category against all others; no value for a category that nobody, or everybody, chose.
  public var byCategory: [AgreementResult]
}

extension AgreementRatings {
  /// Fleiss' κ (1971): the same number of ratings on every unit, by whomever. With two raters it
  /// equals Scott's π.
  public func fleissKappa() -> Result<FleissKappa, AgreementProblem> {
    guard units > 0 else { return .failure(.noUnits) }
    let tallies = rows.map { tally($0) }
    let ratings = tallies[0].reduce(0, +)
    guard ratings > 1, tallies.allSatisfy({ $0.reduce(0, +) == ratings }) else {
      return .failure(.unequalRatings)
    }
    let n = Double(units)
    let m = Double(ratings)
    var observed = 0.0
    var totals = [Int](repeating: 0, count: categories)
    var disagreeing = [Double](repeating: 0, count: categories)
    for (row, tally) in zip(rows, tallies) {
      let squares = tally.reduce(0) { $0 + $1 * $1 }
      observed += Double(row.count) * Double(squares - ratings) / (m * (m - 1))
      for (category, count) in tally.enumerated() {
        totals[category] += row.count * count
        disagreeing[category] += Double(row.count) * Double(count * (ratings - count))
      }
    }
    guard !totals.contains(units * ratings) else { return .failure(.noVariation) }
    let shares = totals.map { Double($0) / (n * m) }
    let expected = shares.reduce(0) { $0 + $1 * $1 }
    let byCategory = zip(shares, disagreeing).map { share, disagreeing -> AgreementResult in
      guard share > 0 else { return .failure(.unused) }
      return .success(1 - disagreeing / (n * m * (m - 1) * share * (1 - share)))
    }
    return .success(
      FleissKappa(
        value: (observed / n - expected) / (1 - expected), observed: observed / n,
        expected: expected, byCategory: byCategory))
  }
}
