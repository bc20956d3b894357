import GRDB
import VerbatimCorpus
import VerbatimDigest

/// Something that was done to the study. Without transcript text: participants' words must not
/// survive their withdrawal in a log.
public struct LogEntry: Sendable, Equatable {
  /// From 1 without gaps.
  public var seq: Int
  public var at: Timestamp
  public var actor: String
  public var action: String
  /// A JSON object.
  public var details: String
  /// Hash of the entry before; for the first, zeros.
  public var previous: Digest
  /// SHA-256 over all of the above.
  public var hash: Digest

  /// Each field with its length in front, so that no two entries have the same bytes.
  func computedHash() -> Digest {
    var sha = SHA256()
    sha.update("verbatim log 1\n")
    for field in [previous.hex, String(seq), at.text, actor, action, details] {
      sha.update("\(field.utf8.count):")
      sha.update(field)
      sha.update("\n")
    }
    return sha.finish()
  }

  static let beginning = Digest(bytes: [UInt8](repeating: 0, count: 32))
}

/// What the check of the log found.
public struct LogVerification: Sendable, Equatable {
  public enum Defect: Sendable, Equatable {
    /// An entry that cannot be read: no time, no hash.
    case unreadable(seq: Int)
    /// The entry's content is not what was hashed.
    case changed(seq: Int)
    /// The entry does not continue the one before it.
    case broken(seq: Int)
    /// Entries are missing before this one.
    case gap(before: Int)
    /// The entry that an anchor names is not there: the end was cut off, or all was written anew.
    case anchorMissing(seq: Int)
  }

  public var entries: Int
  /// The last entry's place and hash: an anchor to keep elsewhere, by which a cut end shows.
  public var head: LogAnchor?
  public var defects: [Defect]
  /// Entries that are earlier than the one before them: a clock was wrong. Not a defect.
  public var clockWentBack: [Int]

  public var isIntact: Bool { defects.isEmpty }
}

public struct LogAnchor: Sendable, Hashable {
  public var seq: Int
  public var hash: Digest

  public init(seq: Int, hash: Digest) {
    self.seq = seq
    self.hash = hash
  }
}

extension StudySnapshot {
  /// The entries in order; those behind `seq` where it is given.
  public func log(after seq: Int = 0) throws -> [LogEntry] {
    try Row.fetchAll(db, sql: "SELECT * FROM log WHERE seq > ? ORDER BY seq", arguments: [seq])
      .map { row in
        try Self.entry(row)
      }
  }

  /// Checks the whole chain, and that it still holds the entry that `anchor` names. Cost: linear.
  public func verifyLog(anchor: LogAnchor? = nil) throws -> LogVerification {
    var result = LogVerification(entries: 0, head: nil, defects: [], clockWentBack: [])
    var expected = 1
    var previous: Digest? = LogEntry.beginning
    var time: Timestamp?
    var isAnchored = anchor == nil
    let rows = try Row.fetchCursor(db, sql: "SELECT * FROM log ORDER BY seq")
    while let row = try rows.next() {
      result.entries += 1
      let seq: Int = try row.value("seq")
      if seq != expected { result.defects.append(.gap(before: seq)) }
      expected = seq &+ 1
      guard let entry = try? Self.entry(row) else {
        result.defects.append(.unreadable(seq: seq))
        previous = nil
        continue
      }
      if entry.computedHash() != entry.hash { result.defects.append(.changed(seq: seq)) }
      if let previous, entry.previous != previous { result.defects.append(.broken(seq: seq)) }
      if let time, entry.at < time { result.clockWentBack.append(seq) }
      previous = entry.hash
      time = entry.at
      result.head = LogAnchor(seq: seq, hash: entry.hash)
      if result.head == anchor { isAnchored = true }
    }
    if let anchor, !isAnchored { result.defects.append(.anchorMissing(seq: anchor.seq)) }
    return result
  }

  fileprivate static func entry(_ row: Row) throws -> LogEntry {
    guard let at = Timestamp(try row.value("at")),
      let previous = Digest(hex: try row.value("previous")),
      let hash = Digest(hex: try row.value("hash"))
    else { throw StudyDatabaseError.damaged(column: "hash") }
    return LogEntry(
      seq: try row.value("seq"), at: at, actor: try row.value("actor"),
      action: try row.value("action"),
      details: try row.value("details"), previous: previous, hash: hash)
  }
}

extension StudyTransaction {
  /// Adds an entry at the transaction's time. `details` are a JSON object without transcript text; what
  /// changed of themes and codings since the transaction began, or since its last entry, is put into them
  /// here (see ``LogFacts``), so that no change of them can be forgotten. Cost: counts all codings.
  ///
  /// - Throws: `invalidJSON`.
  @discardableResult
  public func appendLog(actor: String, action: String, details: String = "{}") throws -> LogEntry {
    guard try isJSON(details) else { throw StudyDatabaseError.invalidJSON }
    let details = baseline.complete(details, try? ThemeState(reading))
    let last = try Row.fetchOne(db, sql: "SELECT * FROM log ORDER BY seq DESC LIMIT 1")
    let head = try last.map { try StudySnapshot.entry($0) }
    var entry = LogEntry(
      seq: (head?.seq ?? 0) &+ 1, at: now, actor: actor, action: action, details: details,
      previous: head?.hash ?? LogEntry.beginning, hash: LogEntry.beginning)
    entry.hash = entry.computedHash()
    try execute(
      """
      INSERT INTO log (seq, at, actor, action, details, previous, hash)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      """,
      [
        entry.seq, entry.at.text, entry.actor, entry.action, entry.details, entry.previous.hex,
        entry.hash.hex,
      ])
    try attachHistory(to: entry)
    return entry
  }

  /// Adds an entry whose details are texts: ids and words of the program, nobody's speech.
  @discardableResult
  public func appendLog(
    actor: String, action: String, facts: KeyValuePairs<String, String>
  ) throws -> LogEntry {
    let members = facts.map { "\(JSONText.written($0.key)):\(JSONText.written($0.value))" }
    return try appendLog(
      actor: actor, action: action, details: "{" + members.joined(separator: ",") + "}")
  }
}
