import VerbatimLint

/// Where a study holds something that may say who somebody is.
public struct LintPlace: Sendable, Equatable {
  public var session: String
  /// `nil` outside of turns.
  public var turn: Int?
  /// Unicode scalars of the turn's text.
  public var range: Range<Int>?
  /// The source and its line; an event or a fact has no range, a file name no line.
  public var path: String
  public var line: Int?
  /// What is no text of a turn: `title`, `P2 born`, `event`, `label`, `file name`.
  public var field: String?

  public init(
    session: String, turn: Int? = nil, range: Range<Int>? = nil, path: String, line: Int? = nil,
    field: String? = nil
  ) {
    self.session = session
    self.turn = turn
    self.range = range
    self.path = path
    self.line = line
    self.field = field
  }

  /// `fg2:118:12-31`; `fg2 (P2 born)`.
  public var id: String {
    var id = session
    if let turn { id += ":\(turn)" }
    if let range { id += ":\(range.lowerBound)-\(range.upperBound)" }
    if let field { id += " (\(field))" }
    return id
  }
}

/// The same words found as the same kind, wherever they stand.
public struct LintEntry: Sendable, Equatable {
  public var kind: LintKind
  public var certainty: LintCertainty
  /// As it stands there, first: not to be shown without being asked.
  public var text: String
  /// What is odd about a placeholder.
  public var slip: PlaceholderUse.Slip?
  public var count: Int
  /// In the order of sessions; at most ``StudyLint/mostPlaces``.
  public var places: [LintPlace]
  /// Different sessions.
  public var sessions: Int
}
