import GRDB

extension StudySnapshot {
  /// All saved queries, by name.
  public func savedQueries() throws -> [SavedQuery] {
    try Row.fetchAll(db, sql: "SELECT * FROM saved_query ORDER BY name").map { row in
      guard let savedAt = Timestamp(try row.value("saved_at")) else {
        throw StudyDatabaseError.damaged(column: "saved_at")
      }
      return SavedQuery(
        name: try row.value("name"), query: try row.value("query"), note: try row.optional("note"),
        savedAt: savedAt)
    }
  }
}

extension StudyTransaction {
  /// Keeps a query under its name, in place of what had that name.
  public func setSavedQuery(_ saved: SavedQuery) throws {
    try execute(
      """
      INSERT INTO saved_query (name, "query", note, saved_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (name) DO UPDATE
      SET "query" = excluded."query", note = excluded.note, saved_at = excluded.saved_at
      """, [saved.name, saved.query, saved.note, saved.savedAt.text])
  }

  /// - Returns: false where there is none of that name.
  @discardableResult
  public func removeSavedQuery(_ name: String) throws -> Bool {
    try execute("DELETE FROM saved_query WHERE name = ?", [name])
    return db.changesCount > 0
  }
}
