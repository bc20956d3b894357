import GRDB

extension StudySnapshot {
  /// What was done to codings, the oldest first.
  ///
  /// - Parameter coder: only what this person did.
  public func codingOperations(by coder: String? = nil) throws -> [CodingOperation] {
    let sql = """
      SELECT number, at, kind, coder, undoes, is_final, log,
        (SELECT number FROM coding_operation AS other WHERE other.undoes = operation.number)
          AS undone_by,
        (SELECT count(*) FROM coding_change WHERE operation = number AND change = 'added') AS added,
        (SELECT count(*) FROM coding_change WHERE operation = number AND change = 'removed')
          AS removed
      FROM coding_operation AS operation WHERE ?1 IS NULL OR coder = ?1 ORDER BY number
      """
    return try Row.fetchAll(db, sql: sql, arguments: [coder]).map { row in
      guard let kind = CodingOperation.Kind(rawValue: try row.value("kind")),
        let at = Timestamp(try row.value("at"))
      else { throw StudyDatabaseError.damaged(column: "kind") }
      return CodingOperation(
        number: try row.value("number"), at: at, kind: kind, coder: try row.optional("coder"),
        undoes: try row.optional("undoes"), undoneBy: try row.optional("undone_by"),
        isFinal: try row.value("is_final"), log: try row.optional("log"),
        added: try row.value("added"), removed: try row.value("removed"))
    }
  }

  /// What an operation added and removed, in its order.
  public func codingChanges(of operation: Int) throws -> [CodingChange] {
    try changeRows(of: operation).compactMap { row in
      guard let change = CodingChange.Change(rawValue: try row.value("change")) else { return nil }
      return CodingChange(change, try Self.coding(row))
    }
  }

  func changeRows(of operation: Int) throws -> [Row] {
    try Row.fetchAll(
      db, sql: "SELECT * FROM coding_change WHERE operation = ? ORDER BY position",
      arguments: [operation])
  }
}

/// What a transaction does to codings, kept as one operation.
///
/// ```swift
/// var journal = CodingJournal(study, .bulk, coder: "EO")
/// let added = try journal.add(codings)
/// try journal.finish()
/// ```
public struct CodingJournal {
  private let study: StudyTransaction
  private let kind: CodingOperation.Kind
  private let coder: String?
  private let undoes: Int?
  private var rows: [[(any DatabaseValueConvertible)?]] = []

  public init(
    _ study: StudyTransaction, _ kind: CodingOperation.Kind, coder: String?, undoes: Int? = nil
  ) {
    self.study = study
    self.kind = kind
    self.coder = coder
    self.undoes = undoes
  }

  /// Adds codings; those that are there already stay as they were.
  ///
  /// - Returns: those that are new.
  public mutating func add(_ codings: [Coding]) throws -> [Coding] {
    let known = Set(try study.reading.coders().map(\.id))
    let added = try study.insertCodings(codings)
    for coder in Set(added.compactMap(\.coder)).subtracting(known).sorted() {
      keep("coder", coder: coder)
    }
    for coding in added { keep("added", coding) }
    return added
  }

  /// Removes a coding with its memo and an open question about it.
  ///
  /// - Returns: whether it was there.
  public mutating func remove(_ coding: Coding) throws -> Bool {
    guard let stored = try study.stored(coding) else { return false }
    let question = try Row.fetchOne(
      study.db,
      sql: "SELECT kind, words, asked_at FROM coding_question WHERE coding = ?",
      arguments: [stored.number])
    try study.removeCoding(coding)
    keep("removed", stored.coding, question)
    return true
  }

  /// Takes a theme from a coding and puts another in its place, which keeps everything else.
  ///
  /// - Returns: false where a coding of that theme stands there already: then both are one now, and
  ///   memo and question of this one are joined to that one's.
  public mutating func move(_ coding: Coding, to theme: String) throws -> Bool {
    guard let stored = try study.stored(coding) else { return false }
    var moved = stored.coding
    moved.theme = theme
    keep("removed", stored.coding)
    guard let other = try study.stored(moved) else {
      try study.execute("UPDATE coding SET theme = ? WHERE id = ?", [theme, stored.number])
      keep("added", moved)
      return true
    }
    if let memo = stored.coding.memo, memo != other.coding.memo {
      let both = other.coding.memo.map { $0 + "\n" + memo } ?? memo
      try study.execute("UPDATE coding SET memo = ? WHERE id = ?", [both, other.number])
    }
    try study.execute(
      "UPDATE OR IGNORE coding_question SET coding = ? WHERE coding = ?",
      [other.number, stored.number])
    try study.removeCoding(stored.coding)
    return false
  }

  /// Notes what a person thinks of a place that a rule coded.
  public mutating func judge(_ coding: Coding, _ verdict: RuleVerdict.Verdict, coder: String) throws
  {
    guard let rule = coding.origin.rule else { return }
    try study.setVerdict(
      RuleVerdict(
        rule: rule, session: coding.session, turn: coding.turn, span: coding.span,
        verdict: verdict, coder: coder, at: study.now))
    keep("verdict", coding)
  }

