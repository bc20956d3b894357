/// A query as it was understood: the one algebra behind both syntaxes (`query-simple.md`).
public indirect enum QueryNode: Sendable, Equatable {
  /// One word, or what the analyser makes several tokens of (then a phrase of them).
  case word(WordPattern)
  /// Items next to each other, in order, in one turn; `slack` more tokens may stand in between.
  case phrase([PhraseItem], slack: Int)
  /// A placeholder whose words match: `[peer support worker *]`, without the brackets; `*` is a
  /// wildcard, `\*` and `\\` stand for the characters themselves.
  case placeholder(String)
  /// A filter on the turn: `speaker:P07`, `born:1950..1959`.
  case field(FieldFilter)
  /// Matches of both whose positions differ by at most `distance`.
  case near(QueryNode, QueryNode, distance: Int, order: NearOrder)
  case not(QueryNode)
  /// All in one turn; two or more operands.
  case and([QueryNode])
  /// Any of them; two or more operands.
  case or([QueryNode])
  /// Every turn: a bare `*`.
  case everything
  /// A query of the corpus query language, as a whole.
  case pattern(CQLQuery)
}

/// In which order two operands of NEAR must stand.
public enum NearOrder: String, Sendable, Equatable {
  case any = "NEAR"
  case before = "BEFORE"
  case after = "AFTER"
}

/// A word as typed, with how it is to be compared.
public struct WordPattern: Sendable, Equatable {
  public enum Form: Sendable, Equatable {
    /// Case and diacritics do not matter; `*` and `?` are wildcards.
    case folded
    /// `=NAV`: exactly these characters; `*` and `?` are wildcards here too.
    case exact
    /// `{listen}`: every form with the same stem.
    case stem
  }

  public var form: Form
  /// Without the marks of its form; `\*`, `\?` and `\\` stand for the characters themselves.
  public var text: String

  public init(form: Form, text: String) {
    self.form = form
    self.text = text
  }

  /// True where an unescaped `*` or `?` stands in the text.
  public var hasWildcard: Bool {
    var escaped = false
    for character in text.unicodeScalars {
      if escaped {
        escaped = false
      } else if character == "\\" {
        escaped = true
      } else if character == "*" || character == "?" {
        return true
      }
    }
    return false
  }
}

/// One item of a phrase.
public enum PhraseItem: Sendable, Equatable {
  case word(WordPattern)
  case placeholder(String)
  /// Any tokens, at least the lower and at most the upper bound: `*`, `*1..3`.
  case gap(ClosedRange<Int>)
}

/// A condition on the turn, its speaker, its session or what is attached to it.
public struct FieldFilter: Sendable, Equatable {
  public enum Condition: Sendable, Equatable {
    /// One of these, none of the negated ones; `*` is a wildcard in each, `\*` and `\\` stand for
    /// the characters themselves.
    case values([Value])
    /// A number in this range, both ends included; a missing end is open.
    case range(Int?, Int?)
  }

  public struct Value: Sendable, Equatable {
    public var text: String
    public var isNegated: Bool

    public init(text: String, isNegated: Bool = false) {
      self.text = text
      self.isNegated = isNegated
    }
  }

  /// `speaker role group session turn theme coder event`, or an attribute's name; `attr.NAME` is
  /// always the attribute.
  public var name: String
  public var condition: Condition

  public init(name: String, condition: Condition) {
    self.name = name
    self.condition = condition
  }
}
