import GRDB
import VerbatimCorpus

extension StudySnapshot {
  /// All sessions in natural order of their ids. Cost: one pass over five tables.
  public func sessions() throws -> [SessionRecord] {
    try fetchSessions(id: nil)
  }

  /// All sessions without those of their people who are under embargo: for what leaves the study.
  public func shownSessions() throws -> [SessionRecord] {
    let embargo = try embargo()
    return try sessions().map { record in
      var record = record
      record.session = embargo.shown(record.session)
      return record
    }
  }

  public func session(_ id: String) throws -> SessionRecord? {
    try fetchSessions(id: id).first
  }

  /// The participants of a session in its order; none for a session that is not there.
  public func participants(of session: String) throws -> [Participant] {
    try fetchParticipants(session: session)[session] ?? []
  }

  private func fetchSessions(id: String?) throws -> [SessionRecord] {
    let attributes = try fetchAttributes(session: id)
    let participants = try fetchParticipants(session: id)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT session.*, path, format, size FROM session JOIN source ON source = digest
        WHERE ?1 IS NULL OR id = ?1
        """, arguments: [id])
    var records: [SessionRecord] = []
    while let row = try rows.next() {
      let id: String = try row.value("id")
      guard let digest = Digest(hex: try row.value("source")) else {
        throw StudyDatabaseError.damaged(column: "source")
      }
      let session = Session(
        id: id, group: try row.value("group"), title: try row.optional("title"),
        language: try row.optional("language"),
        attributes: attributes[id] ?? [], participants: participants[id] ?? [],
        source: Source(path: try row.value("path"), digest: digest),
        isReconstructed: try row.value("is_reconstructed"))
      records.append(
        SessionRecord(
          session: session, format: try row.value("format"), size: try row.value("size"),
          ordinal: try row.value("ordinal"),
          fingerprint: try row.value("fingerprint"), settings: try row.value("settings")))
    }
    return records.sorted { NaturalOrder.precedes($0.session.id, $1.session.id) }
  }

  private func fetchAttributes(session: String?) throws -> [String: Attributes] {
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT session, name, value FROM session_attribute
        WHERE ?1 IS NULL OR session = ?1 ORDER BY session, position
        """, arguments: [session])
    var attributes: [String: Attributes] = [:]
    while let row = try rows.next() {
      attributes[try row.value("session"), default: []].append(
        try row.value("name"), try row.value("value"))
    }
    return attributes
  }

  private func fetchParticipants(session: String?) throws -> [String: [Participant]] {
    var participants: [String: [Participant]] = [:]
    var places: [Key: Int] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT * FROM participant WHERE ?1 IS NULL OR session = ?1 ORDER BY session, position
        """, arguments: [session])
    while let row = try rows.next() {
      let id: String = try row.value("session")
      let role: String? = try row.optional("role")
      places[Key(session: id, position: try row.value("position"))] = participants[id]?.count ?? 0
      participants[id, default: []].append(
        Participant(
          id: try row.value("label"), name: try row.optional("name"),
          role: role.map { Role(rawValue: $0) },
          isGroup: try row.value("is_group"), isDeclared: try row.value("is_declared")))
    }
    let attributes = try Row.fetchCursor(
      db,
      sql: """
        SELECT * FROM participant_attribute
        WHERE ?1 IS NULL OR session = ?1 ORDER BY session, participant, position
        """, arguments: [session])
    while let row = try attributes.next() {
      let id: String = try row.value("session")
      guard let place = places[Key(session: id, position: try row.value("participant"))] else {
        continue
      }
      participants[id]?[place].attributes.append(try row.value("name"), try row.value("value"))
    }
    return participants
  }

  private struct Key: Hashable {
    var session: String
    var position: Int
  }
}

/// A session, and which bytes it was read from.
public struct SessionSource: Sendable, Equatable {
  public var id: String
  public var digest: Digest
  public var path: String
  public var fingerprint: String

  public init(id: String, digest: Digest, path: String, fingerprint: String) {
    self.id = id
    self.digest = digest
    self.path = path
    self.fingerprint = fingerprint
  }
}

extension StudySnapshot {
  /// Sessions without their people and attributes, in no particular order.
  public func sessionSources() throws -> [SessionSource] {
    let sql = """
      SELECT id, source, path, fingerprint FROM session JOIN source ON source = digest
      """
    return try Row.fetchAll(db, sql: sql).map { row in
      guard let digest = Digest(hex: try row.value("source")) else {
        throw StudyDatabaseError.damaged(column: "source")
      }
      return SessionSource(
        id: try row.value("id"), digest: digest, path: try row.value("path"),
        fingerprint: try row.value("fingerprint"))
    }
  }

  /// The digests of all bytes that sessions were read from, the corpus files through which they were
  /// reached among them.
  public func sourceDigests() throws -> Set<String> {
    let sql = """
      SELECT digest FROM source
      UNION SELECT json_extract(settings, '$.root') FROM session WHERE settings <> '{}'
      """
    return Set(try Row.fetchAll(db, sql: sql).compactMap { try $0.optional("digest") })
  }
}

extension StudySnapshot {
  /// Labels that people of several sessions have, each with how many sessions these are, in no particular
  /// order; without moderators and those who are hidden. Cost: a pass over the participants.
  public func repeatedLabels() throws -> [(label: String, sessions: Int)] {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT label, count(*) AS sessions FROM participant
        WHERE role IS NOT ?1 AND NOT EXISTS (
          SELECT * FROM json_each(?2, '$.entries') AS hidden
          WHERE json_extract(hidden.value, '$.session') = participant.session
            AND ifnull(json_extract(hidden.value, '$.label'), label) = label)
        GROUP BY label HAVING count(*) > 1
        """, arguments: [Role.moderator.rawValue, try setting(Embargo.setting)])
    return try rows.map { (try $0.value("label"), try $0.value("sessions")) }
  }
}

