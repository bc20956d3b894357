import Glibc

/// A whole file mapped read-only: the only place that maps memory.
///
/// The bytes stay valid for as long as the object lives. A file that another program cuts short
/// while it is mapped makes the system send a signal; index files are immutable and replaced by
/// rename, so no program of ours does that.
public final class MappedFile: @unchecked Sendable {
  // Safety: the mapping is private and read-only, made in init and undone in deinit, and never
  // changes in between; sharing it between threads is sharing constant bytes.
  public let bytes: UnsafeRawBufferPointer
  public let path: String

  public init(path: String) throws(FileProblem) {
    // Without O_NONBLOCK, opening a pipe waits for its writer.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw AtomicFile.failure(.open, path) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw AtomicFile.failure(.read, path) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      throw FileProblem(operation: .open, path: path, errno: isFolder ? EISDIR : EINVAL)
    }
    let size = Int(status.st_size)
    self.path = path
    if size == 0 {
      bytes = UnsafeRawBufferPointer(start: nil, count: 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED
    else { throw AtomicFile.failure(.map, path) }
    bytes = UnsafeRawBufferPointer(start: base, count: size)
  }

  deinit {
    if let base = bytes.baseAddress {
      munmap(UnsafeMutableRawPointer(mutating: base), bytes.count)
    }
  }
}
