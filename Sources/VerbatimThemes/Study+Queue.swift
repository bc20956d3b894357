import GRDB

/// A place in the order of a queue: of a session, a turn, a stretch of it.
public struct QueuePosition: Sendable, Hashable {
  public var session: String
  public var turn: Int
  /// `nil` is the whole turn.
  public var span: Range<Int>?

  public init(session: String, turn: Int, span: Range<Int>?) {
    self.session = session
    self.turn = turn
    self.span = span
  }
}

extension StudySnapshot {
  /// The last place of a queue that a coder has dealt with.
  public func queuePosition(coder: String, queue: String) throws -> QueuePosition? {
    try Row.fetchOne(
      db, sql: "SELECT * FROM queue_position WHERE coder = ? AND queue = ?",
      arguments: [coder, queue]
    ).map { row in
      let start: Int = try row.value("start")
      let end: Int = try row.value("end")
      return QueuePosition(
        session: try row.value("session"), turn: try row.value("turn"),
        span: start >= 0 && start < end ? start..<end : nil)
    }
  }
}

extension StudyTransaction {
  /// Remembers the place, or with `nil` begins anew.
  public func setQueuePosition(
    _ position: QueuePosition?, coder: String, queue: String
  ) throws {
    guard let position else {
      return try execute(
        "DELETE FROM queue_position WHERE coder = ? AND queue = ?", [coder, queue])
    }
    try execute(
      """
      INSERT OR REPLACE INTO queue_position (coder, queue, session, turn, start, "end", at)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        coder, queue, position.session, position.turn, position.span?.lowerBound ?? -1,
        position.span?.upperBound ?? -1, now.text,
      ])
  }
}