extension StudyTransaction {
  /// Puts sessions in, in place of those with the same ids; others stay, and so do all codings.
  /// Sources that no session uses any more go.
  public func replaceSessions(_ records: some Sequence<SessionRecord>) throws {
    let statements = try SessionStatements(self)
    for record in records { try replace(record, statements) }
    try removeUnusedSources()
  }

  /// Removes sessions with their participants.
  ///
  /// - Throws: `sessionsInUse` where codings hold one of them; nothing is removed then.
  public func removeSessions(_ ids: [String]) throws {
    var uses: [StudyDatabaseError.Use] = []
    for id in ids {
      let codings =
        try Int.fetchOne(
          db, sql: "SELECT count(*) FROM coding WHERE session = ?", arguments: [id]) ?? 0
      if codings > 0 { uses.append(.init(id: id, codings: codings)) }
    }
    guard uses.isEmpty else { throw StudyDatabaseError.sessionsInUse(uses) }
    for id in ids {
      try db.execute(sql: "DELETE FROM queue_position WHERE session = ?", arguments: [id])
      try db.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id])
    }
    try removeUnusedSources()
  }

  private func removeUnusedSources() throws {
    try db.execute(sql: "DELETE FROM source WHERE digest NOT IN (SELECT source FROM session)")
  }

  private func replace(_ record: SessionRecord, _ statements: SessionStatements) throws {
    // Nearly all are empty, and a check is a statement of its own.
    guard try record.settings == "{}" || isJSON(record.settings) else {
      throw StudyDatabaseError.invalidJSON
    }
    let session = record.session
    let source = session.source.digest.hex
    try statements.source.run(
      .text(source), .text(session.source.path), .text(record.format), .number(record.size))
    try statements.session.run(
      .text(session.id), .text(session.group), .text(session.title), .text(session.language),
      .text(source), .number(record.ordinal), .text(record.fingerprint), .text(record.settings),
      .flag(session.isReconstructed))
    try statements.removeAttributes.run(.text(session.id))
    try statements.removeParticipants.run(.text(session.id))
    for (position, entry) in session.attributes.entries.enumerated() {
      try statements.attribute.run(
        .text(session.id), .number(position), .text(entry.name), .text(entry.value))
    }
    for (place, person) in session.participants.enumerated() {
      try statements.participant.run(
        .text(session.id), .number(place), .text(person.id), .text(person.role?.rawValue),
        .text(person.name), .flag(person.isDeclared), .flag(person.isGroup))
      for (position, entry) in person.attributes.entries.enumerated() {
        try statements.participantAttribute.run(
          .text(session.id), .number(place), .number(position), .text(entry.name),
          .text(entry.value))
      }
    }
  }
}

/// What puts a session into its tables.
private struct SessionStatements {
  let source: RowStatement
  let session: RowStatement
  let removeAttributes: RowStatement
  let removeParticipants: RowStatement
  let attribute: RowStatement
  let participant: RowStatement
  let participantAttribute: RowStatement

  init(_ transaction: StudyTransaction) throws {
    source = try RowStatement(
      """
      INSERT INTO source (digest, path, format, size) VALUES (?, ?, ?, ?)
      ON CONFLICT (digest) DO UPDATE SET path = excluded.path, format = excluded.format,
        size = excluded.size
      """, transaction)
    session = try RowStatement(
      """
      INSERT INTO session (id, "group", title, language, source, ordinal, fingerprint, settings,
        is_reconstructed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET "group" = excluded."group", title = excluded.title,
        language = excluded.language, source = excluded.source, ordinal = excluded.ordinal,
        fingerprint = excluded.fingerprint, settings = excluded.settings,
        is_reconstructed = excluded.is_reconstructed
      """, transaction)
    removeAttributes = try RowStatement(
      "DELETE FROM session_attribute WHERE session = ?", transaction)
    removeParticipants = try RowStatement("DELETE FROM participant WHERE session = ?", transaction)
    attribute = try RowStatement("INSERT INTO session_attribute VALUES (?, ?, ?, ?)", transaction)
    participant = try RowStatement(
      """
      INSERT INTO participant (session, position, label, role, name, is_declared, is_group)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """, transaction)
    participantAttribute = try RowStatement(
      "INSERT INTO participant_attribute VALUES (?, ?, ?, ?, ?)", transaction)
  }
}
