import GRDB

/// One state of the codebook and what led to it. Version 0 is what was there before the first change
/// that was kept.
public struct CodebookVersion: Sendable, Hashable {
  /// From 1 without gaps.
  public var number: Int
  public var at: Timestamp
  /// `nil` where the transaction left no entry in the log.
  public var actor: String?
  /// The log entry of the same transaction, and what it says was done.
  public var log: Int?
  public var action: String?
  public var changes: [CodebookChange]
}

extension StudySnapshot {
  /// All versions, the oldest first.
  public func codebookVersions() throws -> [CodebookVersion] {
    var changes: [Int: [CodebookChange]] = [:]
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM codebook_change ORDER BY version, position")
    while let row = try rows.next() {
      guard let field = CodebookChange.Field(rawValue: try row.value("field")) else {
        throw StudyDatabaseError.damaged(column: "field")
      }
      let version: Int = try row.value("version")
      changes[version, default: []].append(
        CodebookChange(
          theme: try row.value("theme"), field: field, old: try row.optional("old"),
          new: try row.optional("new")))
    }
    let sql = """
      SELECT version, codebook_version.at, codebook_version.actor, codebook_version.log, log.action
      FROM codebook_version LEFT JOIN log ON log.seq = codebook_version.log ORDER BY version
      """
    return try Row.fetchAll(db, sql: sql).map { row in
      guard let at = Timestamp(try row.value("at")) else {
        throw StudyDatabaseError.damaged(column: "at")
      }
      let number: Int = try row.value("version")
      return CodebookVersion(
        number: number, at: at, actor: try row.optional("actor"), log: try row.optional("log"),
        action: try row.optional("action"), changes: changes[number] ?? [])
    }
  }

  /// The number of the newest version; 0 where nothing changed yet. Cost: one look-up.
  public func codebookVersion() throws -> Int {
    try Int.fetchOne(db, sql: "SELECT max(version) FROM codebook_version") ?? 0
  }

  /// The codebook as it was after a version, without old paths.
  ///
  /// - Throws: ``CodebookHistoryDefect``.
  public func codebook(after version: Int) throws -> Codebook {
    var book = try codebook()
    book = try Codebook(name: book.name, themes: book.themes)
    for later in try codebookVersions().reversed() where later.number > version {
      book = try book.before(later.changes, of: later.number)
    }
    return book
  }

  /// Walks the whole history back; the version that does not fit, `nil` where all do.
  func defectOfHistory() throws -> Int? {
    let versions = try codebookVersions()
    for (place, version) in versions.enumerated() where version.number != place + 1 {
      return version.number
    }
    do {
      _ = try codebook(after: 0)
      return nil
    } catch let defect as CodebookHistoryDefect {
      return defect.version
    }
  }
}

extension StudyTransaction {
  /// Keeps what a change of the codebook changed.
  func record(_ changes: [CodebookChange]) throws {
    guard !changes.isEmpty else { return }
    let version = try reading.codebookVersion() + 1
    try execute("INSERT INTO codebook_version (version, at) VALUES (?, ?)", [version, now.text])
    for (position, change) in changes.enumerated() {
      try execute(
        """
        INSERT INTO codebook_change (version, position, theme, field, old, new)
        VALUES (?, ?, ?, ?, ?, ?)
        """,
        [version, position, change.theme, change.field.rawValue, change.old, change.new])
    }
  }

  /// Joins what this transaction kept of codebook and codings to its log entry.
  func attachHistory(to entry: LogEntry) throws {
    try execute(
      "UPDATE codebook_version SET log = ?, actor = ? WHERE log IS NULL AND at = ?",
      [entry.seq, entry.actor, now.text])
    try execute("UPDATE coding_operation SET log = ? WHERE log IS NULL", [entry.seq])
  }
}
