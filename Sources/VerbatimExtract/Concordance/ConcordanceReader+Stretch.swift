import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery

/// Where the columns of a line begin and end.
extension ConcordanceReader {
  mutating func stretch(
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
}
