import Glibc
import VerbatimFiles

/// Bytes that are written once from front to back and read by ranges: the first of them in memory up to a
/// limit, the rest in a file without a name, which is gone with the process.
final class SpillStream {
  /// The first bytes, as soon as there are more of them than the limit.
  private let head = ByteBuffer(capacity: 1)
  @exclusivity(unchecked) private var hasHead = false
  /// Bytes in the file, which stand behind the head.
  @exclusivity(unchecked) private var spilled = 0
  /// Bytes before those of ``memory``.
  @exclusivity(unchecked) private var start = 0
  /// The last bytes.
  private let memory = ByteBuffer(capacity: 1 << 16)
  private var file: Int32 = -1
  private let limit: Int
  private let folder: String?
  /// Bytes that go to the file at once: few enough to be near when they do.
  private static let piece = 1 << 20

  /// - Parameters:
  ///   - folder: where the file goes; `nil`: everything stays in memory.
  ///   - limit: bytes kept in memory, beside a piece and what comes between two calls of ``spill()``.
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
  var count: Int { start + memory.count }

  /// Room for `bytes` more; ``advance(to:)`` says how much of it was used.
  @inline(__always)
  func room(_ bytes: Int) -> UnsafeMutablePointer<UInt8> { memory.room(bytes + Self.padding) }

  @inline(__always)
  func advance(to end: UnsafeMutablePointer<UInt8>) { memory.advance(to: end) }

  /// Moves what is over the limit to the file.
  func spill() throws(FileProblem) {
    guard let folder, memory.count > (hasHead ? min(limit, Self.piece) : limit) else { return }
    if !hasHead {
      head.exchange(with: memory)
      hasHead = true
      start = head.count
      return
    }
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
    start += memory.count
    memory.removeAll()
  }

  /// Forgets what was written from `offset` on.
  func truncate(to offset: Int) {
    if offset >= start { return memory.advance(to: memory.base + (offset - start)) }
    if offset < head.count {
      memory.exchange(with: head)
      head.release()
      hasHead = false
      spilled = 0
      start = 0
      memory.advance(to: memory.base + offset)
      return
    }
    memory.removeAll()
    spilled -= start - offset
    start = offset
  }

  /// Gives everything back: nothing can be written or read from now on.
  func release() {
    head.release()
    memory.release()
    if file >= 0 { close(file) }
    file = -1
  }

  /// The bytes of a range that ends where ``spill()`` could be called, or before; ``padding`` more can be
  /// read. They are valid until the next change of the stream or of `scratch`, where they are put if
  /// they are in the file.
  func bytes(_ range: Range<Int>, scratch: ByteBuffer) throws -> UnsafeBufferPointer<UInt8> {
    if range.lowerBound >= start {
      return UnsafeBufferPointer(
        start: memory.base + (range.lowerBound - start), count: range.count)
    }
    let inMemory = head.count
    if range.lowerBound < inMemory {
      return UnsafeBufferPointer(start: head.base + range.lowerBound, count: range.count)
    }
    scratch.removeAll()
    let copy = scratch.room(range.count + Self.padding)
    var done = 0
    while done < range.count {
      // Safety: the rest of the copy.
      let place = off_t(range.lowerBound - inMemory + done)
      let read = pread(file, copy + done, range.count - done, place)
      if read > 0 {
        done += read
      } else if read == 0 || errno != EINTR {
        throw AtomicFile.failure(.read, folder ?? "")
      }
    }
    return UnsafeBufferPointer(start: copy, count: range.count)
  }
}
