import GRDB

/// A text of the database that people wrote, which may quote somebody.
public struct FreeText: Sendable, Hashable {
  public var table: String
  public var column: String
  public var text: String

  public init(table: String, column: String, text: String) {
    self.table = table
    self.column = column
    self.text = text
  }
}

extension StudySnapshot {
  /// Every text that stands in the database but for what sources say and for the log, each once. Tables
  /// of later versions are among them. Cost: all rows.
  public func freeTexts() throws -> [FreeText] {
    var texts: Set<FreeText> = []
    for (table, column) in try textColumns() {
      let rows = try Row.fetchCursor(
        db, sql: "SELECT DISTINCT \(column.quoted) AS text FROM \(table.quoted)")
      while let row = try rows.next() {
        guard case .string(let text)? = row.databaseValues.first?.storage else { continue }
        texts.insert(FreeText(table: table, column: column, text: text))
      }
    }
    return texts.sorted {
      ($0.table, $0.column, $0.text) < ($1.table, $1.column, $1.text)
    }
  }

  private func textColumns() throws -> [(table: String, column: String)] {
    let sources: Set<String> = [
      "log", "source", "session", "session_attribute", "participant", "participant_attribute",
      "grdb_migrations",
    ]
    let names = try String.fetchAll(
      db, sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    var columns: [(table: String, column: String)] = []
    for table in names.sorted() where !sources.contains(table) {
      let rows = try Row.fetchAll(
        db, sql: "SELECT name, type FROM pragma_table_info(?)", arguments: [table])
      for row in rows {
        let type: String = try row.value("type")
        guard type.uppercased() == "TEXT" else { continue }
        columns.append((table, try row.value("name")))
      }
    }
    return columns
  }
}

extension StudyTransaction {
  /// Puts another text in the place of one, wherever its column has it.
  public func replace(_ free: FreeText, by text: String) throws {
    try db.execute(
      sql: """
        UPDATE OR REPLACE \(free.table.quoted) SET \(free.column.quoted) = ?
        WHERE \(free.column.quoted) = ?
        """, arguments: [text, free.text])
  }
}

extension String {
  /// As a name in SQL.
  fileprivate var quoted: String { "\"" + replacing("\"", with: "\"\"") + "\"" }
}
