/// A match in a run of turns of one session.
struct Run: Hashable {
  /// Turns of the segment.
  var first: Int
  var last: Int
  /// Ordered, each once; none where the run as a whole is the match.
  var spans: [TurnSpan]

  init(_ turns: Range<Int>, _ spans: [TurnSpan]) {
    first = turns.lowerBound
    last = turns.upperBound - 1
    self.spans = Self.unique(spans)
  }

  static func unique(_ spans: [TurnSpan]) -> [TurnSpan] {
    if spans.count < 2 { return spans }
    var unique: [TurnSpan] = []
    for span in spans.sorted() where unique.last != span { unique.append(span) }
    return unique
  }

  /// The turns that hold a span, each with its spans; every turn of a run that has none.
  var parts: [(turn: Int, spans: Spans)] {
    if spans.isEmpty { return (first...last).map { ($0, []) } }
    var parts: [(turn: Int, spans: Spans)] = []
    for span in spans {
      if parts.last?.turn == span.turn {
        parts[parts.count - 1].spans.append(span.range)
      } else {
        parts.append((span.turn, [span.range]))
      }
    }
    return parts
  }
}

/// Positions of a turn.
struct TurnSpan: Hashable, Comparable {
  var turn: Int
  var range: Range<Int>

  static func < (left: Self, right: Self) -> Bool {
    (left.turn, left.range.lowerBound, left.range.upperBound)
      < (right.turn, right.range.lowerBound, right.range.upperBound)
  }
}
