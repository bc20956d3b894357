import VerbatimAnalysis
import VerbatimIndex

/// A query made concrete for one segment: words are sets of terms, filters know their turns.
indirect enum PlanNode: Sendable {
  case words(TermSet)
  case phrase([PhraseStep], slack: Int)
  case near(PlanNode, PlanNode, distance: Int, order: NearOrder)
  case not(PlanNode)
  case and([PlanNode])
  case or([PlanNode])
  case filter(TurnFilter)
  case everything

  /// True for what a turn fulfils or not, without a place in it: see ``QueryNode/isCondition``.
  var isFilter: Bool {
    switch self {
    case .words, .phrase, .near: false
    case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isFilter)
    case .not, .filter, .everything: true
    }
  }

  /// True where the turns found by lists alone are the turns that match.
  var isExactByTurn: Bool {
    switch self {
    case .words(let set): set.surface == nil
    case .phrase, .near: false
    case .not(let node): node.isExactByTurn
    case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isExactByTurn)
    case .filter, .everything: true
    }
  }

  /// True where an occurrence's own spelling has to be looked at.
  var needsText: Bool {
    switch self {
    case .words(let set): set.surface != nil
    case .phrase(let steps, _): steps.contains { $0.set.surface != nil }
    case .near(let left, let right, _, _): left.needsText || right.needsText
    case .not(let node): node.needsText
    case .and(let nodes), .or(let nodes): nodes.contains { $0.needsText }
    case .filter, .everything: false
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
    expander = TermExpander(
      segment: segment, options: options, stemmer: Stemmer(language: options.language))
  }

  func plan(_ node: QueryNode) throws -> PlanNode {
    switch node {
    case .word(let pattern):
      let steps = self.steps(pattern, gap: 0...0)
      return steps.count == 1 ? .words(steps[0].set) : .phrase(steps, slack: 0)
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
      return .or(try nodes.map(plan))
    case .everything:
      return .everything
    }
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
    return steps.count == 1 ? .words(steps[0].set) : .phrase(steps, slack: slack)
  }
}

/// Takes a typed word apart as the analyser takes transcripts apart.
enum WordSplitter {
  /// The words of a pattern; none where it holds punctuation only. A wildcard stays whole.
  static func words(_ pattern: WordPattern, _ analyzer: Analyzer) -> [WordPattern] {
    if pattern.hasWildcard { return [pattern] }
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
