/// Cohen's κ with what it was made of.
public struct CohenKappa: Sendable, Equatable {
  public var value: Double
  /// Share of units on which the two agree.
  public var observed: Double
  /// The share that two with these marginals would agree on by chance.
  public var expected: Double
  /// The largest κ that these marginals allow.
  public var maximum: Double
  /// √(Po (1 − Po) / (n (1 − Pe)²)): Cohen's own approximation.
  public var standardError: Double
}

// Formulas: Cohen 1960; Scott 1955; Bennett, Alpert & Goldstein 1954 (for two categories PABAK);
// Krippendorff 2004, ch. 11; Gwet 2008. Po is always the observed agreement, Pe that of chance.
extension AgreementRatings {
  /// The share of pairs of raters that agree, averaged over the units that two or more rated.
  public func percentAgreement() -> AgreementResult {
    guard units > 0 else { return .failure(.noUnits) }
    var sum = 0.0
    var count = 0
    for row in rows {
      let tally = tally(row)
      let ratings = tally.reduce(0, +)
      guard ratings > 1 else { continue }
      let agreeing = tally.reduce(0) { $0 + $1 * ($1 - 1) }
      sum += Double(row.count) * Double(agreeing) / Double(ratings * (ratings - 1))
      count += row.count
    }
    return count > 0 ? .success(sum / Double(count)) : .failure(.noPairs)
  }

  /// Cohen's κ of two raters, over the units that both rated.
  public func cohenKappa() -> Result<CohenKappa, AgreementProblem> {
    pairedShares().flatMap { shares in
      let expected = zip(shares.first, shares.second).reduce(0) { $0 + $1.0 * $1.1 }
      let highest = zip(shares.first, shares.second).reduce(0) { $0 + min($1.0, $1.1) }
      guard expected < 1 else { return .failure(.noVariation) }
      let rest = 1 - expected
      return .success(
        CohenKappa(
          value: (shares.observed - expected) / rest, observed: shares.observed,
          expected: expected, maximum: (highest - expected) / rest,
          standardError: (shares.observed * (1 - shares.observed) / (shares.units * rest * rest))
            .squareRoot()))
    }
  }

  /// Scott's π of two raters, over the units that both rated.
  public func scottPi() -> AgreementResult {
    pairedShares().flatMap { shares in
      let expected = zip(shares.first, shares.second).reduce(0) { sum, pair in
        let mean = (pair.0 + pair.1) / 2
        return sum + mean * mean
      }
      guard expected < 1 else { return .failure(.noVariation) }
      return .success((shares.observed - expected) / (1 - expected))
    }
  }

  /// Bennett's S, (k Po − 1) / (k − 1): κ if every category were as likely. With two categories it is
  /// the prevalence-adjusted bias-adjusted κ (PABAK).
  public func bennettS() -> AgreementResult {
    guard categories > 1 else { return .failure(units > 0 ? .oneCategory : .noUnits) }
    let k = Double(categories)
    return percentAgreement().map { (k * $0 - 1) / (k - 1) }
  }

  /// Gwet's AC1, for any number of raters and with missing ratings: Pe is the mean of π (1 − π) times
  /// k / (k − 1), π a category's share of the ratings of a unit, averaged over all rated units.
  public func gwetAC1() -> AgreementResult {
    guard categories > 1 else { return .failure(units > 0 ? .oneCategory : .noUnits) }
    return percentAgreement().flatMap { observed in
      var shares = [Double](repeating: 0, count: categories)
      var rated = 0.0
      for row in rows {
        let tally = tally(row)
        let ratings = tally.reduce(0, +)
        guard ratings > 0 else { continue }
        rated += Double(row.count)
        for (category, count) in tally.enumerated() {
          shares[category] += Double(row.count) * Double(count) / Double(ratings)
        }
      }
      let expected =
        shares.reduce(0) { $0 + $1 / rated * (1 - $1 / rated) } / Double(categories - 1)
      guard expected < 1 else { return .failure(.noVariation) }
      return .success((observed - expected) / (1 - expected))
    }
  }

  /// Agreement on one category alone: of the pairs of ratings of a unit in which one is of the
  /// category, the share in which both are (Spitzer & Fleiss 1974). For yes and no these are positive
  /// and negative agreement, which tell what a coefficient hides where almost all is uncoded.
  public func specificAgreement(on category: Int) -> AgreementResult {
    guard units > 0 else { return .failure(.noUnits) }
    guard category >= 0, category < categories else { return .failure(.unused) }
    var both = 0
    var any = 0
    for row in rows {
      let tally = tally(row)
      let ratings = tally.reduce(0, +)
      guard ratings > 1 else { continue }
      both += row.count * tally[category] * (tally[category] - 1)
      any += row.count * tally[category] * (ratings - 1)
    }
    return any > 0 ? .success(Double(both) / Double(any)) : .failure(.unused)
  }

  /// A category's share of all ratings.
  public func prevalence(of category: Int) -> AgreementResult {
    var chosen = 0
    var all = 0
    for row in rows {
      let tally = tally(row)
      all += row.count * tally.reduce(0, +)
      if category >= 0, category < categories { chosen += row.count * tally[category] }
    }
    return all > 0 ? .success(Double(chosen) / Double(all)) : .failure(.noUnits)
  }

  private struct PairedShares {
    var first: [Double]
    var second: [Double]
    var observed: Double
    var units: Double
  }

  /// What two raters chose, in shares of the units that both rated.
  private func pairedShares() -> Result<PairedShares, AgreementProblem> {
    guard units > 0 else { return .failure(.noUnits) }
    guard raters == 2 else { return .failure(.notTwoRaters(found: raters)) }
    var first = [Int](repeating: 0, count: categories)
    var second = first
    var agreed = 0
    var count = 0
    for row in rows {
      guard let one = row.values[0], let other = row.values[1] else { continue }
      first[one] += row.count
      second[other] += row.count
      if one == other { agreed += row.count }
      count += row.count
    }
    guard count > 0 else { return .failure(.noPairs) }
    // Integers decide whether there is variation: shares could miss 1 by rounding.
    guard !zip(first, second).contains(where: { $0.0 == count && $0.1 == count }) else {
      return .failure(.noVariation)
    }
    let n = Double(count)
    return .success(
      PairedShares(
        first: first.map { Double($0) / n }, second: second.map { Double($0) / n },
        observed: Double(agreed) / n, units: n))
  }
}
