import VerbatimThemes

/// A name that is taken, by another query.
public struct SavedQueryConflict: Error, Sendable, Equatable {
  public var name: String
}

extension StudyWriter {
  /// Keeps queries under their names, all or none.
  ///
  /// - Throws: ``SavedQueryConflict`` for a name that another query has, unless `replacing`.
  public func save(_ queries: [SavedQuery], replacing: Bool) throws {
    try database.transaction { transaction in
      let known = try transaction.reading.savedQueries()
      for saved in queries {
        if !replacing, let old = known.first(where: { $0.name == saved.name }),
          old.query != saved.query
        {
          throw SavedQueryConflict(name: saved.name)
        }
        try transaction.setSavedQuery(saved)
      }
      try transaction.appendLog(
        actor: actor, action: "save-query", details: "{\"queries\":\(queries.count)}")
    }
  }

  /// - Returns: false where there is none of that name.
  public func removeSavedQuery(_ name: String) throws -> Bool {
    var isRemoved = false
    try database.transaction { transaction in
      isRemoved = try transaction.removeSavedQuery(name)
      if isRemoved { try transaction.appendLog(actor: actor, action: "remove-query") }
    }
    return isRemoved
  }
}
