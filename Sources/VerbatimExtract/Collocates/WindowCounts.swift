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
        guard
          let found = tally.addCollocates(
            of: node.pattern, in: group.turns, left: left, right: right)
        else { throw segment.damage(Int(group.turns.first ?? 0)) }
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
    var turns = FormReader(forms, segment: number)
    var windows: [UInt32: [UInt32]] = [:]
    var limit = 0
    var marks: [Int] = []
    while let hit = try search.next() {
      if let within, !within.contains(hit.turn) { continue }
      if hit.turn >= limit {
        try addSession(of: windows, segment)
        windows.removeAll(keepingCapacity: true)
        limit = segment.turns(ofSession: segment.session(ofTurn: hit.turn)).upperBound
      }
      guard !hit.spans.isEmpty else {
        placelessCount += 1
        continue
      }
      nodeCount += 1
      var first = 0
      for turn in hit.turn...max(hit.turn, min(hit.lastTurn, segment.turnCount - 1)) {
        let tokens = try turns.read(turn)
        mark(hit.spans, from: first, count: tokens.count, into: &marks)
        first += tokens.count
        windows[UInt32(turn), default: []] += marks.map { tokens[$0] }
        windowTokenCount += marks.count
      }
    }
    try addSession(of: windows, segment)
  }

  /// The places of a turn that stand in the window of a hit, into `places`.
  ///
  /// - Parameter from: where the turn's positions begin in those of the hit.
  private func mark(
    _ spans: [Range<Int>], from first: Int, count: Int, into places: inout [Int]
  ) {
    places.removeAll(keepingCapacity: true)
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
        places.append(place)
      }
      reached = max(reached, end)
    }
  }

  private mutating func addSession(
    of windows: [UInt32: [UInt32]], _ segment: Segment
  ) throws(IndexProblem) {
    guard !windows.isEmpty else { return }
    var groups = TurnGroups(windows.keys.sorted(), of: segment)
    var session: [TurnGroup] = []
    while let index = groups.nextSession(into: &session) {
      try range.addSession(index, of: segment, session) { group, range throws(IndexProblem) in
        for turn in group.turns {
          for form in windows[turn] ?? [] where form != FormTable.none { range.add(form, 1) }
        }
      }
    }
  }
}

/// The forms of turns of one segment, read turn by turn; the last one is kept.
struct FormReader {
  private let table: FormTable
  private let number: Int
  private var decoded = DecodedTurn()
  private var ids: [Int] = []
  private var forms: [UInt32] = []
  private var turn = -1

  init(_ table: FormTable, segment number: Int) {
    self.table = table
    self.number = number
  }

  /// The form of each position, ``FormTable/none`` for those that are not counted.
  mutating func read(_ turn: Int) throws(IndexProblem) -> [UInt32] {
    if turn == self.turn { return forms }
    let segment = table.segments[number]
    if table.choice.form == .word {
      guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
      table.read(decoded, ofSegment: number, into: &forms)
    } else {
      guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
      let numbers = table.numbers[number]
      forms = ids.map { numbers[$0] }
    }
    self.turn = turn
    return forms
  }
}
