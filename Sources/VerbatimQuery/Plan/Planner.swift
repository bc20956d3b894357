import VerbatimAnalysis
import VerbatimIndex

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
    // A pattern as a whole finds its own way over turns.
    if case .pattern(let query) = node {
      return .pattern(try PatternPlan(query, segment, expander.options, regions))
    }
    if node.crossesTurns { return .runs(try runPlan(node)) }
    switch node {
    case .word(let pattern):
      let steps = try self.steps(pattern, gap: 0...0)
      return steps.count == 1 ? .words(steps[0].set) : .phrase(PhrasePlan(steps, slack: 0))
    case .phrase(let items, let slack):
      return try phrase(items, slack: slack)
    case .placeholder(let text):
      return .words(expander.placeholder(text))
    case .field(let filter):
      return try self.filter(filter)
    case .near(let left, let right, let distance, let order):
      return .near(try plan(left), try plan(right), distance: distance, order: order)
    case .not(let node):
      return .not(try plan(node))
    case .and(let nodes):
      return try conjunction(nodes)
    case .or(let nodes):
      return Self.joined(try nodes.map(plan))
    case .everything, .pattern:
      return .everything
    case .within(let node, .sentence):
      return .sentence(try plan(node))
    case .within(let node, _):
      // Of one turn, or it would cross turns.
      return try plan(node)
    case .excluding(let node, let filter):
      return .excluding(try plan(node), try exclusion(filter))
    case .then(let node, _):
      // A chain crosses turns; of no links it would not.
      return try plan(node)
    }
  }

  private func filter(_ filter: FieldFilter) throws -> PlanNode {
    guard let mode = filter.mode else {
      return .filter(try TurnFilter(filter, segment, regions))
    }
    return .stretch(try StretchFilter(filter, mode, segment, regions))
  }

  /// What EXCLUDING drops: of a theme or a coder what has a character in common with it, unless the
  /// filter says otherwise.
  func exclusion(_ filter: FieldFilter) throws -> PlanNode {
    var filter = filter
    if filter.mode == nil, SimpleQueryParser.fieldsWithPlaces.contains(filter.name) {
      filter.mode = .overlap
    }
    return try self.filter(filter)
  }

  /// Filters that compare places choose what the other parts may find.
  private func conjunction(_ nodes: [QueryNode]) throws -> PlanNode {
    let isMask: (QueryNode) -> Bool = { $0.isFilter && $0.comparesPlaces }
    let masks = nodes.filter(isMask)
    let others = nodes.filter { !isMask($0) }
    guard !masks.isEmpty, !others.isEmpty else { return .and(try nodes.map(plan)) }
    let condition = masks.count == 1 ? try plan(masks[0]) : .and(try masks.map(plan))
    return .masked(try others.map(plan), by: condition)
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
  private func steps(_ pattern: WordPattern, gap: ClosedRange<Int>) throws -> [PhraseStep] {
    var gap = gap
    return try WordSplitter.words(pattern, segment.analyzer).map { word in
      defer { gap = 0...0 }
      return PhraseStep(set: try expander.expand(word), gap: gap)
    }
  }

  private func phrase(_ items: [PhraseItem], slack: Int) throws -> PlanNode {
    var steps: [PhraseStep] = []
    var gap = 0...0
    for item in items {
      var found: [PhraseStep] = []
      switch item {
      case .gap(let range):
        gap = gap.lowerBound + range.lowerBound...gap.upperBound + range.upperBound
        continue
      case .word(let pattern): found = try self.steps(pattern, gap: gap)
      case .placeholder(let text):
        found = [PhraseStep(set: expander.placeholder(text), gap: gap)]
      }
      if !found.isEmpty { gap = 0...0 }
      steps += found
    }
    return steps.count == 1 ? .words(steps[0].set) : .phrase(PhrasePlan(steps, slack: slack))
  }
}
