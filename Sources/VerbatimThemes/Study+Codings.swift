import GRDB
import VerbatimCorpus

extension StudySnapshot {
  /// Codings in order of session (natural), turn, span (whole turns first), theme, coder; those on turns
  /// under ``Embargo`` only for who carries codings along and shows none.
  public func codings(
    _ filter: CodingFilter = CodingFilter(), includingHidden: Bool = false
  ) throws -> [Coding] {
    let embargo = includingHidden ? Embargo() : try embargo()
    let condition = CodingCondition(filter)
    let rows = try Row.fetchCursor(
      db, sql: "SELECT * FROM coding WHERE \(condition.sql)", arguments: condition.arguments)
    var codings: [Coding] = []
    while let row = try rows.next() { codings.append(try Self.coding(row)) }
    if !embargo.entries.isEmpty { codings.removeAll { embargo.isHiding($0) } }
    return codings.sorted(by: Self.precedes)
  }

  /// How many codings each theme has itself, by its id; without those that have none.
  public func codingCounts() throws -> [String: Int] {
    var counts: [String: Int] = [:]
    guard try embargo().entries.isEmpty else {
      for coding in try codings() { counts[coding.theme, default: 0] += 1 }
      return counts
    }
    let sql = "SELECT theme, count(*) AS n FROM coding GROUP BY theme"
    for row in try Row.fetchAll(db, sql: sql) {
      counts[try row.value("theme")] = try row.value("n")
    }
    return counts
  }

  /// Everyone who is named as coder, by id.
  public func coders() throws -> [Coder] {
    try Row.fetchAll(db, sql: "SELECT id, name FROM coder ORDER BY id").map {
      Coder(id: try $0.value("id"), name: try $0.optional("name"))
    }
  }

  static func coding(_ row: Row) throws -> Coding {
    let session: String = try row.value("session")
    let origin: Coding.Origin
    let name: String = try row.value("origin")
    let rule: String? = try row.optional("rule")
    switch (name, rule) {
    case ("person", _): origin = .person
    case ("source", _): origin = .source
    case (_, let rule?): origin = .rule(rule)
    default: throw StudyDatabaseError.damaged(column: "origin")
    }
    var span: Range<Int>?
    let start: Int? = try row.optional("start")
    let end: Int? = try row.optional("end")
    if let start, let end {
      guard start < end else { throw StudyDatabaseError.damaged(column: "end") }
      span = start..<end
    }
    guard let createdAt = Timestamp(try row.value("created_at")) else {
      throw StudyDatabaseError.damaged(column: "created_at")
    }
    return Coding(
      theme: try row.value("theme"), coder: try row.optional("coder"), session: session,
      turn: try row.value("turn"), span: span,
      origin: origin, memo: try row.optional("memo"), createdAt: createdAt)
  }

  static func precedes(_ left: Coding, _ right: Coding) -> Bool {
    if left.session != right.session {
      return NaturalOrder.precedes(left.session, right.session)
    }
    let l = (left.turn, left.span?.lowerBound ?? -1, left.span?.upperBound ?? -1)
    let r = (right.turn, right.span?.lowerBound ?? -1, right.span?.upperBound ?? -1)
    if l != r { return l < r }
    return (left.theme, left.coder ?? "", left.origin.name, left.origin.rule ?? "")
      < (right.theme, right.coder ?? "", right.origin.name, right.origin.rule ?? "")
  }
}

extension StudyTransaction {
  /// Adds codings, and their coders where they are new. A coding that is there already (same theme,
  /// coder, session, turn, span and origin) stays as it was.
  ///
  /// - Returns: how many were new.
  /// - Throws: `unknownTheme`, `unknownSession`, `unknownRule`, `invalidSpan`; the transaction that
  ///   lets one of them out changes nothing.
  @discardableResult
  public func addCodings(_ codings: [Coding]) throws -> Int {
    try insertCodings(codings).count
  }

