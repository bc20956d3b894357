import VerbatimIndex
import VerbatimQuery

/// The words of a hit and beside it, without the rest of its turn: what keys are made of.
///
/// One value is reused for many hits, so that its arrays grow once. Cost of a hit: about 20 ns a word
/// of the window, 1 ns a word before it in its turn.
struct WordWindow {
  struct Word {
    var term: Int
    /// Where it stands in ``text``.
    var bytes: Range<Int>
  }

  private let index: Index
  private let isAcross: Bool
  /// In the order of speech.
  private(set) var words: [Word] = []
  private(set) var text: [UInt8] = []
  /// The words from the first span to the last.
  private(set) var node = 0..<0
  /// The spans, as ranges of ``words``.
  private(set) var spans: [Range<Int>] = []
  private var decoded = DecodedTurn()
  private var ids: [Int] = []

  /// - Parameter isAcross: whether the words beside a hit may be those of other turns of its session.
  init(_ index: Index, isAcross: Bool) {
    self.index = index
    self.isAcross = isAcross
  }

  /// The word so many positions from the node.
  func neighbour(_ offset: Int) -> Word? {
    let place = offset < 0 ? node.lowerBound + offset : node.upperBound + offset - 1
    return words.indices.contains(place) ? words[place] : nil
  }

  /// The words of all spans, in order, each once.
  var matched: [Word] {
    var reached = 0
    var found: [Word] = []
    for span in spans where span.upperBound > reached {
      found += words[max(span.lowerBound, reached)..<span.upperBound]
      reached = span.upperBound
    }
    return found
  }

  /// Reads the words of a hit, `left` before it and `right` behind it; a hit without places has no
  /// words of its own.
  mutating func load(_ hit: Hit, left: Int, right: Int) throws(IndexProblem) {
    words.removeAll(keepingCapacity: true)
    text.removeAll(keepingCapacity: true)
    spans.removeAll(keepingCapacity: true)
    node = 0..<0
    let segment = index.segments[hit.segment]
    let session = segment.turns(ofSession: segment.session(ofTurn: hit.turn))
    let last = min(max(hit.lastTurn, hit.turn), session.upperBound - 1)
    let lower = hit.spans.first?.lowerBound
    let upper = hit.spans.reduce(0) { max($0, $1.upperBound) }
    if isAcross, left > lower ?? 0 {
      try append(before: hit.turn, left - (lower ?? 0), segment, session)
    }
    var missing = right
    if let lower {
      let start = max(0, lower - left)
      let before = words.count + lower - start
      let found = try append(start..<upper + right, hit.turn...last, segment)
      let behind = min(before + upper - lower, words.count)
      node = min(before, behind)..<behind
      spans = hit.spans.map { span in
        let start = min(before + span.lowerBound - lower, behind)
        return start..<max(start, min(before + span.upperBound - lower, behind))
      }
      missing = start + found >= upper ? upper + right - start - found : 0
    } else {
      node = words.count..<words.count
    }
    if isAcross, missing > 0 { try append(behind: last, missing, segment, session) }
  }

  /// Appends the words at positions that run on through some turns; returns how many there were.
  private mutating func append(
    _ positions: Range<Int>, _ turns: ClosedRange<Int>, _ segment: Segment
  ) throws(IndexProblem) -> Int {
    let first = words.count
    var base = 0
    for turn in turns {
      // Only turns that others follow have to be counted.
      let count = turn < turns.upperBound ? try wordCount(turn, segment) : nil
      let start = max(0, positions.lowerBound - base)
      let end = min(positions.upperBound - base, count ?? .max)
      if start < end { try append(turn, start..<end, segment) }
      base += count ?? 0
    }
    return words.count - first
  }

  private mutating func append(
    _ turn: Int, _ positions: Range<Int>, _ segment: Segment
  ) throws(IndexProblem) {
    guard segment.decode(turn, positions: positions, into: &decoded) != nil else {
      throw segment.damage(turn)
    }
    let base = text.count
    text += decoded.text
    for (index, term) in decoded.terms.enumerated() {
      words.append(
        Word(term: term, bytes: base + decoded.starts[index]..<base + decoded.ends[index]))
    }
  }

  private mutating func wordCount(_ turn: Int, _ segment: Segment) throws(IndexProblem) -> Int {
    guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
    return ids.count
  }

  /// Appends the last words before a turn.
  private mutating func append(
    before turn: Int, _ count: Int, _ segment: Segment, _ session: Range<Int>
  ) throws(IndexProblem) {
    var pieces: [(turn: Int, positions: Range<Int>)] = []
    var missing = count
    var next = turn - 1
    while missing > 0, next >= session.lowerBound {
      let there = try wordCount(next, segment)
      let taken = min(there, missing)
      pieces.append((next, there - taken..<there))
      missing -= taken
      next -= 1
    }
    for piece in pieces.reversed() where !piece.positions.isEmpty {
      try append(piece.turn, piece.positions, segment)
    }
  }

  /// Appends the first words behind a turn.
  private mutating func append(
    behind turn: Int, _ count: Int, _ segment: Segment, _ session: Range<Int>
  ) throws(IndexProblem) {
    var missing = count
    var next = turn + 1
    while missing > 0, next < session.upperBound {
      let before = words.count
      try append(next, 0..<missing, segment)
      missing -= words.count - before
      next += 1
    }
  }
}
