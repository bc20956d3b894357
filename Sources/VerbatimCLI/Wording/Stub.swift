import VerbatimIngest
import VerbatimStudy
import VerbatimThemes
enum Wording {
  static func lines(for error: any Error) -> [String] { ["\(error)"] }
  static func line(for warning: IngestProblem) -> String { "\(warning)" }
  static func line(for problem: CodingProblem, path: String) -> String { "\(path) \(problem)" }
  static func lines(for finding: StudyCheck.Finding) -> [String] { ["\(finding)"] }
  static func line(for outcome: IngestSummary.Outcome, path: String) -> String? {
    switch outcome { case .read, .unchanged: nil; default: "\(path): \(outcome)" } }
}
