import VerbatimCorpus
import VerbatimFiles
import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension Wording {
  static func words(_ problem: StudyFolderProblem) -> String {
    switch problem {
    case .noStudy(let path):
      at(path) + "no study here; make one with `verbatim init \(shellWord(path))`, or check --study"
    case .noStudyAbove(let path):
      at(path) + "no study here or in a folder above; go to one, or name it with --study or "
        + "VERBATIM_STUDY"
    case .notEmpty(let path):
      at(path) + "the folder is not empty, and a new study wants one of its own; name another"
    case .isStudy(let path):
      at(path) + "there is a study already; use it, or name another folder"
    case .newerVersion(let path, let found, let known):
      at(path) + newer("study", found, known)
    case .badMarker(let path):
      at(path) + "does not say that this is a study, and it must; restore it from a backup"
    case .file(let problem): at(problem.path) + words(problem)
    }
  }

  static func newer(_ what: String, _ found: Int, _ known: Int) -> String {
    "the \(what) is of format \(found), and this Verbatim reads up to \(known); install a newer one"
  }

  static func words(_ problem: StudyLockProblem) -> String {
    switch problem {
    case .held(let holder):
      guard let holder else {
        return "another command is writing to the study; wait until it has ended, then try again"
      }
      let since = Timestamp(secondsSince1970: holder.since).text.dropLast()
        .split(separator: "T").joined(separator: " ")
      return "another command is writing to the study: `verbatim \(name(holder.command))`, process "
        + "\(holder.process) on \(name(holder.host)), since \(since) UTC; wait until it has ended, "
        + "then try again"
    case .file(let problem): return at(problem.path) + words(problem)
    }
  }

  static func words(_ problem: SourceStoreProblem) -> String {
    switch problem {
    case .missing(let digest):
      storedName(digest)
        + "the stored copy of a source is not there; ingest the transcript again, or "
        + "restore the study from a backup"
    case .damaged(let digest):
      storedName(digest) + "the stored copy of a source is not what was stored; restore it from a "
        + "backup"
    case .file(let problem): at(problem.path) + words(problem)
    }
  }

  private static func storedName(_ digest: Digest) -> String {
    at("sources/" + digest.hex.prefix(16) + "…")
  }

  /// Without a place where the caller gives the file.
  static func words(_ conflict: SessionConflict) -> String {
    "the session \(quoted(conflict.session)) is \(name(conflict.known, most: 80)) in the study, and "
      + "\(name(conflict.found, most: 80)) has other content; give --replace if it is the new "
      + "version, else rename one"
  }

  static func line(for problem: StudyDescriptionProblem, path: String) -> String {
    at(path, problem.line, problem.column) + words(problem.kind)
  }

  private static func words(_ kind: StudyDescriptionProblem.Kind) -> String {
    switch kind {
    case .notUTF8: "bytes that are no UTF-8; save the file as UTF-8"
    case .notYAML(let reason): notYAML(reason)
    case .tooLarge:
      "more values, or deeper ones, than a study needs; look for a repeated alias (*…)"
    case .unknownKey(let key, let known):
      "the key \(quoted(key)) means nothing here; \(remedy(key, known: known))"
    case .missingKey(let key): "the key \(quoted(key)) is missing; add it"
    case .duplicate(let key, let value):
      value.isEmpty
        ? "the key \(quoted(key)) occurs twice; remove one"
        : "the \(name(key)) \(quoted(value)) occurs twice; give one of them another"
    case .wrongType(let key, let expected):
      "\(key.isEmpty ? "the document" : quoted(key)) does not fit; expected \(words(expected))"
    case .badValue(let key, let expected):
      "the value of \(quoted(key)) does not fit; expected \(expectation(expected))"
    }
  }

  static func notYAML(_ reason: String) -> String {
    let reason = reason.isEmpty ? "" : ": \(name(reason, most: 100))"
    return
      "no YAML\(reason); look for a missing blank after a colon, or quotation marks that are not "
      + "closed"
  }

  private static func words(_ shape: StudyDescriptionProblem.Shape) -> String {
    switch shape {
    case .text: "a single text"
    case .list: "a list (lines that begin with -)"
    case .map: "keys with values (key: value)"
    }
  }

  static func lines(for problem: ImportProblem) -> [String] {
    switch problem {
    case .description(let path, let problem): [line(for: problem, path: path)]
    case .codebook(let path, let problems): lines(for: problems, path: path)
    case .textSettings(let path, let line, let problem): [at(path, line) + words(problem)]
    case .codebookFormat(let path):
      [at(path) + "no codebook that can be read; give YAML (.yaml) or REFI-QDA (.qdc)"]
    }
  }

  /// What became of a session's codings.
  static func line(for report: RebaseReport) -> String {
    var line =
      "\(name(report.session)): codings: \(report.kept) as they were, \(report.moved) moved"
    func places(_ places: [RebaseReport.Place]) -> String {
      list(places.map { "\($0.theme) in turn \($0.turn)" })
    }
    if !report.adjusted.isEmpty {
      line += ", \(report.adjusted.count) adjusted to changed words (\(places(report.adjusted)))"
    }
    if !report.doubtful.isEmpty {
      line += ", \(report.doubtful.count) left where their words are gone"
      line += " (\(places(report.doubtful)))"
    }
    if !report.adjusted.isEmpty || !report.doubtful.isEmpty {
      line += "; next: verbatim code review"
    }
    return line
  }
}
