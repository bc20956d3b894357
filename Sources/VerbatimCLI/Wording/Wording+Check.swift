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
          + "holds other bytes than its name says; restore the study from a backup"
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
    case .manifest:
      [
        "index: a command was cut off before its end; what it had not finished is not there: any "
          + "command that writes, such as `verbatim compact`, puts this right"
      ]
    }
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
