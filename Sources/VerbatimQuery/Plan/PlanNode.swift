import VerbatimAnalysis
import VerbatimIndex

/// A query made concrete for one segment: words are sets of terms, filters know their turns.
indirect enum PlanNode: Sendable {
  case words(TermSet)
  case phrase(PhrasePlan)
  case near(PlanNode, PlanNode, distance: Int, order: NearOrder)
  case not(PlanNode)
  case and([PlanNode])
  case or([PlanNode])
  case filter(TurnFilter)
  case everything
  case pattern(PatternPlan)

  /// True for what a turn fulfils or not, without a place in it: see ``QueryNode/isCondition``.
  var isFilter: Bool {
    switch self {
    case .words, .phrase, .near, .pattern: false
    case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isFilter)
    case .not, .filter, .everything: true
    }
  }

  /// True where the turns found by lists alone are the turns that match.
  var isExactByTurn: Bool {
    switch self {
    case .words(let set): set.surface == nil
    case .phrase, .near, .pattern: false
    case .not(let node): node.isExactByTurn
    case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isExactByTurn)
    case .filter, .everything: true
    }
  }

  /// One condition on candidates that their code bytes decide: a phrase or a pair of words. `nil`
  /// where they do not.
  var codePattern: CodePattern? {
    switch self {
    case .words(let set): return set.surface == nil ? set.pattern : nil
    case .phrase(let phrase): return phrase.pattern
    case .near(.words(let left), .words(let right), let distance, let order):
      guard let first = left.codedIDs, let second = right.codedIDs else { return nil }
      return CodePattern(
        near: first, second, distance: distance, isAfter: order != .after,
        isBefore: order != .before)
    default: return nil
    }
  }
}

extension PlanNode {
  /// The phrases and pairs of words without which no turn matches: most candidates have none.
  var requiredPatterns: [CodePattern] {
    switch self {
    case .near, .phrase: codePattern.map { [$0] } ?? []
    case .and(let nodes): nodes.flatMap(\.requiredPatterns)
    case .pattern(let plan): plan.candidates.requiredPatterns
    default: []
    }
  }
}

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

/// Makes plans for one segment.
struct Planner {
  let segment: Segment
  let expander: TermExpander
  let regions: any RegionSource

  init(_ segment: Segment, _ options: QueryOptions, _ regions: any RegionSource) {
    self.segment = segment
    self.regions = regions
    expander = TermExpander(segment: segment, options: options)
  }

  func plan(_ node: QueryNode) throws -> PlanNode {
    switch node {
    case .word(let pattern):
      let steps = self.steps(pattern, gap: 0...0)
      return steps.count == 1 ? .words(steps[0].set) : .phrase(PhrasePlan(steps, slack: 0))
    case .phrase(let items, let slack):
      return phrase(items, slack: slack)
    case .placeholder(let text):
      return .words(expander.placeholder(text))
    case .field(let filter):
      return .filter(try TurnFilter(filter, segment, regions))
    case .near(let left, let right, let distance, let order):
      return .near(try plan(left), try plan(right), distance: distance, order: order)
    case .not(let node):
      return .not(try plan(node))
    case .and(let nodes):
      return .and(try nodes.map(plan))
    case .or(let nodes):
      return Self.joined(try nodes.map(plan))
    case .everything:
      return .everything
    case .pattern(let query):
      return .pattern(try PatternPlan(query, segment, expander.options, regions))
    }
  }

  /// Words of which any will do are one set of terms.
  private static func joined(_ nodes: [PlanNode]) -> PlanNode {
    var words: TermSet?
    var others: [PlanNode] = []
    for node in nodes {
      if case .words(let set) = node, set.surface == nil {
        words = words?.union(set) ?? set
      } else {
        others.append(node)
      }
    }
    guard let words else { return .or(others) }
    return others.isEmpty ? .words(words) : .or(others + [.words(words)])
  }

  /// The steps of a word: one, or several where the analyser takes it apart.
  private func steps(_ pattern: WordPattern, gap: ClosedRange<Int>) -> [PhraseStep] {
    var gap = gap
    return WordSplitter.words(pattern, segment.analyzer).map { word in
      defer { gap = 0...0 }
      return PhraseStep(set: expander.expand(word), gap: gap)
    }
  }

  private func phrase(_ items: [PhraseItem], slack: Int) -> PlanNode {
    var steps: [PhraseStep] = []
    var gap = 0...0
    for item in items {
      var found: [PhraseStep] = []
      switch item {
      case .gap(let range):
        gap = gap.lowerBound + range.lowerBound...gap.upperBound + range.upperBound
        continue
      case .word(let pattern): found = self.steps(pattern, gap: gap)
      case .placeholder(let text):
        found = [PhraseStep(set: expander.placeholder(text), gap: gap)]
      }
      if !found.isEmpty { gap = 0...0 }
      steps += found
    }
    return steps.count == 1 ? .words(steps[0].set) : .phrase(PhrasePlan(steps, slack: slack))
  }
}

/// Takes a typed word apart as the analyser takes transcripts apart.
enum WordSplitter {
  /// The words of a pattern; none where it holds punctuation only. A wildcard stays whole.
  static func words(_ pattern: WordPattern, _ analyzer: Analyzer) -> [WordPattern] {
    if pattern.hasWildcard { return [pattern] }
    if isPlain(pattern.text) { return [pattern] }
    let text = unescaped(pattern.text)
    let tokens = analyzer.tokens(of: text).filter { $0.kind.hasPosition }
    if tokens.count == 1, tokens[0].start == 0, tokens[0].end == text.utf8.count {
      return [pattern]
    }
    let bytes = Array(text.utf8)
    return tokens.map { token in
      let word = String(decoding: bytes[token.start..<token.end], as: UTF8.self)
      return WordPattern(form: pattern.form, text: escaped(word))
    }
  }

  /// True for ASCII letters alone, which no analyser takes apart.
  private static func isPlain(_ text: String) -> Bool {
    var count = 0
    for byte in text.utf8 {
      guard byte | 0x20 >= 0x61, byte | 0x20 <= 0x7A else { return false }
      count += 1
    }
    return count > 0 && count <= Analyzer.maximumTokenScalars
  }

  private static func unescaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
      } else {
        result.append(scalar)
        isEscaped = false
      }
    }
    if isEscaped { result.append("\\") }
    return String(result)
  }

  private static func escaped(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "*" || scalar == "?" || scalar == "\\" { result.append("\\") }
      result.append(scalar)
    }
    return String(result)
  }
}
