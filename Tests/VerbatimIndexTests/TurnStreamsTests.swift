import Dispatch
import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Streams of turns")
struct TurnStreamsTests {
  @Test(
    "of several threads are sorted by key, turns ascending, each once",
    arguments: [1, 2, 5], [(4, 2), (9, 2), (15, 2), (4, 4), (12, 4), (16, 4)])
  func sorted(_ threads: Int, _ entries: (keyBits: Int, width: Int)) {
    for seed in 1...4 as ClosedRange<UInt64> {
      sorted(seed, threads, entries.keyBits, entries.width)
    }
  }

  private func sorted(_ seed: UInt64, _ threads: Int, _ keyBits: Int, _ width: Int) {
    var generator = SeededGenerator(seed: seed)
    let all = (0..<threads).map { _ in TurnStreams(count: 3, keyBits: keyBits, width: width) }
    let keys = 1 << keyBits
    var expected: [[Int: [UInt32]]] = Array(repeating: [:], count: 3)
    var occurrences: [[Int: Int]] = Array(repeating: [:], count: 3)
    var turn: UInt32 = 0
    for _ in 0..<600 {
      // A thread has some turns in a row; now and then the next one is far.
      let thread = Int.random(in: 0..<threads, using: &generator)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        turn += generator.chance(2) ? 80_000_000 >> UInt32(keyBits) * 17 : 1
        for _ in 0..<Int.random(in: 0...5, using: &generator) {
          let stream = Int.random(in: 0..<2, using: &generator)
          let key = min(keys - 1, Int.random(in: 0...20, using: &generator) * (keys / 20))
          all[thread].add([UInt32(stream << 16 | key)], count: 1, turn: turn)
          occurrences[stream][key, default: 0] += 1
          if expected[stream][key]?.last != turn { expected[stream][key, default: []].append(turn) }
        }
      }
    }
    let sorted = SortedTurns(keyCount: keys)
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: 20_000)
    defer { room.deallocate() }
    for stream in 0..<3 {
      TurnStreams.sort(stream, of: all, into: sorted)
      for key in 0..<keys where sorted.count(key) > 0 || expected[stream][key] != nil {
        let count = sorted.turns(key, into: room)
        #expect(Array(UnsafeBufferPointer(start: room, count: count)) == expected[stream][key])
        #expect(sorted.count(key) == occurrences[stream][key])
      }
    }
  }

  @Test("are sorted by several threads at once, each another one")
  func atOnce() {
    let (count, turns) = (2000, 400)
    for _ in 0..<5 {
      let all = (0..<2).map { _ in TurnStreams(count: count, keyBits: 4, width: 2) }
      let values = (0..<count).map { UInt32($0 << 16 | $0 % 16) }
      for turn in 0..<turns { all[turn % 2].add(values, count: count, turn: UInt32(turn)) }
      let found = UnsafeMutablePointer<Int>.allocate(capacity: count)
      defer { found.deallocate() }
      // Safety: each stream has its place.
      nonisolated(unsafe) let (sums, streams) = (found, all)
      DispatchQueue.concurrentPerform(iterations: 4) { thread in
        let sorted = SortedTurns(keyCount: 16)
        let room = UnsafeMutablePointer<UInt32>.allocate(capacity: turns + 1)
        defer { room.deallocate() }
        for stream in stride(from: thread, to: count, by: 4) {
          TurnStreams.sort(stream, of: streams, into: sorted)
          let own = sorted.turns(stream % 16, into: room)
          sums[stream] = (0..<own).reduce(0) { $0 + Int(room[$1]) }
        }
      }
      #expect((0..<count).allSatisfy { found[$0] == turns * (turns - 1) / 2 })
    }
  }
}
