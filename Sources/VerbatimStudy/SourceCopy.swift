import Dispatch
import VerbatimCorpus
import VerbatimDigest
import VerbatimFiles

/// Copies a file and computes its digest, of the same bytes; with a second thread the digest of one piece
/// is computed while the piece is written and the next is read.
struct SourceCopy {
  private static let pieceLength = 1 << 18

  /// Safety: changed by one piece at a time, in their order.
  private final class Hash: @unchecked Sendable {
    private var hash = SHA256()
    func update(_ piece: Piece) { hash.update(piece.bytes) }
    func finish() -> Digest {
      var whole = SHA256()
      swap(&whole, &hash)
      return whole.finish()
    }
  }

  /// Safety: the buffer is not written before the hash has taken it.
  private struct Piece: @unchecked Sendable {
    let bytes: UnsafeRawBufferPointer
  }

  let threads: Int

  /// Throws ``FileProblem`` where the file cannot be read, ``SourceStoreProblem`` where it cannot be
  /// written. Cost: a pass, in two buffers.
  func copy(
    _ source: FileStream, to copy: AtomicFileStream
  ) throws -> (digest: Digest, size: Int) {
    let queue = threads > 1 ? DispatchQueue(label: "verbatim.digest") : nil
    let all = UnsafeMutableRawBufferPointer.allocate(
      byteCount: 2 * Self.pieceLength, alignment: 64)
    defer {
      queue?.sync {}
      all.deallocate()
    }
    let hash = Hash()
    // By buffer: whether its piece is still looked at.
    let busy = [DispatchGroup(), DispatchGroup()]
    var size = 0
    var next = 0
    while true {
      busy[next].wait()
      let buffer = UnsafeMutableRawBufferPointer(
        rebasing: all[next * Self.pieceLength..<(next + 1) * Self.pieceLength])
      let count = try source.read(into: buffer)
      if count == 0 { break }
      let piece = Piece(bytes: UnsafeRawBufferPointer(rebasing: buffer[..<count]))
      if let queue {
        queue.async(group: busy[next]) { hash.update(piece) }
      } else {
        hash.update(piece)
      }
      do {
        try copy.write(piece.bytes)
      } catch {
        throw SourceStoreProblem.file(error)
      }
      size += count
      next = 1 - next
    }
    queue?.sync {}
    return (digest: hash.finish(), size: size)
  }
}