  /// As ``addCodings(_:)``, with those that were new.
  func insertCodings(_ codings: [Coding]) throws -> [Coding] {
    var themes: Set<String> = []
    var sessions: Set<String> = []
    var coders: Set<String> = []
    var rules: Set<String> = []
    var added: [Coding] = []
    for coding in codings {
      if themes.insert(coding.theme).inserted, try !exists("theme", coding.theme) {
        throw StudyDatabaseError.unknownTheme(coding.theme)
      }
      if sessions.insert(coding.session).inserted, try !exists("session", coding.session) {
        throw StudyDatabaseError.unknownSession(coding.session)
      }
      if let rule = coding.origin.rule, rules.insert(rule).inserted, try !exists("rule", rule) {
        throw StudyDatabaseError.unknownRule(rule)
      }
      if let coder = coding.coder, coders.insert(coder).inserted {
        try execute("INSERT INTO coder (id) VALUES (?) ON CONFLICT DO NOTHING", [coder])
      }
      let isSpan = coding.span.map { $0.lowerBound >= 0 && !$0.isEmpty } ?? true
      guard coding.turn > 0, isSpan else {
        throw StudyDatabaseError.invalidSpan(session: coding.session, turn: coding.turn)
      }
      try execute(
        """
        INSERT INTO coding (theme, coder, session, turn, start, "end", origin, rule, memo,
          created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
        """,
        [
          coding.theme, coding.coder, coding.session, coding.turn, coding.span?.lowerBound,
          coding.span?.upperBound, coding.origin.name, coding.origin.rule, coding.memo,
          coding.createdAt.text,
        ])
      if db.changesCount > 0 { added.append(coding) }
    }
    return added
  }

  /// Removes the codings that `filter` selects; an empty filter selects all.
  ///
  /// - Returns: how many went.
  @discardableResult
  public func removeCodings(_ filter: CodingFilter) throws -> Int {
    let condition = CodingCondition(filter)
    try db.execute(
      sql: "DELETE FROM coding WHERE \(condition.sql)", arguments: condition.arguments)
    return db.changesCount
  }

  /// Removes one coding, memo and time whatever they are.
  ///
  /// - Returns: whether it was there.
  @discardableResult
  public func removeCoding(_ coding: Coding) throws -> Bool {
    try execute(
      """
      DELETE FROM coding WHERE session = ? AND turn = ? AND start IS ? AND "end" IS ? AND theme = ?
        AND coder IS ? AND origin = ? AND rule IS ?
      """,
      [
        coding.session, coding.turn, coding.span?.lowerBound, coding.span?.upperBound,
        coding.theme, coding.coder, coding.origin.name, coding.origin.rule,
      ])
    return db.changesCount > 0
  }

  /// Adds a coder, or names one.
  public func setCoder(_ coder: Coder) throws {
    try execute(
      """
      INSERT INTO coder (id, name) VALUES (?, ?)
      ON CONFLICT (id) DO UPDATE SET name = excluded.name
      """, [coder.id, coder.name])
  }
}

/// A filter as SQL.
private struct CodingCondition {
  var sql: String
  var arguments: StatementArguments = []

  init(_ filter: CodingFilter) {
    var terms = ["TRUE"]
    if let themes = filter.themes {
      // One parameter each would meet SQLite's limit with a large codebook.
      terms.append("theme IN (SELECT value FROM json_each(?))")
      arguments += [Self.json(themes)]
    }
    if let coder = filter.coder {
      terms.append("coder = ?")
      arguments += [coder]
    }
    if let session = filter.session {
      terms.append("session = ?")
      arguments += [session]
    }
    if let origin = filter.origin {
      terms.append("origin = ? AND rule IS ?")
      arguments += [origin.name, origin.rule]
    }
    sql = terms.joined(separator: " AND ")
  }

  private static func json(_ texts: [String]) -> String {
    "[" + texts.map(JSONText.written).joined(separator: ",") + "]"
  }
}

extension Coding.Origin {
  /// The word for it in the database.
  var name: String {
    switch self {
    case .person: "person"
    case .source: "source"
    case .rule: "rule"
    }
  }

  var rule: String? {
    if case .rule(let id) = self { return id }
    return nil
  }
}

/// A JSON string.
enum JSONText {
  static func written(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
