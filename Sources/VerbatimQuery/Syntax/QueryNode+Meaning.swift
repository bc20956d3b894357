extension QueryNode {
  /// True for what a turn fulfils or not, without a place in it: filters, `*`, NOT, and the AND or
  /// OR of such alone. A condition gives no spans, and beside one other operand of an AND it leaves
  /// that operand's hits as they are: `role:participant trust*` is still one hit an occurrence.
  public var isCondition: Bool {
    switch self {
    case .field, .everything, .not: true
    case .word, .phrase, .placeholder, .near, .pattern, .then: false
    case .and(let operands), .or(let operands): operands.allSatisfy(\.isCondition)
    case .within(let node, let scope): !scope.crossesTurns && node.isCondition
    case .excluding(let node, _): node.isCondition
    }
  }

  /// True for filters, `*`, and what NOT, AND and OR make of such alone: what can be said of a turn
  /// without reading it. In an AND they say of which turns the rest of it speaks.
  public var isFilter: Bool {
    switch self {
    case .field, .everything: true
    case .word, .phrase, .placeholder, .near, .pattern, .then, .within, .excluding: false
    case .not(let node): node.isFilter
    case .and(let operands), .or(let operands): operands.allSatisfy(\.isFilter)
    }
  }

  /// True for filters that compare places with those of themes and coders.
  var comparesPlaces: Bool {
    switch self {
    case .field(let filter): filter.mode != nil
    case .not(let node): node.comparesPlaces
    case .and(let operands), .or(let operands): operands.contains(where: \.comparesPlaces)
    case .word, .phrase, .placeholder, .near, .everything, .pattern, .then, .within, .excluding:
      false
    }
  }

  /// True where every hit stands at a place in its turn, so that NEAR can measure from it.
  var hasPlace: Bool {
    switch self {
    case .word, .phrase, .placeholder, .near, .pattern: true
    case .or(let operands): operands.allSatisfy(\.hasPlace)
    case .and, .not, .field, .everything, .then, .within, .excluding: false
    }
  }

  /// True where a hit may run over several turns.
  public var crossesTurns: Bool {
    switch self {
    case .word, .phrase, .placeholder, .near, .field, .everything: false
    case .pattern(let query): !query.scope.isOneTurn
    case .then: true
    case .within(let node, let scope): scope.crossesTurns || node.crossesTurns
    case .not(let node), .excluding(let node, _): node.crossesTurns
    case .and(let operands), .or(let operands): operands.contains(where: \.crossesTurns)
    }
  }
}
