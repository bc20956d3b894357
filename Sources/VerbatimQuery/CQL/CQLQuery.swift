/// A query of the corpus query language: what it looks for, where a match must lie, and which of
/// the overlapping matches are kept (`query-language.md`).
public struct CQLQuery: Sendable, Equatable {
  public var body: CQLBody
  public var scope: CQLScope
  public var strategy: MatchStrategy

  public init(_ body: CQLBody, scope: CQLScope = .turn, strategy: MatchStrategy = .standard) {
    self.body = body
    self.scope = scope
    self.strategy = strategy
  }
}

/// Runs of tokens, or single tokens beside others.
public enum CQLBody: Sendable, Equatable {
  case pattern(CQLNode)
  /// `MU (meet …)`.
  case meet(CQLMeet)
}

/// What a match must lie in.
public enum CQLScope: Sendable, Equatable {
  /// So many consecutive regions of a name.
  case region(String, count: Int)
  /// So many tokens of one session.
  case tokens(Int)

  /// Unless the query says otherwise.
  public static let turn = CQLScope.region("u", count: 1)
  /// The Corpus Query Processor's hard boundary, which `--unbounded` restores.
  public static let traditional = CQLScope.tokens(500)

  /// True where no match can leave its turn.
  public var isOneTurn: Bool {
    switch self {
    case .region("u", count: 1), .region("s", count: 1): true
    case .region, .tokens: false
    }
  }
}

/// Which of the spans that satisfy a pattern are matches (`query-language.md` §2).
public enum MatchStrategy: String, Sendable, Equatable, CaseIterable {
  /// For each start the smallest end.
  case traditional
  /// Of these, none that contains another.
  case shortest
  /// Of equal starts the shortest; of equal ends the leftmost start.
  case standard
  /// For each start the largest end; of these, none that lies in another.
  case longest
  /// Every span.
  case all
}

/// A pattern of tokens.
public indirect enum CQLNode: Sendable, Equatable {
  /// One token; `[]` is ``CQLConstraint/always``.
  case token(CQLConstraint)
  /// Two or more, one behind the other.
  case sequence([CQLNode])
  /// Two or more, any of which will do.
  case alternation([CQLNode])
  /// At least the first and at most the second number, without end where there is none.
  case repetition(CQLNode, Int, Int?)
  /// `a:[…]`
  case label(String, CQLNode)
  /// `<s>`, `</s>`, `<s/>`.
  case tag(CQLTag, CQLTag.Side)
  /// `[: … :]`: a condition on the token that comes next, which is not taken.
  case lookAhead(CQLConstraint)
  /// `(?= …)`, `(?! …)`, `(?<= …)`, `(?<! …)`.
  case assertion(CQLNode, isBehind: Bool, isNegated: Bool)
  /// `X within Y`, `X !containing Y`.
  case relation(CQLNode, CQLRelation, isNegated: Bool, CQLNode)
  /// `X & Y`: what is a match of both; two or more.
  case intersection([CQLNode])
  /// `!X`: a token in no match of `X`.
  case complement(CQLNode)
  /// `(X :: …)`
  case constrained(CQLNode, CQLConstraint)
}

/// How a span lies to another.
public enum CQLRelation: String, Sendable, Equatable, CaseIterable {
  case within
  case containing
  /// Shares a token with it.
  case overlap
}

/// A region by name and attributes.
public struct CQLTag: Sendable, Equatable {
  public enum Side: Sendable, Equatable {
    case open
    case close
    case whole
  }

  public struct Test: Sendable, Equatable {
    public var attribute: String
    public var isNegated: Bool
    public var value: CQLString

    public init(attribute: String, isNegated: Bool = false, value: CQLString) {
      self.attribute = attribute
      self.isNegated = isNegated
      self.value = value
    }
  }

  /// A region's name, or a regular expression for it.
  public var name: String
  public var isExpression: Bool
  public var tests: [Test]

  public init(_ name: String, isExpression: Bool = false, tests: [Test] = []) {
    self.name = name
    self.isExpression = isExpression
    self.tests = tests
  }

  /// Events take no token: they stand between two.
  var isEvent: Bool { name == "event" && !isExpression }
}

/// MU: single tokens that have others beside them.
public indirect enum CQLMeet: Sendable, Equatable {
  case token(CQLConstraint)
  /// The tokens of the first that have (or have not) one of the second near them.
  case meet(CQLMeet, CQLMeet, isNegated: Bool, CQLMeetRange)
  case union(CQLMeet, CQLMeet)
}

/// How near.
public enum CQLMeetRange: Sendable, Equatable {
  /// Differences of positions; none where the first is the larger.
  case window(Int, Int)
  /// In the same region of that name.
  case region(String)
}

/// A pattern for a whole value.
public struct CQLString: Sendable, Equatable {
  public struct Flags: OptionSet, Sendable, Hashable {
    public var rawValue: UInt8

    public init(rawValue: UInt8) {
      self.rawValue = rawValue
    }

    /// `%c`
    public static let ignoresCase = Flags(rawValue: 1)
    /// `%d`
    public static let ignoresDiacritics = Flags(rawValue: 2)
    /// `%l`: characters stand for themselves.
    public static let literal = Flags(rawValue: 4)
  }

  /// A regular expression, or literal characters. Without the delimiters, doubled ones made single.
  public var text: String
  public var flags: Flags

  public init(_ text: String, _ flags: Flags = []) {
    self.text = text
    self.flags = flags
  }
}
