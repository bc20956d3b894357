import VerbatimIndex

/// Finds the turns of a window that may match: lists and bitmaps only, no turn is read.
///
/// A node per operand of the plan, each with the cursors of its terms; windows must ascend.
final class CandidateSource {
  private enum Shape {
    case lists
    /// Very many lists.
    case many(TermLists)
    /// One bit a turn of the segment.
    case bits([UInt64])
    case all([CandidateSource])
    case any([CandidateSource])
    /// All turns that the operand does not surely match.
    case complement(CandidateSource)
    case filter(TurnFilter)
    case everything
  }

  private var shape: Shape
  private var cursors: [PostingCursor] = []
  private var scratch: [UInt64] = []

  /// Lists above this number are joined at once rather than window by window, but for windows within
  /// the first so many turns, where the first hits of many words are.
  private static let mostCursors = 32
  private static let earlyTurns = 2048

  init(_ node: PlanNode) {
    switch node {
    case .words(let set):
      if set.lists.count > Self.mostCursors {
        shape = .many(set.lists)
        return
      }
      shape = .lists
      cursors = (0..<set.lists.count).map { set.lists.postings($0).cursor() }
    case .phrase(let phrase):
      let (pairs, steps) = phrase.requirements
      shape = .all(
        pairs.map(CandidateSource.init) + steps.map { CandidateSource(.words($0.set)) })
    case .near(let left, let right, _, _):
      shape = .all([CandidateSource(left), CandidateSource(right)])
    case .and(let nodes): shape = .all(nodes.map { CandidateSource($0) })
    case .or(let nodes): shape = .any(nodes.map { CandidateSource($0) })
    case .not(let node):
      // Where lists do not decide, every turn has to be looked at.
      shape = node.isExactByTurn ? .complement(CandidateSource(node)) : .everything
    case .filter(let filter): shape = .filter(filter)
    case .everything: shape = .everything
    case .pattern(let plan): shape = .any([CandidateSource(plan.candidates)])
    case .stretch(let filter): shape = .filter(filter.turns)
    case .masked(let nodes, let condition):
      shape = .all(([condition] + nodes).map { CandidateSource($0.positivePart) })
    case .sentence(let node): shape = .all([CandidateSource(node.positivePart)])
    case .excluding(let node, _): shape = .all([CandidateSource(node)])
    case .runs(let plan): shape = .bits(RunCandidates(plan).bits)
    }
  }

  init(_ pairs: PairLists) {
    shape = .lists
    cursors = pairs.turns.map { $0.cursor() }
  }

  /// Sets the bits of candidates; `words` must be clear.
  func fill(_ words: UnsafeMutableBufferPointer<UInt64>, window: Range<Int>) {
    switch shape {
    case .lists:
      for index in cursors.indices { cursors[index].fill(words, window: window) }
    case .many(let lists):
      if window.upperBound <= Self.earlyTurns {
        lists.fill(words, window: window)
      } else {
        // Damaged lists say nothing.
        let bits =
          lists.union() ?? [UInt64](repeating: 0, count: (lists.segment.turnCount + 63) / 64)
        shape = .bits(bits)
        Self.copy(bits, words, window)
      }
    case .bits(let bits): Self.copy(bits, words, window)
    case .filter(let filter): Self.copy(filter.bits, words, window)
    case .everything: Self.setAll(words, window)
    case .complement(let source):
      source.fill(words, window: window)
      for index in words.indices { words[index] = ~words[index] }
      Self.clear(words, beyond: window)
    case .any(let sources): combine(sources, words, window) { $0 | $1 }
    case .all(let sources): combine(sources, words, window) { $0 & $1 }
    }
  }

  /// One bit a turn of the segment. Nothing can be filled after it.
  func bits(_ turnCount: Int) -> [UInt64] {
    var words = [UInt64](repeating: 0, count: (turnCount + 63) / 64)
    words.withUnsafeMutableBufferPointer { fill($0, window: 0..<turnCount) }
    return words
  }

  private func combine(
    _ sources: [CandidateSource], _ words: UnsafeMutableBufferPointer<UInt64>, _ window: Range<Int>,
    _ operation: (UInt64, UInt64) -> UInt64
  ) {
    guard let first = sources.first else { return }
    first.fill(words, window: window)
    for source in sources.dropFirst() {
      if scratch.count < words.count { scratch = [UInt64](repeating: 0, count: words.count) }
      scratch.withUnsafeMutableBufferPointer { all in
        let other = UnsafeMutableBufferPointer(rebasing: all[..<words.count])
        other.update(repeating: 0)
        source.fill(other, window: window)
        for index in words.indices { words[index] = operation(words[index], other[index]) }
      }
    }
  }

  private static func copy(
    _ bits: [UInt64], _ words: UnsafeMutableBufferPointer<UInt64>, _ window: Range<Int>
  ) {
    let first = window.lowerBound / 64
    for word in 0..<min(words.count, bits.count - first) { words[word] |= bits[first + word] }
    clear(words, beyond: window)
  }

  private static func setAll(_ words: UnsafeMutableBufferPointer<UInt64>, _ window: Range<Int>) {
    words.update(repeating: .max)
    clear(words, beyond: window)
  }

  private static func clear(
    _ words: UnsafeMutableBufferPointer<UInt64>, beyond window: Range<Int>
  ) {
    if window.count % 64 != 0 { words[window.count >> 6] &= 1 << UInt64(window.count & 63) - 1 }
    let used = (window.count + 63) / 64
    for index in used..<words.count { words[index] = 0 }
  }
}
