import Testing
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Lists of turns, against plain arrays")
struct TurnListTests {
  struct Shape: Sendable, CustomStringConvertible {
    var count: Int
    var turnCount: Int
    var form: TurnList.Form

    var description: String { "\(count) of \(turnCount)" }
  }

  static let shapes = [
    Shape(count: 0, turnCount: 0, form: .varints), Shape(count: 0, turnCount: 9, form: .varints),
    Shape(count: 1, turnCount: 1, form: .varints), Shape(count: 63, turnCount: 63, form: .varints),
    Shape(count: 64, turnCount: 64, form: .bitmap),
    Shape(count: 64, turnCount: 1024, form: .bitmap),
    Shape(count: 64, turnCount: 1025, form: .varints),
    Shape(count: 127, turnCount: 5000, form: .varints),
    Shape(count: 128, turnCount: 5000, form: .blocks),
    Shape(count: 129, turnCount: 5000, form: .blocks),
    Shape(count: 1000, turnCount: 16_001, form: .blocks),
    Shape(count: 1000, turnCount: 1 << 30, form: .blocks),
    Shape(count: 1000, turnCount: 16_000, form: .bitmap),
    Shape(count: 1001, turnCount: 1001, form: .bitmap),
    Shape(count: 257, turnCount: 1 << 31 - 1, form: .blocks),
  ]

  /// Random turns, or all at the end of the segment.
  private func turns(_ shape: Shape, atEnd: Bool) -> [UInt32] {
    if atEnd { return (shape.turnCount - shape.count..<shape.turnCount).map(UInt32.init) }
    var generator = SeededGenerator(seed: UInt64(shape.count &+ shape.turnCount))
    var turns: Set<UInt32> = shape.count > 0 ? [UInt32(shape.turnCount - 1)] : []
    while turns.count < shape.count {
      turns.insert(UInt32.random(in: 0..<UInt32(shape.turnCount), using: &generator))
    }
    return turns.sorted()
  }

  private func bytes(_ turns: [UInt32], _ shape: Shape) -> [UInt8] {
    turns.withUnsafeBufferPointer { TurnList.encode($0, turnCount: shape.turnCount) }
  }

  /// What a cursor puts into the windows.
  private func read(_ list: TurnList, _ windows: [Range<Int>]) -> [UInt32] {
    var cursor = TurnCursor(list)
    var found: [UInt32] = []
    for window in windows {
      var words = [UInt64](repeating: 0, count: (window.count + 63) / 64)
      words.withUnsafeMutableBufferPointer { cursor.fill($0, window: window) }
      for (index, word) in words.enumerated() {
        var rest = word
        while rest != 0 {
          found.append(UInt32(window.lowerBound + index * 64 + rest.trailingZeroBitCount))
          rest &= rest - 1
        }
      }
    }
    #expect(!cursor.failed)
    return found
  }

  @Test("every form, in windows of different sizes", arguments: shapes, [false, true])
  func windows(shape: Shape, atEnd: Bool) throws {
    let turns = turns(shape, atEnd: atEnd)
    try bytes(turns, shape).withUnsafeBytes { raw in
      let list = try #require(TurnList(raw, count: shape.count, turnCount: shape.turnCount))
      #expect(list.form == shape.form)
      let end = shape.turnCount
      guard end < 1 << 20 else {
        // Too many turns for windows side by side: only those that hold something.
        let windows = Set(turns.map { Int($0) / 64 * 64 }).sorted().map { $0..<min($0 + 64, end) }
        #expect(read(list, windows) == turns)
        return
      }
      for size in [64, 128, 640, 4096, 1 << 20] {
        let windows = stride(from: 0, to: end, by: size).map { $0..<min($0 + size, end) }
        #expect(read(list, windows) == turns)
        // Every third window alone.
        let some = windows.enumerated().filter { $0.offset % 3 == 1 }.map(\.element)
        #expect(
          read(list, some) == turns.filter { turn in some.contains { $0.contains(Int(turn)) } })
        // The last one alone.
        if let last = windows.last {
          #expect(read(list, [last]) == turns.filter { last.contains(Int($0)) })
        }
      }
    }
  }

  @Test("dense and sparse stretches in one list")
  func mixed() throws {
    let turns = (Array(0..<300) + stride(from: 1000, to: 900_000, by: 977) + [900_001, 999_999])
      .map(UInt32.init)
    let shape = Shape(count: turns.count, turnCount: 1_000_000, form: .blocks)
    try bytes(turns, shape).withUnsafeBytes { raw in
      let list = try #require(TurnList(raw, count: turns.count, turnCount: shape.turnCount))
      #expect(read(list, [0..<1_000_000]) == turns)
    }
  }

  @Test("a list that is cut is refused, or its cursor fails, or it gives too few")
  func cut() {
    for shape in Self.shapes where shape.count > 0 && shape.turnCount <= 16_001 {
      let turns = turns(shape, atEnd: false)
      let whole = bytes(turns, shape)
      for length in 0..<whole.count {
        whole[..<length].withUnsafeBytes { raw in
          guard let list = TurnList(raw, count: shape.count, turnCount: shape.turnCount) else {
            return
          }
          var cursor = TurnCursor(list)
          var words = [UInt64](repeating: 0, count: (shape.turnCount + 63) / 64)
          words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<shape.turnCount) }
          let found = words.reduce(0) { $0 + $1.nonzeroBitCount }
          #expect(cursor.failed || found < shape.count)
        }
      }
    }
  }

  @Test("no form but three, and no more turns than the segment has")
  func refused() {
    ([3, 0, 0] as [UInt8]).withUnsafeBytes { raw in
      #expect(TurnList(raw, count: 1, turnCount: 9) == nil)
    }
    ([0, 0, 0] as [UInt8]).withUnsafeBytes { raw in
      #expect(TurnList(raw, count: 2, turnCount: 1) == nil)
      #expect(TurnList(raw, count: -1, turnCount: 1) == nil)
      #expect(TurnList(raw, count: 2, turnCount: 2) != nil)
    }
  }
}
