import Glibc

/// A file of which parts are read by their offset, so that a large one is never in memory as a whole.
public final class RandomAccessFile: Sendable {
  public let path: String
  /// Bytes, when it was opened.
  public let size: Int
  private let descriptor: Int32

  /// - Throws: ``FileProblem``; also for what is no plain file.
  public init(_ path: String) throws(FileProblem) {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw AtomicFile.failure(.open, path) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw AtomicFile.failure(.read, path)
    }
    guard status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileProblem(operation: .open, path: path, errno: isFolder ? EISDIR : EINVAL)
    }
    self.descriptor = descriptor
    self.path = path
    size = Int(status.st_size)
  }

  deinit {
    close(descriptor)
  }

  /// The bytes from `offset` on, at most `count`: fewer where the file ends before.
  public func read(at offset: Int, count: Int) throws(FileProblem) -> [UInt8] {
    guard offset >= 0, count > 0, offset < size else { return [] }
    var bytes = [UInt8](repeating: 0, count: min(count, size - offset))
    var length = 0
    while length < bytes.count {
      // Safety: the range written is the rest of the array behind what is read.
      let got = bytes.withUnsafeMutableBytes {
        pread(
          descriptor, $0.baseAddress.map { $0 + length }, $0.count - length, off_t(offset + length))
      }
      if got == 0 { break }
      if got > 0 { length += got } else if errno != EINTR { throw AtomicFile.failure(.read, path) }
    }
    bytes.removeLast(bytes.count - length)
    return bytes
  }
}
