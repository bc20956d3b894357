import VerbatimIndex
import VerbatimReport

extension Wording {
  /// With the file.
  static func words(_ problem: IndexProblem) -> String {
    (problem.file.isEmpty ? "" : at("index/" + problem.file)) + words(problem.kind)
  }

  private static func words(_ kind: IndexProblem.Kind) -> String {
    switch kind {
    case .truncated(let expected, let found):
      "\(count(found, "byte")), where at least \(expected) were expected; " + restore
    case .foreign: "not a file of Verbatim's index; " + restore
    case .newer(let version, let supported):
      "of format \(version), and this version of Verbatim reads up to \(supported); install a newer "
        + "Verbatim"
    case .missingSection(let section): "the part \(name(section)) is missing; " + restore
    case .checksum(let section):
      "the part \(name(section)) is not what was written: the file is damaged; " + restore
    case .invalid(let section, let invariant):
      "the part \(name(section)) contradicts itself (rule \(invariant)): the file is damaged; "
        + restore
    case .roundTrip(let session, let turn):
      "turn \(turn) of \(quoted(session)) would not come out of the index as it went in, so nothing "
        + "was written; report this as an error of Verbatim"
    case .analyzer(let found):
      "made with the analyser \(quoted(found)), which is not that of this index or version; use the "
        + "Verbatim that made it, or make the study anew"
    case .missingFile: "the index names this file, and it is not there; " + restore
    case .limit(let what, let most):
      "\(count(most, "of the \(name(what))", name(what))) are more than an index can hold; divide "
        + "the sources into several studies"
    case .tooManyMatches(let limit):
      "the query has more than \(limit) matches or readings in one turn or session; bound its "
        + "repetitions or narrow its scope"
    }
  }

  /// What helps a damaged index. The sources' bytes do not depend on it.
  private static let restore =
    "`verbatim check --repair` builds the index anew from the sources"
}
