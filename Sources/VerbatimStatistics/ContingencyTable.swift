/// Two things counted together and apart: the cells of a 2 × 2 table.
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
}
