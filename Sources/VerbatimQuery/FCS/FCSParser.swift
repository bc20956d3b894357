/// Reads FCS-QL 2.0, the query language of CLARIN's federated content search, into the tree of the
/// corpus query language, of which it is a part.
///
/// ```
/// query    = or , [ "within" , context ] ;
/// or       = sequence , { "|" , sequence } ;
/// sequence = part , { part } ;
/// part     = ( string | "[" , [ expression ] , "]" | "(" , or , ")" ) , [ quantifier ] ;
/// expression = conjunction , { "|" , conjunction } ;
/// conjunction = negation , { "&" , negation } ;
/// negation = "!" , negation | "(" , expression , ")" | layer , ( "=" | "!=" ) , string ;
/// string   = quoted , [ "/" , { "c" | "i" | "C" | "I" | "l" | "d" } ] ;
/// context  = "s" | "sentence" | "u" | "utterance" | "t" | "turn" | "text" | "session" ;
/// ```
public struct FCSParser {
  private var reader: CQLParser
  private let schema: CQLSchema

  /// The query of a text; see ``CQLParser/parse(_:schema:strategy:defaultScope:ignoringCase:)``.
  /// Bare strings ask for the layer `text`, which is how a token is written; case matters unless a
  /// flag says otherwise.
  public static func parse(
    _ text: String, schema: CQLSchema = CQLSchema(), strategy: MatchStrategy = .standard,
    defaultScope: CQLScope = .turn
  ) throws(QueryError) -> CQLQuery {
    if text.utf8.count > CQLParser.longestQuery {
      throw QueryError(
        range: 0..<text.unicodeScalars.count, kind: .tooLong(limit: CQLParser.longestQuery))
    }
    var parser = FCSParser(reader: CQLParser(text, schema, []), schema: schema)
    return try parser.query(strategy, defaultScope)
  }

  private mutating func query(
    _ strategy: MatchStrategy, _ defaultScope: CQLScope
  ) throws(QueryError) -> CQLQuery {
    reader.skipBlanks()
    if reader.at == reader.text.count { throw QueryError(range: 0..<0, kind: .empty) }
    let node = try or()
    let scope = reader.takeWord("within") ? try context() : defaultScope
    reader.skipBlanks()
    if reader.at < reader.text.count { throw reader.unexpected([.token, .end]) }
    try reader.check(node)
    let query = CQLQuery(.pattern(node), scope: scope, strategy: strategy)
    try reader.checkSize(query)
    return query
  }

  private mutating func context() throws(QueryError) -> CQLScope {
    reader.skipBlanks()
    let start = reader.at
    guard let name = try reader.name() else { throw reader.unexpected([.scope]) }
    switch name {
    case "s", "sentence": return .region("s", count: 1)
    case "u", "utterance", "t", "turn": return .turn
    case "text", "session": return .region("text", count: 1)
    default:
      throw reader.error(
        start..<reader.at,
        .unknownRegion(name, known: ["sentence", "utterance", "turn", "text", "session"]))
    }
  }

  private mutating func or() throws(QueryError) -> CQLNode {
    var branches = [try sequence()]
    while reader.take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .alternation(branches)
  }

  private mutating func sequence() throws(QueryError) -> CQLNode {
    var parts: [CQLNode] = []
    while let part = try part() { parts.append(part) }
    guard let first = parts.first else { throw reader.unexpected([.token]) }
    return parts.count == 1 ? first : .sequence(parts)
  }

  private mutating func part() throws(QueryError) -> CQLNode? {
    reader.skipBlanks()
    let node: CQLNode
    let start = reader.at
    if let value = try string() {
      try reader.refuseBlank(in: value, start..<reader.at) { "\"\($0)\"" }
      node = .token(.comparison(.attribute(label: nil, "word"), .equal, .string(value), []))
    } else if reader.take("[") {
      if reader.take("]") {
        node = .token(.always)
      } else {
        node = .token(try expression())
        guard reader.take("]") else { throw reader.unexpected([.closing("]")]) }
      }
    } else if reader.take("(") {
      reader.depth += 1
      if reader.depth > CQLParser.deepest {
        throw QueryError(
          range: start..<reader.at, kind: .tooDeep(limit: CQLParser.deepest))
      }
      node = try or()
      reader.depth -= 1
      guard reader.take(")") else { throw reader.unexpected([.token, .closing(")")]) }
    } else {
      return nil
    }
    guard let (low, high) = try reader.repetition() else { return node }
    return .repetition(node, low, high)
  }

