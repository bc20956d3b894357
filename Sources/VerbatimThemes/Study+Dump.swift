import GRDB

extension StudySnapshot {
  /// The database's content in a form that depends on nothing else: one line a row, the table's
  /// name, then its columns, split by tabs; natural keys, no row ids; sorted by bytes. Two studies
  /// of the same content have the same dump. The log, which tells how it came to be, is not in it, nor
  /// is what it keeps of operations on codings to take them back.
  public func canonicalDump() throws -> String {
    var lines: [String] = []
    for (table, columns) in Self.dumped {
      let rows = try Row.fetchCursor(db, sql: "SELECT \(columns) FROM \(table)")
      while let row = try rows.next() {
        let fields = row.databaseValues.map(Self.field)
        let name = table.prefix { $0 != " " }
        lines.append(([String(name)] + fields).joined(separator: "\t"))
      }
    }
    lines.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return lines.map { $0 + "\n" }.joined()
  }

  private static let dumped: [(table: String, columns: String)] = [
    ("source", "digest, path, format, size"),
    (
      "session",
      """
      id, "group", title, language, source, ordinal, fingerprint, settings, is_reconstructed
      """
    ),
    ("session_attribute", "session, position, name, value"),
    ("participant", "session, position, label, role, name, is_declared, is_group"),
    ("participant_attribute", "session, participant, position, name, value"),
    ("coder", "id, name"),
    (
      "theme",
      """
      id, parent, position, label, name, definition, include, exclude, colour, exemplars, memo,
      is_codable, is_retired
      """
    ),
    ("theme_alias", "path, theme"),
    ("rule", "id, theme, \"query\", name"),
    (
      "coding",
      "session, turn, start, \"end\", theme, coder, origin, rule, memo, created_at"
    ),
    (
      "coding_question JOIN coding ON coding.id = coding_question.coding",
      """
      session, turn, start, "end", theme, coder, coding_question.kind, words, asked_at
      """
    ),
    ("codebook_version", "version, at, actor"),
    ("codebook_change", "version, position, theme, field, old, new"),
    ("rule_verdict", "rule, session, turn, start, \"end\", verdict, coder, at"),
    ("queue_position", "coder, queue, session, turn, start, \"end\", at"),
    ("memo", "kind, subject, created_at, author, text"),
    ("saved_query", "name, \"query\", note, saved_at"),
    ("setting", "key, value"),
  ]

  /// Tabs, line ends and backslashes escaped; NULL is `\N`, as in other dumps.
  private static func field(_ value: DatabaseValue) -> String {
    let text: String
    switch value.storage {
    case .null: return "\\N"
    case .int64(let number): return String(number)
    case .double(let number): return String(number)
    case .string(let string): text = string
    case .blob: text = ""
    }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": result += "\\\\"
      case "\t": result += "\\t"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// What is wrong with the file as a database.
public enum DatabaseDefect: Sendable, Equatable {
  /// What SQLite says of its pages and indexes.
  case integrity(String)
  /// Rows of a table that point at nothing.
  case danglingReference(table: String, count: Int)
  /// The history of the codebook does not lead from this version to the next.
  case codebookHistory(version: Int)
}

extension StudySnapshot {
  /// Reads every page and checks every reference. Cost: the whole file.
  public func check() throws -> [DatabaseDefect] {
    var defects: [DatabaseDefect] = []
    for message in try String.fetchAll(db, sql: "PRAGMA integrity_check") where message != "ok" {
      defects.append(.integrity(message))
    }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT "table" AS name, count(*) AS n FROM pragma_foreign_key_check GROUP BY "table"
        ORDER BY "table"
        """)
    for row in rows {
      defects.append(.danglingReference(table: try row.value("name"), count: try row.value("n")))
    }
    // A codebook that is no tree, or a column of another hand, is told by whoever reads it.
    if let version = try? defectOfHistory() { defects.append(.codebookHistory(version: version)) }
    return defects
  }
}
