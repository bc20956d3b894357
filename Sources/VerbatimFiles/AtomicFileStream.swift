import CProcess
import Glibc

/// A file that is written piece by piece and appears whole, under a name that may be known only at
/// the end. What is not committed is removed.
public final class AtomicFileStream {
  private let folder: String
  private let temporary: String
  private var file: Int32
  private var buffer: UnsafeMutableRawPointer
  private var used = 0
  private static let capacity = 1 << 18
  /// Bytes in the file, and how many of them are on their way to the disk.
  private var written = 0
  private var begun = 0
  /// So many more are sent on their way at once.
  private static let stretch = 1 << 23

  /// Makes the temporary file in `folder`, with access for its owner only.
  public init(in folder: String) throws(FileProblem) {
    self.folder = folder
    temporary = folder + "/" + AtomicFile.temporaryName(for: "stream")
    file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw AtomicFile.failure(.open, folder) }
    buffer = .allocate(byteCount: Self.capacity, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    guard file >= 0 else { return }
    close(file)
    unlink(temporary)
  }

  /// Appends bytes. Throws where the disk does not take them; the file is then good for nothing.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(FileProblem) {
    guard let base = bytes.baseAddress, bytes.count > 0 else { return }
    if bytes.count > Self.capacity - used {
      try flush()
      if bytes.count >= Self.capacity { return try write(base, bytes.count) }
    }
    // Safety: what is used and what comes fit the buffer.
    (buffer + used).copyMemory(from: base, byteCount: bytes.count)
    used += bytes.count
  }

  private func flush() throws(FileProblem) {
    try write(UnsafeRawPointer(buffer), used)
    used = 0
  }

  private func write(_ base: UnsafeRawPointer, _ count: Int) throws(FileProblem) {
    var offset = 0
    while offset < count {
      // Safety: the rest of the bytes given.
      let done = Glibc.write(file, base + offset, count - offset)
      if done > 0 {
        offset += done
      } else if errno != EINTR {
        throw AtomicFile.failure(.write, folder)
      }
    }
    written += count
    if written - begun >= Self.stretch {
      process_begin_writing(file, begun, written - begun)
      begun = written
    }
  }

  /// Brings everything to the disk and gives the file its name in its folder, in place of one that
  /// has it.
  public func commit(as name: String) throws(FileProblem) {
    try flush()
    let path = folder + "/" + name
    guard fsync(file) == 0 else { throw AtomicFile.failure(.synchronize, path) }
    guard rename(temporary, path) == 0 else { throw AtomicFile.failure(.rename, path) }
    close(file)
    file = -1
    try AtomicFile.synchronizeFolder(folder)
  }
}

extension AtomicFile {
  /// A file without a name in `folder`, open for reading and writing, which is gone when it is closed.
  package static func openUnnamed(in folder: String) throws(FileProblem) -> Int32 {
    let path = folder + "/" + temporaryName(for: "spill")
    let file = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(.open, folder) }
    unlink(path)
    return file
  }
}
