/// How unequally something is shared out: 0 where all have the same, towards 1 where one has all.
///
/// G = Σᵢ Σⱼ |xᵢ − xⱼ| / (2 n² μ), which for ascending x is Σᵢ (2 i − n − 1) xᵢ / (n Σ x) with i from 1.
/// The greatest value is 1 − 1/n: no correction for small n is made.
public struct Gini: Sendable, Equatable {
  /// Why there is no value.
  public enum Undefined: Error, Sendable, Equatable {
    case nobody
    /// All have nothing, which is neither equal nor unequal.
    case nothingToShare
  }

  /// How many share.
  public let count: Int
  public let value: Result<Double, Undefined>

  /// - Parameter shares: not negative. Cost: sorting.
  public init(_ shares: [Int]) {
    count = shares.count
    guard !shares.isEmpty else {
      value = .failure(.nobody)
      return
    }
    var sum = 0.0
    var weighted = 0.0
    for (index, share) in shares.sorted().enumerated() {
      let share = Double(max(0, share))
      sum += share
      weighted += Double(2 * index + 1 - shares.count) * share
    }
    value = sum > 0 ? .success(weighted / (Double(shares.count) * sum)) : .failure(.nothingToShare)
  }
}
