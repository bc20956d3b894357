/// A number, or why there is none.
public enum Score: Sendable, Equatable {
  case value(Double)
  case refused(Refusal)

  /// Why a measure has no value.
  public enum Refusal: String, Sendable, CaseIterable {
    /// A count is negative or no number: not a table of counts. Windows that overlap give such cells,
    /// since a token in two of them counts twice.
    case notCounts
    /// The two never occur together, and the logarithm of nothing is none.
    case neverTogether
    /// Nothing is expected: one of the two does not occur.
    case nothingExpected
    /// There is nothing with the first, or nothing without it.
    case noFirst
    /// There is nothing with the second, or nothing without it.
    case noSecond
    /// A corpus is empty.
    case emptyCorpus
    /// The word is not in the second corpus: the ratio is beyond all numbers.
    case absentFromSecond
    /// The word is in neither corpus.
    case absentFromBoth
    /// The smallest expected frequency is not above 1, so that its logarithm is not above 0.
    case expectationTooSmall
  }

  public var value: Double? {
    if case .value(let value) = self { value } else { nil }
  }

  public var refusal: Refusal? {
    if case .refused(let refusal) = self { refusal } else { nil }
  }

  /// The value of what is finite; else refused, so that no measure is ever no number.
  static func of(_ number: Double, else refusal: Refusal) -> Score {
    number.isFinite ? .value(number) : .refused(refusal)
  }
}
