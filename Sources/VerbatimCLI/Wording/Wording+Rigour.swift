import VerbatimStatistics
import VerbatimStudy

extension RigourProblem {
  /// Nothing is wrong with what was asked; there is not enough to answer it.
  var isLackOfCodings: Bool {
    switch self {
    case .tooFewCoders, .noSharedSession: true
    case .unknownCoder, .oneCoder, .unknownSession, .unknownAttribute, .tooManyCoders,
      .orderRepeats, .orderLacks:
      false
    }
  }
}

extension Wording {
  static func words(_ problem: RigourProblem) -> String {
    switch problem {
    case .unknownCoder(let coder, let known):
      known.isEmpty
        ? "nothing is coded by \(quoted(coder)), nor by anybody; next: verbatim code add"
        : "nothing is coded by \(quoted(coder)); coders: \(list(known, most: 10))"
    case .unknownSession(let session, let known):
      "there is no session or group \(quoted(session)); " + remedy(session, known: known)
    case .unknownAttribute(let attribute, let known):
      "there is no attribute \(quoted(attribute)) of people or sessions; "
        + remedy(attribute, known: known)
    case .tooFewCoders(let coders):
      coders.isEmpty
        ? "nobody has coded yet: agreement wants two; next: verbatim code add"
        : "only \(list(coders)) to compare: agreement wants two coders; import another's codings first"
    case .oneCoder(let coder, let others):
      "agreement compares two coders or more, and --coders names \(quoted(coder)) alone; others: "
        + list(others, most: 10)
    case .tooManyCoders(let limit):
      "more than \(limit) coders; choose some with --coders"
    case .noSharedSession(let coders):
      "no session has codings by each of \(list(coders, most: 10)); choose others with --coders"
    case .orderRepeats(let name):
      "the order names \(quoted(name)) twice; name each once"
    case .orderLacks(let names):
      "the order lacks \(list(names, most: 10)); name all, with commas between"
    }
  }

  /// Why a coefficient has no value, to stand behind a colon.
  static func words(_ problem: AgreementProblem) -> String {
    switch problem {
    case .noUnits: "nothing was rated"
    case .noPairs: "no unit was rated by two"
    case .noVariation: "no variation, so chance agrees as well"
    case .notTwoRaters(let found): "for two coders, not \(found)"
    case .unequalRatings: "not the same number of ratings on every unit"
    case .oneCategory: "only one category to choose"
    case .unused: "nothing of the kind was coded"
    case .invalidUnits: "stretches overlap or leave the text"
    case .unstable: "no value in most resamples"
    }
  }

  static func words(_ problem: SaturationProblem) -> String {
    switch problem {
    case .tooFewEvents(let found, let needed):
      "base and run want \(needed) events, of which there are \(found)"
    case .emptyBase: "no code in the events of the base"
    }
  }
}
