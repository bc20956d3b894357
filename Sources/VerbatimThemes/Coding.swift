/// A theme put on words by someone.
public struct Coding: Sendable, Hashable {
  /// Who or what decided. A rule's codings are never mixed up with a person's.
  public enum Origin: Sendable, Hashable {
    case person
    /// The source file carries it (TEI `@ana`, `span`).
    case source
    /// A saved query, by the rule's id.
    case rule(String)
  }

  /// Id of the theme.
  public var theme: String
  /// `nil` where nobody is named: a rule, a source that does not say.
  public var coder: String?
  /// Id of the session.
  public var session: String
  /// Number of the turn, from 1.
  public var turn: Int
  /// Unicode scalar offsets in the turn's text; `nil` is the whole turn.
  public var span: Range<Int>?
  public var origin: Origin
  public var memo: String?
  public var createdAt: Timestamp

  public init(
    theme: String, coder: String?, session: String, turn: Int, span: Range<Int>? = nil,
    origin: Origin = .person, memo: String? = nil, createdAt: Timestamp
  ) {
    self.theme = theme
    self.coder = coder
    self.session = session
    self.turn = turn
    self.span = span
    self.origin = origin
    self.memo = memo
    self.createdAt = createdAt
  }
}
