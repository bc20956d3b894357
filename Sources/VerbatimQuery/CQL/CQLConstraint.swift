/// A condition on a token, or on the labels of a match.
public indirect enum CQLConstraint: Sendable, Equatable {
  /// `[]`, `[::]`
  case always
  case comparison(CQLOperand, CQLComparison, CQLOperand, CQLString.Flags)
  /// A bare name: a label that is set, or a region around the token.
  case name(String)
  /// `lbound(s)`, `rbound(s)`: the token is the first or last of a region.
  case boundary(CQLTag.Side, String)
  case not(CQLConstraint)
  /// Two or more.
  case and([CQLConstraint])
  /// Two or more.
  case or([CQLConstraint])
  case implication(CQLConstraint, CQLConstraint)
}

/// One side of a comparison.
public indirect enum CQLOperand: Sendable, Equatable {
  /// `word`, `u_who`; with a label, of the token that it names: `a.word`, `match.u_role`.
  case attribute(label: String?, String)
  case string(CQLString)
  case number(Int)
  case call(CQLFunction, [CQLOperand])
  /// A label as such, which only functions take.
  case label(String)
}

public enum CQLComparison: String, Sendable, Equatable, CaseIterable {
  case equal = "="
  case unequal = "!="
  case less = "<"
  case lessOrEqual = "<="
  case greater = ">"
  case greaterOrEqual = ">="

  /// What compares by size, which only numbers have.
  var isOrder: Bool { self != .equal && self != .unequal }
}

/// Functions that give a number. A label stands for its first position.
public enum CQLFunction: String, Sendable, Equatable, CaseIterable {
  /// Position of the second label less that of the first.
  case distance
  case dist
  /// Without its sign.
  case distabs
  /// An attribute's value as a number; absent where it is none.
  case int
  /// Unicode scalars of an attribute's value.
  case strlen
  /// First position of a label.
  case start
  /// The position behind a label's last one.
  case end

  var argumentCount: Int {
    switch self {
    case .distance, .dist, .distabs: 2
    case .int, .strlen, .start, .end: 1
    }
  }

  var takesLabels: Bool {
    switch self {
    case .distance, .dist, .distabs, .start, .end: true
    case .int, .strlen: false
    }
  }
}

extension CQLConstraint {
  /// Every label named in it, with repetitions, and bare names, which may be labels.
  var names: [String] {
    switch self {
    case .always, .boundary: []
    case .name(let name): [name]
    case .comparison(let left, _, let right, _): left.labels + right.labels
    case .not(let operand): operand.names
    case .and(let operands), .or(let operands): operands.flatMap(\.names)
    case .implication(let left, let right): left.names + right.names
    }
  }
}

extension CQLOperand {
  var labels: [String] {
    switch self {
    case .attribute(let label, _): label.map { [$0] } ?? []
    case .string, .number: []
    case .label(let label): [label]
    case .call(_, let arguments): arguments.flatMap(\.labels)
    }
  }
}
