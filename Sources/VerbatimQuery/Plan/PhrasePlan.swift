import VerbatimIndex

/// Words in order, in one turn.
struct PhrasePlan: Sendable {
  let steps: [PhraseStep]
  /// Tokens that may stand between the steps, all in all, besides those of their gaps.
  let slack: Int
  /// How it is found in code bytes, where its words stand side by side.
  let pattern: CodePattern?

  init(_ steps: [PhraseStep], slack: Int) {
    self.steps = steps
    self.slack = slack
    let ids = steps.compactMap(\.set.codedIDs)
    let isTight = slack == 0 && steps.allSatisfy { $0.gap == 0...0 }
    pattern = isTight && ids.count == steps.count ? CodePattern(sequence: ids) : nil
  }

  /// What must be in a turn's lists: neighbours whose pairs are listed, and the steps that are in
  /// none of these.
  var requirements: (pairs: [PairLists], steps: [PhraseStep]) {
    var pairs: [PairLists] = []
    var isCovered = [Bool](repeating: false, count: steps.count)
    for index in steps.indices.dropFirst() where slack == 0 && steps[index].gap == 0...0 {
      guard let found = PairLists(steps[index - 1].set, steps[index].set) else { continue }
      pairs.append(found)
      isCovered[index - 1] = true
      isCovered[index] = true
    }
    return (pairs, steps.indices.filter { !isCovered[$0] }.map { steps[$0] })
  }
}

/// The listed pairs of two words' terms.
struct PairLists: Sendable {
  private(set) var turns: [TurnPostings] = []
  private(set) var occurrences = 0

  /// More pairs than this are not looked up.
  private static let most = 64

  /// `nil` where not all their pairs would be listed.
  init?(_ left: TermSet, _ right: TermSet) {
    let segment = left.lists.segment
    guard left.lists.count * right.lists.count <= Self.most else { return nil }
    for first in left.lists.ids {
      for second in right.lists.ids {
        guard segment.coversPair(first, second) else { return nil }
        guard let pair = segment.pair(first, second) else { continue }
        turns.append(pair.turns)
        occurrences += pair.occurrences
      }
    }
  }
}

/// A word of a phrase, and how many tokens may stand between it and the word before.
struct PhraseStep: Sendable {
  var set: TermSet
  var gap: ClosedRange<Int>
}
