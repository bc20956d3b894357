import VerbatimExtract
import VerbatimReport

extension Wording {
  static func words(_ problem: CountingProblem) -> String {
    switch problem {
    case .tooManyRows(let most):
      "more than \(most.grouped) rows; ask for less by --limit or --min"
    case .tooMuchMemory(let tokens, let wanted, let allowed):
      "counting sequences of \(tokens.grouped) tokens wants \(megabytes(wanted)) MB of memory, and "
        + "\(megabytes(allowed)) MB are allowed; restrict the turns by a query, or give --memory "
        + "\(megabytes(wanted))"
    case .nothingMatched(let query):
      "the hits of \(quoted(query)) are whole turns, so there are no words to count; ask for words"
    }
  }

  static func words(_ problem: UnknownPartProblem) -> String {
    "nothing here has the attribute \(quoted(problem.name)); --over can be session, participant, "
      + "speaker, group, role, or one of \(list(problem.known, most: 12))"
  }

  /// Rounded up, so that as many are enough.
  private static func megabytes(_ bytes: Int) -> Int {
    bytes >> 20 + (bytes & (1 << 20 - 1) == 0 ? 0 : 1)
  }
}
