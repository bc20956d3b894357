import VerbatimQuery

/// Random queries of the corpus query language over the words of ``RandomCorpus``; none can match the
/// empty string.
public struct RandomCQL {
  public var words: [String]
  /// Names of regions that tags and tests may use.
  public var regions: [String]

  public init(words: [String] = RandomCorpus.words, regions: [String] = ["u", "text"]) {
    self.words = words
    self.regions = regions
  }

  /// A query that the parser takes as it stands.
  public func query(
    scope: CQLScope = .turn, using generator: inout SeededGenerator
  ) -> CQLQuery {
    let strategy = generator.pick(MatchStrategy.allCases)
    if generator.chance(8) {
      return CQLQuery(.meet(meet(2, using: &generator)), scope: scope, strategy: strategy)
    }
    while true {
      var node = self.node(3, using: &generator)
      if generator.chance(15) {
        node = .constrained(
          .sequence([
            .label("a", .token(token(using: &generator))), node,
            .label("b", .token(.always)),
          ]), labels(using: &generator))
      }
      let query = CQLQuery(.pattern(node), scope: scope, strategy: strategy)
      // What is refused is tested elsewhere.
      if let parsed = try? CQLParser.parse(query.normalForm, strategy: strategy) { return parsed }
    }
  }

  private func labels(using generator: inout SeededGenerator) -> CQLConstraint {
    let same = CQLConstraint.comparison(
      .attribute(label: "a", generator.pick(["word", "lc"])), generator.pick([.equal, .unequal]),
      .attribute(label: "b", "word"), generator.pick([[], [.ignoresCase, .ignoresDiacritics]]))
    let near = CQLConstraint.comparison(
      .call(.distance, [.label("a"), .label("b")]), generator.pick([.less, .greaterOrEqual]),
      .number(Int.random(in: 1...5, using: &generator)), [])
    let speaker = CQLConstraint.comparison(
      .attribute(label: "match", "u_role"), .equal, .string(CQLString("participant")), [])
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: return same
    case 1: return .and([same, near])
    case 2: return .or([.not(same), near])
    case 3: return .implication(.name("a"), same)
    default: return .and([speaker, near])
    }
  }

  private func meet(_ depth: Int, using generator: inout SeededGenerator) -> CQLMeet {
    if depth == 0 || generator.chance(30) { return .token(token(using: &generator)) }
    let left = meet(depth - 1, using: &generator)
    let right = meet(depth - 1, using: &generator)
    if generator.chance(25) { return .union(left, right) }
    let low = Int.random(in: -3...3, using: &generator)
    let range: CQLMeetRange =
      generator.chance(25)
      ? .region(generator.pick(regions))
      : .window(low, low + Int.random(in: -1...3, using: &generator))
    return .meet(left, right, isNegated: generator.chance(20), range)
  }

  private func node(_ depth: Int, using generator: inout SeededGenerator) -> CQLNode {
    if depth == 0 || generator.chance(20) { return .token(token(using: &generator)) }
    func inner() -> CQLNode { node(depth - 1, using: &generator) }
    switch Int.random(in: 0..<20, using: &generator) {
    case 0..<6:
      return .sequence((0..<Int.random(in: 2...3, using: &generator)).map { _ in inner() })
    case 6..<8: return .alternation([inner(), inner()])
    case 8..<11:
      let low = Int.random(in: 0...2, using: &generator)
      let high = generator.chance(30) ? nil : low + Int.random(in: 0...2, using: &generator)
      return .repetition(inner(), low, high)
    case 11: return .repetition(.token(.always), 0, Int.random(in: 1...3, using: &generator))
    case 12:
      return .relation(
        inner(), generator.pick(CQLRelation.allCases), isNegated: generator.chance(25), inner())
    case 13: return .intersection([inner(), inner()])
    case 14: return .complement(inner())
    case 15:
      return .assertion(inner(), isBehind: generator.chance(50), isNegated: generator.chance(40))
    case 16: return .lookAhead(token(using: &generator))
    case 17: return .tag(tag(using: &generator), .open)
    case 18: return .tag(CQLTag(generator.pick(regions)), .close)
    default: return .tag(tag(using: &generator), .whole)
    }
  }

  private func tag(using generator: inout SeededGenerator) -> CQLTag {
    let name = generator.pick(regions)
    let tests: [String: [(String, [String])]] = [
      "u": [("who", ["P1", "P[12]"]), ("role", ["participant", "mod.*"])],
      "text": [("group", ["FG1"])],
    ]
    guard let all = tests[name], generator.chance(50) else { return CQLTag(name) }
    let (attribute, values) = generator.pick(all)
    return CQLTag(
      name,
      tests: [
        .init(
          attribute: attribute, isNegated: generator.chance(25),
          value: CQLString(generator.pick(values)))
      ])
  }

  private func token(using generator: inout SeededGenerator) -> CQLConstraint {
    switch Int.random(in: 0..<12, using: &generator) {
    case 0: return .always
    case 1: return .not(part(using: &generator))
    case 2: return .and([part(using: &generator), part(using: &generator)])
    case 3: return .or([part(using: &generator), part(using: &generator)])
    case 4: return .name(generator.pick(regions))
    case 5: return .boundary(generator.pick([.open, .close]), generator.pick(regions))
    default:
      return .comparison(
        .attribute(label: nil, generator.pick(["word", "word", "lc", "fold"])),
        generator.pick([.equal, .equal, .equal, .unequal]), .string(string(using: &generator)), [])
    }
  }

  /// A constraint inside another: there `[]` has no text.
  private func part(using generator: inout SeededGenerator) -> CQLConstraint {
    while true {
      let found = token(using: &generator)
      if found != .always { return found }
    }
  }

  private func string(using generator: inout SeededGenerator) -> CQLString {
    let word = generator.pick(words)
    let flags: CQLString.Flags = generator.pick([[], [], [.ignoresCase, .ignoresDiacritics]])
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: return CQLString(word.prefix(2) + ".*", flags)
    case 1: return CQLString(".*" + word.suffix(2), flags)
    case 2: return CQLString(word + "|" + generator.pick(words), flags)
    case 3: return CQLString("[a-m].+", flags)
    default: return CQLString(word, flags)
    }
  }
}
