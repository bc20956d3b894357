import VerbatimAnalysis

/// A condition made ready: names are looked up, expressions are compiled.
indirect enum CQLCondition: Sendable {
  case always
  /// A value of the token fulfils an expression.
  case matches(CQLAttribute, CQLExpression)
  case compares(CQLValue, CQLComparison, CQLValue, CQLString.Flags)
  /// The slot of a label, which is negative where it is not set.
  case isSet(Int)
  case inRegion(Int)
  /// A condition on another token; false where there is none.
  case at(CQLPlace, CQLCondition)
  case boundary(CQLTag.Side, Int)
  case not(CQLCondition)
  case and([CQLCondition])
  case or([CQLCondition])

  /// False where the position alone does not decide: labels are named.
  var isLocal: Bool {
    switch self {
    case .always, .matches, .inRegion, .boundary: true
    case .isSet: false
    case .at(let place, let condition): place == .here && condition.isLocal
    case .compares(let left, _, let right, _): left.isLocal && right.isLocal
    case .not(let operand): operand.isLocal
    case .and(let operands), .or(let operands): operands.allSatisfy(\.isLocal)
    }
  }
}

/// What a token has by itself or by the regions around it.
enum CQLAttribute: Sendable, Equatable {
  /// The spelling.
  case word
  case lc
  case fold
  case stem
  case type
  /// What stands before it, without white space.
  case punct
  case layer(String)
  /// Of the regions of a number.
  case region(Int, String)

  init(_ name: String, _ regions: inout CQLRegionNames) {
    switch name {
    case "word": self = .word
    case "lc": self = .lc
    case "fold": self = .fold
    case "stem": self = .stem
    case "type": self = .type
    case "punct": self = .punct
    default:
      if let end = name.firstIndex(of: "_"), regions.isKnown(String(name[..<end])) {
        self = .region(
          regions.number(of: String(name[..<end])), String(name[name.index(after: end)...]))
      } else {
        self = .layer(name)
      }
    }
  }

  /// True where every occurrence of a term has the same value.
  var isOfTerm: Bool {
    switch self {
    case .lc, .fold, .stem, .type: true
    case .word, .punct, .layer, .region: false
    }
  }
}

/// An expression for values of an attribute.
struct CQLExpression: Sendable {
  let expression: RegularExpression
  /// For spellings: what the lower-cased form must be.
  let lower: RegularExpression?
  /// Number among those of a query, for the matchers.
  let number: Int

  init(_ value: CQLString, for attribute: CQLAttribute, number: Int) throws(RegularExpressionError)
  {
    var value = value
    switch attribute {
    case .lc, .stem: value.flags.insert(.ignoresCase)
    case .fold: value.flags.formUnion([.ignoresCase, .ignoresDiacritics])
    case .word, .type, .punct, .layer, .region: break
    }
    expression = try RegularExpression(value)
    if attribute == .word, !value.flags.contains(.ignoresCase) {
      value.flags.insert(.ignoresCase)
      lower = try RegularExpression(value)
    } else {
      lower = nil
    }
    self.number = number
  }
}

/// One side of a comparison, made ready.
indirect enum CQLValue: Sendable {
  case attribute(CQLPlace, CQLAttribute)
  case number(Int)
  case string(String)
  case call(CQLFunction, [CQLPlace])
  case measure(CQLFunction, CQLPlace, CQLAttribute)

  var isLocal: Bool {
    switch self {
    case .attribute(let place, _), .measure(_, let place, _): place == .here
    case .number, .string: true
    case .call: false
    }
  }
}

/// Where a value is taken.
enum CQLPlace: Sendable, Equatable {
  case here
  /// First position of a label; its two slots are this and the next.
  case label(Int)
  case match
  case matchEnd
  /// A label that is never set here.
  case nowhere
}

/// Regions of a query, numbered as they are met.
struct CQLRegionNames: Sendable {
  private(set) var names: [String] = []
  let known: [String]

  func isKnown(_ name: String) -> Bool { known.contains(name) }

  mutating func number(of name: String) -> Int {
    if let number = names.firstIndex(of: name) { return number }
    names.append(name)
    return names.count - 1
  }
}
