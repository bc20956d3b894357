/// What was found in a session's turns, to be asked of runs of turns.
indirect enum FoundInTurns {
  /// Matches, ordered by their first turns.
  case events([Run])
  case and([FoundInTurns])
  case or([FoundInTurns])
  case not(FoundInTurns)

  /// Whether it holds in turns together.
  func holds(in turns: Range<Int>) -> Bool {
    switch self {
    case .events(let runs):
      var index = Self.firstIndex(in: runs, from: turns.lowerBound)
      while index < runs.count, runs[index].first < turns.upperBound {
        if runs[index].last < turns.upperBound { return true }
        index += 1
      }
      return false
    case .and(let parts): return parts.allSatisfy { $0.holds(in: turns) }
    case .or(let parts): return parts.contains { $0.holds(in: turns) }
    case .not(let part): return !part.holds(in: turns)
    }
  }

  /// The turns as a match with all spans that lie in them; `nil` where it does not hold.
  func run(_ turns: Range<Int>) -> Run? {
    guard holds(in: turns) else { return nil }
    var spans: [TurnSpan] = []
    collect(turns, into: &spans)
    return Run(turns, spans)
  }

  private func collect(_ turns: Range<Int>, into spans: inout [TurnSpan]) {
    switch self {
    case .events(let runs):
      var index = Self.firstIndex(in: runs, from: turns.lowerBound)
      while index < runs.count, runs[index].first < turns.upperBound {
        if runs[index].last < turns.upperBound { spans += runs[index].spans }
        index += 1
      }
    case .and(let parts):
      for part in parts { part.collect(turns, into: &spans) }
    case .or(let parts):
      for part in parts where part.holds(in: turns) { part.collect(turns, into: &spans) }
    case .not: break
    }
  }

  /// The runs of at most so many turns in which it holds and no smaller run inside of which does.
  ///
  /// A run that does not begin where an event begins, or end where one ends, has a smaller one inside
  /// that holds as well. Cost: events × events within the number of turns.
  func minimalRuns(most: Int, in session: Range<Int>) -> [Run] {
    if !hasNegation, !holds(in: session) { return [] }
    var starts: Set<Int> = []
    var ends: Set<Int> = []
    addBounds(&starts, &ends)
    let sortedEnds = ends.sorted()
    var found: [Run] = []
    var leastEnd = Int.max
    for start in starts.sorted(by: >) {
      var index = sortedEnds.partitioningIndex { $0 >= start }
      while index < sortedEnds.count, sortedEnds[index] < leastEnd,
        sortedEnds[index] - start < most
      {
        if let run = run(start..<sortedEnds[index] + 1) {
          found.append(run)
          leastEnd = sortedEnds[index]
          break
        }
        index += 1
      }
    }
    return found
  }

  private var hasNegation: Bool {
    switch self {
    case .events: false
    case .and(let parts), .or(let parts): parts.contains(where: \.hasNegation)
    case .not: true
    }
  }

  private func addBounds(_ starts: inout Set<Int>, _ ends: inout Set<Int>) {
    switch self {
    case .events(let runs):
      for run in runs {
        starts.insert(run.first)
        ends.insert(run.last)
      }
    case .and(let parts), .or(let parts):
      for part in parts { part.addBounds(&starts, &ends) }
    case .not(let part): part.addBounds(&starts, &ends)
    }
  }

  private static func firstIndex(in runs: [Run], from turn: Int) -> Int {
    runs.partitioningIndex { $0.first >= turn }
  }
}

extension RandomAccessCollection where Index == Int {
  /// The first index whose element passes, in a collection whose passing elements stand last.
  func partitioningIndex(where passes: (Element) -> Bool) -> Int {
    var low = startIndex
    var high = endIndex
    while low < high {
      let middle = low + (high - low) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
