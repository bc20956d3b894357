import VerbatimReport
import VerbatimStudy
import VerbatimThemes

/// Changes of the codebook and of codings.
extension Wording {
  static func words(_ problem: CodebookEditProblem) -> String {
    switch problem {
    case .intoItself(let path):
      "the theme \(quoted(path)) cannot go into itself or below itself; name another"
    case .labelTaken(let path):
      "the label is taken: there is a theme \(quoted(path)); give another with --label, or rename that "
        + "one first"
    case .noFreeLabel: "no usual label is free; give one with --label"
    case .alreadyRetired(let path):
      "the theme \(quoted(path)) is retired already; `verbatim codebook restore` brings it back"
    case .notRetired(let path): "the theme \(quoted(path)) is not retired; nothing was changed"
    case .nothingToChange: "nothing would change; the codebook says so already"
    }
  }

  static func words(_ problem: CodebookReferenceProblem) -> String {
    switch problem {
    case .unknownLogEntry(let entry, let last):
      "there is no log entry \(entry); the last one is \(last): `verbatim log` lists them"
    }
  }

  static func words(_ defect: CodebookHistoryDefect) -> String {
    "the history of the codebook is damaged at version \(defect.version); run `verbatim check`, and "
      + "restore the study from a backup"
  }
}

extension Wording {
  static func words(_ refusal: CodingRefusal) -> String {
    switch refusal {
    case .retired(let path):
      "the theme \(quoted(path)) is retired and takes no codings; `verbatim codebook restore` takes it "
        + "into use again"
    case .groups(let path):
      "the theme \(quoted(path)) only groups others; code with one below it, or let it be coded: "
        + "`verbatim codebook edit --codable`"
    case .notByRule(let rule, let place):
      "the rule \(quoted(rule)) has no coding at \(name(place)); `verbatim code rules show` lists them"
    }
  }

  static func words(_ conflict: CodingConflict) -> String {
    switch conflict {
    case .codebook(let actor, let action):
      "the codebook was changed since this was shown\(actor.map { ", by \(name($0))" } ?? "")"
        + "\(action.map { " (\(name($0)))" } ?? ""); nothing was done: look again"
    case .transcript(let session):
      "the transcript of \(quoted(session)) was changed since this was shown; nothing was done: look "
        + "again"
    }
  }

  static func words(_ problem: CodingUndoProblem) -> String {
    switch problem {
    case .unknownOperation(let number):
      "there is no operation \(number); `verbatim code undo --list` lists them"
    case .alreadyUndone(let number, let other):
      "operation \(number) was taken back already, by operation \(other)"
        + "; `verbatim code undo --list` lists them"
    case .notUndoable(let number, let kind):
      "operation \(number) (\(kind.rawValue)) is not taken back so; `verbatim code rules undo` takes "
        + "a rule's codings back"
    case .sourceChanged(let number):
      "operation \(number) cannot be taken back: a transcript that it touched was corrected since; "
        + "`verbatim code remove` takes single codings back"
    case .changedSince(let number, let codings):
      "operation \(number) cannot be taken back: \(count(codings, "coding")) of it changed since, by a "
        + "merge, a split, a decision or another hand; `verbatim code remove` takes single codings back"
    case .themeGone(let number, let theme):
      "operation \(number) cannot be taken back: the theme \(quoted(theme)) went into another since; "
        + "`verbatim codebook history` tells which"
    case .ruleGone(let number, let rule):
      "operation \(number) cannot be taken back: the rule \(quoted(rule)) was removed since; add it "
        + "again first"
    }
  }
}
