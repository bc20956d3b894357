/// A coding that a person has to look at: its transcript was corrected, and its words with it.
public struct CodingQuestion: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// It stands on what its words became.
    case adjusted
    /// It stands where it stood, and its words are gone, or stand more than once.
    case doubtful
  }

  /// A number that stays as long as the coding does, to answer by.
  public var number: Int
  public var coding: Coding
  public var kind: Kind
  /// What was coded, as it was said before the first correction that raised the question.
  public var words: String
  public var askedAt: Timestamp
}
