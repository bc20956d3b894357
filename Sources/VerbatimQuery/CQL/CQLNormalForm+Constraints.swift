extension CQLConstraint {
  /// From the loosest to the tightest.
  enum Level: Int {
    case implication, or, and, not
  }

  private var level: Level {
    switch self {
    case .implication: .implication
    case .or: .or
    case .and: .and
    case .always, .comparison, .name, .boundary, .not: .not
    }
  }

  /// In brackets, or as a bare string where it asks for a word alone.
  var writtenAsToken: String {
    switch self {
    case .always: "[]"
    case .comparison(.attribute(nil, "word"), .equal, .string(let value), _): value.normalForm
    default: "[" + written(.implication) + "]"
    }
  }

  func written(_ needed: Level) -> String {
    level.rawValue < needed.rawValue ? "(" + bare + ")" : bare
  }

  private var bare: String {
    switch self {
    case .always: ""
    case .comparison(let left, let op, let right, let flags):
      left.normalForm + op.rawValue + right.normalForm + Self.marks(flags)
    case .name(let name): CQLName.written(name)
    case .boundary(let side, let name):
      (side == .open ? "lbound(" : "rbound(") + CQLName.written(name) + ")"
    case .not(let operand): "!" + operand.written(.not)
    case .and(let operands): operands.map { $0.written(.not) }.joined(separator: " & ")
    case .or(let operands): operands.map { $0.written(.and) }.joined(separator: " | ")
    case .implication(let left, let right):
      left.written(.or) + " -> " + right.written(.implication)
    }
  }

  private static func marks(_ flags: CQLString.Flags) -> String {
    let marks =
      (flags.contains(.ignoresCase) ? "c" : "") + (flags.contains(.ignoresDiacritics) ? "d" : "")
    return marks.isEmpty ? "" : "%" + marks
  }
}

extension CQLOperand {
  var normalForm: String {
    switch self {
    case .attribute(let label, let name):
      (label.map { CQLName.written($0) + "." } ?? "") + CQLName.written(name)
    case .string(let value): value.normalForm
    case .number(let number): String(number)
    case .label(let name): CQLName.written(name)
    case .call(let function, let arguments):
      function.rawValue + "(" + arguments.map(\.normalForm).joined(separator: ", ") + ")"
    }
  }
}

extension CQLMeet {
  var normalForm: String {
    switch self {
    case .token(let constraint): return constraint.writtenAsToken
    case .union(let left, let right):
      return "(union \(left.normalForm) \(right.normalForm))"
    case .meet(let left, let right, let isNegated, let range):
      let tail =
        switch range {
        case .window(let low, let high): "\(low) \(high)"
        case .region(let name): CQLName.written(name)
        }
      return "(meet \(left.normalForm) \(isNegated ? "not " : "")\(right.normalForm) \(tail))"
    }
  }
}
