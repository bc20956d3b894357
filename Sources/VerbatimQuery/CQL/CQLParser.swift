/// Reads the corpus query language.
///
/// ```
/// query    = ( "MU" , meet | chain , { "::" , bool } ) , [ "within" , scope ] , [ ";" ] ;
/// scope    = int | [ int ] , name ;
/// chain    = union , { [ "!" ] , ( "containing" | "overlap" ) , union } ,
///            [ [ "!" ] , "within" , chain ] ;
/// union    = both , { "|" , both } ;
/// both     = sequence , { "&" , sequence } ;
/// sequence = element , { element } ;
/// element  = factor , [ "*" | "+" | "?" | "{" , [ int ] , [ "," , [ int ] ] , "}" ] ;
/// factor   = label , ":" , factor | "!" , factor | token | tag | "[:" , [ bool ] , ":]"
///          | "(" , [ "?=" | "?!" | "?<=" | "?<!" ] , chain , { "::" , bool } , ")" ;
/// token    = string | "[" , [ bool ] , "]" | "_" ;
/// tag      = ( "<" | "</" ) , ( name | string ) , { name , ( "=" | "!=" ) , string } , ( ">" | "/>" ) ;
/// bool     = or , [ "->" , bool ] ;  or = and , { "|" , and } ;  and = not , { "&" , not } ;
/// not      = "!" , not | "(" , bool , ")" | operand , [ op , operand ] ;
/// meet     = token | "(" , "meet" , meet , [ "not" ] , meet , [ int , int | name ] , ")"
///          | "(" , "union" , meet , meet , ")" ;
/// ```
public struct CQLParser {
  let text: [Unicode.Scalar]
  var at = 0
  var depth = 0
  /// What names can mean; without it every name is taken.
  let schema: CQLSchema?
  /// Put on every string that does not say otherwise: `--ignore-case`.
  let defaultFlags: CQLString.Flags
  /// Labels set so far, for messages.
  var labels: [String] = []
  /// Names used as labels or regions, with their places, looked at in the end.
  var usedLabels: [(name: String, range: Range<Int>)] = []
  var usedNames: [(name: String, range: Range<Int>)] = []

  /// UTF-8 bytes that a query may have, and levels of parentheses.
  public static let longestQuery = 10_000
  public static let deepest = 100

  /// The query of a text.
  ///
  /// - Parameters:
  ///   - schema: attributes and regions that there are; without it all names are taken as they come.
  ///   - strategy: which matches are kept.
  ///   - defaultScope: what a match must lie in where the query says nothing.
  ///   - ignoringCase: strings without flags match without case and diacritics.
  ///
  /// Errors carry a place in the text; ranges count Unicode scalars. Cost: linear.
  public static func parse(
    _ text: String, schema: CQLSchema? = nil, strategy: MatchStrategy = .standard,
    defaultScope: CQLScope = .turn, ignoringCase: Bool = false
  ) throws(QueryError) -> CQLQuery {
    if text.utf8.count > longestQuery {
      throw QueryError(
        range: 0..<text.unicodeScalars.count, kind: .tooLong(limit: longestQuery))
    }
    var parser = CQLParser(text, schema, ignoringCase ? [.ignoresCase, .ignoresDiacritics] : [])
    var query = try parser.query(defaultScope)
    query.strategy = strategy
    return query
  }

  init(_ text: String, _ schema: CQLSchema?, _ defaultFlags: CQLString.Flags) {
    self.text = Array(text.unicodeScalars)
    self.schema = schema
    self.defaultFlags = defaultFlags
  }

  private mutating func query(_ defaultScope: CQLScope) throws(QueryError) -> CQLQuery {
    skipBlanks()
    if at == text.count { throw QueryError(range: 0..<0, kind: .empty) }
    try refuseForeign()
    var query: CQLQuery
    if isWord("MU") {
      at += 2
      query = CQLQuery(.meet(try meet()), scope: defaultScope)
    } else {
      query = CQLQuery(.pattern(try chain()), scope: defaultScope)
      var constraints: [CQLConstraint] = []
      while take("::") { constraints.append(try bool()) }
      if let all = Self.all(constraints), case .pattern(let node) = query.body {
        query.body = .pattern(.constrained(node, all))
      }
    }
    if takeWord("within") {
      query.scope = try scope()
    } else if case .pattern(let node) = query.body, defaultScope == .turn,
      let wider = Self.scope(of: node)
    {
      query.scope = wider
    }
    if isWord("cut") { throw refuse(.cut, length: 3) }
    if isWord("show") { throw refuse(.show, length: 4) }
    _ = take(";")
    skipBlanks()
    if at < text.count { throw unexpected(labels.isEmpty ? [.token, .end] : [.end]) }
    try checkNames()
    if case .pattern(let node) = query.body { try check(node) }
    try checkSize(query)
    return query
  }

  /// What of other languages, or of sessions of them, begins with.
  private mutating func refuseForeign() throws(QueryError) {
    if isWord("TAB") { throw refuse(.tabular, length: 3) }
    if peek("/") { throw refuse(.macro, length: 1) }
    if peek("<<") { throw refuse(.regionElement, length: 2) }
  }

  static func all(_ constraints: [CQLConstraint]) -> CQLConstraint? {
    constraints.count > 1 ? .and(constraints) : constraints.first
  }

  /// A query that asks for matches within a session or a theme means those that cross turns.
  private static func scope(of node: CQLNode) -> CQLScope? {
    switch node {
    case .constrained(let inner, _): return scope(of: inner)
    case .relation(_, .within, isNegated: false, .tag(let tag, .whole)):
      return tag.name == "u" || tag.name == "s" || tag.isExpression
        ? nil : .region("text", count: 1)
    default: return nil
    }
  }

  private mutating func scope() throws(QueryError) -> CQLScope {
    skipBlanks()
    var count: Int?
    let start = at
    if let number = try unsigned() {
      guard (1...Self.mostScope).contains(number) else {
        throw QueryError(
          range: start..<at, kind: .numberOutOfBounds(1...Self.mostScope))
      }
      count = number
    }
    skipBlanks()
    let place = at
    if let name = try name(), name != "cut", name != "show" {
      try require(region: name, place..<at)
      return .region(name, count: count ?? 1)
    }
    at = place
    if let count { return .tokens(count) }
    throw unexpected([.scope])
  }

  static let mostScope = 1_000_000
}
