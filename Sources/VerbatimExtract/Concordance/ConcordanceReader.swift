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
  let context: ConcordanceContext
  let hasEvents: Bool
  var facts: TurnFacts
  /// The turns of the last line, which the next one may well show again.
  var known: [TurnText] = []
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
  struct Stretch {
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
  struct TurnText {
    var turn: Int
    var text: [UInt8]
    var starts: [Int]
    var ends: [Int]
  }

  /// A place in the text of a turn of the segment.
  struct Place: Comparable {
    var turn: Int
    var byte: Int

    static func < (left: Place, right: Place) -> Bool {
      (left.turn, left.byte) < (right.turn, right.byte)
    }
  }

  // MARK: Turns

  mutating func decoded(_ segment: Int, _ turn: Int) throws(IndexProblem) -> TurnText {
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

  /// Scalars that begin in some bytes.
  func scalarCount(_ text: [UInt8], _ range: Range<Int>) -> Int {
    text.withUnsafeBufferPointer { text in
      UnsafeBufferPointer(rebasing: text[range]).reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
  }
}
