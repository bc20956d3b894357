import VerbatimExtract
import VerbatimIndex
import VerbatimStatistics
import VerbatimThemes

/// How much stands behind a theme and everything below it, and how evenly it is spread.
public struct ThemePrevalence: Sendable {
  /// Different stretches, turns with one, words in any of them, and people who count.
  public var counts: ThemeMatrix.Counts
  /// Groups with a stretch.
  public var groups: Int
  /// Stretches over groups, whose sizes are all the words that were said in them.
  public var overGroups: Dispersion
  /// Stretches over people who count, whose sizes are their words.
  public var overParticipants: Dispersion
  /// Who says more than half, where there are three stretches or more.
  public var dominant: Participation.Dominance?

  /// The prevalences by id of the theme.
  ///
  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  static func all(
    _ choice: CodingChoice, of themes: StudyThemes, in index: Index, _ register: TurnRegister
  ) throws -> [String: ThemePrevalence] {
    let byGroup = try ThemeMatrix(by: .group, choice, of: themes, in: index)
    let byPerson = try ThemeMatrix(by: .participant, choice, of: themes, in: index)
    let dominated = try Participation(choice, of: themes, in: index).dominated
    var groupWords: [String: Int] = [:]
    var personWords: [String: Int] = [:]
    for turn in register.turns {
      groupWords[register.sessions[turn.session].group, default: 0] += turn.words
      for person in turn.people where register.people[person].counts {
        personWords[register.people[person].id, default: 0] += turn.words
      }
    }
    // People who do not count have no part; their columns have no size.
    func spread(_ cells: [ThemeMatrix.Counts], _ names: [String], _ words: [String: Int])
      -> Dispersion
    {
      Dispersion(
        zip(cells, names).map { cell, name in
          .init(frequency: words[name] == nil ? 0 : cell.extracts, size: words[name] ?? 0)
        })
    }
    var found: [String: ThemePrevalence] = [:]
    for (groups, people) in zip(byGroup.rows, byPerson.rows) {
      found[groups.theme.id] = ThemePrevalence(
        counts: groups.total, groups: groups.cells.count { $0.extracts > 0 },
        overGroups: spread(groups.cells, byGroup.columns, groupWords),
        overParticipants: spread(people.cells, byPerson.columns, personWords),
        dominant: dominated.first { $0.theme.id == groups.theme.id })
    }
    return found
  }
}
