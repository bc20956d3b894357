import Glibc

/// What the system refused, with the path and the reason it gave.
public struct FileProblem: Error, Sendable, Equatable {
  public enum Operation: String, Sendable {
    case open, read, write, sync, rename, remove, create, list, lock, map
  }

  public var operation: Operation
  public var path: String
  /// The error number of the C library.
  public var errno: Int32

  public init(_ operation: Operation, _ path: String, errno number: Int32 = Glibc.errno) {
    self.operation = operation
    self.path = path
    self.errno = number
  }
}
