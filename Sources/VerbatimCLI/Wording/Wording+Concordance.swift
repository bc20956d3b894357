import VerbatimExtract

extension Wording {
  static func words(_ failure: KwicFailure) -> String {
    "\(failure.option): \(words(failure.problem))"
  }

  static func words(_ problem: ConcordanceProblem) -> String {
    switch problem {
    case .emptyKey: "a key is empty; a key is such as left1, match or speaker"
    case .unknownKey(let key, let suggestion?, _):
      "there is no key \(name(key)); did you mean \(suggestion)?"
    case .unknownKey(let key, nil, let attributes):
      "there is no key \(name(key)); known are left1, right1, left, right, match, speaker, role, "
        + "session, group, turn"
        + (attributes.isEmpty ? "" : ", and " + list(attributes, most: 12))
    case .unknownOption(let option, let key, let suggestion):
      "\(name(key)) has no \(name(option)); "
        + (suggestion.map { "did you mean \($0)?" }
          ?? "behind a key can stand word, lc, fold, stem, type, desc, ends")
    case .wordsOnly(let option, let key):
      "\(name(option)) is for words such as left1 or match, and \(name(key)) is none; leave it out"
    case .outOfRange(let key, let limit):
      "\(name(key)) is too far; the number can be 1 to \(limit)"
    case .tooManyKeys(let limit):
      limit == 1 ? "one key is wanted, without a comma" : "more than \(limit) keys; leave some out"
    case .repeatedKey(let key): "\(name(key)) stands there twice; leave one out"
    case .tooManyValues(let key, let limit):
      "\(name(key)) has more than \(Count.grouped(limit)) different values; take fewer keys, or --thin"
    }
  }
}
