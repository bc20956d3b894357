import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

/// Who speaks how much, and whose words are coded.
public struct Participation: Sendable {
  public struct Row: Sendable {
    public var person: TurnRegister.Person
    public var turns: Int
    public var words: Int
    /// Different stretches of the person's turns that are coded.
    public var extracts: Int
    /// Different themes of these.
    public var themes: Int
  }

  /// A theme of which one person says more than half.
  public struct Dominance: Sendable {
    public var theme: ExtractTheme
    public var person: TurnRegister.Person
    public var extracts: Int
    public var total: Int
  }

  /// People who count, then others, each in the order of the sessions.
  public let rows: [Row]
  /// Words of all turns, by whomever.
  public let words: Int
  public let turns: Int
  public let extracts: Int
  /// Turns that name no speaker.
  public let unattributed: Int
  public let dominated: [Dominance]
  public let coders: [String]
  public let rulesLeftOut: Int
  public let lost: Int

  /// A chorus counts for each of its speakers, so that shares may add up to more than all.
  ///
  /// - Parameter leastExtracts: A theme with fewer extracts is dominated by nobody.
  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(
    _ choice: CodingChoice, leastExtracts: Int = 3, of themes: StudyThemes, in index: Index
  ) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    var turns = register.people.map { _ in 0 }
    var words = turns
    for turn in register.turns {
      for person in turn.people {
        turns[person] += 1
        words[person] += turn.words
      }
    }
    var stretches: [Set<Stretch>] = register.people.map { _ in [] }
    var used: [Set<Int>] = register.people.map { _ in [] }
    var all: Set<Stretch> = []
    var byTheme: [[Int: Set<Stretch>]] = chosen.themes.map { _ in [:] }
    var themeTotals: [Set<Stretch>] = chosen.themes.map { _ in [] }
    for entry in chosen.entries {
      let stretch = Stretch(turn: entry.turn, span: entry.coding.span)
      all.insert(stretch)
      for theme in entry.themes { themeTotals[theme].insert(stretch) }
      for person in register.turns[entry.turn].people {
        stretches[person].insert(stretch)
        used[person].formUnion(entry.themes)
        for theme in entry.themes { byTheme[theme][person, default: []].insert(stretch) }
      }
    }
    let order =
      register.people.indices.filter { register.people[$0].counts }
      + register.people.indices.filter { !register.people[$0].counts }
    rows = order.map { person in
      Row(
        person: register.people[person], turns: turns[person], words: words[person],
        extracts: stretches[person].count, themes: used[person].count)
    }
    self.words = register.turns.reduce(0) { $0 + $1.words }
    self.turns = register.turns.count
    extracts = all.count
    unattributed = register.turns.count { $0.people.isEmpty }
    dominated = chosen.themes.enumerated().compactMap { number, theme in
      let total = themeTotals[number].count
      guard total >= leastExtracts, let name = themes.extractTheme(theme.id) else { return nil }
      let most = byTheme[number].max { left, right in
        (left.value.count, right.key) < (right.value.count, left.key)
      }
      guard let most, 2 * most.value.count > total else { return nil }
      return Dominance(
        theme: name, person: register.people[most.key], extracts: most.value.count, total: total)
    }
    coders = chosen.coders
    rulesLeftOut = chosen.rulesLeftOut
    lost = chosen.lost
  }
}
