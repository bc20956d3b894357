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
  /// A filter that compares places.
  case stretch(StretchFilter)
  /// All of the nodes, as far as their hits meet a condition, which is made of filters.
  case masked([PlanNode], by: PlanNode)
  /// What holds in one sentence.
  case sentence(PlanNode)
  /// The hits that do not meet a condition, which is made of filters.
  case excluding(PlanNode, PlanNode)
  /// What goes over several turns; only ever the whole plan.
  case runs(RunPlan)

  /// True for what a turn fulfils or not, without a place in it: see ``QueryNode/isCondition``.
  var isFilter: Bool {
    switch self {
    case .words, .phrase, .near, .pattern, .runs: false
    case .and(let nodes), .or(let nodes), .masked(let nodes, _): nodes.allSatisfy(\.isFilter)
    case .not, .filter, .everything, .stretch: true
    case .sentence(let node), .excluding(let node, _): node.isFilter
    }
  }

  /// True where the turns found by lists alone are the turns that match.
  var isExactByTurn: Bool {
    switch self {
    case .words(let set): set.surface == nil
    case .phrase, .near, .pattern, .stretch, .masked, .sentence, .excluding, .runs: false
    case .not(let node): node.isExactByTurn
    case .and(let nodes), .or(let nodes): nodes.allSatisfy(\.isExactByTurn)
    case .filter, .everything: true
    }
  }

  /// The same without what must not be there: every turn that may match when the parts are looked for
  /// in less than a turn.
  var positivePart: PlanNode {
    switch self {
    case .words, .phrase, .near, .filter, .everything, .pattern, .stretch, .runs: self
    case .not: .everything
    case .and(let nodes): .and(nodes.map(\.positivePart))
    case .or(let nodes): .or(nodes.map(\.positivePart))
    case .masked(let nodes, let condition):
      .masked(nodes.map(\.positivePart), by: condition)
    case .sentence(let node): .sentence(node.positivePart)
    case .excluding(let node, let condition): .excluding(node.positivePart, condition)
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
    case .and(let nodes), .masked(let nodes, _): nodes.flatMap(\.requiredPatterns)
    case .sentence(let node), .excluding(let node, _): node.requiredPatterns
    case .pattern(let plan): plan.candidates.requiredPatterns
    default: []
    }
  }
}
