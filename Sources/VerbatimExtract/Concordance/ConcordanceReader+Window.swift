import VerbatimIndex
import VerbatimQuery

/// Lines of words in one turn, for which the turn is not put together.
extension ConcordanceReader {
  /// Fills the columns of a line with so many words on either side of a hit with spans in one turn.
  ///
  /// False, and nothing filled, where the turn does not have the hit's words.
  mutating func window(
    _ hit: Hit, _ count: Int, into line: inout ConcordanceLine
  ) throws(IndexProblem) -> Bool {
    let segment = index.segments[hit.segment]
    let lower = hit.spans.first?.lowerBound ?? 0
    let upper = hit.spans.reduce(0) { max($0, $1.upperBound) }
    let count = min(max(count, 0), 1 << 20)
    let first = max(0, lower - count)
    guard
      let (found, isAtEnd) = segment.decodeWithEdges(
        hit.turn, positions: first..<upper + count, into: &scratch),
      let before = segment.scalarCount(hit.turn, before: first, scratch)
    else { throw segment.damage(hit.turn) }
    guard lower < upper, found.upperBound >= upper else { return false }
    let text = scratch.text
    let node = scratch.starts[lower - first]..<scratch.ends[upper - 1 - first]
    let shown = shown(isAtStart: first == 0, isAtEnd: isAtEnd)
    func part(_ range: Range<Int>) -> [ConcordancePart] {
      guard !range.isEmpty else { return [] }
      return [
        ConcordancePart(
          turn: line.turn, speakers: line.speakers, role: line.role,
          text: String(decoding: text[range], as: UTF8.self))
      ]
    }
    line.left = part(shown.lowerBound..<node.lowerBound)
    line.node = part(node)
    line.right = part(node.upperBound..<shown.upperBound)
    let nodeStart = scalarCount(text, 0..<node.lowerBound)
    for span in hit.spans where !span.isEmpty {
      let bytes =
        scratch.starts[span.lowerBound - first]..<scratch.ends[span.upperBound - 1 - first]
      let start = nodeStart + scalarCount(text, node.lowerBound..<bytes.lowerBound)
      let end = start + scalarCount(text, bytes)
      line.spans.append(before + start..<before + end)
      line.node[0].matches.append(start - nodeStart..<end - nodeStart)
    }
    line.nameSpans()
    return true
  }

  /// The bytes of the window that are shown: from behind the last blank before its first word to the
  /// first blank behind its last one.
  private func shown(isAtStart: Bool, isAtEnd: Bool) -> Range<Int> {
    let text = scratch.text
    var lower = 0
    if !isAtStart, let first = scratch.starts.first {
      lower = text[..<first].lastIndex(where: Self.isBlank).map { $0 + 1 } ?? first
    }
    var upper = text.count
    if !isAtEnd, let last = scratch.ends.last {
      upper = text[last...].firstIndex(where: Self.isBlank) ?? last
    }
    return lower..<max(lower, upper)
  }
}

extension ConcordanceLine {
  /// Puts the place of the spans behind the id of the turn.
  mutating func nameSpans() {
    if let first = spans.first, let end = spans.map(\.upperBound).max() {
      id += ":\(first.lowerBound)-\(end)"
    }
  }
}
