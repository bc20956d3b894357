import Glibc
import VerbatimCorpus
import VerbatimFiles
import VerbatimIndex
import VerbatimThemes

/// A copy of a study that is whole: one state, every byte compared, and checked before it has its name.
///
/// A backup is a study itself: it can be searched, and a backup of it restores it anywhere.
public struct StudyBackup: Sendable {
  public var path: String
  public var files = 0
  public var bytes = 0
  /// Secrets of the study that the copy does not have, as paths in the study: a copy is often for others or
  /// elsewhere. The owner keeps them apart.
  public var leftOut: [String] = []
  /// What the check of the copy looked at.
  public var check: StudyCheck
}

public enum BackupProblem: Error, Sendable {
  /// There is something of that name.
  case exists(path: String)
  /// The target lies inside the study, or the other way round.
  case inside(path: String)
  /// The copy, and so the study, is not whole; nothing was left behind.
  case notWhole([StudyCheck.Finding])
}

extension StudyWriter {
  /// Copies the study to `target`, which must not be there. Whoever writes waits meanwhile. Killed, it
  /// leaves a folder beside the target whose name begins with a period, and no target; the log may then
  /// name a backup that is not there.
  ///
  /// - Throws: ``BackupProblem``, and what reading and writing throw.
  public func backUp(
    to target: String, progress: (Progress) -> Void = { _ in }
  ) throws -> StudyBackup {
    let (parent, name) = AtomicFile.split(target)
    guard lstatExists(target) == false else { throw BackupProblem.exists(path: target) }
    try AtomicFile.createFolder(parent)
    guard !isInside(parent) else { throw BackupProblem.inside(path: target) }
    let work =
      parent + "/." + name + "." + String(UInt64.random(in: 0...UInt64.max), radix: 16) + ".tmp"
    do {
      let counted = try copy(to: work)
      let copy = Study.open(try StudyFolder.open(at: work))
      let check = try StudyCheck(copy, progress: progress)
      guard check.findings.isEmpty else { throw BackupProblem.notWhole(check.findings) }
      // The log first: a copy of people's words that it did not know would escape a withdrawal.
      _ = try database.transaction { transaction in
        try transaction.appendLog(
          actor: actor, action: "backup", details: LogObject.json(["path": absolute(target)]))
      }
      guard renameNew(work, target) else {
        throw [EEXIST, ENOTEMPTY, ENOTDIR].contains(errno)
          ? BackupProblem.exists(path: target) as any Error
          : AtomicFile.failure(.rename, target) as any Error
      }
      try AtomicFile.synchronize(folder: parent)
      return StudyBackup(
        path: target, files: counted.files, bytes: counted.bytes, leftOut: secrets(), check: check)
    } catch {
      removeTree(work)
      // Who asked knows the target, not what it was called until it was whole.
      guard let problem = error as? FileProblem, problem.path.hasPrefix(work) else { throw error }
      throw FileProblem(
        operation: problem.operation, path: target + problem.path.dropFirst(work.count),
        errno: problem.errno)
    }
  }

  private func copy(to work: String) throws -> (files: Int, bytes: Int) {
    let folder = study.folder
    var files = 0
    var bytes = 0
    func take(_ name: String) throws {
      let content = try AtomicFile.read(folder.path + "/" + name)
      try AtomicFile.writeInBatch(content, to: work + "/" + name)
      files += 1
      bytes += content.count
    }
    for part in ["", "/sources", "/index"] { try AtomicFile.createFolder(work + part) }
    try take("study.json")
    if lstatExists(folder.lintAllow) { try take(AtomicFile.split(folder.lintAllow).name) }
    for digest in try study.sources.list() {
      // Proven here, so that a damaged source is not handed on.
      let content = try study.sources.read(digest)
      try AtomicFile.writeInBatch(content, to: work + "/sources/" + digest.hex)
      files += 1
      bytes += content.count
    }
    for entry in index.manifest.entries { try take("index/" + entry.file) }
    try AtomicFile.writeInBatch(
      Array(index.manifest.text.utf8), to: work + "/index/" + Manifest.fileName)
    if AtomicFile.isFolder(folder.path + "/certificates") {
      try AtomicFile.createFolder(work + "/certificates")
      for name in try AtomicFile.list(folder.path + "/certificates") {
        try take("certificates/" + name)
      }
    }
    try database.copy(to: work + "/study.sqlite")
    try secure(work + "/study.sqlite")
    files += 2
    bytes += try AtomicFile.read(work + "/study.sqlite").count
    for part in ["/sources", "/index", "/certificates", ""]
    where AtomicFile.isFolder(work + part) {
      try AtomicFile.synchronize(AtomicFile.list(work + part), in: work + part)
    }
    return (files, bytes)
  }

  private func secrets() -> [String] {
    let folder = study.folder
    return [folder.quoteKey, folder.lintKey].filter { lstatExists($0) }
      .map { String($0.dropFirst(folder.path.count + 1)) }
  }

  /// For its owner only, and on the disk.
  private func secure(_ path: String) throws {
    chmod(path, 0o600)
    let file = open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { throw AtomicFile.failure(.open, path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw AtomicFile.failure(.synchronize, path) }
  }

  private func lstatExists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether a folder is the study's or below it.
  private func isInside(_ folder: String) -> Bool {
    let (own, other) = (real(study.folder.path), real(folder))
    return other == own || other.hasPrefix(own + "/")
  }

  private func real(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }

  private func absolute(_ path: String) -> String {
    let (folder, name) = AtomicFile.split(path)
    return real(folder) + "/" + name
  }

  /// Renames where nothing has the name; the system refuses a file or a folder that is not empty and
  /// came meanwhile.
  private func renameNew(_ from: String, _ to: String) -> Bool {
    rename(from, to) == 0
  }

  /// A folder of our own making, two levels deep.
  private func removeTree(_ folder: String) {
    for part in ["/sources", "/index", "/certificates", ""] {
      guard AtomicFile.isFolder(folder + part) else { continue }
      try? AtomicFile.removeTemporaries(in: folder + part)
      for name in (try? AtomicFile.list(folder + part)) ?? [] { unlink(folder + part + "/" + name) }
      rmdir(folder + part)
    }
  }
}
