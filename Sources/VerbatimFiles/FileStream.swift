import Glibc

/// A file that is read from front to back, piece by piece.
public final class FileStream {
  private let file: Int32
  private let path: String
  private var buffer: UnsafeMutableRawBufferPointer?
  private static let piece = 1 << 18
  /// Bytes by the file's own account when it was opened.
  public let size: Int

  public init(_ path: String) throws(FileProblem) {
    self.path = path
    file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { throw AtomicFile.failure(.open, path) }
    var status = stat()
    guard fstat(file, &status) == 0 else {
      let failure = AtomicFile.failure(.read, path)
      close(file)
      throw failure
    }
    size = Int(status.st_size)
  }

  deinit {
    close(file)
    buffer?.deallocate()
  }

  /// Reads what comes next into `buffer`, as much as there is room for; 0 at the end.
  public func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileProblem) -> Int {
    var done = 0
    while done < buffer.count {
      // Safety: the rest of the buffer.
      let count = Glibc.read(file, buffer.baseAddress.map { $0 + done }, buffer.count - done)
      if count == 0 { break }
      if count > 0 {
        done += count
      } else if errno != EINTR {
        throw AtomicFile.failure(.read, path)
      }
    }
    return done
  }

  /// The next piece, in a buffer small enough to stay in the cache, valid until the next call; `nil`
  /// at the end.
  public func next() throws(FileProblem) -> UnsafeRawBufferPointer? {
    let room = buffer ?? .allocate(byteCount: Self.piece, alignment: 64)
    buffer = room
    let count = try read(into: room)
    return count == 0 ? nil : UnsafeRawBufferPointer(rebasing: room[..<count])
  }
}
