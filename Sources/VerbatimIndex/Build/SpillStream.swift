import Glibc
import VerbatimFiles

/// Bytes that are written once from front to back and read by ranges: in memory up to a limit, then
/// in a file without a name, which is gone with the process.
final class SpillStream {
  private let memory = ByteBuffer(capacity: 1 << 16)
  private var spilled = 0
  private var file: Int32 = -1
  private let limit: Int
  private let folder: String?

  /// - Parameters:
  ///   - folder: where the file goes; `nil`: everything stays in memory.
  ///   - limit: bytes kept in memory between two calls of ``spill()``.
  init(folder: String?, limit: Int) {
    self.folder = folder
    self.limit = limit
  }

  deinit {
    if file >= 0 { close(file) }
  }

  /// Bytes behind what is written that can be read: there is always room for them, so that several
  /// threads can read.
  static let padding = 64

  /// Bytes written so far.
  var count: Int { spilled + memory.count }

  /// Room for `bytes` more; ``advance(to:)`` says how much of it was used.
  @inline(__always)
  func room(_ bytes: Int) -> UnsafeMutablePointer<UInt8> { memory.room(bytes + Self.padding) }

  @inline(__always)
  func advance(to end: UnsafeMutablePointer<UInt8>) { memory.advance(to: end) }

  /// Moves what is over the limit to the file.
  func spill() throws(FileProblem) {
    guard memory.count > limit, let folder else { return }
    if file < 0 { file = try AtomicFile.openUnnamed(in: folder) }
    var done = 0
    while done < memory.count {
      // Safety: the rest of what is used.
      let written = pwrite(file, memory.base + done, memory.count - done, off_t(spilled + done))
      if written > 0 {
        done += written
      } else if errno != EINTR {
        throw AtomicFile.failure(.write, folder)
      }
    }
    spilled += memory.count
    memory.removeAll()
  }

  /// Forgets what was written from `offset` on.
  func truncate(to offset: Int) {
    if offset >= spilled {
      memory.advance(to: memory.base + (offset - spilled))
    } else {
      spilled = offset
      memory.removeAll()
    }
  }

  /// The bytes of a range that ends where ``spill()`` could be called, or before; ``padding`` more can be
  /// read. They are valid until the next change of the stream or of `scratch`, where they are put if
  /// they are in the file.
  func bytes(_ range: Range<Int>, scratch: ByteBuffer) throws -> UnsafeBufferPointer<UInt8> {
    if range.lowerBound >= spilled {
      let start = range.lowerBound - spilled
      return UnsafeBufferPointer(start: memory.base + start, count: range.count)
    }
    scratch.removeAll()
    let copy = scratch.room(range.count + Self.padding)
    var done = 0
    while done < range.count {
      // Safety: the rest of the copy.
      let read = pread(file, copy + done, range.count - done, off_t(range.lowerBound + done))
      if read > 0 {
        done += read
      } else if read == 0 || errno != EINTR {
        throw AtomicFile.failure(.read, folder ?? "")
      }
    }
    return UnsafeBufferPointer(start: copy, count: range.count)
  }
}
