extension QueryNode {
  /// The patterns of the corpus query language in a query, in order.
  var patterns: [CQLQuery] {
    switch self {
    case .pattern(let query): [query]
    case .word, .phrase, .placeholder, .field, .everything: []
    case .near(let left, let right, _, _): left.patterns + right.patterns
    case .not(let node), .within(let node, _), .excluding(let node, _): node.patterns
    case .then(let first, let links): first.patterns + links.flatMap(\.node.patterns)
    case .and(let nodes), .or(let nodes): nodes.flatMap(\.patterns)
    }
  }

  /// A query of the corpus query language with the same hits, where there is one: of a word, a phrase,
  /// several of these with OR, and a filter on the speaker or the session beside them. `nil` for
  /// whatever a pattern cannot say, or says otherwise.
  public var cqlEquivalent: String? {
    switch self {
    case .pattern(let query): return query.normalForm
    case .and(let nodes):
      let fields = nodes.compactMap(\.cqlFilter)
      let others = nodes.filter { $0.cqlFilter == nil }
      guard others.count == 1, fields.count + 1 == nodes.count,
        let pattern = others[0].cqlPattern
      else { return nil }
      let all = pattern.written(.relation) + " :: " + fields.joined(separator: " & ")
      return all + " within u"
    default: return cqlPattern.map { $0.written(.constrained) + " within u" }
    }
  }

  private var cqlPattern: CQLNode? {
    switch self {
    case .word(let word): return word.cqlToken.map { .token($0) }
    case .placeholder(let text):
      let words = text.split { $0.isWhitespace }.joined(separator: " ")
      return CQLString.wildcard("[" + words + "]", hasOne: false).map {
        .token(.fold($0, [.ignoresCase, .ignoresDiacritics]))
      }
    case .phrase(let items, slack: 0):
      var nodes: [CQLNode] = []
      for item in items {
        switch item {
        case .word(let word):
          guard let token = word.cqlToken else { return nil }
          nodes.append(.token(token))
        case .placeholder(let text):
          guard let node = QueryNode.placeholder(text).cqlPattern else { return nil }
          nodes.append(node)
        case .gap(let range):
          nodes.append(
            range == 1...1
              ? .token(.always)
              : .repetition(.token(.always), range.lowerBound, range.upperBound))
        }
      }
      return nodes.count == 1 ? nodes[0] : .sequence(nodes)
    case .or(let nodes):
      let all = nodes.compactMap(\.cqlPattern)
      return all.count == nodes.count ? .alternation(all) : nil
    case .phrase, .field, .near, .not, .and, .everything, .pattern, .then, .within, .excluding:
      return nil
    }
  }

  /// A condition on the turn of a match.
  private var cqlFilter: String? {
    guard case .field(let filter) = self, filter.mode == nil,
      case .values(let values) = filter.condition
    else { return nil }
    let names = ["speaker": "u_who", "role": "u_role", "group": "text_group", "session": "text_id"]
    guard let name = names[filter.name] else { return nil }
    var tests: [String] = []
    for value in values {
      guard !value.isNegated, let string = CQLString.wildcard(value.text, hasOne: false) else {
        return nil
      }
      tests.append("match.\(name)=\(CQLString(string, .ignoresCase).normalForm)")
    }
    return tests.count == 1 ? tests[0] : "(" + tests.joined(separator: " | ") + ")"
  }
}

extension CQLConstraint {
  fileprivate static func fold(_ text: String, _ flags: CQLString.Flags) -> CQLConstraint {
    .comparison(.attribute(label: nil, "word"), .equal, .string(CQLString(text, flags)), [])
  }
}

extension WordPattern {
  /// `nil` for what other words stand for: those with parts, and wildcards, which take them along.
  fileprivate var cqlToken: CQLConstraint? {
    switch form {
    case .folded:
      CQLString.wildcard(text, hasOne: true).map {
        .fold($0, [.ignoresCase, .ignoresDiacritics])
      }
    case .exact: CQLString.wildcard(text, hasOne: true).map { .fold($0, []) }
    case .stem, .expression, .fuzzy: nil
    }
  }
}

extension CQLString {
  /// A pattern with `*` and `?` as an expression.
  fileprivate static func wildcard(_ text: String, hasOne: Bool) -> String? {
    var result = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in text.unicodeScalars {
      if !isEscaped, scalar == "\\" {
        isEscaped = true
        continue
      }
      if !isEscaped, scalar == "*" {
        result.append(contentsOf: ".*".unicodeScalars)
      } else if !isEscaped, hasOne, scalar == "?" {
        result.append(".")
      } else {
        if "\\\"'[](){}.*+?|^$".unicodeScalars.contains(scalar) { result.append("\\") }
        result.append(scalar)
      }
      isEscaped = false
    }
    return result.isEmpty ? nil : String(result)
  }
}
