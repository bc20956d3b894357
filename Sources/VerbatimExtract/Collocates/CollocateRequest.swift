import VerbatimQuery
import VerbatimStatistics

/// Which collocates are wanted.
public struct CollocateRequest: Sendable {
  /// Tokens before and behind the node, in its turn.
  public var left: Int
  public var right: Int
  public var forms: FormChoice
  /// The turns in which node, collocates and tokens are counted; all without it.
  public var within: QueryNode?
  /// A word with wildcards, a stem, or several of which any will do: other collocates are left out.
  public var collocate: QueryNode?
  /// Least co-occurrences, and least occurrences of the collocate.
  public var leastTogether: Int
  public var leastFrequency: Int
  public var order: CollocateOrder
  /// At most so many rows; all without it.
  public var limit: Int?

  public init(
    left: Int = 5, right: Int = 5, forms: FormChoice = FormChoice(), within: QueryNode? = nil,
    collocate: QueryNode? = nil, leastTogether: Int = 3, leastFrequency: Int = 1,
    order: CollocateOrder = CollocateOrder(.measure(.logDice)), limit: Int? = nil
  ) {
    self.left = left
    self.right = right
    self.forms = forms
    self.within = within
    self.collocate = collocate
    self.leastTogether = leastTogether
    self.leastFrequency = leastFrequency
    self.order = order
    self.limit = limit
  }
}

/// By what collocates are ordered: the highest first, those without a value last.
public struct CollocateOrder: Sendable, Equatable {
  public enum Key: Sendable, Equatable {
    case measure(AssociationMeasure)
    case together, frequency, sessions, people
    /// In the order of the dictionary, ascending.
    case form
  }

  public var key: Key
  /// The lowest first.
  public var isReversed: Bool

  public init(_ key: Key, isReversed: Bool = false) {
    self.key = key
    self.isReversed = isReversed
  }
}

/// Why there can be no collocates.
public enum CollocateProblem: Error, Sendable, Equatable {
  /// The query finds turns, not places in them.
  case noPlace
  /// What restricts the collocates is no word.
  case noWord
}
