import Foundation
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles
import VerbatimIndex
import VerbatimQuotes
import VerbatimThemes

/// A lock that was written, as the log has it: without words, and still listed when the file is gone or
/// was published.
public struct WrittenLock: Sendable, Equatable {
  public var at: Timestamp
  /// Absolute.
  public var path: String
  /// SHA-256 of the file.
  public var digest: String
  public var quotes: Int
  /// Full ids of those whose words it uses, ascending.
  public var people: [String]

  /// Whether the file still stands there as it was written; `nil` where it cannot be read.
  public var isUnchanged: Bool? {
    guard let bytes = try? AtomicFile.read(path) else { return nil }
    return Digest(sha256Of: bytes).hex == digest
  }

  static let action = "lock-quotes"

  struct Details: Codable {
    var path: String
    var people: [String]
    var quotes: Int
    var sha256: String
  }
}

extension StudySnapshot {
  /// All locks that were ever written, in order of time.
  ///
  /// Cost: reads the log.
  public func writtenLocks() throws -> [WrittenLock] {
    try log().filter { $0.action == WrittenLock.action }.compactMap { entry in
      guard
        let details = try? JSONDecoder().decode(
          WrittenLock.Details.self, from: Data(entry.details.utf8))
      else { return nil }
      return WrittenLock(
        at: entry.at, path: details.path, digest: details.sha256, quotes: details.quotes,
        people: details.people)
    }
  }

  /// The locks that use words of a person, by the full id (`fg2/P7`).
  public func writtenLocks(naming person: String) throws -> [WrittenLock] {
    try writtenLocks().filter { $0.people.contains(person) }
  }
}

extension StudyWriter {
  /// Writes a lock and records it: where, its digest, how many quotations of whom; no words.
  ///
  /// - Throws: `FileProblem`: then nothing is recorded.
  public func write(_ lock: QuoteLock, to path: String, key: QuoteKey) throws {
    let bytes = Array(lock.text(key: key).utf8)
    let details = WrittenLock.Details(
      path: URL(fileURLWithPath: path).standardizedFileURL.path,
      people: lock.people.map { index.fullID(session: $0.session, label: $0.label) }.sorted(),
      quotes: lock.entries.count, sha256: Digest(sha256Of: bytes).hex)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let json = String(decoding: try encoder.encode(details), as: UTF8.self)
    // A lock that the log did not know would escape a withdrawal; one that is only in the log is listed as
    // gone.
    try AtomicFile.write(bytes, to: path) {
      try database.transaction { transaction in
        _ = try transaction.appendLog(actor: actor, action: WrittenLock.action, details: json)
      }
    }
  }

  /// Writes a lock anew as the study now stands: places that moved are new, what was corrected or names
  /// somebody of `people` (full ids) is left out.
  ///
  /// - Returns: what became of each entry. The file is written where something is not intact.
  /// - Throws: `QuoteLockProblem`, ``QuoteKeyProblem``, `FileProblem`.
  @discardableResult
  public func reissueLock(at path: String, dropping people: Set<String> = []) throws -> LockRebase {
    try reissueLock(at: path) { [index] in
      people.contains(index.fullID(session: $0.session, label: $0.label))
    }
  }

  func reissueLock(
    at path: String, dropping isDropped: (StudyPeople.Person) -> Bool
  ) throws -> LockRebase {
    let key = try quoteKey().key
    let lock = try QuoteLock(parsing: try AtomicFile.read(path), key: key)
    let rebase = try lock.rebased(
      in: index, key: key, themes: try StudyThemes(database),
      dropping: lock.people.filter(isDropped))
    if rebase.lock != lock { try write(rebase.lock, to: path, key: key) }
    return rebase
  }
}
