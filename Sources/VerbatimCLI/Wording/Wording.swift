import VerbatimExtract
import VerbatimFiles
import VerbatimIndex
import VerbatimIngest
import VerbatimQuery
import VerbatimQuotes
import VerbatimReport
import VerbatimStudy
import VerbatimThemes
import VerbatimXML
import VerbatimZip

/// The sentences that people read on standard error: everywhere else errors are data.
///
/// A line reads `place: what was found; what was expected or what to do`, in lower case, without a
/// newline. Names that come from outside (paths, labels, keys) are escaped and clipped; words of a
/// transcript never stand in it. The switches have no `default`, so that no error stays wordless.
enum Wording {
  /// Usually one line. A query's error has three: the sentence, the query, and a caret under it.
  static func lines(for error: any Error) -> [String] {
    switch error {
    case let failure as QueryFailure: lines(for: failure)
    case let problem as QueryError: [sentence(for: problem)]
    case let problem as TooManyForms: [words(problem)]
    case let problem as TooManyParts:
      [
        "the query looks for more than \(problem.limit) words and phrases over several turns; shorten it"
      ]
    case let problem as RuleProblem:
      ["rule \(name(problem.rule.id)): its query cannot be understood"]
        + lines(for: QueryFailure(query: problem.rule.query, error: problem.error))
    case let problem as FileProblem: [at(problem.path) + words(problem)]
    case let problem as XMLProblem: [at("XML", problem.line, problem.column) + words(problem.kind)]
    case let problem as IngestProblem: [line(for: problem)]
    case let problem as SettingsProblem: [words(problem)]
    case let problem as IndexProblem: [words(problem)]
    case let problem as StudyFolderProblem: [words(problem)]
    case let problem as StudyLockProblem: [words(problem)]
    case let problem as SourceStoreProblem: [words(problem)]
    case let conflict as SessionConflict: [words(conflict)]
    case let problem as StudyDescriptionProblem: [line(for: problem, path: "study.yaml")]
    case let problem as ImportProblem: lines(for: problem)
    case let problem as StudyDatabaseError: lines(for: problem)
    case let problems as CodebookProblems: lines(for: problems, path: "codebook")
    case let problem as ThemeReferenceProblem: [words(problem)]
    case let failure as AttributionTemplate.Failure: [words(failure)]
    case let conflict as SavedQueryConflict: [words(conflict)]
    case let failure as SavedQueryFileFailure: [line(for: failure)]
    case let problem as CountingProblem: [words(problem)]
    case let problem as UnknownPartProblem: [words(problem)]
    case let problem as RigourProblem: [words(problem)]
    case let problem as CodebookEditProblem: [words(problem)]
    case let conflict as CodingConflict: [words(conflict)]
    case let refusal as CodingRefusal: [words(refusal)]
    case let problem as CodingUndoProblem: [words(problem)]
    case let problem as CodebookReferenceProblem: [words(problem)]
    case let defect as CodebookHistoryDefect: [words(defect)]
    case let problem as LintProblem: [words(problem)]
    case let problem as BenchProblem: lines(for: problem)
    case let problem as CollocateProblem: [words(problem)]
    case let failure as KwicFailure: [words(failure)]
    case let problem as ConcordanceProblem: [words(problem)]
    case let problem as ManuscriptProblem: [line(for: problem)]
    case let failure as QuoteLockFailure: [line(for: failure)]
    case let problem as QuoteLockProblem: [words(problem)]
    case let problem as QuoteKeyProblem: [words(problem)]
    case let problem as ZipProblem: [words(problem)]
    case let problem as QDPXProblem: [words(problem)]
    case let problem as WithdrawalProblem: [words(problem)]
    case let problem as BackupProblem: lines(for: problem)
    case let problem as QualCoderProblem: [line(for: problem)]
    default:
      [
        "something failed in a way that has no words yet; run `verbatim check`, then report the "
          + "command that you gave"
      ]
    }
  }

  /// True for what the argument parser throws, which words itself.
  static func isUsage(_ error: any Error) -> Bool {
    // The parser's own error types are not public; their module is.
    String(reflecting: type(of: error)).hasPrefix("ArgumentParser.")
  }

  /// `fg2.xml:12:3: what was found; what to do`.
  static func line(for problem: IngestProblem) -> String {
    let place = at(problem.path, problem.line, problem.column)
    switch problem.kind {
    case let kind as TEIProblem: return place + words(kind)
    case let kind as PlainTextProblem: return place + words(kind)
    case let kind as JSONLinesProblem: return place + words(kind)
    // A reader from outside: its stable code is all that is known of it.
    default: return place + "\(problem.isError ? "not read" : "to look at") (\(problem.kind.code))"
    }
  }
}
