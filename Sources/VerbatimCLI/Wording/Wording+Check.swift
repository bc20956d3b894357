import VerbatimReport
import VerbatimStudy
import VerbatimThemes

extension Wording {
  static func lines(for finding: StudyCheck.Finding) -> [String] {
    switch finding {
    case .index(let problem): [words(problem)]
    case .segmentName(let file):
      [
        at("index/" + file)
          + "holds other bytes than its name says; `verbatim check --repair` builds the index anew"
      ]
    case .source(let problem): [words(problem)]
    case .database(let defect): [words(defect)]
    case .log(let defect): [words(defect)]
    case .turn(let session, let turn):
      [
        "turn \(turn) of \(quoted(session)) is not what its source says when it is read again; ingest "
          + "the transcript again"
      ]
    case .unreadable(let session):
      [
        "the source of \(quoted(session)) does not give this session when it is read again; ingest "
          + "the transcript again"
      ]
    case .sessions(let missing, let surplus):
      [
        missing.isEmpty
          ? nil : "not in the index: \(list(missing)); ingest their transcripts again",
        surplus.isEmpty
          ? nil : "in the index but not in the database: \(list(surplus)); ingest them again",
      ].compactMap(\.self)
    case .conflictCopy(let path):
      [conflictCopy(path)]
    case .manifest:
      [
        "index: a command was cut off before its end; what it had not finished is not there: any "
          + "command that writes, such as `verbatim compact`, puts this right"
      ]
    }
  }

  /// Work of somebody that is in no study.
  static func conflictCopy(_ path: String) -> String {
    let isDatabase = path.lowercased().contains("study") && path.lowercased().contains("sqlite")
    return name(path, most: 80) + ": "
      + "a copy that a folder-sharing program made where two people changed one file; "
      + (isDatabase
        ? "put it into a copy of the study's folder as study.sqlite and import that folder here"
        : "nothing reads it: move it out of the folder")
  }

  static func words(_ defect: LogVerification.Defect) -> String {
    switch defect {
    case .unreadable(let entry): "log: entry \(entry) cannot be read; compare with a backup"
    case .changed(let entry):
      "log: entry \(entry) was changed after it was written; compare with a backup"
    case .broken(let entry):
      "log: entry \(entry) does not continue the one before it; compare with a backup"
    case .gap(let entry): "log: entries are missing before entry \(entry); compare with a backup"
    case .anchorMissing(let entry):
      "log: entry \(entry), which was noted elsewhere, is not there; compare with a backup"
    }
  }
}
