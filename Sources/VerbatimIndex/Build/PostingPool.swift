import CVectors

/// Ascending turns of many keys, gathered turn by turn.
///
/// A key's turns are differences of two bytes (`cs_add_to_lists`) in slices of one pool, each slice twice as
/// large as the one before it up to 2 KiB, linked by their last four bytes: so there is little waste, and the
/// end of a common key's turns stays in the cache. Cost: about 4 ns a turn.
final class PostingPool {
  private static let firstSlice: UInt32 = 16
  private static let largestSlice: UInt32 = 2048

  private let keyCount: Int
  private let lists: UnsafeMutablePointer<cs_list>
  @exclusivity(unchecked) private var pool: UnsafeMutablePointer<UInt8>
  @exclusivity(unchecked) private var memory: LargeMemory
  @exclusivity(unchecked) private var used: UInt32 = 0

  /// - Parameter turns: how many there will be at most, of all keys: memory is set aside for them, and
  ///   taken as they come.
  init(keyCount: Int, turns: Int) {
    self.keyCount = keyCount
    // Slices are filled to three quarters on average, small ones to less.
    memory = LargeMemory(count: min(turns * 3 + keyCount * 64 + 4096, 1 << 31))
    lists = .allocate(capacity: max(keyCount, 1))
    lists.initialize(repeating: cs_list(), count: keyCount)
    pool = memory.base.assumingMemoryBound(to: UInt8.self)
  }

  deinit {
    lists.deallocate()
    memory.deallocate()
  }

  /// Gives back what the turns have: nothing can be added or asked for from now on.
  func release() {
    memory.deallocate()
    memory = LargeMemory(count: 0)
    pool = memory.base.assumingMemoryBound(to: UInt8.self)
  }

  /// Turns of a key, each once.
  func count(_ key: Int) -> Int { Int(lists[key].count) }

  /// Has the ends of the keys' turns fetched.
  @inline(__always)
  func prefetch(_ keys: UnsafePointer<UInt32>, count: Int) {
    cs_fetch_lists(lists, pool, keys, count)
  }

  /// Adds a turn, which is a key's last one or behind it. Once is enough, more does no harm.
  @inline(__always)
  func add(_ keys: UnsafePointer<UInt32>, count: Int, turn: UInt32) {
    var done = 0
    while true {
      done = cs_add_to_lists(lists, pool, keys, done, count, turn)
      if done == count { return }
      grow(lists + Int(keys[done]))
    }
  }

  @inline(never)
  private func grow(_ list: UnsafeMutablePointer<cs_list>) {
    let isFirst = list.pointee.slice == 0
    let length = isFirst ? Self.firstSlice : min(list.pointee.slice * 2, Self.largestSlice)
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
      list.pointee.head = start
    } else {
      // Safety: the four bytes behind the slice's end belong to it.
      UnsafeMutableRawPointer(pool + Int(list.pointee.end)).storeBytes(of: start, as: UInt32.self)
    }
    list.pointee.slice = length
    list.pointee.next = start
    list.pointee.end = start + length - 4
  }

  /// Writes a key's turns, ascending, to `output`, which has room for their count.
  func turns(_ key: Int, into output: UnsafeMutablePointer<UInt32>) {
    let count = Int(lists[key].count)
    if count == 0 { return }
    var place = Int(lists[key].head)
    var length = Self.firstSlice
    var end = place + Int(length) - 4
    var previous: UInt32 = 0
    let memory = UnsafeRawPointer(pool)
    for index in 0..<count {
      if place + Int(CS_LIST_ENTRY) > end {
        place = Int(memory.loadUnaligned(fromByteOffset: end, as: UInt32.self))
        length = min(length * 2, Self.largestSlice)
        end = place + Int(length) - 4
      }
      var delta = UInt32(memory.loadUnaligned(fromByteOffset: place, as: UInt16.self))
      place += 2
      if delta == CS_LIST_FAR {
        delta = memory.loadUnaligned(fromByteOffset: place, as: UInt32.self)
        place += 4
      }
      output[index] = previous &+ delta
      previous = output[index] &+ 1
    }
  }
}
