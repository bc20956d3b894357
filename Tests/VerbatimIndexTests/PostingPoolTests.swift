import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Lists gathered turn by turn")
struct PostingPoolTests {
  @Test(
    "have each turn of a key once, in order, near and far, however far the room for them was guessed",
    arguments: 1...4 as ClosedRange<UInt64>, [0, 10_000])
  func turns(_ seed: UInt64, _ guessed: Int) {
    var generator = SeededGenerator(seed: seed)
    let pool = PostingPool(keyCount: 40, turns: guessed)
    var expected: [[UInt32]] = Array(repeating: [], count: 40)
    var turn: UInt32 = 0
    for step in 0..<3000 {
      // Differences on both sides of what two bytes hold.
      if step % 100 == 99 {
        turn += UInt32.random(in: 65_530...65_540, using: &generator)
      } else {
        turn += UInt32.random(in: 1...30, using: &generator)
      }
      let keys = (0..<Int.random(in: 0...12, using: &generator)).map { _ in
        // Low ones come often, and more than once a turn.
        UInt32.random(in: 0..<UInt32.random(in: 1...40, using: &generator), using: &generator)
      }
      pool.prefetch(keys, count: keys.count)
      pool.add(keys, count: keys.count, turn: turn)
      for key in Set(keys) { expected[Int(key)].append(turn) }
    }
    let room = UnsafeMutablePointer<UInt32>.allocate(capacity: 3000)
    defer { room.deallocate() }
    for key in expected.indices {
      #expect(pool.count(key) == expected[key].count)
      pool.turns(key, into: room)
      #expect(Array(UnsafeBufferPointer(start: room, count: pool.count(key))) == expected[key])
    }
  }

  @Test("the first turn may be any")
  func first() {
    for turn in [0, 1, 65_534, 65_535, 65_536, 1 << 31 - 1] as [UInt32] {
      let pool = PostingPool(keyCount: 1, turns: 1)
      pool.add([0, 0], count: 2, turn: turn)
      var found: UInt32 = 0
      pool.turns(0, into: &found)
      #expect(pool.count(0) == 1 && found == turn)
    }
  }
}
