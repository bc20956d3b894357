extension CQLQuery {
  /// The query with its scope and all that is not needed left out; ``CQLParser`` reads it back to an
  /// equal query but for the strategy, which has no syntax. Cost: linear.
  public var normalForm: String {
    var text: String
    switch body {
    case .pattern(let node): text = node.written(.constrained)
    case .meet(let meet): text = "MU" + meet.normalForm
    }
    switch scope {
    case .region(let name, 1): text += " within " + CQLName.written(name)
    case .region(let name, let count): text += " within \(count) " + CQLName.written(name)
    case .tokens(let count): text += " within \(count)"
    }
    return text
  }
}

/// How names are written, so that they are read as names.
enum CQLName {
  static func written(_ name: String) -> String {
    let scalars = name.unicodeScalars
    let isPlain =
      scalars.allSatisfy(CQLParser.isNamePart) && scalars.first?.properties.isAlphabetic == true
      && !["within", "containing", "overlap", "cut", "show", "not"].contains(name.lowercased())
    return isPlain ? name : "`\(name)`"
  }
}

extension CQLNode {
  /// From the loosest to the tightest.
  enum Level: Int {
    case constrained, relation, union, both, sequence, element, factor
  }

  private var level: Level {
    switch self {
    case .constrained: .constrained
    case .relation: .relation
    case .alternation: .union
    case .intersection: .both
    case .sequence: .sequence
    case .repetition: .element
    case .token, .label, .tag, .lookAhead, .assertion, .complement: .factor
    }
  }

  func written(_ needed: Level) -> String {
    level.rawValue < needed.rawValue ? "(" + bare + ")" : bare
  }

  private var bare: String {
    switch self {
    case .token(let constraint): constraint.writtenAsToken
    case .sequence(let nodes): Self.joined(nodes, " ", .element)
    case .alternation(let nodes): Self.joined(nodes, " | ", .both)
    case .intersection(let nodes): Self.joined(nodes, " & ", .sequence)
    case .repetition(let node, let low, let high):
      node.written(.factor) + Self.quantifier(low, high)
    case .label(let name, let node): name + ":" + node.written(.factor)
    case .tag(let tag, let side): tag.written(side)
    case .lookAhead(let constraint):
      constraint == .always ? "[::]" : "[: " + constraint.written(.implication) + " :]"
    case .assertion(let node, let isBehind, let isNegated):
      "(?" + (isBehind ? "<" : "") + (isNegated ? "!" : "=") + " " + node.written(.constrained)
        + ")"
    case .relation(let left, let relation, let isNegated, let right):
      left.written(left.isWithin ? .union : .relation) + (isNegated ? " !" : " ")
        + relation.rawValue + " " + right.written(relation == .within ? .relation : .union)
    case .complement(let node): "!" + node.written(.factor)
    case .constrained(let node, let constraint):
      // Its own constraint first, where one stands in it.
      node.written(.relation) + " :: " + constraint.written(.implication)
    }
  }

  /// What stands behind `within` would take in what follows.
  private var isWithin: Bool {
    if case .relation(_, .within, _, _) = self { return true }
    return false
  }

  private static func joined(_ nodes: [CQLNode], _ separator: String, _ level: Level) -> String {
    nodes.map { $0.written(level) }.joined(separator: separator)
  }

  private static func quantifier(_ low: Int, _ high: Int?) -> String {
    switch (low, high) {
    case (0, nil): "*"
    case (1, nil): "+"
    case (0, 1): "?"
    case (_, nil): "{\(low),}"
    case (_, low): "{\(low)}"
    case (_, let high?): "{\(low),\(high)}"
    }
  }
}

extension CQLTag {
  func written(_ side: Side) -> String {
    let name =
      isExpression ? CQLString(self.name, []).normalForm : CQLName.written(self.name)
    let tests = tests.map {
      " \(CQLName.written($0.attribute))\($0.isNegated ? "!=" : "=")\($0.value.normalForm)"
    }.joined()
    return switch side {
    case .open: "<\(name)\(tests)>"
    case .close: "</\(name)>"
    case .whole: "<\(name)\(tests)/>"
    }
  }
}

extension CQLString {
  var normalForm: String {
    var marks = ""
    if flags.contains(.literal) { marks += "l" }
    if flags.contains(.ignoresCase) { marks += "c" }
    if flags.contains(.ignoresDiacritics) { marks += "d" }
    return "\"" + quoted + "\"" + (marks.isEmpty ? "" : "%" + marks)
  }

  /// A quotation mark behind a backslash is the mark already; any other is doubled.
  private var quoted: String {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    // `(?i)` at the beginning would be taken for flags.
    if !flags.contains(.literal), ["(?i)", "(?-i)", "(?c)"].contains(where: text.hasPrefix) {
      result.append(contentsOf: "(?-i)".unicodeScalars)
    }
    for scalar in text.unicodeScalars {
      if scalar == "\"", !isEscaped || flags.contains(.literal) { result.append("\"") }
      isEscaped = scalar == "\\" && !isEscaped
      result.append(scalar)
    }
    return String(result)
  }
}
