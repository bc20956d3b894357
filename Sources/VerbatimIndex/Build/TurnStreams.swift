/// Streams of turns with a key each, as one thread gathers them turn by turn: for what has too many keys for
/// lists of their own.
///
/// ```
/// entry = u32 key + 2^(key bits) × min(turns on, far) , [ u32 turns on ] ;      far: all bits set
/// ```
final class TurnStreams {
  private let keyBits: UInt32
  private let far: UInt32
  private let streams: ByteStreams
  /// By stream, the turn of its last entry.
  private let last: UnsafeMutablePointer<UInt32>

  /// - Parameter keyBits: bits of a key, at most 16.
  init(count: Int, keyBits: Int) {
    self.keyBits = UInt32(keyBits)
    far = .max >> UInt32(keyBits)
    streams = ByteStreams(count: count)
    last = .allocate(capacity: max(count, 1))
    last.initialize(repeating: 0, count: count)
  }

  deinit { last.deallocate() }

  /// Gives the entries back: nothing can be added or asked for from now on.
  func release() { streams.release() }

  /// Adds a key's turn, which is the stream's last one or behind it. Cost: about 2 ns.
  @inline(__always)
  func add(_ key: UInt32, turn: UInt32, to stream: Int) {
    let delta = turn &- last[stream]
    last[stream] = turn
    let room = streams.room(stream)
    UnsafeMutableRawPointer(room).storeBytes(
      of: key | min(delta, far) &<< keyBits, as: UInt32.self)
    guard delta < far else {
      UnsafeMutableRawPointer(room + 4).storeBytes(of: delta, as: UInt32.self)
      return streams.advance(stream, to: room + 8)
    }
    streams.advance(stream, to: room + 4)
  }

  /// Sorts what several threads gathered in a stream by key; of a key, turns ascend. Cost: a few passes over it.
  ///
  /// - Parameter all: of which no two have entries of one turn.
  static func sort(_ stream: Int, of all: [TurnStreams], into sorted: SortedTurns) {
    sorted.removeAll()
    var cursors = all.map { Cursor($0, stream) }.filter { !$0.isAtEnd }
    while !cursors.isEmpty {
      // What a thread gathered in a row comes in a row.
      var least = 0
      for index in cursors.indices where cursors[index].turn < cursors[least].turn { least = index }
      var limit = UInt32.max
      for index in cursors.indices where index != least { limit = min(limit, cursors[index].turn) }
      if !cursors[least].move(to: sorted, before: limit) { cursors.remove(at: least) }
    }
    sorted.sort()
  }

  /// Goes through the entries of a stream.
  private struct Cursor {
    private let slices: [UnsafeRawBufferPointer]
    private let keyBits: UInt32
    private let far: UInt32
    private var slice = 0
    private var offset = 0
    private(set) var turn: UInt32 = 0
    private var key: UInt16 = 0
    private(set) var isAtEnd = false

    init(_ streams: TurnStreams, _ stream: Int) {
      slices = streams.streams.slices(of: stream)
      keyBits = streams.keyBits
      far = streams.far
      isAtEnd = !advance()
    }

    /// Moves to the next entry; false where there is none.
    @inline(__always)
    private mutating func advance() -> Bool {
      while slice < slices.count {
        let bytes = slices[slice]
        if offset < bytes.count {
          let entry = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
          var delta = entry &>> keyBits
          offset += 4
          if delta == far {
            delta = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
            offset += 4
          }
          key = UInt16(truncatingIfNeeded: entry & (1 &<< keyBits &- 1))
          turn &+= delta
          return true
        }
        slice += 1
        offset = 0
      }
      return false
    }

    /// Appends the entries of turns up to `limit`, at least one; false where none is left.
    mutating func move(to sorted: SortedTurns, before limit: UInt32) -> Bool {
      repeat {
        sorted.append(key, turn)
        if !advance() { return false }
      } while turn < limit
      return true
    }
  }
}
