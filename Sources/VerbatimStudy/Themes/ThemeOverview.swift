import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

/// The hierarchy of themes with what stands behind each, for `verbatim themes`.
public struct ThemeOverview: Sendable {
  public struct Row: Sendable {
    public var theme: Theme
    public var path: String
    public var depth: Int
    /// Everything below included.
    public var counts: ThemeCounts
  }

  /// In the order of the codebook, parents before children.
  public let rows: [Row]
  /// The n's of "n of 26" and "n of 5".
  public let participants: Int
  public let groups: Int
  public let coders: [String]
  public let rulesLeftOut: Int
  public let lost: Int

  /// Counts what ``ChosenCodings`` takes of the choice, whose people are those of ``TurnRegister``: who
  /// and what counts is decided there alone. A coding always counts for the themes above its own.
  ///
  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(
    _ themes: StudyThemes, _ index: Index, _ choice: CodingChoice = CodingChoice()
  ) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    participants = register.participantCount
    groups = register.groups.count
    coders = chosen.coders
    rulesLeftOut = chosen.rulesLeftOut
    lost = chosen.lost
    let counts = ThemeCounts.of(chosen.entries.map(\.coding), in: themes.codebook) {
      session, number in
      guard let turn = register.turn(session, number) else { return nil }
      return ThemeCounts.TurnContext(
        speakers: register.turns[turn].people.map { register.people[$0] }.filter(\.counts)
          .map(\.id),
        group: register.sessions[register.turns[turn].session].group)
    }
    rows = chosen.themes.map { theme in
      Row(
        theme: theme, path: themes.codebook.path(of: theme.id) ?? theme.label,
        depth: themes.codebook.ancestors(of: theme.id).count,
        counts: counts[theme.id] ?? ThemeCounts())
    }
  }
}
