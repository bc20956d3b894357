import GRDB

extension StudySnapshot {
  /// Memos on a subject, or all, the oldest first; without those on who is under embargo.
  ///
  /// - Parameter includingHidden: these, too: for who moves or removes them.
  public func memos(
    on subject: Memo.Subject? = nil, includingHidden: Bool = false
  ) throws -> [Memo] {
    let hidden = try includingHidden ? Embargo() : embargo()
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM memo WHERE (?1 IS NULL OR kind = ?1) AND (?2 IS NULL OR subject = ?2)
        ORDER BY created_at, kind, subject, author, text
        """, arguments: [subject?.kind, subject?.key])
    return try rows.map { row in
      guard let subject = Memo.Subject(kind: try row.value("kind"), key: try row.value("subject")),
        let createdAt = Timestamp(try row.value("created_at"))
      else { throw StudyDatabaseError.damaged(column: "subject") }
      return Memo(
        subject: subject, author: try row.value("author"), createdAt: createdAt,
        text: try row.value("text"))
    }.filter { !hidden.isHiding($0) }
  }

  public func setting(_ key: String) throws -> String? {
    try String.fetchOne(db, sql: "SELECT value FROM setting WHERE key = ?", arguments: [key])
  }
}

extension StudyTransaction {
  public func addMemo(_ memo: Memo) throws {
    try execute(
      """
      INSERT INTO memo (kind, subject, author, created_at, text) VALUES (?, ?, ?, ?, ?)
      ON CONFLICT DO NOTHING
      """,
      [memo.subject.kind, memo.subject.key, memo.author, memo.createdAt.text, memo.text])
  }

  public func removeMemo(_ memo: Memo) throws {
    try execute(
      """
      DELETE FROM memo
      WHERE kind = ? AND subject = ? AND author = ? AND created_at = ? AND text = ?
      """,
      [memo.subject.kind, memo.subject.key, memo.author, memo.createdAt.text, memo.text])
  }

  /// Sets a value, or with `nil` removes it.
  public func setSetting(_ key: String, to value: String?) throws {
    if let value {
      try execute(
        """
        INSERT INTO setting (key, value) VALUES (?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """, [key, value])
    } else {
      try execute("DELETE FROM setting WHERE key = ?", [key])
    }
  }
}

extension Memo.Subject {
  fileprivate var kind: String {
    switch self {
    case .study: "study"
    case .theme: "theme"
    case .session: "session"
    case .participant: "participant"
    }
  }

  /// A participant's key is the session's length, `:`, session, `/` and label: labels and session
  /// ids may hold any character.
  fileprivate var key: String {
    switch self {
    case .study: ""
    case .theme(let id), .session(let id): id
    case .participant(let session, let label): "\(session.utf8.count):\(session)/\(label)"
    }
  }

  fileprivate init?(kind: String, key: String) {
    switch kind {
    case "study": self = .study
    case "theme": self = .theme(key)
    case "session": self = .session(key)
    case "participant":
      guard let colon = key.utf8.firstIndex(of: UInt8(ascii: ":")),
        let length = Int(key[..<colon]), length >= 0
      else { return nil }
      let rest = key.utf8[key.utf8.index(after: colon)...]
      guard length < rest.count else { return nil }
      self = .participant(
        session: String(decoding: rest.prefix(length), as: UTF8.self),
        label: String(decoding: rest.dropFirst(length).dropFirst(), as: UTF8.self))
    default: return nil
    }
  }
}
