/// Turns that came in their order, each with a key, sorted by the keys: of a key, turns ascend. Reused.
final class SortedTurns {
  private let keyCount: Int
  /// Where each key's turns begin, and behind the last one their end.
  private let starts: UnsafeMutablePointer<Int>
  private let keys = ByteBuffer()
  private let found = ByteBuffer()
  private let sorted = ByteBuffer()

  /// - Parameter keyCount: at most 2¹⁶.
  init(keyCount: Int) {
    self.keyCount = keyCount
    starts = .allocate(capacity: keyCount + 2)
    starts.initialize(repeating: 0, count: keyCount + 2)
  }

  deinit { starts.deallocate() }

  func removeAll() {
    keys.removeAll()
    found.removeAll()
    starts.update(repeating: 0, count: keyCount + 2)
  }

  @inline(__always)
  func append(_ key: UInt16, _ turn: UInt32) {
    let keyRoom = keys.room(2)
    UnsafeMutableRawPointer(keyRoom).storeBytes(of: key, as: UInt16.self)
    keys.advance(to: keyRoom + 2)
    let room = found.room(4)
    UnsafeMutableRawPointer(room).storeBytes(of: turn, as: UInt32.self)
    found.advance(to: room + 4)
    // Two on, so that after the sums a key's place is one on, and after sorting where it belongs.
    starts[Int(key) + 2] &+= 1
  }

  /// Cost: three passes over what came.
  func sort() {
    for key in 0..<keyCount { starts[key + 2] &+= starts[key + 1] }
    sorted.removeAll()
    // Safety: memory from the allocator is aligned for any number; keys are below their count.
    let output = UnsafeMutableRawPointer(sorted.room(found.count))
      .assumingMemoryBound(to: UInt32.self)
    let keys = UnsafeRawPointer(self.keys.base).assumingMemoryBound(to: UInt16.self)
    let turns = UnsafeRawPointer(found.base).assumingMemoryBound(to: UInt32.self)
    for index in 0..<found.count / 4 {
      let place = starts + Int(keys[index]) + 1
      output[place.pointee] = turns[index]
      place.pointee &+= 1
    }
  }

  /// How often a key came.
  func count(_ key: Int) -> Int { starts[key + 1] - starts[key] }

  /// Writes a key's turns, each once, to `output`; returns how many there are.
  func turns(_ key: Int, into output: UnsafeMutablePointer<UInt32>) -> Int {
    let turns = UnsafeRawPointer(sorted.base).assumingMemoryBound(to: UInt32.self)
    var count = 0
    for index in starts[key]..<starts[key + 1] {
      let turn = turns[index]
      if count > 0, output[count - 1] == turn { continue }
      output[count] = turn
      count += 1
    }
    return count
  }
}
