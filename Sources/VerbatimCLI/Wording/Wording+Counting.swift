import VerbatimAnalysis
import VerbatimExtract
import VerbatimStatistics

extension Wording {
  /// Why a measure has no value.
  static func words(_ refusal: Score.Refusal) -> String {
    switch refusal {
    case .notCounts: "more co-occurrences than occurrences, since windows overlap"
    case .neverTogether: "never together"
    case .nothingExpected: "nothing is expected"
    case .noFirst: "everything or nothing is the first"
    case .noSecond: "everything or nothing is the second"
    case .emptyCorpus: "a side is empty"
    case .absentFromSecond: "absent from the second side"
    case .absentFromBoth: "absent from both sides"
    case .expectationTooSmall: "too little is expected"
    }
  }

  static func words(_ problem: CollocateProblem) -> String {
    switch problem {
    case .noPlace:
      "the query finds whole turns, around which nothing stands; give it a word or a phrase too"
    case .noWord:
      "--collocate wants a word, with * or {stem} or several with OR; filters belong to --in"
    }
  }
}

extension TokenKind {
  /// As tables name it.
  var word: String {
    switch self {
    case .word: "word"
    case .number: "number"
    case .placeholder: "placeholder"
    case .symbol: "symbol"
    case .punctuation: "punctuation"
    }
  }
}
