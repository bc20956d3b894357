import CVectors

/// Turns with a key each, sorted by the keys: of a key, turns ascend. Reused.
final class SortedTurns {
  private let keyCount: Int
  /// Where each key's turns begin, and behind the last one their end.
  private let starts: UnsafeMutablePointer<Int>
  private let came = Run()
  private let sorted = ByteBuffer()

  /// Turns that ascend, and the key of each.
  final class Run {
    private let keyBytes = ByteBuffer()
    private let turnBytes = ByteBuffer()
    private(set) var count = 0

    init() {}

    /// The entries of a stream (``TurnStreams``).
    convenience init(_ slices: [UnsafeRawBufferPointer], _ entries: cs_entries) {
      self.init()
      append(slices, entries)
    }

    // Safety: memory from the allocator is aligned for any number.
    var keys: UnsafeMutablePointer<UInt16> {
      UnsafeMutableRawPointer(keyBytes.base).assumingMemoryBound(to: UInt16.self)
    }

    var turns: UnsafeMutablePointer<UInt32> {
      UnsafeMutableRawPointer(turnBytes.base).assumingMemoryBound(to: UInt32.self)
    }

    func removeAll() {
      keyBytes.removeAll()
      turnBytes.removeAll()
      count = 0
    }

    func append(_ slices: [UnsafeRawBufferPointer], _ entries: cs_entries) {
      room(slices.reduce(0) { $0 + $1.count / Int(entries.width) })
      var turn: UInt32 = 0
      var end = count
      for slice in slices {
        // Safety: raw memory is read as bytes; there is room for all entries that they may hold.
        let base = slice.baseAddress?.assumingMemoryBound(to: UInt8.self)
        end += cs_read_stream(entries, base, slice.count, &turn, keys + end, turns + end)
      }
      advance(to: end)
    }

    /// Brings runs together, no two of which have a turn in common.
    func append(merging runs: [Run]) {
      room(runs.reduce(0) { $0 + $1.count })
      let (keys, turns) = (keys, turns)
      var places = Array(repeating: 0, count: runs.count)
      var left = runs.indices.filter { runs[$0].count > 0 }
      var end = count
      while let first = left.first {
        // What a thread gathered in a row comes in a row.
        var least = first
        for run in left where runs[run].turns[places[run]] < runs[least].turns[places[least]] {
          least = run
        }
        var limit = UInt32.max
        for run in left where run != least { limit = min(limit, runs[run].turns[places[run]]) }
        let (ownKeys, ownTurns, stop) = (runs[least].keys, runs[least].turns, runs[least].count)
        var place = places[least]
        repeat {
          keys[end] = ownKeys[place]
          turns[end] = ownTurns[place]
          end &+= 1
          place &+= 1
        } while place < stop && ownTurns[place] < limit
        places[least] = place
        if place == stop { left.removeAll { $0 == least } }
      }
      advance(to: end)
    }

    private func room(_ more: Int) {
      _ = keyBytes.room(2 * more)
      _ = turnBytes.room(4 * more)
    }

    private func advance(to end: Int) {
      count = end
      keyBytes.advance(to: keyBytes.base + 2 * end)
      turnBytes.advance(to: turnBytes.base + 4 * end)
    }
  }

  /// - Parameter keyCount: at most 2¹⁶.
  init(keyCount: Int) {
    self.keyCount = keyCount
    starts = .allocate(capacity: keyCount + 2)
    starts.initialize(repeating: 0, count: keyCount + 2)
  }

  deinit { starts.deallocate() }

  /// Takes the entries of a stream of each of several threads, of which no two have a turn in common. Cost: three
  /// passes over them, one more where there are several.
  ///
  /// - Parameter parts: slices of each.
  func sort(_ parts: [[UnsafeRawBufferPointer]], _ entries: cs_entries) {
    came.removeAll()
    if let part = parts.first, parts.count == 1 {
      came.append(part, entries)
    } else {
      came.append(merging: parts.map { Run($0, entries) })
    }
    let (keys, turns, count) = (came.keys, came.turns, came.count)
    starts.update(repeating: 0, count: keyCount + 2)
    // Two on, so that after the sums a key's place is one on, and after sorting where it belongs.
    for index in 0..<count { starts[Int(keys[index]) &+ 2] &+= 1 }
    for key in 0..<keyCount { starts[key &+ 2] &+= starts[key &+ 1] }
    sorted.removeAll()
    // Safety: memory from the allocator is aligned for any number; keys are below their count.
    let output = UnsafeMutableRawPointer(sorted.room(4 * count))
      .assumingMemoryBound(to: UInt32.self)
    for index in 0..<count {
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
    // Written whether it came before or not, so that there is no branch that cannot be foreseen.
    var last = UInt32.max
    for index in starts[key]..<starts[key + 1] {
      let turn = turns[index]
      output[count] = turn
      count &+= turn != last ? 1 : 0
      last = turn
    }
    return count
  }
}
