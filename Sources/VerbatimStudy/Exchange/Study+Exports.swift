import Foundation
import VerbatimThemes

extension Study {
  /// Notes in the log which files a command wrote outside of the study, those of them that are there. A
  /// withdrawal lists them.
  ///
  /// - Throws: ``StudyLockProblem`` where another process writes.
  public func noteExport(_ paths: [String], actor: String) throws {
    let there = paths.filter { FileManager.default.fileExists(atPath: $0) }.map {
      URL(fileURLWithPath: $0).standardizedFileURL.path
    }
    guard !there.isEmpty else { return }
    let lock = try StudyLock(folder, command: "export")
    defer { withExtendedLifetime(lock) {} }
    let database = try StudyDatabase.open(at: folder.database, access: .readWrite)
    _ = try database.transaction { transaction in
      try transaction.appendLog(
        actor: actor, action: "export", details: LogObject.json(["paths": there]))
    }
  }
}
