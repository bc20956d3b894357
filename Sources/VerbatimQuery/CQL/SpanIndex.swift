/// Where the matches of an operand lie in a unit, so that each question about them is one look-up.
struct SpanIndex {
  /// For each position the largest end of a match that begins there; negative where none does.
  private(set) var largestEnd: [Int]
  /// The smallest end, likewise.
  private(set) var smallestEnd: [Int]
  private var isEnd: [Bool]
  /// Of all of at least one token that begin at a position or before it.
  private var largestEndUpTo: [Int] = []
  /// Of matches of at least one token that begin at a position or behind it.
  private var smallestEndFrom: [Int] = []
  /// Empty matches at a position or before it.
  private var emptyUpTo: [Int] = []
  private var covered: [Bool] = []

  /// - Parameter count: tokens of the unit; positions 0 to `count` can be starts.
  init(count: Int) {
    largestEnd = [Int](repeating: -1, count: count + 1)
    smallestEnd = largestEnd
    isEnd = [Bool](repeating: false, count: count + 1)
  }

  mutating func add(_ start: Int, _ end: Int) {
    largestEnd[start] = max(largestEnd[start], end)
    smallestEnd[start] = smallestEnd[start] < 0 ? end : min(smallestEnd[start], end)
    isEnd[end] = true
    if start == end {
      hasEmpty.insert(start)
    } else {
      smallestFull[start] = min(smallestFull[start] ?? end, end)
    }
  }

  private var hasEmpty: Set<Int> = []
  private var smallestFull: [Int: Int] = [:]

  /// All matches are added.
  mutating func finish() {
    let count = largestEnd.count
    largestEndUpTo = largestEnd
    emptyUpTo = [Int](repeating: 0, count: count)
    smallestEndFrom = [Int](repeating: .max, count: count + 1)
    covered = [Bool](repeating: false, count: count)
    var most = -1
    var empty = 0
    for position in 0..<count {
      if largestEnd[position] > position { most = max(most, largestEnd[position]) }
      largestEndUpTo[position] = most
      if hasEmpty.contains(position) { empty += 1 }
      emptyUpTo[position] = empty
      covered[position] = most > position
    }
    for position in (0..<count).reversed() {
      smallestEndFrom[position] = min(
        smallestEndFrom[position + 1], smallestFull[position] ?? .max)
    }
  }

  func begins(at position: Int) -> Bool { largestEnd[position] >= 0 }
  func ends(at position: Int) -> Bool { isEnd[position] }
  func covers(_ position: Int) -> Bool { covered[position] }

  /// A match begins at or before the span and ends at or behind its end.
  func holds(_ span: Range<Int>) -> Bool { largestEndUpTo[span.lowerBound] >= span.upperBound }

  /// A match lies inside the span; an empty one between two of its tokens.
  func lies(in span: Range<Int>) -> Bool {
    if smallestEndFrom[span.lowerBound] <= span.upperBound { return true }
    guard span.count > 1 else { return false }
    return emptyUpTo[span.upperBound - 1] > emptyUpTo[span.lowerBound]
  }

  /// A match has a token of the span.
  func overlaps(_ span: Range<Int>) -> Bool {
    guard !span.isEmpty else { return false }
    // What begins before the span's end and reaches behind its beginning.
    return largestEndUpTo[span.upperBound - 1] > span.lowerBound
  }
}
