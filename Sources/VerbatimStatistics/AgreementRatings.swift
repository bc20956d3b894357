/// What raters decided about units: the input of every coefficient of agreement.
///
/// Units with the same decisions are one row with a count, so that a coefficient costs the distinct
/// patterns (four for two raters and yes or no), not the units.
///
/// ```swift
/// let ratings = AgreementRatings([[1, 1], [1, 0], [0, 0], [nil, 1]])
/// try ratings.cohenKappa().get().value
/// ```
public struct AgreementRatings: Sendable, Equatable {
  /// Units that were rated alike.
  public struct Row: Sendable, Equatable {
    /// The category that each rater chose, from 0; `nil` where a rater said nothing.
    public var values: [Int?]
    /// How many units.
    public var count: Int

    public init(_ values: [Int?], count: Int = 1) {
      self.values = values
      self.count = count
    }
  }

  public let rows: [Row]
  public let raters: Int
  /// How many categories there are to choose from, whether all were chosen or not.
  public let categories: Int

  /// - Parameters:
  ///   - rows: A row that is shorter than the others lacks the ratings at its end; a value below 0 is
  ///     none; a row with a count below 1 is left out.
  ///   - categories: How many could be chosen, where that is more than were.
  public init(rows: [Row], categories: Int = 0) {
    let raters = rows.reduce(0) { max($0, $1.values.count) }
    var highest = -1
    var kept: [Row] = []
    for row in rows where row.count > 0 {
      var values = row.values.map { value in value.flatMap { $0 < 0 ? nil : $0 } }
      for case let value? in values { highest = max(highest, value) }
      values += [Int?](repeating: nil, count: raters - values.count)
      kept.append(Row(values, count: row.count))
    }
    self.rows = kept
    self.raters = raters
    self.categories = max(categories, highest + 1)
  }

  /// A unit each.
  public init(_ units: [[Int?]], categories: Int = 0) {
    self.init(rows: units.map { Row($0) }, categories: categories)
  }

  /// Units of which only is known how many raters chose each category.
  public init(categoryCounts: [[Int]]) {
    self.init(
      categoryCounts.map { counts in
        counts.enumerated().flatMap { category, count in
          [Int?](repeating: category, count: max(count, 0))
        }
      }, categories: categoryCounts.reduce(0) { max($0, $1.count) })
  }

  /// A table of two raters: the first's categories down, the second's across.
  public init(crossTable: [[Int]]) {
    var rows: [Row] = []
    for (first, line) in crossTable.enumerated() {
      for (second, count) in line.enumerated() { rows.append(Row([first, second], count: count)) }
    }
    self.init(rows: rows, categories: crossTable.count)
  }

  /// All units, rated or not.
  public var units: Int { rows.reduce(0) { $0 + $1.count } }

  /// How often each category was chosen in a row.
  func tally(_ row: Row) -> [Int] {
    var counts = [Int](repeating: 0, count: categories)
    for case let value? in row.values { counts[value] += 1 }
    return counts
  }
}

/// Why a coefficient has no value.
public enum AgreementProblem: Error, Sendable, Hashable {
  /// There is nothing that was rated.
  case noUnits
  /// No unit was rated by two.
  case noPairs
  /// Everybody chose the same category everywhere: chance agrees as well, and nothing can be said.
  case noVariation
  /// The coefficient compares two raters.
  case notTwoRaters(found: Int)
  /// The coefficient wants the same number of ratings, at least two, on every unit.
  case unequalRatings
  /// There is only one category to choose.
  case oneCategory
  /// Nobody chose the category, or marked anything.
  case unused
  /// Marked stretches of one rater overlap, are empty, or leave the continuum.
  case invalidUnits
  /// In most resamples the coefficient has no value.
  case unstable
}

/// A value, or why there is none.
public typealias AgreementResult = Result<Double, AgreementProblem>
