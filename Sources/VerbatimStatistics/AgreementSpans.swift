/// How well one coder's stretches find another's: the measures of retrieval, in both directions.
public struct SpanMatch: Sendable, Equatable {
  /// Stretches of the first and of the second coder.
  public var first: Int
  public var second: Int
  /// Stretches of the first that the second has too, and the other way round.
  public var firstFound: Int
  public var secondFound: Int

  public init(first: Int, second: Int, firstFound: Int, secondFound: Int) {
    self.first = first
    self.second = second
    self.firstFound = firstFound
    self.secondFound = secondFound
  }

  public enum Rule: Sendable, Hashable {
    /// The same begin and end.
    case exact
    /// At least one position shared.
    case overlap
  }

  /// Compares stretches by a rule. Each is matched once, the earliest first: two short stretches do not
  /// both find one long one.
  public init(
    _ first: [Range<Int>], _ second: [Range<Int>], by rule: Rule
  ) {
    func sorted(_ ranges: [Range<Int>]) -> [Range<Int>] {
      ranges.filter { !$0.isEmpty }
        .sorted { ($0.upperBound, $0.lowerBound) < ($1.upperBound, $1.lowerBound) }
    }
    let (one, other) = (sorted(first), sorted(second))
    let pairs =
      switch rule {
      case .exact: Self.equal(one, other)
      case .overlap: Self.overlapping(one, other)
      }
    self.init(first: one.count, second: other.count, firstFound: pairs, secondFound: pairs)
  }

  private static func equal(_ one: [Range<Int>], _ other: [Range<Int>]) -> Int {
    var counts: [Range<Int>: Int] = [:]
    for range in other { counts[range, default: 0] += 1 }
    var pairs = 0
    for range in one {
      guard let left = counts[range], left > 0 else { continue }
      counts[range] = left - 1
      pairs += 1
    }
    return pairs
  }

  /// Pairs of the two lists, which are sorted by their ends. Within a list stretches do not overlap
  /// (see ``UnitizedContinuum/merged(_:)``), so taking the earliest is best.
  private static func overlapping(_ one: [Range<Int>], _ other: [Range<Int>]) -> Int {
    var (i, j, pairs) = (0, 0, 0)
    while i < one.count, j < other.count {
      if one[i].overlaps(other[j]) {
        pairs += 1
        i += 1
        j += 1
      } else if one[i].upperBound <= other[j].lowerBound {
        i += 1
      } else {
        j += 1
      }
    }
    return pairs
  }

  /// The share of the second's stretches that the first has: precision of the second with the first
  /// as the reference.
  public var precision: AgreementResult {
    second > 0 ? .success(Double(secondFound) / Double(second)) : .failure(.unused)
  }

  /// The share of the first's stretches that the second has: recall of the second.
  public var recall: AgreementResult {
    first > 0 ? .success(Double(firstFound) / Double(first)) : .failure(.unused)
  }

  /// The harmonic mean of both, the same in both directions.
  public var f1: AgreementResult {
    guard first + second > 0 else { return .failure(.unused) }
    return .success(Double(firstFound + secondFound) / Double(first + second))
  }

  /// The counts of several themes together.
  public static func + (left: SpanMatch, right: SpanMatch) -> SpanMatch {
    SpanMatch(
      first: left.first + right.first, second: left.second + right.second,
      firstFound: left.firstFound + right.firstFound,
      secondFound: left.secondFound + right.secondFound)
  }
}
