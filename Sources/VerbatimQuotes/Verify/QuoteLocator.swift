import VerbatimAnalysis
import VerbatimIndex

/// Finds the turns in which a quotation may stand, by its words alone.
struct QuoteLocator {
  struct Place: Hashable {
    var segment: Int
    var turn: Int
  }

  private let segments: [Segment]

  /// No more turns than this are looked at for one quotation.
  static let mostCandidates = 20_000
  /// Terms whose lists are intersected: more of them cost more than they exclude.
  static let mostTerms = 8
  /// Entries of lists that are counted together where no turn has all words.
  static let voteBudget = 200_000
  static let mostVoted = 48
  /// Of the weight of all words that are counted.
  static let leastShare: Float = 0.3

  init(_ segments: [Segment]) {
    self.segments = segments
  }

  /// The fold keys of the words of some texts, each once, in their order: which words count where not all
  /// can must not depend on the process.
  private func keys(_ texts: [CanonicalText], _ analyzer: Analyzer) -> [[UInt8]] {
    var keys: Set<[UInt8]> = []
    for text in texts {
      var string = ""
      string.unicodeScalars.append(contentsOf: text.scalars)
      let bytes = Array(string.utf8)
      for token in analyzer.tokens(of: string) where token.kind == .word || token.kind == .number {
        keys.insert(analyzer.foldKey(Array(bytes[token.start..<token.end])))
      }
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  private struct Term {
    var entries: [TermEntry]
    var turnCount: Int
  }

  /// The terms of a segment, the rarest first; those that it does not have are left out.
  private func terms(_ keys: [[UInt8]], _ segment: Segment) -> [Term] {
    let found = keys.compactMap { key -> Term? in
      let entries = segment.terms(fold: key).filter {
        $0.term.kind == .word || $0.term.kind == .number
      }
      return entries.isEmpty
        ? nil : Term(entries: entries, turnCount: entries.reduce(0) { $0 + $1.postings.count })
    }
    // Among equals the order of the keys.
    return found.enumerated().sorted {
      ($0.element.turnCount, $0.offset) < ($1.element.turnCount, $1.offset)
    }.map(\.element)
  }

  /// Turns that have all words of the texts, in order.
  ///
  /// Cost: look-ups, and the list of the rarest word against those of a few others.
  func holdingAll(_ texts: [CanonicalText]) throws(IndexProblem) -> [Place] {
    var found: [Place] = []
    for (number, segment) in segments.enumerated() {
      let keys = keys(texts, segment.analyzer)
      let terms = terms(keys, segment)
      guard !keys.isEmpty, terms.count == keys.count else { continue }
      for turn in try intersection(terms.prefix(Self.mostTerms), segment) {
        found.append(Place(segment: number, turn: Int(turn)))
        if found.count == Self.mostCandidates { return found }
      }
    }
    return found
  }

  private func intersection(
    _ terms: some Collection<Term>, _ segment: Segment
  ) throws(IndexProblem) -> [UInt32] {
    var intersection = TurnIntersection(of: segment)
    for term in terms {
      if term.entries.count == 1 {
        intersection.add(term.entries[0].postings)
      } else {
        var lists = TermLists(of: segment)
        for entry in term.entries { lists.add(entry) }
        guard let union = lists.union() else { throw segment.damagedLists }
        intersection.add(union)
      }
    }
    guard let turns = intersection.turns() else { throw segment.damagedLists }
    return turns
  }

  /// The turns that have most of the words, weighed by how rare they are; best first.
  ///
  /// Cost: at most ``voteBudget`` entries of lists, and for common words a few intersections that leave
  /// one word out.
  func holdingMost(_ texts: [CanonicalText]) throws(IndexProblem) -> [Place] {
    var votes: [(place: Place, weight: Float)] = []
    for (number, segment) in segments.enumerated() {
      let terms = terms(keys(texts, segment.analyzer), segment)
      var weights: [UInt32: Float] = [:]
      var budget = Self.voteBudget / segments.count
      var sum: Float = 0
      for term in terms {
        guard term.turnCount <= budget else { break }
        budget -= term.turnCount
        let weight = Logarithms.weight(term.turnCount, of: segment.turnCount)
        sum += weight
        for entry in term.entries {
          guard let turns = entry.postings.turns() else { throw segment.damagedLists }
          for turn in turns { weights[turn, default: 0] += weight }
        }
      }
      let rarest = terms.prefix(Self.mostTerms)
      if rarest.count > 2 {
        for left in rarest.indices {
          let others = rarest.indices.filter { $0 != left }.map { rarest[$0] }
          let weight = others.reduce(0) {
            $0 + Logarithms.weight($1.turnCount, of: segment.turnCount)
          }
          for turn in try intersection(others, segment).prefix(64) {
            weights[turn] = max(weights[turn] ?? 0, weight)
          }
        }
      }
      // A turn without most of the rare words is not like the quotation.
      for (turn, weight) in weights where weight >= sum * Self.leastShare {
        votes.append((Place(segment: number, turn: Int(turn)), weight))
      }
    }
    let threshold = Self.threshold(votes.map(\.weight))
    return votes.filter { $0.weight >= threshold }.sorted {
      ($1.weight, $0.place.segment, $0.place.turn) < ($0.weight, $1.place.segment, $1.place.turn)
    }.prefix(Self.mostVoted).map(\.place)
  }

  /// A weight that not many more than ``mostVoted`` reach, so that the rest need not be sorted.
  private static func threshold(_ weights: [Float]) -> Float {
    guard weights.count > 4096 else { return 0 }
    // The most frequent weights are those of one word alone.
    let top = weights.max() ?? 0
    var share: Float = 0.9
    while share > 0.05 {
      let limit = top * share
      if weights.lazy.filter({ $0 >= limit }).count >= mostVoted { return limit }
      share -= 0.1
    }
    return 0
  }
}

enum Logarithms {
  /// How much a word says that stands in so many turns: bits.
  static func weight(_ count: Int, of total: Int) -> Float {
    Float(max(total, 1)).log2Estimate - Float(max(count, 1)).log2Estimate + 0.1
  }
}

extension Float {
  /// Linear between powers of two: enough to weigh words, and the same on every machine.
  fileprivate var log2Estimate: Float { Float(exponent) + significand - 1 }
}
