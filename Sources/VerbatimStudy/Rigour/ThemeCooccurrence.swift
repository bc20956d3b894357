import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

/// Themes down and across: in how many turns, exchanges or groups two of them come together.
public struct ThemeCooccurrence: Sendable {
  public enum Unit: String, Sendable, CaseIterable {
    case turn
    /// From one turn of a moderator up to the next.
    case exchange
    case group
  }

  public struct Row: Sendable {
    public var theme: ExtractTheme
    public var depth: Int
    /// A theme each; with itself, the units that have the theme.
    public var cells: [Int]
  }

  public let unit: Unit
  public let rows: [Row]
  /// How many units there are, and how many hold any of the themes.
  public let units: Int
  public let codedUnits: Int
  public let coders: [String]
  public let rulesLeftOut: Int
  public let lost: Int

  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(
    per unit: Unit, _ choice: CodingChoice, of themes: StudyThemes, in index: Index
  ) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    let numbers = Self.units(unit, register)
    var found: [Int: Set<Int>] = [:]
    for entry in chosen.entries {
      found[numbers[entry.turn], default: []].formUnion(entry.themes)
    }
    var cells = chosen.themes.map { _ in chosen.themes.map { _ in 0 } }
    for themes in found.values {
      for one in themes { for other in themes { cells[one][other] += 1 } }
    }
    self.unit = unit
    units = (numbers.max() ?? -1) + 1
    codedUnits = found.count
    rows = zip(chosen.themes, cells).compactMap { theme, cells in
      themes.extractTheme(theme.id).map {
        Row(theme: $0, depth: themes.codebook.ancestors(of: theme.id).count, cells: cells)
      }
    }
    coders = chosen.coders
    rulesLeftOut = chosen.rulesLeftOut
    lost = chosen.lost
  }

  /// The unit of each turn, numbered from 0.
  private static func units(_ unit: Unit, _ register: TurnRegister) -> [Int] {
    switch unit {
    case .turn: return Array(register.turns.indices)
    case .group:
      let places = Dictionary(uniqueKeysWithValues: register.groups.enumerated().map { ($1, $0) })
      return register.turns.map { places[register.sessions[$0.session].group] ?? 0 }
    case .exchange:
      var number = -1
      return register.turns.indices.map { turn in
        let isFirst = register.turns[turn].number == 1
        if isFirst || register.isLed(turn) { number += 1 }
        return number
      }
    }
  }
}
