import Glibc

extension ContingencyTable {
  /// The value of a measure, or why there is none. Never NaN, never infinite.
  public func score(_ measure: AssociationMeasure) -> Score {
    guard total.isFinite, both.isFinite, both >= 0 else { return .refused(.notCounts) }
    switch measure {
    case .logLikelihood: return signedLogLikelihood
    case .mutualInformation: return information(power: 1)
    case .mutualInformation2: return information(power: 2)
    case .mutualInformation3: return information(power: 3)
    case .tScore:
      return expecting {
        both > 0 ? .value((both - $0) / both.squareRoot()) : .refused(.neverTogether)
      }
    case .zScore: return expecting { .value((both - $0) / $0.squareRoot()) }
    case .zBerryRogghe:
      return expecting { expected in
        let share = secondTotal / total
        guard share < 1 else { return .refused(.noSecond) }
        return .value((both - expected) / (expected * (1 - share)).squareRoot())
      }
    case .dice: return dice
    case .logDice:
      guard case .value(let dice) = dice else { return dice }
      return dice > 0 ? .value(14 + log2(dice)) : .refused(.neverTogether)
    case .deltaPSecond: return deltaP
    case .deltaPFirst: return transposed.deltaP.swapped
    case .oddsRatio: return oddsRatio
    case .bic: return logLikelihood.map { $0 - log(total) }
    case .ell: return effectOfLikelihood
    }
  }

  /// What the measures of O11 and E11 alone ask for: windows that overlap may give the other cells any
  /// value.
  private func expecting(_ measure: (Double) -> Score) -> Score {
    guard total > 0, firstTotal > 0, secondTotal > 0 else { return .refused(.nothingExpected) }
    guard case .value(let value) = measure(expected), value.isFinite else {
      return measure(expected).refusal.map(Score.refused) ?? .refused(.nothingExpected)
    }
    return .value(value)
  }

  private func information(power: Double) -> Score {
    expecting { expected in
      both > 0 ? .value(power * log2(both) - log2(expected)) : .refused(.neverTogether)
    }
  }

  private var dice: Score {
    guard firstTotal >= 0, secondTotal >= 0, firstTotal + secondTotal > 0 else {
      return .refused(.nothingExpected)
    }
    return .value(2 * both / (firstTotal + secondTotal))
  }

  /// G² over four cells; not negative. Cells of a table whose first or second is always or never there
  /// tell nothing: 0.
  public var logLikelihood: Score {
    guard isValid else { return .refused(.notCounts) }
    guard total > 0 else { return .refused(.emptyCorpus) }
    return .value(max(0, 2 * Sums.sum(zip(cells, expectedCells).map(Sums.cell))))
  }

  private var signedLogLikelihood: Score {
    logLikelihood.map { both < expected ? -$0 : $0 }
  }

  private var deltaP: Score {
    guard isValid else { return .refused(.notCounts) }
    guard firstTotal > 0, secondOnly + neither > 0 else { return .refused(.noFirst) }
    return .value(both / firstTotal - secondOnly / (secondOnly + neither))
  }

  private var oddsRatio: Score {
    guard isValid else { return .refused(.notCounts) }
    let added: Double = cells.contains(0) ? 0.5 : 0
    let ratio =
      (both + added) * (neither + added) / ((firstOnly + added) * (secondOnly + added))
    return .of(ratio, else: .notCounts)
  }

  private var effectOfLikelihood: Score {
    guard case .value(let likelihood) = logLikelihood else { return logLikelihood }
    let least = expectedCells.min() ?? 0
    guard least > 1 else { return .refused(.expectationTooSmall) }
    return .value(likelihood / (total * log(least)))
  }
}

extension Score {
  func map(_ body: (Double) -> Double) -> Score {
    guard case .value(let value) = self else { return self }
    let result = body(value)
    return result.isFinite ? .value(result) : .refused(.notCounts)
  }

  /// First and second exchanged in what is said.
  var swapped: Score {
    switch self {
    case .refused(.noFirst): .refused(.noSecond)
    case .refused(.noSecond): .refused(.noFirst)
    default: self
    }
  }
}

enum Sums {
  /// O ln(O/E), 0 for O = 0.
  static func cell(_ observed: Double, _ expected: Double) -> Double {
    observed > 0 && expected > 0 ? observed * log(observed / expected) : 0
  }

  /// Kahan's sum in the given order.
  static func sum(_ terms: [Double]) -> Double {
    var sum = 0.0
    var lost = 0.0
    for term in terms {
      let next = term - lost
      let total = sum + next
      lost = (total - sum) - next
      sum = total
    }
    return sum
  }
}
