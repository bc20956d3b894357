import VerbatimReport
import VerbatimStudy

extension Wording {
  static func words(_ problem: WithdrawalProblem) -> String {
    switch problem {
    case .unknownPerson(let person, let near):
      "nobody is \(quoted(person)) here"
        + (near.isEmpty ? "" : "; there are \(list(near))")
    case .unknownSession(let id, let near):
      "there is no session \(quoted(id)) here" + (near.isEmpty ? "" : "; there are \(list(near))")
    case .ambiguous(let person, let choices):
      "\(quoted(person)) is \(choices.count) people: say which of \(list(choices))"
    case .notProven(let path, let session, let turn):
      at(path)
        + "without the person's words the session \(quoted(session)) would not be read as it has "
        + "to be" + (turn.map { $0 > 0 ? " (from turn \($0) on)" : "" } ?? "")
        + "; nothing is changed. Give --mode redact, or correct the file and ingest it again"
    case .cannotRewrite(let path, let session, let turn):
      at(path)
        + "turn \(turn) of \(quoted(session)) cannot be taken out of the file's bytes; nothing is "
        + "changed. Correct the file by hand and ingest it again"
    case .sourceDiffers(let path, let session):
      at(path)
        + "the stored source does not give the session \(quoted(session)) as the index has it; "
        + "nothing is changed. Run `verbatim check`"
    case .damagedIntent(let path):
      at(path)
        + "what is known of the interrupted withdrawal cannot be read; `verbatim log` tells whether it "
        + "was done: then remove the file, run `verbatim compact` and look through the study by hand"
    case .nothingPending: "no withdrawal was interrupted: there is nothing to finish"
    }
  }

  static func lines(for problem: BackupProblem) -> [String] {
    switch problem {
    case .exists(let path):
      [at(path) + "is there already, and a backup takes nothing's place; name another"]
    case .inside(let path): [at(path) + "lies in the study itself; name a place outside"]
    case .notWhole(let findings):
      ["the study is not whole, so no backup of it was made; `verbatim check --repair` may help"]
        + findings.flatMap { lines(for: $0) }
    }
  }

  static func line(for step: StudyRepair.Step) -> String {
    switch step {
    case .rolledBack(let request):
      "\(request) was interrupted before anything had happened: what it left is removed"
    case .finished(let request, let isClean):
      "\(request) was interrupted and is finished now"
        + (isClean ? "" : "; words are still there: see certificates/\(request).md")
    case .manifest: "the manifest is put right from the database"
    case .removed(let files): "\(Count.of(files, "file")) that cut-off commands left removed"
    case .rebuilt(let sessions, let kept):
      "the index is built anew: \(Count.of(sessions, "session")) from the sources"
        + (kept == 0 ? "" : ", \(kept) from the old index, since their sources are damaged")
    case .reindexed: "the database's indexes are built anew"
    case .lost(let session):
      "the session \(quoted(session)) is neither in its source nor in the old index; restore "
        + "sources/ from a backup, or ingest the transcript again: its codings are kept"
    }
  }
}
