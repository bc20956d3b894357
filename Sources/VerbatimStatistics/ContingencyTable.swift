/// Two things counted together and apart: the cells of a 2 × 2 table.
///
/// ```
///              second   not second
/// first        both     firstOnly     firstTotal
/// not first    secondOnly  neither
///              secondTotal            total
/// ```
public struct ContingencyTable: Sendable, Equatable {
  /// Both; the first alone; the second alone; neither. Not negative.
  public var both: Double
  public var firstOnly: Double
  public var secondOnly: Double
  public var neither: Double

  public init(both: Double, firstOnly: Double, secondOnly: Double, neither: Double) {
    self.both = both
    self.firstOnly = firstOnly
    self.secondOnly = secondOnly
    self.neither = neither
  }

  /// The table of frequencies: how often both, the first, the second, and how much there is in all.
  public init(together: Double, first: Double, second: Double, total: Double) {
    self.init(
      both: together, firstOnly: first - together, secondOnly: second - together,
      neither: total - first - second + together)
  }

  public var firstTotal: Double { both + firstOnly }
  public var secondTotal: Double { both + secondOnly }
  public var total: Double { both + firstOnly + secondOnly + neither }

  /// The same with first and second exchanged.
  public var transposed: ContingencyTable {
    ContingencyTable(
      both: both, firstOnly: secondOnly, secondOnly: firstOnly, neither: neither)
  }

  /// What the cell `both` would hold if first and second had nothing to do with each other.
  public var expected: Double { firstTotal * secondTotal / total }

  var cells: [Double] { [both, firstOnly, secondOnly, neither] }

  /// What every cell would hold, in the order of ``cells``.
  var expectedCells: [Double] {
    let rows = [firstTotal, secondOnly + neither]
    let columns = [secondTotal, firstOnly + neither]
    return [
      rows[0] * columns[0], rows[0] * columns[1], rows[1] * columns[0], rows[1] * columns[1],
    ].map { $0 / total }
  }

  /// True where every cell is a count.
  public var isValid: Bool { cells.allSatisfy { $0.isFinite && $0 >= 0 } }
}