  private mutating func expression() throws(QueryError) -> CQLConstraint {
    var operands = [try conjunction()]
    while reader.take("|") { operands.append(try conjunction()) }
    return operands.count == 1 ? operands[0] : .or(operands)
  }

  private mutating func conjunction() throws(QueryError) -> CQLConstraint {
    var operands = [try negation()]
    while reader.take("&") { operands.append(try negation()) }
    return operands.count == 1 ? operands[0] : .and(operands)
  }

  private mutating func negation() throws(QueryError) -> CQLConstraint {
    reader.skipBlanks()
    let isNegated = reader.peek("!") && reader.take("!")
    if isNegated || reader.take("(") {
      reader.depth += 1
      if reader.depth > CQLParser.deepest {
        throw QueryError(
          range: reader.at - 1..<reader.at, kind: .tooDeep(limit: CQLParser.deepest))
      }
      let inner = isNegated ? CQLConstraint.not(try negation()) : try expression()
      reader.depth -= 1
      if !isNegated, !reader.take(")") { throw reader.unexpected([.closing(")")]) }
      return inner
    }
    let attribute = try layer()
    let isUnequal = reader.take("!=")
    guard isUnequal || reader.take("=") else { throw reader.unexpected([.comparison]) }
    guard let value = try string() else { throw reader.unexpected([.string]) }
    return .comparison(
      .attribute(label: nil, attribute), isUnequal ? .unequal : .equal, .string(value), [])
  }

  /// The attribute of a layer. Of each layer there is one, so that none has a qualifier.
  private mutating func layer() throws(QueryError) -> String {
    reader.skipBlanks()
    let start = reader.at
    guard let name = try reader.name() else { throw reader.unexpected([.constraint]) }
    let range = start..<reader.at
    if reader.take(":") { throw reader.error(start..<reader.at, .qualifiedLayer(name)) }
    let attribute = name == "text" || name == "orth" ? "word" : name
    let known = schema.attributes.filter { ["lemma", "pos", "norm"].contains($0) }
    guard attribute == "word" || known.contains(attribute) else {
      throw reader.error(range, .unknownAttribute(name, known: ["text", "orth"] + known))
    }
    return attribute
  }

  private mutating func string() throws(QueryError) -> CQLString? {
    let start = reader.at
    guard var value = try reader.quoted() else { return nil }
    let end = reader.at
    if reader.peek("/") {
      reader.at += 1
      let first = reader.at
      while reader.at < reader.text.count, CQLParser.isNamePart(reader.text[reader.at]) {
        switch reader.text[reader.at] {
        case "c", "i": value.flags.insert(.ignoresCase)
        case "C", "I": value.flags.remove(.ignoresCase)
        case "l": value.flags.insert(.literal)
        case "d": value.flags.insert(.ignoresDiacritics)
        default: throw reader.unexpected([.flag])
        }
        reader.at += 1
      }
      if reader.at == first { throw reader.unexpected([.flag]) }
    }
    if value.flags.contains(.literal) { value.makeLiteral("\"") } else { value.readLongEscapes() }
    try reader.check(value, start..<end)
    return value
  }
}

extension CQLString {
  /// `\UHHHHHHHH` becomes `\x{…}`, which expressions know.
  fileprivate mutating func readLongEscapes() {
    var result = String.UnicodeScalarView()
    let scalars = Array(text.unicodeScalars)
    var at = 0
    while at < scalars.count {
      guard scalars[at] == "\\", at + 1 < scalars.count else {
        result.append(scalars[at])
        at += 1
        continue
      }
      let digits = scalars[min(at + 2, scalars.count)...].prefix(8)
      if scalars[at + 1] == "U", digits.count == 8, digits.allSatisfy(\.properties.isASCIIHexDigit)
      {
        result.append(contentsOf: "\\x{\(CQLParser.string(digits))}".unicodeScalars)
        at += 10
      } else {
        result.append(contentsOf: scalars[at...at + 1])
        at += 2
      }
    }
    text = String(result)
  }
}
