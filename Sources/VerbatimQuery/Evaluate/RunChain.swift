/// THEN: matches of operands in turns behind one another.
///
/// A **chain** is one match of each operand such that each begins in a turn behind the last one of the
/// match before, at most so many turns further on, and the speakers of these two turns are related as
/// wanted. The hits are the minimal runs of turns from a chain's first to its last turn: those that
/// hold no other chain's run properly inside. A hit has the spans of all chains of its run.
struct RunChain {
  /// For each operand its matches, those of the same turns joined; ordered by first, then last turn.
  private let steps: [[Run]]
  private let links: [(turns: Int, mayFollow: (Int, Int) -> Bool)]
  /// For each match the last turn in which a chain that ends with it can begin.
  private var bestStarts: [[Int?]] = []
  /// For each operand the indices of its matches by last turn.
  private let byLast: [[Int]]

  /// Matches of the same turns as one.
  static func items(_ runs: [Run]) -> [Run] {
    var spans: [[Int]: [TurnSpan]] = [:]
    for run in runs { spans[[run.first, run.last], default: []] += run.spans }
    return spans.map { Run($0.key[0]..<$0.key[1] + 1, $0.value) }
      .sorted { ($0.first, $0.last) < ($1.first, $1.last) }
  }

  init(_ steps: [[Run]], _ links: [(turns: Int, mayFollow: (Int, Int) -> Bool)]) {
    self.steps = steps
    self.links = links
    byLast = steps.map { step in step.indices.sorted { step[$0].last < step[$1].last } }
    bestStarts = [steps[0].map(\.first)]
    for number in links.indices {
      bestStarts.append(
        steps[number + 1].map { item in
          predecessors(of: item, number).compactMap { bestStarts[number][$0] }.max()
        })
    }
  }

  /// Matches of an operand that an item of the next one may follow.
  private func predecessors(of item: Run, _ number: Int) -> [Int] {
    let order = byLast[number]
    let step = steps[number]
    let link = links[number]
    var found: [Int] = []
    var index = order.partitioningIndex { step[$0].last >= item.first - link.turns }
    while index < order.count, step[order[index]].last < item.first {
      if link.mayFollow(step[order[index]].last, item.first) { found.append(order[index]) }
      index += 1
    }
    return found
  }

  var minimalRuns: [Run] {
    guard let ends = byLast.last, let items = steps.last, let starts = bestStarts.last else {
      return []
    }
    var runs: [Run] = []
    var greatestStart = Int.min
    var index = 0
    while index < ends.count {
      // Of all chains that end in a turn the one that begins last.
      let last = items[ends[index]].last
      var start: Int?
      while index < ends.count, items[ends[index]].last == last {
        if let found = starts[ends[index]] { start = max(start ?? found, found) }
        index += 1
      }
      guard let start, start > greatestStart else { continue }
      greatestStart = start
      runs.append(Run(start..<last + 1, spans(start, last)))
    }
    return runs
  }

  /// The spans of all chains of a run.
  private func spans(_ start: Int, _ last: Int) -> [TurnSpan] {
    // Forward: what can be reached from the first turn.
    var reached: [Set<Int>] = [Set(indices(0, start, last).filter { steps[0][$0].first == start })]
    for number in links.indices {
      reached.append(
        Set(
          indices(number + 1, start, last).filter { index in
            predecessors(of: steps[number + 1][index], number)
              .contains(where: reached[number].contains)
          }))
    }
    // Backward: what of it leads to the last one.
    var spans: [TurnSpan] = []
    var alive = reached[links.count].filter { steps[links.count][$0].last == last }
    for number in steps.indices.reversed() {
      for index in alive { spans += steps[number][index].spans }
      guard number > 0 else { break }
      alive = Set(
        alive.flatMap { predecessors(of: steps[number][$0], number - 1) }
          .filter(reached[number - 1].contains))
    }
    return spans
  }

  /// The items of an operand that lie in turns.
  private func indices(_ number: Int, _ start: Int, _ last: Int) -> [Int] {
    let step = steps[number]
    var found: [Int] = []
    var index = step.partitioningIndex { $0.first >= start }
    while index < step.count, step[index].first <= last {
      if step[index].last <= last { found.append(index) }
      index += 1
    }
    return found
  }
}
