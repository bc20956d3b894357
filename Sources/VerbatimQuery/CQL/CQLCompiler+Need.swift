extension CQLCompiler {
  /// What every match of a pattern holds, for the lists.
  mutating func need(of node: CQLNode) throws(QueryError) -> CQLNeed {
    switch node {
    case .token(let constraint): return .token(try condition(constraint, [:]))
    case .label(_, let node), .constrained(let node, _): return try need(of: node)
    case .sequence(let nodes): return try run(nodes)
    case .alternation(let nodes):
      var branches: [CQLNeed] = []
      for node in nodes { branches.append(try need(of: node)) }
      return .any(branches)
    case .repetition(let node, let low, _):
      return low > 0 ? try need(of: node) : .nothing
    case .relation(let left, let relation, let isNegated, let right):
      // Only what lies inside a match, or shares its tokens, is surely there too.
      if isNegated || relation == .overlap { return try need(of: left) }
      return .all([try need(of: left), try need(of: right)])
    case .intersection(let nodes):
      var all: [CQLNeed] = []
      for node in nodes { all.append(try need(of: node)) }
      return .all(all)
    case .tag, .lookAhead, .assertion, .complement: return .nothing
    }
  }

  /// Tokens that must stand next to each other are one need.
  private mutating func run(_ nodes: [CQLNode]) throws(QueryError) -> CQLNeed {
    var all: [CQLNeed] = []
    var run: [Int] = []
    func endRun() {
      if run.count > 1 { all.append(.run(run)) } else { all += run.map { .token($0) } }
      run = []
    }
    for node in nodes {
      if let constraint = node.singleToken {
        run.append(try condition(constraint, [:]))
      } else if node.length.most != 0 {
        endRun()
        all.append(try need(of: node))
      }
    }
    endRun()
    return .all(all)
  }

  /// Conditions on regions that the turn of every match fulfils.
  mutating func turnTests(of node: CQLNode) throws(QueryError) -> [CQLCondition] {
    switch node {
    case .token(let constraint): return try turnTests(of: constraint, [nil])
    case .label(_, let node): return try turnTests(of: node)
    case .constrained(let node, let constraint):
      return try turnTests(of: node) + turnTests(of: constraint, ["match", "matchend"])
    case .sequence(let nodes), .intersection(let nodes):
      var all: [CQLCondition] = []
      for node in nodes { all += try turnTests(of: node) }
      return all
    case .repetition(let node, let low, _): return low > 0 ? try turnTests(of: node) : []
    case .relation(let left, let relation, let isNegated, let right):
      let tests = try turnTests(of: left)
      guard relation == .within, !isNegated else { return tests }
      return try tests + turnTests(of: right)
    case .tag(let tag, let side):
      guard side != .close, !tag.isExpression, tag.name == "u" || tag.name == "text" else {
        return []
      }
      var all: [CQLCondition] = []
      for test in tag.tests {
        let value = CQLOperand.attribute(label: nil, tag.name + "_" + test.attribute)
        let ready = try ready(
          .comparison(value, .equal, .string(test.value), []), [:])
        all.append(test.isNegated ? .not(ready) : ready)
      }
      return all
    case .alternation, .lookAhead, .assertion, .complement: return []
    }
  }

  /// The conjuncts of a condition that speak of the turn or session of a token.
  private mutating func turnTests(
    of constraint: CQLConstraint, _ places: [String?]
  ) throws(QueryError) -> [CQLCondition] {
    switch constraint {
    case .and(let operands):
      var all: [CQLCondition] = []
      for operand in operands { all += try turnTests(of: operand, places) }
      return all
    case .comparison(.attribute(let label, let name), let op, let right, let flags):
      guard places.contains(label), case .string = right, !op.isOrder,
        name.hasPrefix("u_") || name.hasPrefix("text_")
      else { return [] }
      return [try ready(.comparison(.attribute(label: nil, name), op, right, flags), [:])]
    default: return []
    }
  }

  /// MU made ready.
  mutating func meet(_ meet: CQLMeet) throws(QueryError) -> CompiledMeet {
    switch meet {
    case .token(let constraint): return .token(try condition(constraint, [:]))
    case .union(let left, let right):
      return .union(try self.meet(left), try self.meet(right))
    case .meet(let left, let right, let isNegated, let range):
      let first = try self.meet(left)
      let second = try self.meet(right)
      switch range {
      case .window(let low, let high):
        return .window(first, second, isNegated: isNegated, low, high)
      case .region(let name):
        return .region(first, second, isNegated: isNegated, regionNumber(name))
      }
    }
  }
}

extension CQLNode {
  /// The condition of a pattern that takes exactly one token.
  fileprivate var singleToken: CQLConstraint? {
    switch self {
    case .token(let constraint): constraint
    case .label(_, let node): node.singleToken
    case .repetition(let node, 1, 1): node.singleToken
    default: nil
    }
  }
}
