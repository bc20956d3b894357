import VerbatimQuery

extension Wording {
  /// What is wrong with a query of the corpus query language.
  static func words(_ problem: CQLProblem) -> String {
    switch problem {
    case .unexpected(let found, let expected):
      (found.map { "\(name($0)) has no meaning here" } ?? "the query ends too soon")
        + "; expected " + expected.map(words).joined(separator: ", or ")
    case .unclosedString: "a string or name is opened and never closed; close it with the same mark"
    case .blankInWord(let fix):
      "this is one token with a blank in it, which no word is; write one string a word: \(fix)"
    case .expression(let error): "the regular expression cannot be read: \(words(error.kind))"
    case .unknownAttribute(let given, let known):
      "tokens have no attribute \(quoted(given)); known are \(list(known, most: 12))"
        + (["lemma", "pos", "norm"].contains(given)
          ? ", and lemma, pos and norm where a source supplies them" : "")
    case .qualifiedLayer(let given):
      "there is one layer of each name, so that none is qualified; leave \(name(given)): out"
    case .unknownRegion(let given, let known):
      "there are no regions called \(quoted(given)); known are \(list(known, most: 12))"
    case .unknownRegionAttribute(let given, let region, let known):
      known.isEmpty
        ? "regions called \(name(region)) have no attributes; leave out what follows the name"
        : "regions called \(name(region)) have no attribute \(quoted(given)); known are "
          + list(known, most: 16)
    case .unknownType(let given, let known):
      given == "punct"
        ? "punctuation has no position; ask for what stands before a word: [punct=\",\"]"
        : "no token has the type \(quoted(given)); types are \(list(known, most: 12))"
    case .unknownLabel(let given, let known):
      "the query sets no label \(quoted(given))"
        + (known.isEmpty
          ? "; put \(name(given)): before a token" : "; it sets \(list(known, most: 12))")
    case .hiddenLabel(let label):
      "the label \(name(label)) is set inside another operand, where it cannot be seen from here; set it outside"
    case .reservedLabel(let label):
      "\(name(label)) has a meaning of its own; choose another label"
    case .unknownFunction(let given, let known):
      "there is no function \(quoted(given)); known are \(list(known, most: 12))"
    case .argumentCount(let function, let count):
      "the function \(name(function)) wants another number of arguments: \(count)"
    case .wrongOperand(.orderOfStrings):
      "less and greater compare numbers, and this is none; use = or !="
    case .wrongOperand(.labelWanted): "here stands the name of a label; set one before, a:[]"
    case .wrongOperand(.valueWanted): "here stands an attribute; write word, or a.word of a label"
    case .reversedRepetition:
      "the repetition ends before it begins; put the smaller number first"
    case .repetitionTooLarge(let limit): "more than \(limit) repetitions; use + or {\(limit)}"
    case .tooManyStates(let limit):
      "the pattern would need more than \(limit) states; take smaller repetitions"
    case .matchesEmpty:
      "this can match no token at all; make one part of it sure to be there, by + instead of *"
    case .repetitionCannotMove:
      "what is repeated here takes no token, so that it never moves on; take the repetition away"
    case .unsupported(let construct): words(construct)
    }
  }

  private static func words(_ construct: CQLProblem.Construct) -> String {
    switch construct {
    case .target: "the target mark @ is not in this version; use a label, a:[…]"
    case .forgottenLabel: "~ is not in this version; a label stays set"
    case .variable: "word lists ($) are not in this version; write \"a|b|c\""
    case .tabular: "TAB is not in this version; write the gaps: \"a\" []{0,2} \"b\""
    case .macro: "macros (/name) are not in this version; write the pattern itself"
    case .regionElement: "<<region>> is not in this version; write <region/>"
    case .dependency:
      "relations between words are not in this version; ask for neighbours: \"a\" []{0,3} \"b\""
    case .alignment: "parallel texts are not in this version; leave out what follows =="
    case .patternImplication: "-> stands in [ ] or behind ::, not between patterns; use | or &"
    case .function: "functions over patterns are not in this version; write the pattern itself"
    case .contains, .matches:
      "\(construct.rawValue) compares sets of features, which tokens here do not have; use ="
    case .range: "in[ ] is not in this version; use >= and <="
    case .cut, .show: "\(construct.rawValue) is a command, not a query; use --limit or kwic"
    case .braces: "{ } stands behind what it repeats; here is nothing to repeat"
    case .caret: "^ has no meaning here; a sentence begins at <s>, a turn at <u>"
    case .namedQuery:
      "named queries are not in this version; save one: verbatim queries save NAME QUERY"
    }
  }

  private static func words(_ expected: CQLProblem.Expected) -> String {
    switch expected {
    case .token: "a token (\"word\" or [ ])"
    case .constraint: "a condition (word=\"…\")"
    case .name: "a name"
    case .string: "a string in quotation marks"
    case .number: "a number"
    case .comparison: "= or != and a string"
    case .closing(let mark): mark
    case .scope: "a region or a number of tokens"
    case .tagEnd: "the end of the tag, > or />"
    case .quantifier: "a repetition"
    case .meet: "(meet …), (union …) or a token"
    case .flag: "%c, %d, %cd or %l"
    case .end: "the end of the query"
    }
  }
}
