import Foundation
import Glibc
import VerbatimFiles

/// The right to write to a study, until this value ends.
///
/// What counts is the system's lock (`flock`) on the file `lock`, which ends with the process that
/// holds it; the file's content only tells a second writer who that is.
public struct StudyLock: ~Copyable, Sendable {
  /// Who writes.
  public struct Holder: Sendable, Equatable, Codable {
    public var host: String
    public var process: Int32
    /// Seconds since 1970.
    public var since: Int
    public var command: String

    public init(host: String, process: Int32, since: Int, command: String) {
      self.host = host
      self.process = process
      self.since = since
      self.command = command
    }
  }

  private let descriptor: Int32

  /// Takes the lock, at once unless it may wait. `command` is the name of what wants to write, for whoever
  /// comes second; no arguments, as they may hold people's words.
  ///
  /// - Parameter patience: milliseconds to wait for whoever holds it.
  public init(
    _ folder: StudyFolder, command: String, patience: Int = 0
  ) throws(StudyLockProblem) {
    let path = folder.lock
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .file(AtomicFile.failure(.open, path)) }
    var waited = 0
    while flock(file, LOCK_EX | LOCK_NB) != 0 {
      if errno == EINTR { continue }
      if errno == EWOULDBLOCK, waited < patience {
        // Uneven, so that two who wait do not keep step.
        let pause = Int.random(in: 5...20)
        usleep(UInt32(pause * 1000))
        waited += pause
        continue
      }
      let problem = AtomicFile.failure(.lock, path)
      let holder = Self.holder(descriptor: file, path: path)
      close(file)
      if problem.errno == EWOULDBLOCK { throw .held(by: holder) }
      throw .file(problem)
    }
    descriptor = file
    // Without its content the lock holds just as well: a full disk must not stop who makes room.
    let holder = Holder(
      host: ProcessInfo.processInfo.hostName, process: getpid(), since: time(nil),
      command: command)
    if let content = try? JSONEncoder().encode(holder) {
      ftruncate(file, 0)
      let bytes = Array(content)
      _ = bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }
    }
  }

  deinit {
    // The file stays: whoever removed it could remove one that another process has just locked.
    ftruncate(descriptor, 0)
    // Said outright: a process that another thread is just starting holds the descriptor as well,
    // until it has become its own program.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// Who writes to the study now, as far as the lock's content tells; `nil` where nobody does.
  public static func holder(of folder: StudyFolder) -> Holder? {
    let file = Glibc.open(folder.lock, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    if flock(file, LOCK_SH | LOCK_NB) == 0 { return nil }
    return holder(descriptor: file, path: folder.lock)
  }

  private static func holder(descriptor: Int32, path: String) -> Holder? {
    guard let bytes = try? AtomicFile.read(descriptor: descriptor, path: path) else { return nil }
    return try? JSONDecoder().decode(Holder.self, from: Data(bytes))
  }
}

public enum StudyLockProblem: Error, Sendable, Equatable {
  /// Another process writes; `nil` where it has not yet said who it is.
  case held(by: StudyLock.Holder?)
  case file(FileProblem)
}
