/// Which spans of a text are matches: the second half of a matching strategy (`query-language.md` §2).
enum MatchReduction {
  /// - Parameter spans: half-open, each once, ordered by start, then end; for ``MatchStrategy/all``
  ///   and ``MatchStrategy/longest`` all that satisfy the pattern, for the others those with the
  ///   smallest end of each start.
  /// - Returns: some of them, in the same order.
  ///
  /// Cost: linear, but for `standard`, which sorts.
  static func reduce(_ spans: [Range<Int>], _ strategy: MatchStrategy) -> [Range<Int>] {
    switch strategy {
    case .all, .traditional: spans
    case .shortest: innermost(spans)
    case .standard: leftmost(spans)
    case .longest: outermost(spans)
    }
  }

  /// Those that contain no other: from the last start down, the ends must fall.
  private static func innermost(_ spans: [Range<Int>]) -> [Range<Int>] {
    var kept: [Range<Int>] = []
    var least = Int.max
    for span in spans.reversed() where span.upperBound < least {
      least = span.upperBound
      // Of equal starts the shortest comes last.
      if kept.last?.lowerBound == span.lowerBound { kept.removeLast() }
      kept.append(span)
    }
    return kept.reversed()
  }

  /// Of equal ends the first start.
  private static func leftmost(_ spans: [Range<Int>]) -> [Range<Int>] {
    var first: [Int: Int] = [:]
    for span in spans {
      first[span.upperBound] = min(first[span.upperBound] ?? span.lowerBound, span.lowerBound)
    }
    return spans.filter { first[$0.upperBound] == $0.lowerBound }
  }

  /// Those that lie in no other: with rising starts, the ends must rise.
  private static func outermost(_ spans: [Range<Int>]) -> [Range<Int>] {
    var kept: [Range<Int>] = []
    var most = -1
    for span in spans where span.upperBound > most {
      // Of equal starts the longest comes last.
      if kept.last?.lowerBound == span.lowerBound { kept.removeLast() }
      kept.append(span)
      most = span.upperBound
    }
    return kept
  }
}
