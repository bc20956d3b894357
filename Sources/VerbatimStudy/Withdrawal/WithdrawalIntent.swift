import Foundation
import VerbatimFiles
import VerbatimThemes

/// What a withdrawal that has begun leaves in the study until it has ended: enough to finish it, or to say
/// that nothing of it happened. No word of anybody: words are hashes under a key that goes with this file;
/// labels stand in it as long as it is there.
struct WithdrawalIntent: Codable {
  struct Person: Codable, Hashable {
    var session: String
    var label: String
  }

  /// A file outside of the study that is to be rewritten, by the digests of what it was and what it is to be
  /// (`nil` where nothing is left of it).
  struct Original: Codable, Equatable {
    var path: String
    var old: String
    var new: String?
  }

  var request: String
  var words: ErasedWords
  var certificate: WithdrawalCertificate
  /// Locks that were written.
  var locks: [String] = []
  /// Whose quotations leave them.
  var people: [Person] = []
  var originals: [Original] = []

  static func path(_ folder: StudyFolder) -> String { folder.path + "/withdrawal.json" }

  func write(_ folder: StudyFolder) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    try AtomicFile.write(Array(try encoder.encode(self)), to: Self.path(folder))
  }

  /// `nil` where none has begun.
  static func read(_ folder: StudyFolder) throws -> WithdrawalIntent? {
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path(folder))
    } catch {
      if error.cause == .notFound { return nil }
      throw error
    }
    guard let intent = try? JSONDecoder().decode(WithdrawalIntent.self, from: Data(bytes)) else {
      throw WithdrawalProblem.damagedIntent(path: path(folder))
    }
    return intent
  }

  static func remove(_ folder: StudyFolder) throws {
    // Half overwritten under its own name it would pass for a damaged one; under a temporary one the next
    // writer removes it.
    guard let aside = try AtomicFile.setAside(path(folder)) else { return }
    try Overwriting.remove(aside)
  }

  /// Whether the database has the change: the log entry is of the same transaction.
  static func isCommitted(_ request: String, _ database: StudyDatabase) throws -> Bool {
    try database.read { snapshot in
      try snapshot.log().contains { entry in
        entry.action == "withdraw" && LogObject.object(entry)?["request"] as? String == request
      }
    }
  }
}

extension Study {
  /// The request of a withdrawal that was interrupted, or that is going on. Cost: a look for a file.
  public func pendingWithdrawal() -> String? {
    guard FileManager.default.fileExists(atPath: WithdrawalIntent.path(folder)) else { return nil }
    return (try? WithdrawalIntent.read(folder))?.request ?? "?"
  }
}

/// Removes a file whose bytes nobody is to read again: overwritten first. On a disk that writes elsewhere
/// (flash, copy-on-write) the old blocks may stay until they are used again: the certificate says so.
enum Overwriting {
  static func remove(_ path: String) throws {
    if let handle = FileHandle(forUpdatingAtPath: path) {
      let size = (try? handle.seekToEnd()) ?? 0
      try? handle.seek(toOffset: 0)
      let block = Data(count: 1 << 16)
      var done: UInt64 = 0
      while done < size {
        let count = min(UInt64(block.count), size - done)
        try? handle.write(contentsOf: block.prefix(Int(count)))
        done += count
      }
      try? handle.synchronize()
      try? handle.close()
    }
    try AtomicFile.remove(path)
  }
}
