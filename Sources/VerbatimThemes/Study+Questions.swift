import GRDB

extension StudySnapshot {
  /// The open questions, in the order of their codings' places; without those on turns under
  /// ``Embargo``, unless they are asked for.
  public func codingQuestions(includingHidden: Bool = false) throws -> [CodingQuestion] {
    let embargo = includingHidden ? Embargo() : try embargo()
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT coding.*, coding_question.kind, coding_question.words, coding_question.asked_at
        FROM coding_question JOIN coding ON coding.id = coding_question.coding
        """)
    return try rows.map { row in
      guard let kind = CodingQuestion.Kind(rawValue: try row.value("kind")),
        let askedAt = Timestamp(try row.value("asked_at"))
      else { throw StudyDatabaseError.damaged(column: "kind") }
      return CodingQuestion(
        number: try row.value("id"), coding: try Self.coding(row), kind: kind,
        words: try row.value("words"), askedAt: askedAt)
    }.filter { !embargo.isHiding($0.coding) }.sorted { Self.precedes($0.coding, $1.coding) }
  }
}

extension StudyTransaction {
  /// Asks about a coding that is there, at the transaction's time. The words of an open question stay
  /// those of the first time.
  public func ask(_ kind: CodingQuestion.Kind, about coding: Coding, words: String) throws {
    guard let number = try number(of: coding) else { return }
    try execute(
      """
      INSERT INTO coding_question (coding, kind, words, asked_at) VALUES (?, ?, ?, ?)
      ON CONFLICT (coding) DO UPDATE SET kind = excluded.kind, asked_at = excluded.asked_at
      """, [number, kind.rawValue, words, now.text])
  }

  /// Takes the question about a coding back.
  ///
  /// - Returns: whether there was one.
  @discardableResult
  public func settle(_ coding: Coding) throws -> Bool {
    guard let number = try number(of: coding) else { return false }
    try execute("DELETE FROM coding_question WHERE coding = ?", [number])
    return db.changesCount > 0
  }

  /// Moves a coding, which keeps its number, its memo, its time and its question.
  ///
  /// - Returns: false where it is not there, or another stands where it was to go.
  public func move(_ coding: Coding, turn: Int, span: Range<Int>?) throws -> Bool {
    guard turn > 0, span.map({ $0.lowerBound >= 0 && !$0.isEmpty }) ?? true else {
      throw StudyDatabaseError.invalidSpan(session: coding.session, turn: turn)
    }
    guard let number = try number(of: coding) else { return false }
    var place = coding
    (place.turn, place.span) = (turn, span)
    if let other = try self.number(of: place) { return other == number }
    try execute(
      "UPDATE coding SET turn = ?, start = ?, \"end\" = ? WHERE id = ?",
      [turn, span?.lowerBound, span?.upperBound, number])
    return true
  }

  private func number(of coding: Coding) throws -> Int? {
    try Int.fetchOne(
      db,
      sql: """
        SELECT id FROM coding WHERE session = ? AND turn = ? AND start IS ? AND "end" IS ?
          AND theme = ? AND coder IS ? AND origin = ? AND rule IS ?
        """,
      arguments: [
        coding.session, coding.turn, coding.span?.lowerBound, coding.span?.upperBound,
        coding.theme, coding.coder, coding.origin.name, coding.origin.rule,
      ])
  }
}
