import VerbatimIndex

/// A plan of what goes over several turns: answered session by session.
struct RunPlan: Sendable {
  let root: RunNode
  /// What is looked for in single turns.
  let leaves: [PlanNode]
  let segment: Segment
}

/// An operator over turns of a session.
indirect enum RunNode: Sendable {
  /// The hits of a leaf (its number), one by one.
  case leaf(Int)
  /// The turns that a condition made of filters lets through.
  case condition(PlanNode)
  /// All of the nodes, as far as their hits meet the condition.
  case and([RunNode], condition: PlanNode?)
  case or([RunNode])
  case not(RunNode)
  case chain(RunNode, [RunLink])
  case within(RunNode, QueryScope)
  case excluding(RunNode, PlanNode)

  var isNegative: Bool {
    if case .not = self { return true }
    return false
  }
}

struct RunLink: Sendable {
  var node: RunNode
  var turns: Int
  var speaker: SpeakerRelation
}

extension Planner {
  /// Each leaf has a bit for every turn of the segment.
  private static let mostLeaves = 256

  /// - Parameter query: of which ``QueryNode/crossesTurns`` is true.
  ///
  /// Throws ``TooManyParts``, and what planning a part throws.
  func runPlan(_ query: QueryNode) throws -> RunPlan {
    var leaves: [PlanNode] = []
    let root = try runNode(query, isJoined: false, &leaves)
    return RunPlan(root: root, leaves: leaves, segment: segment)
  }

  /// - Parameter isJoined: in a scope of several turns, where AND, OR and NOT speak of the turns
  ///   together.
  private func runNode(
    _ query: QueryNode, isJoined: Bool, _ leaves: inout [PlanNode]
  ) throws -> RunNode {
    func leaf(_ query: QueryNode, _ leaves: inout [PlanNode]) throws -> RunNode {
      guard leaves.count < Self.mostLeaves else { throw TooManyParts(limit: Self.mostLeaves) }
      leaves.append(try plan(query))
      return .leaf(leaves.count - 1)
    }
    if query.isFilter { return .condition(try plan(query)) }
    if !isJoined, !query.crossesTurns { return try leaf(query, &leaves) }
    switch query {
    case .word, .phrase, .placeholder, .near, .field, .everything, .pattern:
      return try leaf(query, &leaves)
    case .and(let nodes):
      let filters = try nodes.filter(\.isFilter).map(plan)
      return .and(
        try nodes.filter { !$0.isFilter }.map { try runNode($0, isJoined: isJoined, &leaves) },
        condition: filters.isEmpty ? nil : filters.count == 1 ? filters[0] : .and(filters))
    case .or(let nodes):
      return .or(try nodes.map { try runNode($0, isJoined: isJoined, &leaves) })
    case .not(let node):
      return .not(try runNode(node, isJoined: isJoined, &leaves))
    case .then(let first, let links):
      return .chain(
        try runNode(first, isJoined: false, &leaves),
        try links.map {
          RunLink(
            node: try runNode($0.node, isJoined: false, &leaves), turns: $0.turns,
            speaker: $0.speaker)
        })
    case .within(let node, let scope):
      if query.crossesTurns || scope.crossesTurns {
        return .within(
          try runNode(node, isJoined: scope.crossesTurns, &leaves), scope)
      }
      return try leaf(query, &leaves)
    case .excluding(let node, let filter):
      return .excluding(
        try runNode(node, isJoined: false, &leaves), try exclusion(filter))
    }
  }
}
