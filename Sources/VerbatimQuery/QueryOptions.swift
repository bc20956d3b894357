import VerbatimIndex

/// How a query is to be understood where its text does not say.
public struct QueryOptions: Sendable, Equatable {
  /// `funded` finds `NHS-funded`, `th` finds `th-`.
  public var findsParts: Bool
  /// `worker` finds `[peer support worker A]`, which nobody said.
  public var findsInPlaceholders: Bool
  /// The language of `{stem}`: a name or tag that libstemmer knows.
  public var language: String
  /// How many terms of a segment a word may stand for, so that a pattern which fits everything takes
  /// no memory that nobody expects: ``TooManyForms`` above it.
  public var mostForms: Int
  /// What may end the search before it is done; without it nothing does.
  public var interruption: Interruption?

  public init(
    findsParts: Bool = true, findsInPlaceholders: Bool = false, language: String = "english",
    mostForms: Int = 500_000, interruption: Interruption? = nil
  ) {
    self.findsParts = findsParts
    self.findsInPlaceholders = findsInPlaceholders
    self.language = language
    self.mostForms = mostForms
    self.interruption = interruption
  }

  var relations: [WordRelation] {
    (findsParts ? [.part] : []) + (findsInPlaceholders ? [.inner] : [])
  }
}

/// A word of a query stands for more terms than ``QueryOptions/mostForms``.
public struct TooManyForms: Error, Sendable, Equatable {
  /// The word in normal form.
  public var pattern: String
  public var limit: Int

  public init(pattern: String, limit: Int) {
    self.pattern = pattern
    self.limit = limit
  }
}

/// A query over several turns looks for more words and phrases than this.
public struct TooManyParts: Error, Sendable, Equatable {
  public var limit: Int

  public init(limit: Int) {
    self.limit = limit
  }
}
