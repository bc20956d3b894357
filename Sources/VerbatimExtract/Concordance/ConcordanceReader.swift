import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// Makes lines of hits. A value for one pass, in one thread.
///
/// Cost of a line of words in one turn: about 20 ns a word that is shown, 5 ns a word before them. Of any
/// other line: the turns it shows are put together, about 10 ns a word of them; of neighbouring lines in
/// one turn that turn once.
struct ConcordanceReader {
  let index: Index
  private let context: ConcordanceContext
  private let hasEvents: Bool
  private var facts: TurnFacts
  /// The turns of the last line, which the next one may well show again.
  private var known: [TurnText] = []
  private var knownSegment = 0
  var scratch = DecodedTurn()

  init(_ index: Index, context: ConcordanceContext, hasEvents: Bool) {
    self.index = index
    self.context = context
    self.hasEvents = hasEvents
    facts = TurnFacts(index)
  }

  /// The line of a hit.
  mutating func line(_ hit: Hit) throws(IndexProblem) -> ConcordanceLine {
    let (_, entry, session) = try facts.session(hit.segment, hit.turn)
    let last = min(max(hit.lastTurn, hit.turn), session.upperBound - 1)
    let people = try facts.people(hit.segment, hit.turn)
    let number = hit.turn - session.lowerBound + 1
    var line = ConcordanceLine(
      id: "\(entry.session.id):\(number)", session: entry.session.id, group: entry.session.group,
      turn: number, lastTurn: last - session.lowerBound + 1, speakers: people.map(\.id),
      role: TurnFacts.role(of: people), left: [], node: [], right: [], spans: [])
    if case .tokens(let count, across: false) = context, last == hit.turn, !hasEvents,
      !hit.spans.isEmpty, try window(hit, count, into: &line)
    {
      return line
    }
    let stretch = try self.stretch(hit, last, session)
    if last > hit.turn {
      line.id += "-\(line.lastTurn)"
    } else if let text = stretch.turns.first(where: { $0.turn == hit.turn })?.text {
      line.spans = stretch.spans.map { span in
        let start = scalarCount(text, 0..<span.range.lowerBound)
        return start..<start + scalarCount(text, span.range)
      }
      line.nameSpans()
    }
    for turn in stretch.turns {
      try append(turn, of: stretch, hit.segment, session, to: &line)
    }
    return line
  }

  // MARK: The stretch

  /// The turns of a line, and where in them its parts begin and end.
  private struct Stretch {
    var turns: [TurnText] = []
    /// Where what is shown begins and ends, and the node in it.
    var start = Place(turn: 0, byte: 0)
    var nodeStart = Place(turn: 0, byte: 0)
    var nodeEnd = Place(turn: 0, byte: 0)
    var end = Place(turn: 0, byte: 0)
    /// What matched, in bytes of a turn's text.
    var spans: [(turn: Int, range: Range<Int>)] = []
  }

  /// A turn's text, and where its words begin and end in it.
  private struct TurnText {
    var turn: Int
    var text: [UInt8]
    var starts: [Int]
    var ends: [Int]
  }

