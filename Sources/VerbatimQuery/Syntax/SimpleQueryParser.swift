/// Reads a query of the simple syntax (`query-simple.md`).
///
/// Tightest first: NEAR, NOT, AND (also by juxtaposition), THEN, OR, WITHIN and EXCLUDING. Trees come
/// out flat: no AND directly in an AND, no OR directly in an OR, no THEN at an end of a THEN; two or
/// more operands each. A phrase of one item
/// without slack is that item; gaps next to each other are one. Wherever a NOT stands, the AND
/// around it has an operand that says what must be there; what a NOT denies, and every branch of an
/// OR, says so too. The operands of NEAR are words, phrases, placeholders, NEAR, and OR of these.
///
/// Cost: linear in the text. Never deeper than ``maximumDepth``.
public struct SimpleQueryParser: Sendable {
  /// UTF-8 bytes of a query.
  public static let maximumLength = 65_536
  /// Levels of parentheses, and of the tree.
  public static let maximumDepth = 200
  /// Distances, slack and gaps, in tokens.
  public static let maximumDistance = 1_000
  /// Turns of THEN and WITHIN.
  public static let maximumTurns = 1_000
  /// Letters that may differ in a word that is nearly so: `relaible~2`.
  public static let maximumEdits = 2
  /// Numbers compared with a field, either sign.
  public static let maximumNumber = 1_000_000_000
  /// The distance of a NEAR, BEFORE or AFTER without a number.
  public static let defaultDistance = 5
  /// Fields that every study has.
  public static let builtInFields: Set<String> = [
    "speaker", "role", "group", "session", "turn", "theme", "coder", "event",
  ]

  let scalars: [Unicode.Scalar]
  let fields: Set<String>
  /// The names that patterns may use; `nil` takes any.
  let schema: CQLSchema?
  var saved: Saved
  var position = 0
  private var openParentheses = 0

  /// - Parameter knownFields: names of the attributes that sessions and participants have; the
  ///   built-in fields and `attr.NAME` are always known.
  /// - Parameter saved: texts of saved queries by name, which `@name` stands for.
  /// - Parameter schema: the names that patterns of the corpus query language may use; `nil` takes any.
  public static func parse(
    _ text: String, knownFields: Set<String>, saved: [String: String] = [:],
    schema: CQLSchema? = nil
  ) throws(QueryError) -> QueryNode {
    guard text.utf8.count <= maximumLength else {
      throw QueryError(
        range: 0..<text.unicodeScalars.count, kind: .tooLong(limit: maximumLength))
    }
    var parser = SimpleQueryParser(
      scalars: Array(text.unicodeScalars), fields: knownFields, schema: schema,
      saved: Saved(texts: saved))
    return try parser.whole().node
  }

  init(scalars: [Unicode.Scalar], fields: Set<String>, schema: CQLSchema?, saved: Saved) {
    self.scalars = scalars
    self.fields = fields
    self.schema = schema
    self.saved = saved
  }

  /// All of the text as one query.
  mutating func whole() throws(QueryError) -> Parsed {
    skipBlanks()
    if let pattern = try wholePattern() { return pattern }
    guard next != nil else {
      throw QueryError(range: 0..<scalars.count, kind: .empty, expected: [.operand])
    }
    let query = try scoped()
    if next != nil { throw unexpected(expected: [.operand, .end]) }
    try requirePositive(query)
    try Self.requireOneTurn(query)
    return query
  }

  /// A part of the query with what its surroundings must know of it.
  struct Parsed {
    var node: QueryNode
    var range: Range<Int>
    var depth = 1
    /// Says only what must not be there.
    var isNegative = false
    /// What only a scope of several turns can join, if none stands around it yet.
    var crossing: Crossing?
  }

  /// Something that goes over several turns, under an operator that joins what is in one.
  struct Crossing {
    var name: String
    var range: Range<Int>
  }

  /// An operator as it stands in the text.
  struct Operator {
    var name: String
    var range: Range<Int>
  }

  // MARK: Operators

  mutating func disjunction() throws(QueryError) -> Parsed {
    let first = try sequence(after: nil)
    var operands = [first]
    while let found = takeOr() {
      operands.append(try sequence(after: found))
    }
    guard operands.count > 1 else { return first }
    var nodes: [QueryNode] = []
    for operand in operands {
      try requirePositive(operand)
      if case .or(let inner) = operand.node {
        nodes += inner
      } else {
        nodes.append(operand.node)
      }
    }
    return try joined(operands, .or(nodes), isNegative: false)
  }

  mutating func conjunction(after previous: Operator?) throws(QueryError) -> Parsed {
    let first = try negation(after: previous)
    var operands = [first]
    while true {
      skipBlanks()
      guard let scalar = next, scalar != ")", scalar != "|", keyword?.endsConjunction != true
      else { break }
      let and = keyword == .and ? take(.and) : nil
      operands.append(try negation(after: and))
    }
    guard operands.count > 1 else { return first }
    var nodes: [QueryNode] = []
    for operand in operands {
      if case .and(let inner) = operand.node {
        nodes += inner
      } else {
        nodes.append(operand.node)
      }
    }
    var all = try joined(operands, .and(nodes), isNegative: operands.allSatisfy(\.isNegative))
    if all.crossing == nil { all.crossing = Self.crossing(inAll: operands) }
    return all
  }

  /// What goes over several turns beside something that is not said of turns alone.
  private static func crossing(inAll operands: [Parsed]) -> Crossing? {
    guard let found = operands.first(where: { $0.node.crossesTurns }),
      operands.count(where: { !$0.node.isFilter }) > 1
    else { return nil }
    return Crossing(name: SimpleSyntax.Keyword.and.rawValue, range: found.range)
  }

