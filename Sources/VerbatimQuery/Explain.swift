import VerbatimAnalysis
import VerbatimIndex

/// What a query was understood as, and what it will cost: for methods sections and for people who
/// wonder.
public struct Explanation: Sendable, Equatable {
  public var normalForm: String
  public var outline: [(depth: Int, label: String)]
  /// Each distinct word and placeholder of the query.
  public var expansions: [Expansion]
  /// Turns that the lists leave to be read, all segments together.
  public var candidateTurns: Int
  /// Turns in all.
  public var turns: Int

  public static func == (left: Explanation, right: Explanation) -> Bool {
    left.normalForm == right.normalForm && left.expansions == right.expansions
      && left.candidateTurns == right.candidateTurns && left.turns == right.turns
      && left.outline.elementsEqual(right.outline) { $0 == $1 }
  }

  /// Cost: dictionary look-ups and a pass over the lists; no turn is read.
  public init(
    _ query: QueryNode, in segments: [Segment], options: QueryOptions,
    regions: any RegionSource
  ) throws {
    normalForm = query.normalForm
    outline = query.outline
    turns = segments.reduce(0) { $0 + $1.turnCount }
    candidateTurns = 0
    var forms: [String: [String: Int]] = [:]
    var order: [String] = []
    let leaves = query.leaves
    for segment in segments {
      let planner = Planner(segment, options, regions)
      candidateTurns += CandidateSource.count(try planner.plan(query), segment.turnCount)
      for pattern in query.patterns {
        for (name, terms) in try PatternPlan(pattern, segment, options, regions).expansions() {
          if forms[name] == nil {
            forms[name] = [:]
            order.append(name)
          }
          for index in 0..<terms.count {
            guard let term = segment.term(terms.id(index)) else { continue }
            forms[name, default: [:]][term.string, default: 0] += terms.turnCount(index)
          }
        }
      }
      for leaf in leaves {
        let name = leaf.normalForm
        if forms[name] == nil {
          forms[name] = [:]
          order.append(name)
        }
        for set in try planner.sets(of: leaf) {
          for index in 0..<set.lists.count {
            guard let term = segment.term(set.lists.id(index)) else { continue }
            forms[name, default: [:]][term.string, default: 0] += set.lists.turnCount(index)
          }
        }
      }
    }
    expansions = order.map { name in
      let found = (forms[name] ?? [:]).sorted {
        ($1.value, $0.key) < ($0.value, $1.key)
      }
      return Expansion(
        pattern: name, formCount: found.count, sample: found.prefix(8).map(\.key),
        turnCount: found.reduce(0) { $0 + $1.value })
    }
  }
}

extension QueryNode {
  /// The words and placeholders of a query, in order, each as a query of its own.
  var leaves: [QueryNode] {
    switch self {
    case .word, .placeholder: [self]
    case .phrase(let items, _):
      items.compactMap { item in
        switch item {
        case .word(let pattern): .word(pattern)
        case .placeholder(let text): .placeholder(text)
        case .gap: nil
        }
      }
    case .field, .everything, .pattern: []
    case .near(let left, let right, _, _): left.leaves + right.leaves
    case .not(let node), .within(let node, _), .excluding(let node, _): node.leaves
    case .then(let first, let links): first.leaves + links.flatMap(\.node.leaves)
    case .and(let nodes), .or(let nodes): nodes.flatMap(\.leaves)
    }
  }
}

extension Planner {
  /// The term sets of a word or placeholder.
  func sets(of leaf: QueryNode) throws -> [TermSet] {
    switch leaf {
    case .word(let pattern):
      try WordSplitter.words(pattern, segment.analyzer).map(expander.expand)
    case .placeholder(let text): [expander.placeholder(text)]
    default: []
    }
  }
}

extension CandidateSource {
  /// Turns that the lists leave.
  static func count(_ plan: PlanNode, _ turnCount: Int) -> Int {
    CandidateSource(plan).bits(turnCount).reduce(0) { $0 + $1.nonzeroBitCount }
  }
}

extension QueryNode {
  /// Turns in which a plain word of the query stands inside a placeholder, which nobody said: for the
  /// answer's note. Cost: dictionary look-ups and the lists found.
  public func turnsInsidePlaceholders(in segments: [Segment]) throws -> Int {
    var count = 0
    for segment in segments {
      let options = QueryOptions(findsParts: false, findsInPlaceholders: true)
      let expander = TermExpander(segment: segment, options: options)
      var bits = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
      for case .word(let pattern) in leaves where pattern.form == .folded {
        for word in WordSplitter.words(pattern, segment.analyzer) {
          let all = try expander.expand(word)
          for index in 0..<all.lists.count
          where segment.term(all.lists.id(index))?.kind == .placeholder {
            var cursor = all.lists.postings(index).cursor()
            bits.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
          }
        }
      }
      count += bits.reduce(0) { $0 + $1.nonzeroBitCount }
    }
    return count
  }

  /// True where a word ends in `?`, which a person may have meant as a question mark.
  public var endsWithQuestionMark: Bool {
    leaves.contains { leaf in
      if case .word(let pattern) = leaf, pattern.form == .folded {
        return pattern.text.hasSuffix("?") && !pattern.text.hasSuffix("\\?")
      }
      return false
    }
  }
}

/// What a word that is nearly so (`relaible~1`) became.
public struct InexactWord: Sendable, Equatable {
  /// As typed, in normal form.
  public var pattern: String
  /// The forms found with the turns that hold each, the most frequent first.
  public var forms: [(form: String, turns: Int)]

  public static func == (left: Self, right: Self) -> Bool {
    left.pattern == right.pattern && left.forms.elementsEqual(right.forms) { $0 == $1 }
  }
}

extension QueryNode {
  /// The words of the query that are compared only nearly, each once: for the answer's note. Cost:
  /// dictionary look-ups where there are any.
  public func inexactWords(
    in segments: [Segment], options: QueryOptions
  ) throws -> [InexactWord] {
    var found: [InexactWord] = []
    for case .word(let pattern) in leaves {
      guard case .fuzzy = pattern.form else { continue }
      let name = QueryNode.word(pattern).normalForm
      if found.contains(where: { $0.pattern == name }) { continue }
      var turns: [String: Int] = [:]
      for segment in segments {
        let set = try TermExpander(segment: segment, options: options).expand(pattern)
        for index in 0..<set.lists.count {
          guard let term = segment.term(set.lists.id(index)) else { continue }
          turns[term.string, default: 0] += set.lists.turnCount(index)
        }
      }
      found.append(
        InexactWord(
          pattern: name,
          forms: turns.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { (form: $0.key, turns: $0.value) }))
    }
    return found
  }
}
