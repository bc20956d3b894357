import VerbatimQuery

extension Wording {
  /// The sentence, the query, and a caret under the place.
  static func lines(for failure: QueryFailure) -> [String] {
    let sentence = sentence(for: failure.error, in: failure.query)
    switch failure.error.kind {
    // Nothing to point at, or more than a person could look at.
    case .empty, .tooLong: return [sentence]
    default:
      let caret = failure.error.caret(in: failure.query)
      return [sentence, "  " + caret.query, "  " + caret.marker]
    }
  }

  /// - Parameter query: for a suggestion that shows the whole word; without it the sentence says
  ///   where in the query it is.
  static func sentence(for error: QueryError, in query: String? = nil) -> String {
    var sentence = query == nil ? "query, character \(error.range.lowerBound + 1): " : ""
    sentence += words(error.kind)
    if let suggestion = error.suggestion {
      let better: String
      if case .cql = error.kind {
        // What follows in CQL is no part of the name.
        better = suggestion
      } else {
        better = query.map { replacing(error.range, in: $0, by: suggestion) } ?? suggestion
      }
      sentence += "; did you mean \(name(better))?"
    } else if let expected = words(error.expected, for: error.kind) {
      sentence += "; " + expected
    }
    return sentence
  }

  /// The word around a place as it would be with the suggestion.
  private static func replacing(_ range: Range<Int>, in query: String, by text: String) -> String {
    let scalars = Array(query.unicodeScalars)
    guard range.upperBound <= scalars.count else { return text }
    var end = range.upperBound
    while end < scalars.count, !scalars[end].properties.isWhitespace, scalars[end] != ")" {
      end += 1
    }
    var word = text
    word.unicodeScalars.append(contentsOf: scalars[range.upperBound..<end])
    return word
  }

  private static func words(_ kind: QueryError.Kind) -> String {
    switch kind {
    case .empty: "the query is empty"
    case .tooLong(let limit): "the query has more than \(size(limit)); shorten it"
    case .tooDeep(let limit): "more than \(limit) levels in one another; take some parentheses away"
    case .unclosed(let delimiter): "\(delimiter.rawValue) is opened and never closed"
    case .emptyPair(let delimiter):
      "nothing stands between \(delimiter.rawValue) and \(closing(delimiter))"
    case .unexpected(let character): "\(name(character)) has no meaning here"
    case .danglingEscape:
      "a backslash at the very end denies its meaning to nothing; write \\\\ for one"
    case .operandMissing(let name): "\(self.name(name)) lacks what it is about"
    case .onlyNegative: "this says only what must not be there; say also what must"
    case .doubleNegation: "NOT NOT takes itself away; leave both out"
    case .placeMissing(let name):
      "\(self.name(name)) wants words on both sides, and this is none"
    case .unknownField(let field, _): "no session has the field \(quoted(field))"
    case .valueMissing(let field): "the field \(name(field)) has no value"
    case .numberExpected: "this is no whole number"
    case .numberOutOfBounds(let bounds):
      "the number is out of bounds; it can be \(bounds.lowerBound) to \(bounds.upperBound)"
    case .reversedRange: "the range ends before it begins; put the smaller number first"
    case .rangeNotAllowed:
      "a range can neither be negated nor stand in a list; put NOT before the field"
    case .gapAtEdge: "* stands for a word between others, not at the edge of a phrase; leave it out"
    case .wildcardInStem: "a stem in {} has no * or ?; write either {listen} or listen*"
    case .cqlToken: "this is CQL, not the simple language; did you mean --cql?"
    case .cql(let problem): words(problem)
    case .scopeExpected: "WITHIN says nothing that is known"
    case .scopeTooNarrow: "THEN and the like go over several turns, and this is one at most"
    case .acrossTurns(let name):
      "\(name) joins what is in one turn, and this goes over several; put WITHIN exchange, WITHIN "
        + "session or WITHIN 5 turns behind it"
    case .speakerRelationExpected: "BY says who speaks the next turn"
    case .fieldExpected:
      "what stands behind EXCLUDING is no field; write EXCLUDING theme:A or EXCLUDING role:moderator"
    case .modeNotAllowed(let field):
      "\(name(field)) has no stretches; ~exact, ~inside and ~overlap are for theme and coder"
    case .unknownMode(let mode): "\(name("~" + mode)) is no way to compare with a theme"
    case .wildcardInFuzzyWord:
      "a word that is nearly so has no * or ?; write either relaible~1 or relia*"
    case .exactFuzzyWord: "a word cannot be exact and nearly so; leave out the = or the ~"
    case .emptyExpression: "nothing stands between / and /"
    case .expression(let kind): "in the regular expression, " + words(kind)
    case .unknownSavedQuery(let query, let known):
      "there is no saved query @\(name(query)); "
        + (known.isEmpty
          ? "none is saved yet: verbatim queries save NAME 'QUERY'"
          : "saved are \(list(known.map { "@" + $0 }, most: 12))")
    case .endlessSavedQuery(let query):
      "@\(name(query)) takes itself in, or too many others; change one of them"
    case .brokenSavedQuery(let query):
      "the saved query @\(name(query)) cannot be understood any more; verbatim queries shows it"
    }
  }

  /// `nil` where the kind has said it all.
  private static func words(
    _ expected: [QueryError.Expected], for kind: QueryError.Kind
  ) -> String? {
    switch kind {
    case .onlyNegative, .doubleNegation, .numberOutOfBounds, .fieldExpected: return nil
    case .unknownField(_, let known): return "known are \(list(known, most: 12))"
    default: break
    }
    let names = expected.map { expectation in
      switch expectation {
      case .operand: "a word, a phrase in quotation marks or field:value"
      case .word: "a word"
      case .value: "a value"
      case .number: "a number"
      case .closing(let delimiter): closing(delimiter)
      case .comma: "a comma"
      case .or: "OR"
      case .fieldName: "the name of a field"
      case .field: "field:value"
      case .scope: "sentence, turn, 3 turns, exchange or session"
      case .speakerRelation: "other or same"
      case .mode: "~exact, ~inside or ~overlap"
      case .end: "the end of the query"
      }
    }
    // These are our own words, which must not be clipped as names are.
    return names.isEmpty ? nil : "expected " + names.joined(separator: ", or ")
  }

  private static func closing(_ delimiter: QueryError.Delimiter) -> String {
    switch delimiter {
    case .quote: "\""
    case .parenthesis: ")"
    case .bracket: "]"
    case .brace: "}"
    case .slash: "/"
    }
  }
}
