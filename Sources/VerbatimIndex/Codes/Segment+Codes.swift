import CVectors

extension Segment {
  /// Counts matches in some turns: how many turns have one, and how many there are. `nil` where a
  /// turn is damaged.
  ///
  /// - Parameter turns: ascending.
  ///
  /// Cost: about 50 ns a turn of usual length.
  public func count(_ pattern: CodePattern, in turns: [UInt32]) -> (turns: Int, hits: Int)? {
    var found = (turns: 0, hits: 0)
    let isWhole = forEachTurn(turns) { base, limit, range in
      let hits = Self.matches(pattern, base, limit, range)
      found.hits += hits
      found.turns += hits > 0 ? 1 : 0
    }
    return isWhole ? found : nil
  }

  /// Keeps the turns that have a match. False where a turn is damaged.
  public func keep(_ pattern: CodePattern, in turns: inout [UInt32]) -> Bool {
    var kept: [UInt32] = []
    kept.reserveCapacity(turns.count)
    var index = 0
    let isWhole = forEachTurn(turns) { base, limit, range in
      if Self.matches(pattern, base, limit, range) > 0 { kept.append(turns[index]) }
      index += 1
    }
    turns = kept
    return isWhole
  }

  /// Matches in one turn; `nil` where it is damaged.
  public func count(_ pattern: CodePattern, in turn: Int) -> Int? {
    guard let range = decoder.forwardOffsets.range(turn, within: decoder.forward.count) else {
      return nil
    }
    guard let base = decoder.forward.baseAddress else { return 0 }
    return Self.matches(
      pattern, base.assumingMemoryBound(to: UInt8.self), decoder.forward.count, range)
  }

  /// The positions in a turn where the sequence begins, ascending, into `positions`. False where the
  /// turn is damaged.
  ///
  /// - Precondition: `pattern` is a sequence.
  public func find(
    _ pattern: CodePattern, in turn: Int, into positions: inout [UInt32]
  ) -> Bool {
    positions.removeAll(keepingCapacity: true)
    guard let range = decoder.forwardOffsets.range(turn, within: decoder.forward.count) else {
      return false
    }
    let counts: [UInt8]
    switch pattern.shape {
    case .near: return true
    case .sequence(let steps): counts = steps
    case .string: counts = [UInt8](repeating: 1, count: pattern.codes.count)
    }
    guard let base = decoder.forward.baseAddress, !range.isEmpty else { return true }
    // Safety: there are fewer matches than bytes; the range lies inside of the section.
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: range.count) { found in
      let number = cs_sequence(
        base.assumingMemoryBound(to: UInt8.self), decoder.forward.count, range.lowerBound,
        range.upperBound, pattern.codes, counts, counts.count, found.baseAddress)
      positions.append(contentsOf: found[..<number])
    }
    return true
  }

  /// Counts the terms around each occurrence of some terms: at most `left` tokens before and `right`
  /// behind it in its turn, itself left out. `nil` where a turn is damaged.
  ///
  /// Cost: about 50 ns a turn and 3 ns a token of the windows.
  ///
  /// - Parameters:
  ///   - node: a sequence of one step.
  ///   - turns: ascending.
  ///   - counts: one number a term of the segment, which grow.
  /// - Returns: occurrences, and tokens in all their windows.
  public func countCollocates(
    of node: CodePattern, in turns: [UInt32], left: Int, right: Int, into counts: inout [UInt32]
  ) -> (nodes: Int, tokens: Int)? {
    guard counts.count == termCount, left >= 0, right >= 0 else { return nil }
    var nodes = 0
    var tokens: UInt64 = 0
    var isDamaged = false
    let isWhole = counts.withUnsafeMutableBufferPointer { counts in
      forEachTurn(turns) { base, limit, range in
        // Safety: the range lies inside of the section, and there is a count for every term.
        let found = cs_collocates(
          base, limit, range.lowerBound, range.upperBound, node.codes, node.codes.count, left,
          right, counts.baseAddress, counts.count, &tokens)
        if found == Int(bitPattern: UInt.max) { isDamaged = true } else { nodes += found }
      }
    }
    return isWhole && !isDamaged ? (nodes, Int(tokens)) : nil
  }

  /// Calls `body` with the section and the range of each turn, and has the memory of those to come
  /// fetched meanwhile. False where a turn is damaged.
  @inline(__always)
  private func forEachTurn(
    _ turns: [UInt32], _ body: (UnsafePointer<UInt8>, Int, Range<Int>) -> Void
  ) -> Bool {
    let offsets = decoder.forwardOffsets
    let limit = decoder.forward.count
    guard let start = decoder.forward.baseAddress else { return turns.isEmpty }
    let base = start.assumingMemoryBound(to: UInt8.self)
    let ahead = 8
    return turns.withUnsafeBufferPointer { turns in
      for index in 0..<turns.count {
        if index + ahead < turns.count {
          // A hint, so that any address will do.
          cs_prefetch(base + min(offsets[Int(turns[index + ahead])], limit))
        }
        guard let range = offsets.range(Int(turns[index]), within: limit) else { return false }
        body(base, limit, range)
      }
      return true
    }
  }

  /// Safety: the range lies inside of the section, as the functions demand; arrays are passed with
  /// the counts that they have.
  @inline(__always)
  private static func matches(
    _ pattern: CodePattern, _ base: UnsafePointer<UInt8>, _ limit: Int, _ range: Range<Int>
  ) -> Int {
    switch pattern.shape {
    case .string(let bytes):
      cs_string(base, limit, range.lowerBound, range.upperBound, bytes, bytes.count)
    case .sequence(let counts):
      cs_sequence(
        base, limit, range.lowerBound, range.upperBound, pattern.codes, counts, counts.count, nil)
    case .near(let first, let distance, let allowed):
      cs_near(
        base, limit, range.lowerBound, range.upperBound, pattern.codes, first,
        pattern.codes.count - first, distance, allowed)
    }
  }
}
