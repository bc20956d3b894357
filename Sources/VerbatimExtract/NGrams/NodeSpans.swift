import VerbatimIndex
import VerbatimQuery

/// Where the hits of a node stand: the stretch from the first to the last token of each.
struct NodeSpans {
  /// Places of a ``TokenStream``.
  typealias Span = Range<Int>

  private struct Found {
    var turn: Int
    var span: Range<Int>
  }

  /// For each segment, by turn.
  private var found: [[Found]]
  private var next: [Int]

  /// Hits of one turn that have words.
  init(
    _ node: NGramNode, _ index: Index, _ corpus: SubCorpus, _ regions: any RegionSource
  ) throws {
    var found: [[Found]] = index.segments.map { _ in [] }
    let bits = index.segments.indices.map { corpus.bits(ofSegment: $0, in: index) }
    var hasWords = false
    var hits = 0
    var search = try Search(
      node.query, in: index.segments, options: node.options, regions: regions)
    while let hit = try search.next() {
      hits += 1
      guard let first = hit.spans.first?.lowerBound, let last = hit.spans.map(\.upperBound).max()
      else { continue }
      hasWords = true
      guard hit.lastTurn == hit.turn else { continue }
      if let bits = bits[hit.segment], bits[hit.turn >> 6] >> UInt64(hit.turn & 63) & 1 == 0 {
        continue
      }
      found[hit.segment].append(Found(turn: hit.turn, span: first..<last))
    }
    if hits > 0, !hasWords {
      throw CountingProblem.nothingMatched(query: node.query.normalForm)
    }
    self.found = found
    next = [Int](repeating: 0, count: found.count)
  }

  /// Appends the spans of a turn that begins at `start`; false where it has none. Turns of a segment
  /// must ascend.
  mutating func take(_ turn: CountedTurn, start: Int, into spans: inout [Span]) -> Bool {
    let segment = turn.place.segment
    var hasAny = false
    while next[segment] < found[segment].count {
      let hit = found[segment][next[segment]]
      guard hit.turn <= turn.turn else { break }
      next[segment] += 1
      if hit.turn == turn.turn {
        spans.append(start + hit.span.lowerBound..<start + hit.span.upperBound)
        hasAny = true
      }
    }
    return hasAny
  }
}
