import VerbatimQuery

/// What is said of a query that was understood.
extension Wording {
  /// In what the parts of a query have to stand.
  static func scope(of query: QueryNode) -> String {
    var scopes: [String] = []
    addScopes(of: query, to: &scopes)
    return scopes.isEmpty ? "one turn" : scopes.joined(separator: "; ")
  }

  /// Each once, from the outside in.
  private static func addScopes(of query: QueryNode, to scopes: inout [String]) {
    func add(_ scope: String) {
      if !scopes.contains(scope) { scopes.append(scope) }
    }
    switch query {
    case .word, .phrase, .placeholder, .field, .everything, .near, .pattern: break
    case .not(let node): addScopes(of: node, to: &scopes)
    case .and(let nodes), .or(let nodes):
      for node in nodes { addScopes(of: node, to: &scopes) }
    case .then(let first, let links):
      let most = links.map(\.turns).max() ?? 1
      add(
        "turns behind one another, each "
          + (most == 1 ? "the next one" : "at most \(most) turns further on"))
      for node in [first] + links.map(\.node) { addScopes(of: node, to: &scopes) }
    case .within(let node, let scope):
      add(words(scope))
      addScopes(of: node, to: &scopes)
    case .excluding(let node, let filter):
      addScopes(of: node, to: &scopes)
      add("without what touches \(QueryNode.field(filter).normalForm)")
    }
  }

  private static func words(_ scope: QueryScope) -> String {
    switch scope {
    case .sentence: "one sentence of a turn"
    case .turn, .turns(1): "one turn"
    case .turns(let count): "the smallest runs of at most \(count) turns"
    case .exchange: "one exchange, from a moderator's turn to the next"
    case .session: "one session"
    }
  }

  /// `relaible~1 is inexact: reliable (12), reliably (3)`
  static func note(on word: InexactWord) -> String {
    let pattern = name(word.pattern)
    guard !word.forms.isEmpty else { return "\(pattern) is inexact: nothing is so near" }
    let shown = word.forms.prefix(8).map { "\($0.form) (\(Count.grouped($0.turns)))" }
    let more = word.forms.count - shown.count
    return "\(pattern) is inexact: " + shown.joined(separator: ", ")
      + (more > 0
        ? " and \(Count.of(more, "more form")); numbers are turns" : "; numbers are turns")
  }

  static func words(_ problem: TooManyForms) -> String {
    "\(name(problem.pattern)) stands for more than \(Count.grouped(problem.limit)) forms; give it "
      + "more letters"
  }

  /// What is wrong in `/…/`: `in the regular expression, …`.
  static func words(_ kind: RegularExpressionError.Kind) -> String {
    switch kind {
    case .tooLong(let limit): "there are more than \(limit) characters; shorten it"
    case .tooDeep(let limit): "more than \(limit) groups stand in one another; take some away"
    case .tooLarge(let limit):
      "the repetitions make more than \(limit) states; make the numbers smaller"
    case .repetitionTooLarge(let limit): "a repetition is above \(limit); make it smaller"
    case .reversedRepetition: "a repetition ends before it begins; put the smaller number first"
    case .nothingToRepeat: "nothing stands before the repetition; write \\* for the sign itself"
    case .unclosed(let character):
      "\(name(String(character))) is opened and never closed; close it, or put a backslash before it"
    case .unexpected(let character):
      "\(name(String(character))) closes nothing; leave it out, or put a backslash before it"
    case .emptyClass: "a class in [] is empty; write \\[ for the sign itself"
    case .reversedClassRange: "a range in [] ends before it begins; write [a-z]"
    case .unknownEscape(let escape): "\(name(escape)) means nothing; leave the backslash out"
    case .unknownClass(let found): "there is no class \(name(found)); try \\p{Lu} or [[:alpha:]]"
    case .danglingEscape: "a backslash stands at the very end; write \\\\ for one"
    case .unsupported(let construct): words(construct)
    }
  }

  private static func words(_ construct: RegularExpressionError.Construct) -> String {
    switch construct {
    case .backReference: "\\1 refers back, which takes more than linear time; write it out"
    case .lookAround: "looking around has no meaning in a word; use NEAR or a phrase"
    case .wordBoundary: "\\b means nothing, since the whole word is compared; leave it out"
    case .inlineFlags: "flags such as (?i) are not known; case never matters here"
    case .possessive: "a repetition cannot be possessive or lazy; leave the second sign out"
    case .anchor: "^ and $ mean nothing inside, since the whole word is compared; leave them out"
    }
  }
}
