/// Several streams of bytes that grow at their ends, in slices of large pieces of memory: what is
/// written stays where it is, and the ends of all streams together stay in the cache.
final class ByteStreams {
  private struct Stream {
    var next: UnsafeMutablePointer<UInt8>?
    var end: UnsafeMutablePointer<UInt8>?
    /// Where the slice that grows begins.
    var start: UnsafeMutablePointer<UInt8>?
    var slices: [UnsafeRawBufferPointer] = []
  }

  private static let slice = 4096
  private static let firstSlice = 256
  private static let piece = 2 << 20
  /// What can be written between two calls of ``room(_:)``.
  static let mostAtOnce = 16

  private let streams: UnsafeMutablePointer<Stream>
  let count: Int
  private var pieces: [LargeMemory] = []
  private var free = 0

  init(count: Int) {
    self.count = count
    streams = .allocate(capacity: max(count, 1))
    streams.initialize(repeating: Stream(), count: count)
  }

  deinit {
    streams.deinitialize(count: count)
    streams.deallocate()
    for piece in pieces { piece.deallocate() }
  }

  /// Gives back what was written: nothing can be written or asked for from now on.
  func release() {
    for piece in pieces { piece.deallocate() }
    pieces = []
  }

  /// Room for ``mostAtOnce`` bytes at the end of a stream; ``advance(_:to:)`` says how many were used.
  @inline(__always)
  func room(_ stream: Int) -> UnsafeMutablePointer<UInt8> {
    let own = streams + stream
    if let next = own.pointee.next, let end = own.pointee.end, end - next >= Self.mostAtOnce {
      return next
    }
    return grow(own)
  }

  @inline(__always)
  func advance(_ stream: Int, to end: UnsafeMutablePointer<UInt8>) {
    streams[stream].next = end
  }

  @inline(never)
  private func grow(_ own: UnsafeMutablePointer<Stream>) -> UnsafeMutablePointer<UInt8> {
    close(own)
    let length = own.pointee.slices.isEmpty ? Self.firstSlice : Self.slice
    if pieces.isEmpty || free + length > Self.piece {
      pieces.append(LargeMemory(count: Self.piece))
      free = 0
    }
    let start = pieces[pieces.count - 1].base.assumingMemoryBound(to: UInt8.self) + free
    free += length
    own.pointee.start = start
    own.pointee.next = start
    own.pointee.end = start + length
    return start
  }

  private func close(_ own: UnsafeMutablePointer<Stream>) {
    guard let start = own.pointee.start, let next = own.pointee.next, next > start else { return }
    own.pointee.slices.append(UnsafeRawBufferPointer(start: start, count: next - start))
    own.pointee.start = next
  }

  /// What was written to a stream, in pieces between which no call of ``room(_:)`` was torn. For one thread
  /// at a time.
  func slices(of stream: Int) -> [UnsafeRawBufferPointer] {
    close(streams + stream)
    return streams[stream].slices
  }
}
