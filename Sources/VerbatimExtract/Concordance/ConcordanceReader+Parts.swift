import VerbatimCorpus
import VerbatimIndex

/// Cutting a line's turns into the parts of its columns.
extension ConcordanceReader {
  mutating func append(
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
}
