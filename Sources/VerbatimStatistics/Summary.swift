/// The middle and the end of some whole numbers.
public struct Summary: Sendable, Equatable {
  public let count: Int
  public let sum: Int
  /// `nil` of no numbers.
  public let mean: Double?
  /// The middle one, or half the sum of the two in the middle; `nil` of no numbers.
  public let median: Double?
  /// `nil` of no numbers.
  public let greatest: Int?

  /// - Parameter numbers: whose sum is in bounds. Cost: sorting.
  public init(_ numbers: [Int]) {
    let sorted = numbers.sorted()
    count = sorted.count
    sum = sorted.reduce(0, +)
    greatest = sorted.last
    guard !sorted.isEmpty else {
      mean = nil
      median = nil
      return
    }
    mean = Double(sum) / Double(sorted.count)
    let middle = sorted.count / 2
    median =
      sorted.count % 2 == 1
      ? Double(sorted[middle]) : (Double(sorted[middle - 1]) + Double(sorted[middle])) / 2
  }
}
