import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// Where a theme's rule and the people who code disagree: turns that match and nobody coded, and turns
/// that are coded and do not match.
public struct NegativeCases: Sendable {
  public enum Side: String, Sendable, CaseIterable {
    /// Matches the rule, not coded.
    case uncoded
    /// Coded, unlike the rule.
    case unlike
  }

  public struct Case: Sendable, Equatable {
    public var side: Side
    public var session: String
    public var turn: Int
    /// What matched, or what was coded; `nil` is the whole turn.
    public var span: Range<Int>?
    /// Who coded it; empty where nobody did.
    public var coders: [String]
  }

  public let theme: ExtractTheme
  /// The rules' queries as they were asked.
  public let queries: [String]
  /// Turns that match a rule, that are coded by a person, and that are both.
  public let matched: Int
  public let coded: Int
  public let both: Int
  /// Of the turns that match and are not coded: how many no participant speaks in.
  public let uncodedByOthers: Int
  /// By session, turn, span; those of one side before the other.
  public let cases: [Case]

  /// - Parameters:
  ///   - queries: parsed, with their texts: a turn matches where one of them does.
  ///   - countsBelow: what is coded with a theme below this one is coded with this one.
  /// - Throws: ``RigourProblem``, ``IndexProblem``, and what a search throws.
  public init(
    _ theme: Theme, _ queries: [(text: String, node: QueryNode)], coders: [String]? = nil,
    countsBelow: Bool = true, options: QueryOptions = QueryOptions(), of themes: StudyThemes,
    in index: Index
  ) throws {
    let register = try TurnRegister(index)
    let choice = CodingChoice(coders: coders, countsBelow: countsBelow, theme: theme.id)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    guard let name = themes.extractTheme(theme.id),
      let number = chosen.themes.firstIndex(where: { $0.id == theme.id })
    else { throw ThemeReferenceProblem.unknown(theme.id, suggestions: []) }
    var coded: [Int: [(span: Range<Int>?, coder: String?)]] = [:]
    for entry in chosen.entries where entry.themes.contains(number) {
      coded[entry.turn, default: []].append((entry.coding.span, entry.coding.coder))
    }
    var matches: [Int: Range<Int>?] = [:]
    for query in queries {
      let found = try Self.matches(query.node, options, register, themes, index)
      matches.merge(found) { first, _ in first }
    }
    var uncoded: [Case] = []
    var byOthers = 0
    for (turn, span) in matches.sorted(by: { $0.key < $1.key }) where coded[turn] == nil {
      let place = register.turns[turn]
      uncoded.append(
        Case(
          side: .uncoded, session: register.sessions[place.session].id, turn: place.number,
          span: span, coders: []))
      if !register.isByParticipant(turn) { byOthers += 1 }
    }
    var unlike: [Case] = []
    for (turn, codings) in coded.sorted(by: { $0.key < $1.key }) where matches[turn] == nil {
      let place = register.turns[turn]
      var seen: [Range<Int>?] = []
      for (span, _) in codings where !seen.contains(span) {
        seen.append(span)
        let names = Set(codings.filter { $0.span == span }.compactMap(\.coder))
        unlike.append(
          Case(
            side: .unlike, session: register.sessions[place.session].id, turn: place.number,
            span: span, coders: names.sorted(by: NaturalOrder.precedes)))
      }
    }
    self.theme = name
    self.queries = queries.map(\.text)
    matched = matches.count
    self.coded = coded.count
    both = matches.keys.count { coded[$0] != nil }
    uncodedByOthers = byOthers
    cases = uncoded + unlike
  }

  /// Matching turns, each with its first hit in scalars.
  private static func matches(
    _ query: QueryNode, _ options: QueryOptions, _ register: TurnRegister, _ themes: StudyThemes,
    _ index: Index
  ) throws -> [Int: Range<Int>?] {
    let list = try ExtractList(
      query, in: index, ExtractRequest(), options: options, regions: themes)
    var found: [Int: Range<Int>?] = [:]
    for extract in list.extracts {
      guard let turn = register.turn(extract.session, extract.turn), found[turn] == nil else {
        continue
      }
      var span: Range<Int>?
      if let first = extract.spans.first, let end = extract.spans.map(\.range.upperBound).max() {
        span = first.range.lowerBound..<max(end, first.range.lowerBound + 1)
      }
      found[turn] = .some(span)
    }
    return found
  }
}
