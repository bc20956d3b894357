import CVectors

/// Ascending turns of many keys, gathered turn by turn.
///
/// A key's turns are differences of two bytes in slices of one pool, each slice twice as large as the one
/// before it up to 2 KiB, linked by their last four bytes: so there is little waste, and the end of a
/// common key's turns stays in the cache. Cost: about 4 ns a turn.
final class PostingPool {
  private struct Key {
    /// The last turn plus one; 0 for none.
    var last: UInt32 = 0
    var next: UInt32 = 0
    var end: UInt32 = 0
    var count: UInt32 = 0
    var head: UInt32 = 0
    var sliceLength: UInt32 = 0
  }

  private static let firstSlice: UInt32 = 16
  private static let largestSlice: UInt32 = 2048
  /// A difference that does not fit is this and four bytes more.
  private static let escape: UInt32 = 0xFFFF
  /// What an entry takes at most; a slice's rest that is smaller stays empty.
  private static let longest: UInt32 = 6

  private let keyCount: Int
  private let keys: UnsafeMutablePointer<Key>
  @exclusivity(unchecked) private var pool: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var memory: LargeMemory
  @exclusivity(unchecked) private var used: UInt32 = 0

  /// - Parameter turns: how many there will be at most, of all keys: memory is set aside for them, and
  ///   taken as they come.
  init(keyCount: Int, turns: Int) {
    self.keyCount = keyCount
    // Slices are filled to three quarters on average, small ones to less.
    memory = LargeMemory(count: min(turns * 3 + keyCount * 64 + 4096, 1 << 31))
    keys = .allocate(capacity: max(keyCount, 1))
    keys.initialize(repeating: Key(), count: keyCount)
    pool = memory.base.assumingMemoryBound(to: UInt8.self)
  }

  deinit {
    keys.deallocate()
    memory.deallocate()
  }

  /// Gives back what the turns have: nothing can be added or asked for from now on.
  func release() {
    memory.deallocate()
    memory = LargeMemory(count: 0)
    pool = memory.base.assumingMemoryBound(to: UInt8.self)
  }

  /// Turns of a key, each once.
  func count(_ key: Int) -> Int { Int(keys[key].count) }

  /// Has the end of a key's turns fetched.
  @inline(__always)
  func prefetch(_ key: Int) { verbatim_prefetch(pool + Int(keys[key].next)) }

  /// Adds a turn, which is the key's last one or behind it. Once is enough, more does no harm.
  @inline(__always)
  func add(_ key: Int, turn: UInt32) {
    let own = keys + key
    if own.pointee.next &+ Self.longest > own.pointee.end { grow(own) }
    let last = own.pointee.last
    let delta = turn &- last
    let isNew = last != turn &+ 1
    let place = UnsafeMutableRawPointer(pool + Int(own.pointee.next))
    if isNew, delta >= Self.escape { return addFar(own, delta, turn) }
    // Written whether it is new or not, so that there is no branch that cannot be foreseen.
    place.storeBytes(of: UInt16(truncatingIfNeeded: delta), as: UInt16.self)
    own.pointee.next &+= isNew ? 2 : 0
    own.pointee.count &+= isNew ? 1 : 0
    own.pointee.last = turn &+ 1
  }

  @inline(never)
  private func addFar(_ own: UnsafeMutablePointer<Key>, _ delta: UInt32, _ turn: UInt32) {
    let place = UnsafeMutableRawPointer(pool + Int(own.pointee.next))
    place.storeBytes(of: UInt16(Self.escape), as: UInt16.self)
    place.storeBytes(of: delta, toByteOffset: 2, as: UInt32.self)
    own.pointee.next &+= Self.longest
    own.pointee.count &+= 1
    own.pointee.last = turn &+ 1
  }

  private func grow(_ key: UnsafeMutablePointer<Key>) {
    let isFirst = key.pointee.sliceLength == 0
    let length = isFirst ? Self.firstSlice : min(key.pointee.sliceLength * 2, Self.largestSlice)
    let start = used
    used += length
    if Int(used) > memory.count {
      let larger = LargeMemory(count: memory.count + memory.count / 2 + 4096)
      larger.base.copyMemory(from: pool, byteCount: Int(start))
      memory.deallocate()
      memory = larger
      pool = larger.base.assumingMemoryBound(to: UInt8.self)
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
    let memory = UnsafeRawPointer(pool)
    for index in 0..<count {
      if place + Int(Self.longest) > end {
        place = Int(memory.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        length = min(length * 2, Self.largestSlice)
        end = place + Int(length) - 4
      }
      var delta = UInt32(memory.loadUnaligned(fromByteOffset: place, as: UInt16.self))
      place += 2
      if delta == Self.escape {
        delta = memory.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        place += 4
      }
      output[index] = previous &+ delta
      previous = output[index] &+ 1
    }
  }
}