  /// A place in the text of a turn of the segment.
  private struct Place: Comparable {
    var turn: Int
    var byte: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.turn, left.byte) < (right.turn, right.byte)
    }
  }

  private mutating func stretch(
    _ hit: Hit, _ last: Int, _ session: Range<Int>
  ) throws(IndexProblem) -> Stretch {
    var stretch = Stretch()
    let node = try node(hit, last, &stretch)
    switch context {
    case .turns(let count):
      stretch.start.turn = hit.turn - min(max(count, 0), hit.turn - session.lowerBound)
      stretch.end.turn = last + min(max(count, 0), session.upperBound - 1 - last)
      stretch.end.byte = .max
    case .exchange:
      let turns = try exchange(hit.segment, hit.turn...last, session)
      stretch.start.turn = turns.lowerBound
      stretch.end = Place(turn: turns.upperBound, byte: .max)
    case .tokens(let count, let across):
      let count = min(max(count, 0), 1 << 20)
      stretch.start = try start(
        count, before: node.lower, hit.segment, hasPlace: !hit.spans.isEmpty,
        from: across ? session.lowerBound : hit.turn)
      stretch.end = try end(
        count, behind: node.upper, hit.segment, hasPlace: !hit.spans.isEmpty,
        to: across ? session.upperBound - 1 : last)
    }
    for turn in stretch.start.turn...max(stretch.start.turn, stretch.end.turn) {
      stretch.turns.append(try decoded(hit.segment, turn))
    }
    known = stretch.turns
    return stretch
  }

  /// Sets the node and the spans; returns the places of the node's first word and behind its last one.
  private mutating func node(
    _ hit: Hit, _ last: Int, _ stretch: inout Stretch
  ) throws(IndexProblem) -> (lower: (turn: Int, word: Int), upper: (turn: Int, word: Int)) {
    guard let lower = hit.spans.first?.lowerBound else {
      let whole = try decoded(hit.segment, last)
      stretch.nodeStart = Place(turn: hit.turn, byte: 0)
      stretch.nodeEnd = Place(turn: last, byte: whole.text.count)
      return ((hit.turn, 0), (last, whole.ends.count))
    }
    let upper = hit.spans.reduce(0) { max($0, $1.upperBound) }
    var first: (turn: Int, word: Int)?
    var end = (turn: hit.turn, word: 0)
    var base = 0
    for turn in hit.turn...last {
      let text = try decoded(hit.segment, turn)
      let words = text.ends.count
      for span in hit.spans {
        let start = max(span.lowerBound - base, 0)
        let stop = min(span.upperBound - base, words)
        guard start < stop else { continue }
        stretch.spans.append((turn, text.starts[start]..<text.ends[stop - 1]))
      }
      let start = max(lower - base, 0)
      if first == nil, start < words {
        first = (turn, start)
        stretch.nodeStart = Place(turn: turn, byte: text.starts[start])
      }
      let stop = min(upper - base, words)
      if stop > 0 {
        end = (turn, stop)
        stretch.nodeEnd = Place(turn: turn, byte: text.ends[stop - 1])
      }
      base += words
    }
    // Only a damaged index, or a hit of another one, has no words there.
    guard let first else { throw index.segments[hit.segment].damage(hit.turn) }
    return (first, end)
  }

  /// Where so many words before a word begin, in no turn before `first`.
  private mutating func start(
    _ count: Int, before word: (turn: Int, word: Int), _ segment: Int, hasPlace: Bool,
    from first: Int
  ) throws(IndexProblem) -> Place {
    var missing = count
    var available = hasPlace ? word.word : 0
    var turn = word.turn
    while missing > available || !hasPlace && turn == word.turn {
      if turn <= first || missing == 0 { return Place(turn: turn, byte: 0) }
      missing -= available
      turn -= 1
      available = try decoded(segment, turn).ends.count
    }
    let text = try decoded(segment, turn)
    let place = available - missing
    // No word of this turn is wanted.
    if place == text.ends.count { return Place(turn: turn + 1, byte: 0) }
    guard place > 0 else { return Place(turn: turn, byte: 0) }
    var byte = text.starts[place]
    while byte > text.ends[place - 1], !Self.isBlank(text.text[byte - 1]) { byte -= 1 }
    // Without a blank the words touch, and what is between them belongs to the one before.
    if byte == text.ends[place - 1] { byte = text.starts[place] }
    return Place(turn: turn, byte: byte)
  }

  /// Where so many words behind a word end, in no turn behind `last`.
  private mutating func end(
    _ count: Int, behind word: (turn: Int, word: Int), _ segment: Int, hasPlace: Bool,
    to last: Int
  ) throws(IndexProblem) -> Place {
    var missing = count
    var turn = word.turn
    var text = try decoded(segment, turn)
    var reached = hasPlace ? word.word : text.ends.count
    while missing >= text.ends.count - reached {
      missing -= text.ends.count - reached
      if turn >= last || missing == 0 { return Place(turn: turn, byte: text.text.count) }
      turn += 1
      text = try decoded(segment, turn)
      reached = 0
    }
    let place = reached + missing
    guard place > 0 else { return Place(turn: turn, byte: 0) }
    var byte = text.ends[place - 1]
    while byte < text.starts[place], !Self.isBlank(text.text[byte]) { byte += 1 }
    if byte == text.starts[place] { byte = text.ends[place - 1] }
    return Place(turn: turn, byte: byte)
  }

  static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// From the moderator's turn before some turns, or the session's first, to the one before the
  /// moderator's next.
  private mutating func exchange(
    _ segment: Int, _ turns: ClosedRange<Int>, _ session: Range<Int>
  ) throws(IndexProblem) -> ClosedRange<Int> {
    var first = turns.lowerBound
    while first > session.lowerBound, try !isModerated(segment, first) { first -= 1 }
    var last = turns.upperBound
    while last + 1 < session.upperBound, try !isModerated(segment, last + 1) { last += 1 }
    return first...last
  }

  private mutating func isModerated(_ segment: Int, _ turn: Int) throws(IndexProblem) -> Bool {
    try facts.people(segment, turn).contains { $0.role == .moderator }
  }

  // MARK: Turns

  private mutating func decoded(_ segment: Int, _ turn: Int) throws(IndexProblem) -> TurnText {
    if segment != knownSegment {
      known.removeAll()
      knownSegment = segment
    }
    if let text = known.first(where: { $0.turn == turn }) { return text }
    guard index.segments[segment].decode(turn, into: &scratch) else {
      throw index.segments[segment].damage(turn)
    }
    let text = TurnText(
      turn: turn, text: scratch.text, starts: scratch.starts, ends: scratch.ends)
    known.append(text)
    return text
  }

  // MARK: Parts

  private mutating func append(
    _ shown: TurnText, of stretch: Stretch, _ segment: Int, _ session: Range<Int>,
    to line: inout ConcordanceLine
  ) throws(IndexProblem) {
    let whole = Place(turn: shown.turn, byte: 0)..<Place(turn: shown.turn, byte: shown.text.count)
    func bytes(_ lower: Place, _ upper: Place) -> Range<Int>? {
      let from = max(lower, whole.lowerBound)
      let to = min(upper, whole.upperBound)
      return from <= to ? from.byte..<to.byte : nil
    }
    let people = try facts.people(segment, shown.turn)
    let total = scalarCount(shown.text, 0..<shown.text.count)
    let happened = hasEvents ? try events(segment, shown.turn, total) : []
    /// - Parameter edges: whether what happened just there, before and behind, belongs to the part.
    func part(_ range: Range<Int>?, edges: (Bool, Bool)) -> ConcordancePart? {
      guard let range else { return nil }
      let base = scalarCount(shown.text, 0..<range.lowerBound)
      let length = scalarCount(shown.text, range)
      let events = happened.filter { event in
        let offset = event.offset - base
        return (edges.0 ? offset >= 0 : offset > 0)
          && (edges.1 ? offset <= length : offset < length)
      }
      guard !range.isEmpty || !events.isEmpty else { return nil }
      var part = ConcordancePart(
        turn: shown.turn - session.lowerBound + 1, speakers: people.map(\.id),
        role: TurnFacts.role(of: people),
        text: String(decoding: shown.text[range], as: UTF8.self))
      part.events = events.map { event in
        var event = event
        event.offset -= base
        return event
      }
      for span in stretch.spans where span.turn == shown.turn {
        let inside = span.range.clamped(to: range)
        guard !inside.isEmpty else { continue }
        let start = scalarCount(shown.text, range.lowerBound..<inside.lowerBound)
        part.matches.append(start..<start + scalarCount(shown.text, inside))
      }
      return part
    }
    let left = bytes(stretch.start, min(stretch.nodeStart, whole.upperBound))
    let node = bytes(stretch.nodeStart, stretch.nodeEnd)
    let right = bytes(max(stretch.nodeEnd, whole.lowerBound), stretch.end)
    // What happened at an edge of the node stands beside it.
    let isBegun = shown.turn > stretch.nodeStart.turn
    let goesOn = shown.turn < stretch.nodeEnd.turn
    if let part = part(left, edges: (true, true)) { line.left.append(part) }
    if let part = part(node, edges: (isBegun, goesOn)) { line.node.append(part) }
    if let part = part(right, edges: (true, true)) { line.right.append(part) }
  }

  /// What happened during a turn, inside its text.
  private func events(
    _ segment: Int, _ turn: Int, _ scalars: Int
  ) throws(IndexProblem) -> [Event] {
    try index.segments[segment].details(ofTurn: turn).events.map { event in
      var event = event
      event.offset = min(max(event.offset, 0), scalars)
      return event
    }
  }

  /// Scalars that begin in some bytes.
  func scalarCount(_ text: [UInt8], _ range: Range<Int>) -> Int {
    text.withUnsafeBufferPointer { text in
      UnsafeBufferPointer(rebasing: text[range]).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
  }
}
