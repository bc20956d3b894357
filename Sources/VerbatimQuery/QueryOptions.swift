import VerbatimIndex

/// How a query is to be understood where its text does not say.
public struct QueryOptions: Sendable, Equatable {
  /// `funded` finds `NHS-funded`, `th` finds `th-`.
  public var findsParts: Bool
  /// `worker` finds `[peer support worker A]`, which nobody said.
  public var findsInPlaceholders: Bool
  /// The language of `{stem}`: a name or tag that libstemmer knows.
  public var language: String
  /// What may end the search before it is done; without it nothing does.
  public var interruption: Interruption?

  public init(
    findsParts: Bool = true, findsInPlaceholders: Bool = false, language: String = "english",
    interruption: Interruption? = nil
  ) {
    self.findsParts = findsParts
    self.findsInPlaceholders = findsInPlaceholders
    self.language = language
    self.interruption = interruption
  }

  var relations: [WordRelation] {
    (findsParts ? [.part] : []) + (findsInPlaceholders ? [.inner] : [])
  }
}
