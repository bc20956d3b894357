/// Some turns of a segment, a bit each.
struct TurnBits: Sendable {
  private var words: [UInt64]

  /// - Parameter turns: below `turnCount`; others are left out.
  init(_ turns: [UInt32], turnCount: Int) {
    words = [UInt64](repeating: 0, count: (turnCount + 63) / 64)
    for turn in turns where Int(turn) < turnCount {
      words[Int(turn >> 6)] |= 1 << UInt64(turn & 63)
    }
  }

  func contains(_ turn: Int) -> Bool {
    turn >= 0 && turn >> 6 < words.count && words[turn >> 6] >> UInt64(turn & 63) & 1 == 1
  }
}
