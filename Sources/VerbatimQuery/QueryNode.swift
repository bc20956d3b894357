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
  /// An operand in one turn, the others in turns that follow it: `a THEN b THEN c`; at least one
  /// link.
  case then(QueryNode, [Following])
  /// What holds in one sentence, turn or run of turns.
  case within(QueryNode, QueryScope)
  /// The hits but for those that touch what the filter says.
  case excluding(QueryNode, FieldFilter)
}

/// What THEN adds: an operand in a turn behind the one before it, of the same session.
public struct Following: Sendable, Equatable {
  public var node: QueryNode
  /// At most so many turns further on; 1 is the next turn.
  public var turns: Int
  public var speaker: SpeakerRelation

  public init(_ node: QueryNode, turns: Int = 1, speaker: SpeakerRelation = .any) {
    self.node = node
    self.turns = turns
    self.speaker = speaker
  }
}

/// How the speakers of two turns are to be related.
public enum SpeakerRelation: String, Sendable, Equatable, CaseIterable {
  case any
  /// No speaker in common.
  case other
  /// A speaker in common.
  case same
}

/// In what all parts of a query have to stand.
public enum QueryScope: Sendable, Equatable {
  case sentence
  case turn
  /// So many turns of a session in a row, at most.
  case turns(Int)
  /// From one moderator turn to the next: see ``Exchanges``.
  case exchange
  case session

  /// True where turns are looked at together.
  public var crossesTurns: Bool {
    switch self {
    case .sentence, .turn: false
    case .turns, .exchange, .session: true
    }
  }
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
    /// `/rel(y|ies)/`: what the regular expression matches as a whole, case and diacritics aside.
    case expression
    /// `relaible~1`: at most so many letters inserted, left out, replaced or swapped with the next.
    case fuzzy(Int)
  }

  public var form: Form
  /// Without the marks of its form; `\*`, `\?` and `\\` stand for the characters themselves. Of an
  /// expression, its pattern as it is.
  public var text: String

  public init(form: Form, text: String) {
    self.form = form
    self.text = text
  }

  /// True where an unescaped `*` or `?` stands in the text.
  public var hasWildcard: Bool {
    if form == .expression { return false }
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
