/// A quotation of a manuscript.
public struct Quotation: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// Between quotation marks, or in markup for quotations.
    case marks
    /// Set off as a block.
    case block
  }

  public var kind: Kind
  /// In the manuscript's scalars, without marks and attribution.
  public var range: Range<Int>
  /// Other offsets at which it may end: a single closing mark may be an apostrophe.
  public var otherEnds: [Int]
  public var attribution: Attribution?

  public init(
    kind: Kind, range: Range<Int>, otherEnds: [Int] = [], attribution: Attribution? = nil
  ) {
    self.kind = kind
    self.range = range
    self.otherEnds = otherEnds
    self.attribution = attribution
  }
}

/// What a manuscript quotes.
public struct Quotations: Sendable {
  /// In the order of the text.
  public var all: [Quotation] = []
  /// Where quotation marks open that nothing closes before the paragraph's end.
  public var unclosed: [Int] = []
}
