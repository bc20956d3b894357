import Glibc

/// The χ² distribution with one degree of freedom, against which G² is held.
public enum ChiSquare {
  /// What a p-value is never shown without.
  public static let testName = "log-likelihood ratio test (G²), χ² with 1 degree of freedom"

  /// The probability of a value at least as large by chance alone; `nil` for what is no χ².
  public static func probability(of value: Double) -> Double? {
    guard value.isFinite, value >= 0 else { return nil }
    return erfc((value / 2).squareRoot())
  }

  /// The value that is reached with a probability: 3.84 for 0.05. `nil` where the probability is not
  /// above 0 and below 1, or too small for a double to tell apart from 0.
  ///
  /// Found by halving, to the last digit but one.
  public static func criticalValue(probability: Double) -> Double? {
    guard probability > 0, probability < 1 else { return nil }
    var low = 0.0
    var high = 1400.0
    guard erfc((high / 2).squareRoot()) < probability else { return nil }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      if middle == low || middle == high { break }
      if erfc((middle / 2).squareRoot()) > probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// The critical value for one of many tests, so that all together err with `probability` at most
  /// (Bonferroni). `nil` without a test, and as ``criticalValue(probability:)``.
  public static func bonferroniCriticalValue(probability: Double, tests: Int) -> Double? {
    tests > 0 ? criticalValue(probability: probability / Double(tests)) : nil
  }
}