  /// Keeps the operation where anything changed.
  ///
  /// - Returns: its number, `nil` where nothing did.
  @discardableResult
  public consuming func finish() throws -> Int? {
    guard !rows.isEmpty || undoes != nil else { return nil }
    let number =
      (try Int.fetchOne(study.db, sql: "SELECT max(number) FROM coding_operation") ?? 0) + 1
    try study.execute(
      "INSERT INTO coding_operation (number, at, kind, coder, undoes) VALUES (?, ?, ?, ?, ?)",
      [number, study.now.text, kind.rawValue, coder, undoes])
    for (position, row) in rows.enumerated() {
      try study.execute(
        """
        INSERT INTO coding_change (operation, position, change, theme, coder, session, turn, start,
          "end", origin, rule, memo, created_at, question, words, asked_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, [number, position] + row)
    }
    return number
  }

  private mutating func keep(_ change: String, _ coding: Coding, _ question: Row? = nil) {
    rows.append([
      change, coding.theme, coding.coder, coding.session, coding.turn, coding.span?.lowerBound,
      coding.span?.upperBound, coding.origin.name, coding.origin.rule, coding.memo,
      coding.createdAt.text, question?["kind"] as String?, question?["words"] as String?,
      question?["asked_at"] as String?,
    ])
  }

  private mutating func keep(_ change: String, coder: String) {
    rows.append(
      [change, nil, coder] + [(any DatabaseValueConvertible)?](repeating: nil, count: 11))
  }
}

extension StudyTransaction {
  /// A coding as it stands, with its number; `nil` where there is none of its theme, place, coder and
  /// origin.
  func stored(_ coding: Coding) throws -> (coding: Coding, number: Int)? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT * FROM coding WHERE session = ? AND turn = ? AND start IS ? AND "end" IS ?
          AND theme = ? AND coder IS ? AND origin = ? AND rule IS ?
        """,
      arguments: [
        coding.session, coding.turn, coding.span?.lowerBound, coding.span?.upperBound,
        coding.theme, coding.coder, coding.origin.name, coding.origin.rule,
      ])
    return try row.map { (try StudySnapshot.coding($0), try $0.value("id")) }
  }

  /// Takes an operation back: what it added goes, what it removed comes again as it was. All of it, or
  /// where something later stands in the way, nothing.
  ///
  /// - Returns: how many codings went and came.
  /// - Throws: ``CodingUndoProblem``.
  public func undo(_ operation: CodingOperation) throws -> (removed: Int, restored: Int) {
    let number = operation.number
    if let other = operation.undoneBy { throw CodingUndoProblem.alreadyUndone(number, by: other) }
    guard operation.kind.isUndoable else {
      throw CodingUndoProblem.notUndoable(number, operation.kind)
    }
    guard !operation.isFinal else { throw CodingUndoProblem.sourceChanged(number) }
    let rows = try reading.changeRows(of: number)
    try proveUndoable(rows, number)
    var journal = CodingJournal(self, .undo, coder: operation.coder, undoes: number)
    var result = (removed: 0, restored: 0)
    for row in rows.reversed() {
      switch try row.value("change") as String {
      case "added":
        if try journal.remove(try StudySnapshot.coding(row)) { result.removed += 1 }
      case "removed":
        let coding = try StudySnapshot.coding(row)
        result.restored += try journal.add([coding]).count
        try restoreQuestion(row, coding)
      case "coder": try removeUnusedCoder(try row.value("coder"))
      default: try removeVerdict(try StudySnapshot.coding(row))
      }
    }
    try journal.finish()
    return result
  }

  private func proveUndoable(_ rows: [Row], _ number: Int) throws {
    var changed = 0
    for row in rows {
      switch try row.value("change") as String {
      case "added":
        let coding = try StudySnapshot.coding(row)
        if try stored(coding)?.coding != coding { changed += 1 }
      case "removed":
        let coding = try StudySnapshot.coding(row)
        guard try exists("theme", coding.theme) else {
          throw CodingUndoProblem.themeGone(number, theme: coding.theme)
        }
        if let rule = coding.origin.rule, try !exists("rule", rule) {
          throw CodingUndoProblem.ruleGone(number, rule: rule)
        }
        if try stored(coding) != nil { changed += 1 }
      default: continue
      }
    }
    guard changed == 0 else { throw CodingUndoProblem.changedSince(number, codings: changed) }
  }

  private func restoreQuestion(_ row: Row, _ coding: Coding) throws {
    guard let kind: String = try row.optional("question"), let stored = try stored(coding) else {
      return
    }
    try execute(
      "INSERT INTO coding_question (coding, kind, words, asked_at) VALUES (?, ?, ?, ?)",
      [
        stored.number, kind, try row.value("words") as String, try row.value("asked_at") as String,
      ])
  }

  /// A coder whom only this operation brought, and whom nobody has named since.
  private func removeUnusedCoder(_ id: String) throws {
    try execute(
      """
      DELETE FROM coder WHERE id = ?1 AND name IS NULL
        AND NOT EXISTS (SELECT 1 FROM coding WHERE coder = ?1)
      """, [id])
  }
}

extension CodingOperation.Kind {
  /// Others have their own way back.
  public var isUndoable: Bool {
    switch self {
    case .add, .remove, .bulk, .import, .accept, .reject: true
    case .rule, .merge, .split, .undo: false
    }
  }
}
