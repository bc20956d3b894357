import CVectors

/// Streams of turns with a key each, as one thread gathers them turn by turn: for what has too many keys for
/// lists of their own.
///
/// Entries (`cs_add_to_streams`) stand in slices of large pieces of memory: what is written stays where it is,
/// and the ends of all streams together stay in the cache.
///
/// ```
/// entry = u16 or u32 key + 2^(key bits) × min(turns on, far) , [ u32 turns on ] ;      far: all bits set
/// ```
final class TurnStreams {
  /// What of a stream is only touched where it grows, and where it is read.
  private struct Stream {
    /// What is complete, in order.
    var slices: [UnsafeRawBufferPointer] = []
    /// Where what is not begins.
    var start: UnsafeMutablePointer<UInt8>?
  }

  private static let slice = 4096
  private static let firstSlice = 256
  private static let piece = 2 << 20

  private let entries: cs_entries
  private let count: Int
  private let ends: UnsafeMutablePointer<cs_stream>
  /// Beside each end. Behind a pointer, since several threads read streams at once, each its own.
  private let streams: UnsafeMutablePointer<Stream>
  private var pieces: [LargeMemory] = []
  /// Bytes of the last piece that are taken.
  private var taken = 0

  /// - Parameters:
  ///   - count: of streams, at most 2¹⁶.
  ///   - keyBits: bits of a key, at most 16.
  ///   - width: bytes of an entry, 2 or 4: more than a key has.
  init(count: Int, keyBits: Int, width: Int) {
    self.count = count
    entries = cs_entries(keyBits: UInt32(keyBits), width: UInt32(width))
    ends = .allocate(capacity: max(count, 1))
    ends.initialize(repeating: cs_stream(), count: max(count, 1))
    streams = .allocate(capacity: max(count, 1))
    streams.initialize(repeating: Stream(), count: count)
  }

  deinit {
    ends.deallocate()
    streams.deinitialize(count: count)
    streams.deallocate()
    for piece in pieces { piece.deallocate() }
  }

  /// Gives the entries back: nothing can be added or asked for from now on.
  func release() {
    for piece in pieces { piece.deallocate() }
    pieces = []
  }

  /// Has the ends fetched to which ``add(_:count:turn:)`` will write.
  @inline(__always)
  func prefetch(_ values: UnsafePointer<UInt32>, count: Int) {
    cs_fetch_streams(ends, values, count)
  }

  /// Adds a turn, which is a stream's last one or behind it. Cost: about 2 ns a value.
  ///
  /// - Parameter values: a stream's number times 2¹⁶, and the key.
  @inline(__always)
  func add(_ values: UnsafePointer<UInt32>, count: Int, turn: UInt32) {
    var done = 0
    while true {
      done = cs_add_to_streams(ends, entries, values, done, count, turn)
      if done == count { return }
      grow(Int(values[done] >> CS_STREAM_SHIFT))
    }
  }

  @inline(never)
  private func grow(_ stream: Int) {
    close(stream)
    let length = streams[stream].slices.isEmpty ? Self.firstSlice : Self.slice
    if pieces.isEmpty || taken + length > Self.piece {
      pieces.append(LargeMemory(count: Self.piece))
      taken = 0
    }
    let start = pieces[pieces.count - 1].base.assumingMemoryBound(to: UInt8.self) + taken
    taken += length
    streams[stream].start = start
    ends[stream].next = start
    ends[stream].end = start + length
  }

  private func close(_ stream: Int) {
    guard let start = streams[stream].start, let next = ends[stream].next, next > start
    else { return }
    streams[stream].slices.append(UnsafeRawBufferPointer(start: start, count: next - start))
    streams[stream].start = next
  }

  /// Sorts what several threads gathered in a stream by key; of a key, turns ascend. Cost: a few passes over it.
  ///
  /// Several threads may sort streams at once, each another one.
  ///
  /// - Parameter all: of which no two have entries of one turn.
  static func sort(_ stream: Int, of all: [TurnStreams], into sorted: SortedTurns) {
    let parts = all.map { own in
      own.close(stream)
      return own.streams[stream].slices
    }
    guard let entries = all.first?.entries else { return }
    sorted.sort(parts.filter { !$0.isEmpty }, entries)
  }
}
