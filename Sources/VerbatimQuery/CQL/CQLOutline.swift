extension CQLQuery {
  /// The tree, one line a node, parents before their operands; the root has depth 0.
  var outline: [(depth: Int, label: String)] {
    var lines: [(depth: Int, label: String)] = []
    switch body {
    case .pattern(let node): node.write(to: &lines, depth: 0)
    case .meet(let meet): meet.write(to: &lines, depth: 0)
    }
    return lines
  }
}

extension CQLNode {
  fileprivate func write(to lines: inout [(depth: Int, label: String)], depth: Int) {
    let label: String
    let operands: [CQLNode]
    switch self {
    case .token, .tag, .lookAhead: (label, operands) = (written(.factor), [])
    case .sequence(let nodes): (label, operands) = ("SEQUENCE", nodes)
    case .alternation(let nodes): (label, operands) = ("OR", nodes)
    case .intersection(let nodes): (label, operands) = ("BOTH", nodes)
    case .repetition(let node, let low, let high):
      (label, operands) = ("REPEAT \(low)..\(high.map(String.init) ?? "")", [node])
    case .label(let name, let node): (label, operands) = ("LABEL \(name)", [node])
    case .assertion(let node, let isBehind, let isNegated):
      label = (isNegated ? "NOT " : "") + (isBehind ? "BEHIND" : "AHEAD")
      operands = [node]
    case .relation(let left, let relation, let isNegated, let right):
      label = (isNegated ? "NOT " : "") + relation.rawValue.uppercased()
      operands = [left, right]
    case .complement(let node): (label, operands) = ("OUTSIDE", [node])
    case .constrained(let node, let constraint):
      (label, operands) = (":: " + constraint.written(.implication), [node])
    }
    lines.append((depth, label))
    for operand in operands { operand.write(to: &lines, depth: depth + 1) }
  }
}

extension CQLMeet {
  fileprivate func write(to lines: inout [(depth: Int, label: String)], depth: Int) {
    switch self {
    case .token(let constraint): lines.append((depth, constraint.writtenAsToken))
    case .union(let left, let right):
      lines.append((depth, "UNION"))
      left.write(to: &lines, depth: depth + 1)
      right.write(to: &lines, depth: depth + 1)
    case .meet(let left, let right, let isNegated, let range):
      let tail =
        switch range {
        case .window(let low, let high): "\(low) \(high)"
        case .region(let name): name
        }
      lines.append((depth, (isNegated ? "MEET NOT " : "MEET ") + tail))
      left.write(to: &lines, depth: depth + 1)
      right.write(to: &lines, depth: depth + 1)
    }
  }
}
