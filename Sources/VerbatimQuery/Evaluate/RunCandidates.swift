import VerbatimIndex

/// The turns and sessions that lists leave of what goes over several turns.
struct RunCandidates {
  /// For each leaf one bit a turn of the segment.
  let leaves: [[UInt64]]
  /// The sessions that may hold a hit, ascending.
  let sessions: [Int]
  private let segment: Segment

  /// Cost: a pass over the lists of each leaf and the bits of its turns; no turn is read.
  init(_ plan: RunPlan) {
    segment = plan.segment
    leaves = plan.leaves.map { CandidateSource($0).bits(plan.segment.turnCount) }
    let scan = SessionScan(segment: plan.segment, leaves: leaves)
    sessions = scan.mayHold(plan.root).enumerated().compactMap { $1 ? $0 : nil }
  }

  /// The turns of those sessions that have to be read, one bit a turn.
  var bits: [UInt64] {
    var wanted = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
    for session in sessions {
      for turn in segment.turns(ofSession: session) { wanted[turn >> 6] |= 1 << UInt64(turn & 63) }
    }
    return wanted.indices.map { index in
      leaves.reduce(0) { $0 | $1[index] } & wanted[index]
    }
  }
}

/// Which sessions may hold something.
private struct SessionScan {
  let segment: Segment
  let leaves: [[UInt64]]

  func mayHold(_ node: RunNode) -> [Bool] {
    switch node {
    case .leaf(let number): return sessions(of: leaves[number])
    case .condition(let condition): return sessions(of: condition)
    case .and(let nodes, let condition):
      return all(nodes, also: condition.map(sessions(of:)))
    case .chain(let first, let links): return all([first] + links.map(\.node), also: nil)
    case .or(let nodes):
      return nodes.map(mayHold).reduce([Bool](repeating: false, count: segment.sessionCount)) {
        zip($0, $1).map { $0 || $1 }
      }
    case .not: return [Bool](repeating: true, count: segment.sessionCount)
    case .within(let inner, _), .excluding(let inner, _): return mayHold(inner)
    }
  }

  private func all(_ nodes: [RunNode], also more: [Bool]?) -> [Bool] {
    nodes.map(mayHold).reduce(more ?? [Bool](repeating: true, count: segment.sessionCount)) {
      zip($0, $1).map { $0 && $1 }
    }
  }

  private func sessions(of condition: PlanNode) -> [Bool] {
    sessions(of: CandidateSource(condition.positivePart).bits(segment.turnCount))
  }

  private func sessions(of bits: [UInt64]) -> [Bool] {
    (0..<segment.sessionCount).map { session in
      !bits.isClear(in: segment.turns(ofSession: session))
    }
  }
}

extension [UInt64] {
  /// True where none of the bits of a range is set.
  fileprivate func isClear(in range: Range<Int>) -> Bool {
    nextBit(from: range.lowerBound, below: range.upperBound) == nil
  }

  /// The first set bit from `start` on and below `end`.
  func nextBit(from start: Int, below end: Int) -> Int? {
    var word = start >> 6
    guard start < end, word < count else { return nil }
    var bits = self[word] & (UInt64.max << UInt64(start & 63))
    while bits == 0 {
      word += 1
      guard word < count, word << 6 < end else { return nil }
      bits = self[word]
    }
    let found = word << 6 + bits.trailingZeroBitCount
    return found < end ? found : nil
  }
}
