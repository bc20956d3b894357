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
    case .word, .phrase, .placeholder, .field, .everything:
      lines.append((depth, normalForm))
      operands = []
    }
    for operand in operands { operand.write(to: &lines, depth: depth + 1) }
  }
}
