import VerbatimCorpus
import VerbatimThemes

/// What a change of the codebook came to.
public struct CodebookEdit: Sendable {
  public var before: Codebook
  public var after: Codebook
  public var changes: [CodebookChange]

  /// Paths that are other now, old and new.
  public var moves: [(old: String, new: String)] {
    before.themes.compactMap { theme in
      guard let old = before.path(of: theme.id), let new = after.path(of: theme.id), old != new
      else { return nil }
      return (old, new)
    }
  }
}

/// What became of a theme that went into another.
public struct ThemeMergeReport: Sendable {
  public var edit: CodebookEdit
  /// Codings that have the other theme now.
  public var moved = 0
  /// Codings that stood where one of the other theme by the same coder stands: kept once, memos joined.
  public var doubles: [Coding] = []
  public var rules = 0
  public var memos = 0
  /// Themes below it, which are below the other now.
  public var children = 0
  public var relabelled: [(old: String, new: String)] = []
}

/// What became of a theme that was split.
public struct ThemeSplitReport: Sendable {
  public var edit: CodebookEdit
  /// Id of the new theme.
  public var theme: String
  public var moved: [Coding] = []
  /// Codings that stay with the old theme.
  public var left = 0
}

/// Ends a transaction that was only to say what it would do.
private struct DryRun<Value: Sendable>: Error {
  var value: Value
}

extension StudyWriter {
  /// Does all of `body`, or with `dryRun` says what it would do: the same figures, nothing changed.
  func attempt<Value: Sendable>(
    dryRun: Bool, _ body: (StudyTransaction) throws -> Value
  ) throws -> Value {
    do {
      return try database.transaction { transaction in
        let value = try body(transaction)
        if dryRun { throw DryRun(value: value) }
        return value
      }
    } catch let stop as DryRun<Value> {
      return stop.value
    }
  }

  /// Changes the codebook in one transaction with one log entry.
  ///
  /// - Parameters:
  ///   - action: what the log calls it: `codebook-add`.
  ///   - theme: the id that is noted; `nil` for a new theme, whose id is only known afterwards.
  ///   - edit: given the codebook and all ids that were ever used.
  /// - Throws: ``CodebookEditProblem``, `CodebookProblems`, ``ThemeReferenceProblem``.
  public func editCodebook(
    _ action: String, theme: String?, dryRun: Bool = false,
    _ edit: (Codebook, Set<String>) throws -> Codebook
  ) throws -> CodebookEdit {
    try attempt(dryRun: dryRun) { transaction in
      let old = try transaction.reading.codebook()
      let new = try edit(old, try Self.usedIDs(transaction.reading))
      let result = try Self.put(new, in: transaction, over: old)
      let id = theme ?? result.after.themes.first { old.theme(id: $0.id) == nil }?.id ?? ""
      try transaction.appendLog(
        actor: actor, action: action, details: LogDetails(["theme": .text(id)]).json)
      return result
    }
  }

  private static func put(
    _ new: Codebook, in transaction: StudyTransaction, over old: Codebook
  ) throws -> CodebookEdit {
    try transaction.setCodebook(new)
    let after = try transaction.reading.codebook()
    return CodebookEdit(
      before: old, after: after, changes: CodebookChange.between(old, after))
  }

  private static func usedIDs(_ study: StudySnapshot) throws -> Set<String> {
    Set(try study.codebookVersions().flatMap { $0.changes.map(\.theme) })
  }

  /// Takes a theme out in favour of another: codings, rules, memos, exemplars and what stands below it
  /// go over, and its paths, its name and its id find the other from now on.
  public func mergeThemes(
    _ id: String, into survivor: String, dryRun: Bool = false
  ) throws -> ThemeMergeReport {
    try attempt(dryRun: dryRun) { transaction in
      let study = transaction.reading
      let old = try study.codebook()
      let (new, relabelled) = try old.merging(id, into: survivor)
      var journal = CodingJournal(transaction, .merge, coder: nil)
      var moved = 0
      var doubles: [Coding] = []
      for coding in try study.codings(CodingFilter(themes: [id])) {
        if try journal.move(coding, to: survivor) {
          moved += 1
        } else {
          doubles.append(coding)
        }
      }
      try journal.finish()
      let rules = try study.rules().filter { $0.theme == id }
      for var rule in rules {
        rule.theme = survivor
        try transaction.setRule(rule)
      }
      let memos = try study.memos(on: .theme(id))
      for memo in memos {
        var copy = memo
        copy.subject = .theme(survivor)
        try transaction.addMemo(copy)
        try transaction.removeMemo(memo)
      }
      var report = ThemeMergeReport(edit: try Self.put(new, in: transaction, over: old))
      (report.moved, report.doubles) = (moved, doubles)
      (report.rules, report.memos) = (rules.count, memos.count)
      report.children = old.children(of: id).count
      report.relabelled = relabelled
      try transaction.appendLog(
        actor: actor, action: "codebook-merge",
        details: LogDetails([
          "theme": .text(id), "into": .text(survivor), "moved": .number(moved),
          "doubles": .number(doubles.count),
        ]).json)
      return report
    }
  }

  /// Makes a new theme and gives it chosen codings of another.
  public func splitTheme(
    _ id: String, new theme: Theme, under parent: String?, at place: ThemePlace,
    dryRun: Bool = false, choosing: (Coding) -> Bool
  ) throws -> ThemeSplitReport {
    try attempt(dryRun: dryRun) { transaction in
      let study = transaction.reading
      let old = try study.codebook()
      let new = try old.adding(
        theme, under: parent, at: place, taken: try Self.usedIDs(study))
      let edit = try Self.put(new, in: transaction, over: old)
      let fresh = edit.after.themes.first { old.theme(id: $0.id) == nil }?.id ?? theme.id
      var report = ThemeSplitReport(edit: edit, theme: fresh)
      var journal = CodingJournal(transaction, .split, coder: nil)
      for coding in try study.codings(CodingFilter(themes: [id])) {
        // A rule's and a source's codings come again with the theme they name.
        if coding.origin == .person, choosing(coding), try journal.move(coding, to: fresh) {
          report.moved.append(coding)
        } else {
          report.left += 1
        }
      }
      try journal.finish()
      try transaction.appendLog(
        actor: actor, action: "codebook-split",
        details: LogDetails([
          "theme": .text(id), "new": .text(fresh), "moved": .number(report.moved.count),
        ]).json)
      return report
    }
  }
}
