/// Ascending turns of many keys (terms, pairs of terms), gathered turn by turn.
///
/// A key's turns are varint deltas in slices of one pool, each slice twice as large as the one
/// before it up to 2 KiB, linked by their last four bytes: 1.3 bytes a turn and little waste, and the
/// end of a common key's turns stays in the cache. Cost: about 5 ns a turn.
final class PostingPool {
  private struct Key {
    /// The last turn plus one; 0 for none.
    var last: UInt32 = 0
    var count: UInt32 = 0
    var head: UInt32 = 0
    var next: UInt32 = 0
    var end: UInt32 = 0
    var sliceLength: UInt32 = 0
  }

  private static let firstSlice: UInt32 = 8
  private static let largestSlice: UInt32 = 2048

  let keyCount: Int
  private let keys: UnsafeMutablePointer<Key>
  @exclusivity(unchecked) private var pool: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var capacity = 1 << 16
  @exclusivity(unchecked) private var used: UInt32 = 0

  init(keyCount: Int) {
    self.keyCount = keyCount
    keys = .allocate(capacity: max(keyCount, 1))
    keys.initialize(repeating: Key(), count: keyCount)
    pool = .allocate(capacity: capacity)
  }

  deinit {
    keys.deallocate()
    pool.deallocate()
  }

  /// Turns of a key, each once.
  func count(_ key: Int) -> Int { Int(keys[key].count) }

  /// Adds a turn, which is the key's last one or behind it. Once is enough, more does no harm.
  @inline(__always)
  func add(_ key: Int, turn: UInt32) {
    let own = keys + key
    if own.pointee.last == turn &+ 1 { return }
    var delta = turn &- own.pointee.last
    own.pointee.last = turn &+ 1
    own.pointee.count &+= 1
    while true {
      if own.pointee.next == own.pointee.end { grow(own) }
      let place = Int(own.pointee.next)
      own.pointee.next &+= 1
      if delta < 0x80 {
        pool[place] = UInt8(truncatingIfNeeded: delta)
        return
      }
      pool[place] = UInt8(truncatingIfNeeded: delta) | 0x80
      delta >>= 7
    }
  }

  private func grow(_ key: UnsafeMutablePointer<Key>) {
    let isFirst = key.pointee.sliceLength == 0
    let length = isFirst ? Self.firstSlice : min(key.pointee.sliceLength * 2, Self.largestSlice)
    let start = used
    used += length
    if Int(used) > capacity {
      let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity + capacity / 2 + 4096)
      larger.update(from: pool, count: Int(start))
      pool.deallocate()
      pool = larger
      capacity += capacity / 2 + 4096
    }
    if isFirst {
      key.pointee.head = start
    } else {
      // Safety: the four bytes behind the slice's end belong to it.
      UnsafeMutableRawPointer(pool + Int(key.pointee.end)).storeBytes(of: start, as: UInt32.self)
    }
    key.pointee.sliceLength = length
    key.pointee.next = start
    key.pointee.end = start + length - 4
  }

  /// Writes a key's turns, ascending, to `output`, which has room for their count.
  func turns(_ key: Int, into output: UnsafeMutablePointer<UInt32>) {
    let count = Int(keys[key].count)
    if count == 0 { return }
    var place = Int(keys[key].head)
    var length = Self.firstSlice
    var end = place + Int(length) - 4
    var previous: UInt32 = 0
    for index in 0..<count {
      var delta: UInt32 = 0
      var shift: UInt32 = 0
      while true {
        if place == end {
          place = Int(UnsafeRawPointer(pool + end).loadUnaligned(as: UInt32.self))
          length = min(length * 2, Self.largestSlice)
          end = place + Int(length) - 4
        }
        let byte = UInt32(pool[place])
        place += 1
        delta |= (byte & 0x7F) << shift
        if byte < 0x80 { break }
        shift += 7
      }
      output[index] = previous &+ delta
      previous = output[index] &+ 1
    }
  }
}
