/// Why a query could not be read, and where.
public struct QueryError: Error, Sendable, Equatable {
  /// Unicode scalar offsets in the query's text; empty where something is missing at a place.
  public var range: Range<Int>
  public var kind: Kind
  /// What could stand at the end of ``range`` instead, most likely first.
  public var expected: [Expected]
  /// A replacement for the text of ``range``, where one is likely.
  public var suggestion: String?

  public init(
    range: Range<Int>, kind: Kind, expected: [Expected] = [], suggestion: String? = nil
  ) {
    self.range = range
    self.kind = kind
    self.expected = expected
    self.suggestion = suggestion
  }

  public enum Kind: Sendable, Equatable {
    /// Nothing but blanks.
    case empty
    /// More UTF-8 bytes than this.
    case tooLong(limit: Int)
    /// More levels of parentheses, or of operators in one another, than this.
    case tooDeep(limit: Int)
    /// Opened at ``QueryError/range`` and never closed.
    case unclosed(Delimiter)
    /// `()`, `""`, `{}`, `[ ]`.
    case emptyPair(Delimiter)
    /// A character that has no meaning here: a `)` that nothing opened.
    case unexpected(String)
    /// A backslash at the very end.
    case danglingEscape
    /// An operator (as typed, without its number) that lacks an operand on one side.
    case operandMissing(operator: String)
    /// The query, a branch of an OR, or what a NOT denies says only what must not be there.
    case onlyNegative
    /// `NOT NOT a`.
    case doubleNegation
    /// An operand of NEAR, BEFORE or AFTER that has no place in a turn: a filter, an AND, `*`.
    case placeMissing(operator: String)
    /// A field that no session has; with those that exist, sorted.
    case unknownField(String, known: [String])
    case valueMissing(field: String)
    case numberExpected
    case numberOutOfBounds(ClosedRange<Int>)
    /// `1959..1950`, `*3..1`.
    case reversedRange
    /// A range or comparison that is negated or stands in a list.
    case rangeNotAllowed
    /// A `*` as the first or last item of a phrase: a gap stands between words.
    case gapAtEdge
    /// `{listen*}`: a stem has no wildcards.
    case wildcardInStem
    /// `[word="a"]` or `[]`: the other query language.
    case cqlToken
    /// Something of the corpus query language.
    case cql(CQLProblem)
    /// Behind WITHIN stands none of the scopes.
    case scopeExpected
    /// THEN, or what else goes over several turns, in a scope of one turn or a part of it.
    case scopeTooNarrow
    /// An operator that joins what is in one turn, beside something that goes over several.
    case acrossTurns(operator: String)
    /// Behind BY stands neither `other` nor `same`.
    case speakerRelationExpected
    /// Behind EXCLUDING stands no field.
    case fieldExpected
    /// `~exact` and the like behind a field that has no places.
    case modeNotAllowed(field: String)
    /// `theme:A~within`.
    case unknownMode(String)
    /// `relai*~1`: a word that is nearly so has no wildcards.
    case wildcardInFuzzyWord
    /// `=Word~1`: exact and nearly so at once.
    case exactFuzzyWord
    /// `//`
    case emptyExpression
    /// What is wrong inside of `/…/`.
    case expression(RegularExpressionError.Kind)
    /// `@name` where nothing has that name; with those that exist, sorted.
    case unknownSavedQuery(String, known: [String])
    /// A saved query that takes itself in, or too many others.
    case endlessSavedQuery(String)
    /// A saved query that cannot be understood any more.
    case brokenSavedQuery(String)
  }

  public enum Delimiter: String, Sendable, Equatable {
    case quote = "\""
    case parenthesis = "("
    case bracket = "["
    case brace = "{"
    case slash = "/"
  }

  public enum Expected: Sendable, Equatable {
    /// A word, a phrase, a placeholder, a field, an opening parenthesis.
    case operand
    /// A word or a placeholder: an item of a phrase.
    case word
    case value
    case number
    case closing(Delimiter)
    case comma
    case or
    /// A name of ``Kind/unknownField(_:known:)``.
    case fieldName
    /// A field with its value.
    case field
    /// A ``QueryScope``.
    case scope
    /// `other` or `same`.
    case speakerRelation
    /// A ``RegionMode``.
    case mode
    case end
  }
}