  private mutating func negation(after previous: Operator?) throws(QueryError) -> Parsed {
    skipBlanks()
    guard let not = try takeNot() else { return try proximity(after: previous) }
    skipBlanks()
    if let second = try takeNot() {
      throw QueryError(
        range: not.range.lowerBound..<second.range.upperBound, kind: .doubleNegation,
        expected: [.operand])
    }
    let operand = try proximity(after: not)
    try requirePositive(operand)
    var crossing = operand.crossing
    if operand.node.crossesTurns, crossing == nil {
      crossing = Crossing(name: not.name, range: operand.range)
    }
    return Parsed(
      node: .not(operand.node), range: not.range.lowerBound..<operand.range.upperBound,
      depth: try deeper(operand.depth, not.range), isNegative: true, crossing: crossing)
  }

  private mutating func proximity(after previous: Operator?) throws(QueryError) -> Parsed {
    var left = try unit(after: previous)
    while true {
      skipBlanks()
      guard let keyword, let order = keyword.order else { return left }
      let near = take(keyword)
      var distance = Self.defaultDistance
      if next == "/" {
        position += 1
        distance = try wholeNumber(in: 1...Self.maximumDistance)
      }
      let right = try unit(after: near)
      for operand in [left, right] where !operand.node.hasPlace {
        throw QueryError(
          range: operand.range, kind: .placeMissing(operator: near.name), expected: [.word])
      }
      left = Parsed(
        node: .near(left.node, right.node, distance: distance, order: order),
        range: left.range.lowerBound..<right.range.upperBound,
        depth: try deeper(max(left.depth, right.depth), near.range))
    }
  }

  private mutating func unit(after previous: Operator?) throws(QueryError) -> Parsed {
    skipBlanks()
    guard let scalar = next else {
      guard let previous else { throw QueryError(range: here, kind: .empty, expected: [.operand]) }
      throw operandMissing(previous)
    }
    switch scalar {
    case "(": return try parenthesised()
    case "[":
      let start = position
      return Parsed(node: .placeholder(try placeholderText()), range: start..<position)
    case "{":
      let start = position
      return Parsed(node: .word(try stem()), range: start..<position)
    case "|":
      throw operandMissing(previous ?? Operator(name: "|", range: position..<position + 1))
    case "-":
      throw operandMissing(previous ?? Operator(name: "-", range: position..<position + 1))
    case ")":
      if let previous { throw operandMissing(previous) }
      throw unexpected(expected: [.operand])
    case "]", "}", "~": throw unexpected(expected: [.operand])
    default: break
    }
    if SimpleSyntax.opensPhrase(scalar) { return try phrase() }
    if opensPattern { return try pattern() }
    if let keyword { throw misplaced(keyword, after: previous) }
    return try bareUnit()
  }

  private mutating func parenthesised() throws(QueryError) -> Parsed {
    let start = position
    position += 1
    openParentheses += 1
    guard openParentheses <= Self.maximumDepth else {
      throw QueryError(range: start..<position, kind: .tooDeep(limit: Self.maximumDepth))
    }
    skipBlanks()
    if next == ")" {
      throw QueryError(
        range: start..<position + 1, kind: .emptyPair(.parenthesis), expected: [.operand])
    }
    guard next != nil else { throw unclosed(.parenthesis, at: start) }
    var inner = try scoped()
    guard next == ")" else { throw unclosed(.parenthesis, at: start) }
    position += 1
    openParentheses -= 1
    inner.range = start..<position
    return inner
  }

  // MARK: Checks

  func joined(
    _ operands: [Parsed], _ node: QueryNode, isNegative: Bool
  ) throws(QueryError) -> Parsed {
    let depth = operands.reduce(0) { max($0, $1.depth) }
    let range = (operands.first?.range.lowerBound ?? 0)..<(operands.last?.range.upperBound ?? 0)
    return Parsed(
      node: node, range: range, depth: try deeper(depth, range), isNegative: isNegative,
      crossing: operands.lazy.compactMap(\.crossing).first)
  }

  func deeper(_ depth: Int, _ range: Range<Int>) throws(QueryError) -> Int {
    guard depth < Self.maximumDepth else {
      throw QueryError(range: range, kind: .tooDeep(limit: Self.maximumDepth))
    }
    return depth + 1
  }

  func requirePositive(_ parsed: Parsed) throws(QueryError) {
    guard parsed.isNegative else { return }
    throw QueryError(
      range: parsed.range, kind: .onlyNegative, expected: [.operand],
      suggestion: parsed.node.asNegatedFilter?.normalForm)
  }

  private func misplaced(_ keyword: SimpleSyntax.Keyword, after previous: Operator?) -> QueryError {
    let found = Operator(
      name: keyword.rawValue,
      range: position..<position + keyword.rawValue.unicodeScalars.count)
    return operandMissing(previous ?? found)
  }

  func operandMissing(_ found: Operator) -> QueryError {
    QueryError(
      range: found.range, kind: .operandMissing(operator: found.name), expected: [.operand])
  }
}

extension QueryNode {
  /// `role:!moderator` for `NOT role:moderator`: the same as a filter of its own.
  fileprivate var asNegatedFilter: QueryNode? {
    guard case .not(.field(var filter)) = self, case .values(let values) = filter.condition,
      !values.contains(where: \.isNegated)
    else { return nil }
    filter.condition = .values(values.map { FieldFilter.Value(text: $0.text, isNegated: true) })
    return .field(filter)
  }
}
