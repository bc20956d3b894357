import VerbatimQuery

/// How quotations are checked.
public struct VerifyOptions: Sendable {
  /// A quotation in marks with fewer words is not checked unless somebody is named at it.
  public var minimumWords: Int
  /// A quotation with omissions may run over the turns of one exchange, whoever is named.
  public var acrossTurns: Bool
  /// Whose words may not be quoted now (an embargo): a session and the labels of a turn's speakers.
  public var isWithheld: @Sendable (_ session: String, _ speakers: [String]) -> Bool
  /// What was said and may not be quoted now, where the index does not have it: turns of people under
  /// embargo, out of the sources. A quotation of it is ``Tier/withheld``, and nothing is told of whose it is.
  public var withheldTexts: [String] = []
  /// A time limit and Ctrl-C.
  public var interruption: Interruption?

  public init(
    minimumWords: Int = 4, acrossTurns: Bool = false,
    isWithheld: @escaping @Sendable (_ session: String, _ speakers: [String]) -> Bool = { _, _ in
      false
    },
    interruption: Interruption? = nil
  ) {
    self.minimumWords = minimumWords
    self.acrossTurns = acrossTurns
    self.isWithheld = isWithheld
    self.interruption = interruption
  }
}
