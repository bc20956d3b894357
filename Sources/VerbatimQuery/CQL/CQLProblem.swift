/// What is wrong with a query of the corpus query language; ``QueryError`` adds the place.
public enum CQLProblem: Sendable, Equatable {
  /// What stands there is not what can; the character found, `nil` at the end of the query.
  case unexpected(String?, expected: [Expected])
  /// A string or back-quoted name that is never closed.
  case unclosedString
  /// `"peer support"`: one token with a blank in it; with how to write it.
  case blankInWord(fix: String)
  case expression(RegularExpressionError)
  /// An attribute of tokens that there is not; with those that there are.
  case unknownAttribute(String, known: [String])
  /// FCS-QL: `qualifier:layer`.
  case qualifiedLayer(String)
  case unknownRegion(String, known: [String])
  /// An attribute that a region has not.
  case unknownRegionAttribute(String, region: String, known: [String])
  /// A value of `type` that no token has.
  case unknownType(String, known: [String])
  /// A label that the pattern does not set where it could be seen.
  case unknownLabel(String, known: [String])
  /// A label that another operand of `within` and the like sets.
  case hiddenLabel(String)
  case reservedLabel(String)
  case unknownFunction(String, known: [String])
  case argumentCount(function: String, Int)
  /// An argument or operand of the wrong kind.
  case wrongOperand(Operand)
  /// `{3,2}`
  case reversedRepetition
  case repetitionTooLarge(limit: Int)
  /// The automaton would have more states than this.
  case tooManyStates(limit: Int)
  /// A match may be no token long.
  case matchesEmpty
  /// `(<s>)*`: what is repeated never takes a token.
  case repetitionCannotMove
  /// The query, or an operand, that only excludes.
  case unsupported(Construct)

  public enum Expected: Sendable, Equatable {
    case token
    case constraint
    case name
    case string
    case number
    case comparison
    case closing(String)
    case scope
    case tagEnd
    case quantifier
    case meet
    case flag
    case end
  }

  public enum Operand: Sendable, Equatable {
    /// `<` with a string.
    case orderOfStrings
    /// A label where an attribute is wanted, or the other way round.
    case labelWanted
    case valueWanted
  }

  /// Parts of this language and its relatives that Verbatim has not.
  public enum Construct: String, Sendable, Equatable, CaseIterable {
    /// `@[…]`
    case target = "@"
    /// `~a`
    case forgottenLabel = "~"
    /// `$list`
    case variable = "$"
    /// `TAB`
    case tabular = "TAB"
    /// `/name[…]`
    case macro = "/"
    /// `<<…>>`
    case regionElement = "<<"
    /// `-obj->`
    case dependency = "-…->"
    /// `==>nl`
    case alignment = "==>"
    /// `x -> y` between patterns
    case patternImplication = "->"
    /// `rspan(…)`
    case function = "( )"
    case contains = "contains"
    case matches = "matches"
    case range = "in[ ]"
    case cut = "cut"
    case show = "show"
    /// `{…}` of Koral and BlackLab
    case braces = "{ }"
    /// `^`
    case caret = "^"
    case namedQuery = "="
  }
}
