import GRDB
import GRDBSQLite
import Glibc

/// A statement without rows that is run for many rows: prepared once, its values bound as they are.
///
/// GRDB's own way boxes each value and looks its statement up by its text; for the people of a large
/// corpus that was a twentieth of an ingest. Cost: 2.3 µs a row of these, of which SQLite takes most (4.3 by GRDB).
struct RowStatement {
  enum Value {
    case text(String?)
    case number(Int)
    case flag(Bool)
  }

  private let db: Database
  private let statement: Statement
  /// SQLite takes a copy of a text that is bound with it.
  private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)

  init(_ sql: String, _ transaction: StudyTransaction) throws {
    db = transaction.db
    statement = try transaction.db.cachedStatement(sql: sql)
  }

  /// Binds the values of all parameters in their order, and runs. A text that holds U+0000 keeps U+FFFD
  /// in its place, as ``StudyTransaction/execute(_:_:)`` does.
  ///
  /// Throws `DatabaseError`.
  func run(_ values: Value...) throws {
    let prepared = statement.sqliteStatement
    defer { sqlite3_reset(prepared) }
    var index: CInt = 0
    for value in values {
      index += 1
      let code =
        switch value {
        case .text(nil): sqlite3_bind_null(prepared, index)
        case .text(let text?): Self.bind(text, index, prepared)
        case .number(let number): sqlite3_bind_int64(prepared, index, Int64(number))
        case .flag(let flag): sqlite3_bind_int64(prepared, index, flag ? 1 : 0)
        }
      guard code == SQLITE_OK else { throw error }
    }
    guard sqlite3_step(prepared) == SQLITE_DONE else { throw error }
  }

  private var error: DatabaseError {
    DatabaseError(
      resultCode: db.lastErrorCode, message: db.lastErrorMessage, sql: statement.sql)
  }

  private static func bind(_ text: String, _ index: CInt, _ statement: OpaquePointer) -> CInt {
    var text = text
    let code = text.withUTF8 { bytes -> CInt? in
      guard let base = bytes.baseAddress else {
        return sqlite3_bind_text(statement, index, "", 0, copied)
      }
      // Safety: memchr and SQLite read the text's own bytes.
      if memchr(base, 0, bytes.count) != nil { return nil }
      return base.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
        sqlite3_bind_text(statement, index, $0, CInt(clamping: bytes.count), copied)
      }
    }
    return code ?? bind(text.withoutNull, index, statement)
  }
}

extension String {
  /// SQLite ends a text at U+0000, so that one keeps U+FFFD in its place rather than lose what follows.
  var withoutNull: String {
    guard utf8.contains(0) else { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars { scalars.append(scalar == "\0" ? "\u{FFFD}" : scalar) }
    return String(scalars)
  }
}
