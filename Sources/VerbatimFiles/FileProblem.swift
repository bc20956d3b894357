import Glibc

/// What the system refused, and where.
public struct FileProblem: Error, Sendable, Equatable {
  public enum Operation: String, Sendable {
    case open, read, write, synchronize, rename, remove, createFolder, list, lock, map
  }

  /// The causes that a person can do something about.
  public enum Cause: Sendable, Equatable {
    case diskFull, noPermission, readOnly, notFound, notAFolder, other
  }

  public var operation: Operation
  public var path: String
  /// The number that the system gave.
  public var errno: Int32

  public init(operation: Operation, path: String, errno: Int32) {
    self.operation = operation
    self.path = path
    self.errno = errno
  }

  public var cause: Cause {
    switch errno {
    case ENOSPC, EDQUOT: .diskFull
    case EACCES, EPERM: .noPermission
    case EROFS: .readOnly
    case ENOENT: .notFound
    case ENOTDIR: .notAFolder
    default: .other
    }
  }
}
