import GRDB

/// Columns of a row whose file may be damaged: GRDB's subscripts trap on what they do not expect.
extension Row {
  /// - Throws: `StudyDatabaseError.damaged` for NULL and for a value of another type.
  func value<T: DatabaseValueConvertible>(_ column: String) throws -> T {
    guard let value: T = try optional(column) else {
      throw StudyDatabaseError.damaged(column: column)
    }
    return value
  }

  /// `nil` for NULL.
  ///
  /// - Throws: `StudyDatabaseError.damaged` for a value of another type.
  func optional<T: DatabaseValueConvertible>(_ column: String) throws -> T? {
    let stored: DatabaseValue? = self[column]
    guard let stored, !stored.isNull else { return nil }
    guard let value = T.fromDatabaseValue(stored) else {
      throw StudyDatabaseError.damaged(column: column)
    }
    return value
  }
}

extension StudyTransaction {
  /// Runs a statement, prepared once for all its uses. Texts are kept without U+0000.
  func execute(_ sql: String, _ arguments: [(any DatabaseValueConvertible)?]) throws {
    let values = arguments.map { argument -> (any DatabaseValueConvertible)? in
      (argument as? String)?.withoutNull ?? argument
    }
    try db.cachedStatement(sql: sql).execute(arguments: StatementArguments(values))
  }

  func isJSON(_ text: String) throws -> Bool {
    // What follows a U+0000 would go unchecked.
    guard !text.utf8.contains(0) else { return false }
    return try Bool.fetchOne(db, sql: "SELECT json_valid(?)", arguments: [text]) ?? false
  }
}
