import VerbatimIndex

/// Turns of one session by one speaker, or by people who speak together.
struct TurnGroup {
  var session: Int
  /// Which of the session's speaker sets.
  var speakerSet: Int
  /// Ascending.
  var turns: ArraySlice<UInt32>
}

/// Sorts turns into groups: session by session, in each by speaker set.
struct TurnGroups {
  private let segment: Segment
  private let turns: [UInt32]
  private var next = 0
  private var sorted: [UInt32] = []
  private var ends: [Int] = []

  /// - Parameter turns: of the segment, ascending.
  init(_ turns: [UInt32], of segment: Segment) {
    self.segment = segment
    self.turns = turns
  }

  /// The groups of the next session that has a turn, into `groups`; `nil` at the end. Cost: about 5 ns a
  /// turn.
  mutating func nextSession(into groups: inout [TurnGroup]) -> Int? {
    groups.removeAll(keepingCapacity: true)
    guard next < turns.count else { return nil }
    let session = segment.session(ofTurn: Int(turns[next]))
    let limit = segment.turns(ofSession: session).upperBound
    let first = next
    while next < turns.count, Int(turns[next]) < limit { next += 1 }
    // A turn that belongs to no session, which a damaged table may have, must not stop the way.
    if next == first { next += 1 }
    split(turns[first..<next], session, into: &groups)
    return session
  }

  private mutating func split(
    _ turns: ArraySlice<UInt32>, _ session: Int, into groups: inout [TurnGroup]
  ) {
    var most = 0
    for turn in turns { most = max(most, segment.speakerSet(ofTurn: Int(turn))) }
    guard most < Self.mostSets else {
      splitWide(turns, session, into: &groups)
      return
    }
    ends.removeAll(keepingCapacity: true)
    ends.append(contentsOf: repeatElement(0, count: most + 2))
    for turn in turns { ends[segment.speakerSet(ofTurn: Int(turn)) + 1] += 1 }
    for set in 1..<ends.count { ends[set] += ends[set - 1] }
    sorted.removeAll(keepingCapacity: true)
    sorted.append(contentsOf: repeatElement(0, count: turns.count))
    for turn in turns {
      let set = segment.speakerSet(ofTurn: Int(turn))
      sorted[ends[set]] = turn
      ends[set] += 1
    }
    var start = 0
    for set in 0...most where ends[set] > start {
      groups.append(TurnGroup(session: session, speakerSet: set, turns: sorted[start..<ends[set]]))
      start = ends[set]
    }
  }

  /// More sets than any session has: only a damaged column says so.
  private static let mostSets = 1 << 20

  private func splitWide(
    _ turns: ArraySlice<UInt32>, _ session: Int, into groups: inout [TurnGroup]
  ) {
    let bySet = Dictionary(grouping: turns) { segment.speakerSet(ofTurn: Int($0)) }
    for (set, turns) in bySet.sorted(by: { $0.key < $1.key }) {
      groups.append(TurnGroup(session: session, speakerSet: set, turns: turns[...]))
    }
  }
}
