import Glibc

/// How often something occurs in each of two corpora, and how large they are: keyness
/// (`statistics.md` §2).
public struct KeynessTable: Sendable, Equatable {
  public var first: Double
  public var second: Double
  /// In the same unit as the frequencies: tokens.
  public var firstSize: Double
  public var secondSize: Double

  public init(first: Double, firstSize: Double, second: Double, secondSize: Double) {
    self.first = first
    self.second = second
    self.firstSize = firstSize
    self.secondSize = secondSize
  }

  /// Occurrence against the rest of each corpus: what the four-cell measures want.
  public var contingency: ContingencyTable {
    ContingencyTable(
      both: first, firstOnly: firstSize - first, secondOnly: second,
      neither: secondSize - second)
  }

  /// The same with the corpora exchanged.
  public var transposed: KeynessTable {
    KeynessTable(
      first: second, firstSize: secondSize, second: first, secondSize: firstSize)
  }

  /// True where the word is relatively more frequent in the first corpus; false where it is so in the
  /// second one or there is no difference.
  public var isOverused: Bool { first * secondSize > second * firstSize }

  private var refusal: Score.Refusal? {
    guard [first, second, firstSize, secondSize].allSatisfy({ $0.isFinite && $0 >= 0 }) else {
      return .notCounts
    }
    return firstSize > 0 && secondSize > 0 ? nil : .emptyCorpus
  }

  private func checked(_ body: () -> Score) -> Score {
    refusal.map(Score.refused) ?? body()
  }

  /// What both corpora would hold if the word were as frequent in one as in the other.
  public var expected: (first: Double, second: Double) {
    let share = (first + second) / (firstSize + secondSize)
    return (firstSize * share, secondSize * share)
  }

  /// G² over two cells, after Rayson and Garside 2000. Not negative: ``isOverused`` says the direction.
  public var logLikelihood: Score {
    checked {
      let expected = expected
      return .value(
        max(
          0,
          2 * (Sums.cell(first, expected.first) + Sums.cell(second, expected.second))))
    }
  }

  /// G² over four cells, after Dunning 1993. Not negative.
  public var fourCellLogLikelihood: Score { checked { contingency.logLikelihood } }

  /// log2 of the ratio of relative frequencies, 0.5 for a frequency of 0 (Hardie 2014).
  public var logRatio: Score {
    checked {
      guard first + second > 0 else { return .refused(.absentFromBoth) }
      let one = (first > 0 ? first : 0.5) / firstSize
      let other = (second > 0 ? second : 0.5) / secondSize
      return .of(log2(one / other), else: .notCounts)
    }
  }

  /// The difference in per cent of the second corpus's relative frequency.
  public var percentDifference: Score {
    checked {
      guard second > 0 else {
        return .refused(first > 0 ? .absentFromSecond : .absentFromBoth)
      }
      return .of(100 * (first / firstSize / (second / secondSize) - 1), else: .notCounts)
    }
  }

  /// Of the four cells, 0.5 added to all of them where one is 0.
  public var oddsRatio: Score { checked { contingency.score(.oddsRatio) } }

  /// G² of two cells − ln N (Wilson 2013).
  public var bic: Score { logLikelihood.map { $0 - log(firstSize + secondSize) } }

  /// Relative frequencies a million, with `smoothing` added to both (Kilgarriff 2009).
  ///
  /// - Parameter smoothing: above 0; 1 for rare words, 100 and more for common ones.
  public func simpleMaths(smoothing: Double) -> Score {
    checked {
      guard smoothing > 0 else { return .refused(.notCounts) }
      let one = first / firstSize * 1_000_000 + smoothing
      let other = second / secondSize * 1_000_000 + smoothing
      return .of(one / other, else: .notCounts)
    }
  }

  /// G² of two cells / (N · ln of the smaller expected frequency) (Johnston et al. 2006).
  public var ell: Score {
    guard case .value(let likelihood) = logLikelihood else { return logLikelihood }
    let least = min(expected.first, expected.second)
    guard least > 1 else { return .refused(.expectationTooSmall) }
    return .of(likelihood / ((firstSize + secondSize) * log(least)), else: .notCounts)
  }
}
