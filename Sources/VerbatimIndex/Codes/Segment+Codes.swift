import CVectors

extension Segment {
  /// Counts matches in some turns: how many turns have one, and how many there are. `nil` where a
  /// turn is damaged.
  ///
  /// - Parameter turns: ascending.
  ///
  /// Cost: about 20 ns a turn of usual length.
  public func count(_ pattern: CodePattern, in turns: [UInt32]) -> (turns: Int, hits: Int)? {
    turns.withUnsafeBufferPointer { find(pattern, in: $0, once: false, kept: nil) }
  }

  /// Counts the turns among some that have a match. `nil` where a turn is damaged. Cost: that of
  /// counting, but a turn is left at its first match.
  public func countTurns(with pattern: CodePattern, in turns: [UInt32]) -> Int? {
    turns.withUnsafeBufferPointer { find(pattern, in: $0, once: true, kept: nil)?.turns }
  }

  /// Keeps the turns that have a match. False where a turn is damaged. Cost: that of counting.
  public func keep(_ pattern: CodePattern, in turns: inout [UInt32]) -> Bool {
    let found = turns.withUnsafeMutableBufferPointer {
      find(pattern, in: UnsafeBufferPointer($0), once: true, kept: $0.baseAddress)
    }
    guard let found else { return false }
    turns.removeSubrange(found.turns...)
    return true
  }

  /// Keeps the turns that have a match, and counts all matches in them. `nil` where a turn is damaged.
  /// Cost: that of counting.
  public func keepCounting(_ pattern: CodePattern, in turns: inout [UInt32]) -> Int? {
    let found = turns.withUnsafeMutableBufferPointer {
      find(pattern, in: UnsafeBufferPointer($0), once: false, kept: $0.baseAddress)
    }
    guard let found else { return nil }
    turns.removeSubrange(found.turns...)
    return found.hits
  }

  /// - Parameters:
  ///   - once: whether a turn is left at its first match, which counts as one.
  ///   - kept: gets the turns that have a match, where it is not null.
  private func find(
    _ pattern: CodePattern, in turns: UnsafeBufferPointer<UInt32>, once: Bool,
    kept: UnsafeMutablePointer<UInt32>?
  ) -> (turns: Int, hits: Int)? {
    guard let start = turns.baseAddress, !turns.isEmpty else { return (0, 0) }
    guard var all = decoder.scanned else { return nil }
    var found = cs_found()
    // Safety: `all` names bytes that live as long as the segment; arrays are passed with the counts
    // that they have, and there is room in `kept` for every turn.
    let isWhole =
      switch pattern.shape {
      case .string(let bytes):
        cs_find_string(&all, start, turns.count, bytes, bytes.count, once, &found, kept)
      case .sequence(let counts):
        cs_find_sequence(
          &all, start, turns.count, pattern.codes, counts, counts.count, once, &found, kept)
      case .near(let first, let distance, let allowed):
        cs_find_near(
          &all, start, turns.count, pattern.codes, first, pattern.codes.count - first, distance,
          allowed, DenseCode.longest(of: termCount), once, &found, kept)
      }
    return isWhole ? (found.turns, found.hits) : nil
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
