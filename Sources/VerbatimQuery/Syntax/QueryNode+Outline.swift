extension QueryNode {
  /// The tree, one line a node, parents before their operands: operators by name (`NEAR/5`), leaves
  /// in their normal form. The root has depth 0.
  public var outline: [(depth: Int, label: String)] {
    var lines: [(depth: Int, label: String)] = []
    write(to: &lines, depth: 0)
    return lines
  }

  private func write(to lines: inout [(depth: Int, label: String)], depth: Int) {
    let operands: [QueryNode]
    switch self {
    case .and(let nodes):
      lines.append((depth, "AND"))
      operands = nodes
    case .or(let nodes):
      lines.append((depth, "OR"))
      operands = nodes
    case .not(let node):
      lines.append((depth, "NOT"))
      operands = [node]
    case .near(let left, let right, let distance, let order):
      lines.append((depth, "\(order.rawValue)/\(distance)"))
      operands = [left, right]
    case .pattern(let query):
      lines += query.outline.map { ($0.depth + depth, $0.label) }
      operands = []
    case .then(let first, let links):
      // As if of two operands each: a chain may have other distances at each link.
      guard let last = links.last else {
        first.write(to: &lines, depth: depth)
        return
      }
      lines.append((depth, last.operatorForm))
      operands = [links.count == 1 ? first : .then(first, links.dropLast()), last.node]
    case .within(let node, let scope):
      lines.append((depth, "WITHIN \(scope.normalForm)"))
      operands = [node]
    case .excluding(let node, let filter):
      lines.append((depth, "EXCLUDING"))
      operands = [node, .field(filter)]
    case .word, .phrase, .placeholder, .field, .everything:
      lines.append((depth, normalForm))
      operands = []
    }
    for operand in operands { operand.write(to: &lines, depth: depth + 1) }
  }
}
