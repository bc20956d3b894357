import GRDBSQLite

/// What a search needs of a database before it knows whether it needs more: is anything coded, and a
/// setting. Read without a connection of the usual kind, which costs more than most searches.
public struct StudyGlance: Sendable, Equatable {
  public let hasCodings: Bool
  /// The value of the setting that was asked for.
  public let setting: String?

  /// One state of the database, whatever others write meanwhile. `nil` where the file is no database
  /// of this version, or is being written to, or damaged: opening it says why. Cost: about 0.3 ms.
  public init?(at path: String, setting key: String) {
    var opened: OpaquePointer?
    // Safety: the connection is used here alone, and closed even where opening failed.
    defer { sqlite3_close(opened) }
    guard
      sqlite3_open_v2(path, &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nil) == SQLITE_OK,
      let database = opened,
      sqlite3_exec(database, "BEGIN", nil, nil, nil) == SQLITE_OK,
      case .number(Int64(StudySchema.applicationID)) = Self.value(
        "PRAGMA application_id", in: database),
      case .number(Int64(StudySchema.version)) = Self.value("PRAGMA user_version", in: database),
      case .number(let isCoded) = Self.value("SELECT EXISTS (SELECT 1 FROM coding)", in: database)
    else { return nil }
    hasCodings = isCoded != 0
    switch Self.value("SELECT value FROM setting WHERE key = ?", key, in: database) {
    case .text(let text): setting = text
    case .nothing: setting = nil
    case .number, .failure: return nil
    }
  }

  private enum Value {
    case number(Int64)
    case text(String)
    /// No row.
    case nothing
    case failure
  }

  /// The first column of a statement's first row.
  private static func value(
    _ sql: String, _ parameter: String? = nil, in database: OpaquePointer
  ) -> Value {
    var prepared: OpaquePointer?
    // Safety: a statement is finished before its connection is closed; the parameter is copied.
    defer { sqlite3_finalize(prepared) }
    guard sqlite3_prepare_v2(database, sql, -1, &prepared, nil) == SQLITE_OK,
      let statement = prepared
    else { return .failure }
    if let parameter {
      let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      guard sqlite3_bind_text(statement, 1, parameter, -1, copied) == SQLITE_OK else {
        return .failure
      }
    }
    switch sqlite3_step(statement) {
    case SQLITE_DONE: return .nothing
    case SQLITE_ROW: break
    default: return .failure
    }
    switch sqlite3_column_type(statement, 0) {
    case SQLITE_INTEGER: return .number(sqlite3_column_int64(statement, 0))
    case SQLITE_TEXT:
      return sqlite3_column_text(statement, 0).map { .text(String(cString: $0)) } ?? .failure
    default: return .failure
    }
  }
}
