import VerbatimAnalysis
import VerbatimCorpus

/// Which turn of a session's new version is which turn of the old one.
///
/// Turns that are equal and stand once are matched wherever they stand, and the longest run of them in
/// order are anchors; between two anchors, the other turns are matched in order so that they are most alike, and no pair less than half; of equal
/// turns between them of which there are now more or fewer, nobody knows which is which, and none is
/// matched.
///
/// Cost: linear, and between two anchors the turns multiplied, each pair compared by its words; at most
/// ``mostPairs``, above which turns between the anchors stay without a match.
struct TurnAlignment {
  private let old: [Turn]
  private let new: [Turn]
  /// For each old turn, the new one that it is, from 0.
  private(set) var places: [Int?]
  /// New turns that are equal to one old one.
  private var taken: Set<Int> = []

  static let mostPairs = 250_000
  /// Pairs that are less alike are none.
  static let leastLikeness = 0.5
  /// Words of another speaker have to be nearly the same: a label was corrected.
  static let leastLikenessAcross = 0.9

  init(from old: [Turn], to new: [Turn]) {
    self.old = old
    self.new = new
    places = [Int?](repeating: nil, count: old.count)
    let unique = uniquePairs()
    for pair in unique { places[pair.old] = pair.new }
    taken = Set(unique.map(\.new))
    alignGaps(Self.longestAscending(unique))
  }

  private struct Pair {
    var old: Int
    var new: Int
  }

  private struct Key: Hashable {
    var speakers: [String]
    var text: [UInt8]

    init(_ turn: Turn) {
      speakers = turn.speakers
      text = Array(turn.text.utf8)
    }
  }

  /// Equal turns of which there is one in each version, in the order of the old one.
  private func uniquePairs() -> [Pair] {
    func places(_ turns: [Turn]) -> [Key: [Int]] {
      Dictionary(grouping: turns.indices) { Key(turns[$0]) }
    }
    let there = places(new)
    return places(old).compactMap { key, indices in
      guard indices.count == 1, let found = there[key], found.count == 1 else { return nil }
      return Pair(old: indices[0], new: found[0])
    }.sorted { $0.old < $1.old }
  }

  /// The longest part of the pairs whose new turns ascend (patience sorting).
  private static func longestAscending(_ pairs: [Pair]) -> [Pair] {
    var tails: [Int] = []
    var previous = [Int?](repeating: nil, count: pairs.count)
    for index in pairs.indices {
      var low = 0
      var high = tails.count
      while low < high {
        let middle = (low + high) / 2
        if pairs[tails[middle]].new < pairs[index].new { low = middle + 1 } else { high = middle }
      }
      previous[index] = low > 0 ? tails[low - 1] : nil
      if low == tails.count { tails.append(index) } else { tails[low] = index }
    }
    var chain: [Pair] = []
    var next = tails.last
    while let index = next {
      chain.append(pairs[index])
      next = previous[index]
    }
    return chain.reversed()
  }

  private mutating func alignGaps(_ anchors: [Pair]) {
    var from = Pair(old: -1, new: -1)
    for to in anchors + [Pair(old: old.count, new: new.count)] {
      align(
        (from.old + 1..<to.old).filter { places[$0] == nil },
        (from.new + 1..<to.new).filter { !taken.contains($0) })
      from = to
    }
  }

  /// Matches turns between two anchors in order, so that the sum of likenesses is largest.
  private mutating func align(_ left: [Int], _ right: [Int]) {
    guard !left.isEmpty, !right.isEmpty, left.count * right.count <= Self.mostPairs else { return }
    let (before, after) = (counts(left.map { old[$0] }), counts(right.map { new[$0] }))
    let width = right.count + 1
    var scores = [Double](repeating: 0, count: (left.count + 1) * width)
    var likenesses = [Double](repeating: 0, count: left.count * right.count)
    for row in stride(from: left.count - 1, through: 0, by: -1) {
      for column in stride(from: right.count - 1, through: 0, by: -1) {
        let likeness = Self.likeness(
          old[left[row]], new[right[column]])
        likenesses[row * right.count + column] = likeness
        let cell = row * width + column
        scores[cell] = max(scores[cell + width], scores[cell + 1])
        if likeness > 0 { scores[cell] = max(scores[cell], scores[cell + width + 1] + likeness) }
      }
    }
    var row = 0
    var column = 0
    while row < left.count, column < right.count {
      let cell = row * width + column
      let likeness = likenesses[row * right.count + column]
      if likeness > 0, scores[cell] == scores[cell + width + 1] + likeness {
        let key = Key(old[left[row]])
        if key != Key(new[right[column]]) || before[key] == after[key] {
          places[left[row]] = right[column]
        }
        row += 1
        column += 1
      } else if scores[cell] == scores[cell + width] {
        row += 1
      } else {
        column += 1
      }
    }
  }

  private func counts(_ turns: [Turn]) -> [Key: Int] {
    turns.reduce(into: [:]) { $0[Key($1), default: 0] += 1 }
  }

  /// 0 where the turns are no pair.
  private static func likeness(_ left: Turn, _ right: Turn) -> Double {
    let isSameSpeaker = left.speakers == right.speakers
    if isSameSpeaker, left.text.utf8.elementsEqual(right.text.utf8) { return 1 }
    // Lengths alone tell most pairs apart.
    let lengths = [left.text.utf8.count, right.text.utf8.count].sorted()
    guard lengths[1] <= 4 * lengths[0] + 16 else { return 0 }
    let likeness = WordDiff(from: left.text, to: right.text).likeness
    let least = isSameSpeaker ? leastLikeness : leastLikenessAcross
    return likeness >= least ? likeness : 0
  }
}
