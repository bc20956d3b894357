extension CQLNode {
  /// Labels that this program's part of the pattern sets: operands apart, which are programs of their
  /// own.
  var setLabels: [String] {
    switch self {
    case .token, .tag, .lookAhead, .assertion: []
    case .complement: []
    case .label(let name, let node): [name] + node.setLabels
    case .repetition(let node, _, _), .constrained(let node, _): node.setLabels
    case .relation(let left, _, _, _): left.setLabels
    case .intersection(let nodes): nodes[0].setLabels
    case .sequence(let nodes), .alternation(let nodes): nodes.flatMap(\.setLabels)
    }
  }

  /// Names in conditions of this program's part, labels among them.
  var usedLabels: [String] {
    switch self {
    case .token(let constraint), .lookAhead(let constraint): constraint.names
    case .tag, .assertion: []
    case .complement(let node):
      if case .token(let constraint) = node { constraint.names } else { [] }
    case .label(_, let node), .repetition(let node, _, _): node.usedLabels
    case .constrained(let node, let constraint): node.usedLabels + constraint.names
    case .relation(let left, _, _, _): left.usedLabels
    case .intersection(let nodes): nodes[0].usedLabels
    case .sequence(let nodes), .alternation(let nodes): nodes.flatMap(\.usedLabels)
    }
  }

  /// Patterns that are programs of their own: labels are not seen across.
  var operands: [CQLNode] {
    switch self {
    case .token, .tag, .lookAhead: []
    case .assertion(let node, _, _): [node]
    case .complement(let node):
      if case .token = node { [] } else { [node] }
    case .label(_, let node), .repetition(let node, _, _), .constrained(let node, _):
      node.operands
    case .relation(let left, _, _, let right): left.operands + [right]
    case .intersection(let nodes): nodes[0].operands + nodes.dropFirst()
    case .sequence(let nodes), .alternation(let nodes): nodes.flatMap(\.operands)
    }
  }

  /// A label that is used where the pattern that sets it is another operand; `nil` where all are
  /// seen. `all` are the labels of the whole query.
  func hiddenLabel(_ all: Set<String>) -> String? {
    let own = Set(setLabels)
    if let hidden = usedLabels.first(where: { all.contains($0) && !own.contains($0) }) {
      return hidden
    }
    for operand in operands {
      if let hidden = operand.hiddenLabel(all) { return hidden }
    }
    return nil
  }
}
