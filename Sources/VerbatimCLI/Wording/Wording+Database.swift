import VerbatimReport
import VerbatimThemes

extension Wording {
  static func lines(for problem: StudyDatabaseError) -> [String] {
    if case .invalidCodebook(let problems) = problem {
      return lines(for: problems, path: "codebook in the study")
    }
    return [words(problem)]
  }

  private static func words(_ problem: StudyDatabaseError) -> String {
    switch problem {
    case .notFound(let path):
      at(path) + "the study's database is not there; restore it from a backup, or make a new study"
    case .alreadyExists(let path):
      at(path) + "there is a database already; name another folder for a new study"
    case .notADatabase(let path):
      at(path) + "not an SQLite file, as the study's database must be; restore it from a backup"
    case .corrupt(let path): at(path) + "the database is damaged; restore it from a backup"
    case .damaged(let column):
      "the database holds a value in the column \(quoted(column)) that Verbatim never writes; run "
        + "`verbatim check`, and restore it from a backup"
    case .notAStudy(let path, _):
      at(path) + "the database of another program, not of a study; check --study"
    case .newerVersion(let path, let found, let supported):
      at(path) + newer("database", found, supported)
    case .olderVersion(let path, let found, let supported):
      at(path)
        + "the database is of format \(found) and must be brought to \(supported) first; give "
        + "a command that writes, such as `verbatim compact`"
    case .busy(let path):
      at(path) + "another program holds the database; wait until it has ended, then try again"
    case .cannotOpen(let path, let code):
      at(path)
        + "the database cannot be opened (error \(code)); check the permissions of the file and "
        + "its folder"
    case .readOnly(let path):
      at(path) + "the database takes no changes; check its permissions, or work on a copy"
    case .diskFull(let path):
      at(path) + "the disk is full; make room and give the command again"
    case .inputOutput(let path, let code):
      at(path)
        + "the disk failed to read or write (SQLite error \(code)); check it, and make a backup"

    // Of what should be changed.
    case .unknownTheme(let theme):
      "there is no theme \(quoted(theme)); `verbatim themes` lists them"
    case .unknownSession(let session):
      "there is no session \(quoted(session)); `verbatim stats` lists them"
    case .unknownRule(let rule): "there is no rule \(quoted(rule)); import the study again"
    case .invalidSpan(let session, let turn):
      "the place in turn \(turn) of \(quoted(session)) is none; a turn counts from 1, and a span ends "
        + "after it starts"
    case .invalidJSON:
      "a value that should be JSON is none; nothing was changed: report this as an error"
    case .themesInUse(let uses):
      "the codebook leaves out \(inUse(uses, "theme")); keep them, or remove the codings first"
    case .sessionsInUse(let uses):
      "cannot remove \(inUse(uses, "session")); remove the codings first"
    case .rulesInUse(let uses): "cannot remove \(inUse(uses, "rule")); remove the codings first"
    case .invalidCodebook: "the codebook in the study is damaged; restore it from a backup"
    case .sqlite(let code):
      "the database failed (SQLite error \(code)); run `verbatim check`"
    }
  }

  /// `2 themes that are in use: A/1 (3 codings), A/2 (1 coding, 1 rule)`
  private static func inUse(_ uses: [StudyDatabaseError.Use], _ noun: String) -> String {
    let each = uses.map { use in
      var parts: [String] = []
      if use.codings > 0 { parts.append(count(use.codings, "coding")) }
      if use.rules > 0 { parts.append(count(use.rules, "rule")) }
      return "\(name(use.id, most: 36)) (\(parts.joined(separator: ", ")))"
    }
    let shown = each.prefix(3).joined(separator: ", ") + (each.count > 3 ? ", …" : "")
    return "\(count(uses.count, noun)) in use: \(shown)"
  }

  static func words(_ defect: DatabaseDefect) -> String {
    switch defect {
    case .integrity(let message):
      "study.sqlite: SQLite says \"\(name(message, most: 120))\"; restore it from a backup"
    case .danglingReference(let table, let count):
      "study.sqlite: \(self.count(count, "row")) of the table \(name(table)) point at nothing; restore "
        + "it from a backup"
    case .codebookHistory(let version):
      "study.sqlite: the history of the codebook is damaged at version \(version): it does not lead to "
        + "the codebook that is there; restore it from a backup"
    }
  }
}
