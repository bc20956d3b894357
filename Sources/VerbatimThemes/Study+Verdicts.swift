import GRDB

/// What a person thinks of a place that a rule codes: the rule does not code it again.
public struct RuleVerdict: Sendable, Hashable {
  public enum Verdict: String, Sendable, Hashable {
    /// A person's coding stands there since.
    case accepted
    case rejected
  }

  public var rule: String
  public var session: String
  public var turn: Int
  public var span: Range<Int>?
  public var verdict: Verdict
  public var coder: String
  public var at: Timestamp
}

extension StudySnapshot {
  /// Verdicts on a rule's places, or on all rules'.
  public func verdicts(on rule: String? = nil) throws -> [RuleVerdict] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM rule_verdict WHERE ?1 IS NULL OR rule = ?1
        ORDER BY rule, session, turn, start, "end"
        """, arguments: [rule]
    ).map { row in
      guard let verdict = RuleVerdict.Verdict(rawValue: try row.value("verdict")),
        let at = Timestamp(try row.value("at"))
      else { throw StudyDatabaseError.damaged(column: "verdict") }
      let start: Int = try row.value("start")
      let end: Int = try row.value("end")
      return RuleVerdict(
        rule: try row.value("rule"), session: try row.value("session"),
        turn: try row.value("turn"), span: start >= 0 && start < end ? start..<end : nil,
        verdict: verdict, coder: try row.value("coder"), at: at)
    }
  }
}

extension StudyTransaction {
  /// Keeps a verdict in place of another on the same place.
  public func setVerdict(_ verdict: RuleVerdict) throws {
    try execute(
      """
      INSERT OR REPLACE INTO rule_verdict (rule, session, turn, start, "end", verdict, coder, at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        verdict.rule, verdict.session, verdict.turn, verdict.span?.lowerBound ?? -1,
        verdict.span?.upperBound ?? -1, verdict.verdict.rawValue, verdict.coder, verdict.at.text,
      ])
  }

  func removeVerdict(_ coding: Coding) throws {
    try execute(
      """
      DELETE FROM rule_verdict
      WHERE rule = ? AND session = ? AND turn = ? AND start = ? AND "end" = ?
      """,
      [
        coding.origin.rule, coding.session, coding.turn, coding.span?.lowerBound ?? -1,
        coding.span?.upperBound ?? -1,
      ])
  }
}
