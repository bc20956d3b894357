extension QueryNode {
  /// True for what a turn fulfils or not, without a place in it: filters, `*`, NOT, and the AND or
  /// OR of such alone. A condition gives no spans, and beside one other operand of an AND it leaves
  /// that operand's hits as they are: `role:participant trust*` is still one hit an occurrence.
  public var isCondition: Bool {
    switch self {
    case .field, .everything, .not: true
    case .word, .phrase, .placeholder, .near, .pattern: false
    case .and(let operands), .or(let operands): operands.allSatisfy(\.isCondition)
    }
  }

  /// True where every hit stands at a place in its turn, so that NEAR can measure from it.
  var hasPlace: Bool {
    switch self {
    case .word, .phrase, .placeholder, .near, .pattern: true
    case .or(let operands): operands.allSatisfy(\.hasPlace)
    case .and, .not, .field, .everything: false
    }
  }
}
