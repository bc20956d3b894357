/// A pattern as an automaton: steps that take a token, and steps between two tokens.
struct CQLProgram: Sendable {
  enum Step: Sendable {
    /// A token that fulfils a condition, by its number.
    case token(Int, next: Int)
    /// A token in no match of another program.
    case outside(Int, next: Int)
    case split(Int, Int)
    /// The next token fulfils a condition.
    case lookAhead(Int, next: Int)
    /// A region begins here; its end goes to a slot where a later tag wants it.
    case open(Int, slot: Int?, next: Int)
    case close(Int, slot: Int?, next: Int)
    /// The position goes to a slot.
    case mark(Int, next: Int)
    /// How what began at a slot's position and ends here lies to matches of another program.
    case relation(CQLRelationTest, slot: Int, next: Int)
    /// A condition of ``checks``.
    case check(Int, next: Int)
    case around(Int, isBehind: Bool, isNegated: Bool, next: Int)
    case accept
  }

  var steps: [Step] = []
  /// Conditions that are looked at between two tokens. Apart from the steps, so that these have no
  /// references to count.
  var checks: [CQLCondition] = []
  var entry = 0
  var slotCount = 0
  /// The conditions of which one must hold at the first token; `nil` where that is not known.
  var firstConditions: [Int]?

  static let mostStates = 10_000
}

struct CQLRelationTest: Sendable {
  enum Kind: Sendable {
    case within, containing, overlap, same
  }

  var kind: Kind
  var isNegated: Bool
  /// Number of the program of the other side.
  var other: Int
}

/// A tag made ready.
struct CQLTagTest: Sendable {
  /// Numbers of regions.
  var regions: [Int]
  var tests: [(attribute: String, isNegated: Bool, expression: CQLExpression)]
}

/// A query compiled for evaluation, independent of any segment.
struct CompiledCQL: Sendable {
  /// Operands first; the last is the query's own.
  var programs: [CQLProgram] = []
  /// Conditions of tokens.
  var conditions: [CQLCondition] = []
  /// What each of them was written as; `nil` for one that labels make different in another program.
  var constraints: [CQLConstraint?] = []
  var tags: [CQLTagTest] = []
  var regions: CQLRegionNames
  var expressionCount = 0
  /// What every match has.
  var need = CQLNeed.nothing
  /// What the turn of a match must fulfil, where the scope is one turn.
  var turnTests: [CQLCondition] = []
  var meet: CompiledMeet?
}

/// What a text must hold for a match.
indirect enum CQLNeed: Sendable {
  case nothing
  /// A token that fulfils the condition of a number.
  case token(Int)
  /// Tokens that fulfil conditions, next to each other.
  case run([Int])
  case all([CQLNeed])
  case any([CQLNeed])
}

/// MU made ready.
indirect enum CompiledMeet: Sendable {
  case token(Int)
  case window(CompiledMeet, CompiledMeet, isNegated: Bool, Int, Int)
  case region(CompiledMeet, CompiledMeet, isNegated: Bool, Int)
  case union(CompiledMeet, CompiledMeet)
}
