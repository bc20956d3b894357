import VerbatimIndex
import VerbatimQuery

/// How often each form stands in the windows around a query's hits, with its range.
///
/// A window is the tokens at most so many before or behind a stretch of a hit, in their turn, without
/// the stretches of the hit themselves; of a hit with several stretches each token once. Where windows of
/// two hits overlap, a token counts in both.
struct WindowCounts {
  /// By the number of the form.
  private(set) var entries: [RangeCounts.Entry] = []
  /// Hits with a place.
  private(set) var nodeCount = 0
  /// Hits that are whole turns, around which nothing stands.
  private(set) var placelessCount = 0
  /// Tokens in all windows, counted or not.
  private(set) var windowTokenCount = 0
  private(set) var sessionCount = 0
  private(set) var peopleCount = 0

  private let left: Int
  private let right: Int
  private let forms: FormTable
  private var range: RangeCounts

  /// - Parameter within: turns of each segment; hits elsewhere do not count.
  init(
    of node: QueryNode, left: Int, right: Int, by forms: FormTable, within: [TurnBits]?,
    options: QueryOptions, regions: any RegionSource, _ people: CountedPeople
  ) throws {
    // No turn has as many.
    self.left = min(max(0, left), 1 << 32)
    self.right = min(max(0, right), 1 << 32)
    self.forms = forms
    range = RangeCounts(formCount: forms.count, people)
    for (number, segment) in forms.segments.enumerated() {
      if forms.choice.form != .word,
        let coded = try CodedNode(node, in: segment, options: options, regions: regions)
      {
        try count(coded, number, segment, within?[number])
      } else {
        let search = try Search(node, in: [segment], options: options, regions: regions)
        try count(search, number, segment, within?[number])
      }
    }
    range.finish()
    entries = range.entries
    sessionCount = range.sessionCount
    peopleCount = range.peopleCount
  }

  // MARK: By code bytes

  private mutating func count(
    _ node: CodedNode, _ number: Int, _ segment: Segment, _ within: TurnBits?
  ) throws(IndexProblem) {
    let turns = within.map { bits in node.turns.filter { bits.contains(Int($0)) } } ?? node.turns
    var groups = TurnGroups(turns, of: segment)
    var session: [TurnGroup] = []
    var tally = TermTally(of: segment)
    let numbers = forms.numbers[number]
    let (left, right) = (left, right)
    var nodes = 0
    var tokens = 0
    while let index = groups.nextSession(into: &session) {
      try range.addSession(index, of: segment, session) {
        group, range throws(IndexProblem) in
        let counted =
          switch node.terms {
          case .few(let pattern):
            tally.addCollocates(of: pattern, in: group.turns, left: left, right: right)
          case .many(let bits):
            tally.addCollocates(ofAny: bits, in: group.turns, left: left, right: right)
          }
        guard let found = counted else { throw segment.damage(Int(group.turns.first ?? 0)) }
        nodes += found.nodes
        tokens += found.tokens
        tally.drain { id, count in
          let form = numbers[id]
          if form != FormTable.none { range.add(form, Int(count)) }
        }
      }
    }
    nodeCount += nodes
    windowTokenCount += tokens
  }

  // MARK: By hits

  private mutating func count(
    _ search: consuming Search, _ number: Int, _ segment: Segment, _ within: TurnBits?
  ) throws {
    var reader = FormReader(forms, segment: number)
    var windows = SessionWindows()
    var limit = 0
    while let hit = try search.next() {
      if let within, !within.contains(hit.turn) { continue }
      if hit.turn >= limit {
        try addSession(&windows, segment)
        limit = segment.turns(ofSession: segment.session(ofTurn: hit.turn)).upperBound
      }
      guard !hit.spans.isEmpty else {
        placelessCount += 1
        continue
      }
      nodeCount += 1
      var first = 0
      for turn in hit.turn...max(hit.turn, min(hit.lastTurn, segment.turnCount - 1)) {
        try reader.read(turn)
        windows.begin(turn)
        addWindow(of: hit.spans, from: first, reader.forms, to: &windows)
        first += reader.forms.count
        windowTokenCount += windows.end()
      }
    }
    try addSession(&windows, segment)
  }

  /// Adds the forms of a turn that stand in the window of a hit.
  ///
  /// - Parameter from: where the turn's positions begin in those of the hit.
  private func addWindow(
    of spans: [Range<Int>], from first: Int, _ tokens: [UInt32], to windows: inout SessionWindows
  ) {
    let count = tokens.count
    if spans.count == 1 {
      let start = max(spans[0].lowerBound - first, 0)
      let end = min(spans[0].upperBound - first, count)
      guard start < end else { return }
      for place in start - min(left, start)..<start { windows.add(tokens[place]) }
      for place in end..<(count - end > right ? end + right : count) { windows.add(tokens[place]) }
      return
    }
    var own: [Range<Int>] = []
    for span in spans {
      let start = max(span.lowerBound - first, 0)
      let end = min(span.upperBound - first, count)
      if start < end { own.append(start..<end) }
    }
    var reached = 0
    // Stretches may overlap or stand in one another; each place is looked at once.
    for span in own.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
    {
      let start = max(reached, span.lowerBound - min(left, span.lowerBound))
      let end = count - span.upperBound > right ? span.upperBound + right : count
      guard start < end else { continue }
      for place in start..<end where !own.contains(where: { $0.contains(place) }) {
        windows.add(tokens[place])
      }
      reached = max(reached, end)
    }
  }

  /// Counts the windows of a session, and empties them.
  private mutating func addSession(
    _ windows: inout SessionWindows, _ segment: Segment
  ) throws(IndexProblem) {
    windows.sort()
    let turns = windows.turns
    guard !turns.isEmpty else { return }
    var groups = TurnGroups(turns, of: segment)
    var session: [TurnGroup] = []
    while let index = groups.nextSession(into: &session) {
      try range.addSession(index, of: segment, session) { group, range throws(IndexProblem) in
        for turn in group.turns {
          windows.eachForm(ofTurn: turn) { form in
            if form != FormTable.none { range.add(form, 1) }
          }
        }
      }
    }
    windows.removeAll()
  }
}
