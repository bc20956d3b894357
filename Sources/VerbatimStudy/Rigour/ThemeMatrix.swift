import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimThemes

/// Themes down, groups or people or the like across: what was coded where.
public struct ThemeMatrix: Sendable {
  /// What stands in a cell. Everything is counted once, whoever coded it and however often.
  public struct Counts: Sendable, Equatable {
    /// Different stretches.
    public var extracts = 0
    /// Turns with a stretch.
    public var turns = 0
    /// Words in any stretch.
    public var words = 0
    /// People who count (see ``TurnRegister/Person/counts``) and speak in a coded turn.
    public var participants = 0
  }

  public struct Row: Sendable {
    public var theme: ExtractTheme
    public var depth: Int
    /// A column each.
    public var cells: [Counts]
    public var total: Counts
    /// A column each: stretches to quote, each speaker once before any is quoted twice.
    public var quotes: [[TurnPlace]]
  }

  public let columns: [String]
  /// In the order of the codebook, empty ones included.
  public let rows: [Row]
  /// A column each: everything in it once, whatever its themes.
  public let totals: [Counts]
  public let total: Counts
  public let coders: [String]
  public let rulesLeftOut: Int
  /// Codings of turns that the index does not have.
  public let lost: Int

  /// - Parameter quotes: at most so many a cell.
  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(
    by key: MatrixKey, _ choice: CodingChoice, quotes: Int = 0, of themes: StudyThemes,
    in index: Index
  ) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    let columns = try MatrixColumns(key, register, used: Set(chosen.entries.map(\.turn)))
    var words = CoveredWords(index, register)
    var cells = chosen.themes.map { _ in columns.names.map { _ in CellTally() } }
    var rowTotals = chosen.themes.map { _ in CellTally() }
    var totals = columns.names.map { _ in CellTally() }
    var total = CellTally()
    for entry in chosen.entries {
      let stretch = Stretch(turn: entry.turn, span: entry.coding.span)
      let covered = try words.of(stretch)
      let people = register.turns[entry.turn].people.filter { register.people[$0].counts }
      for theme in entry.themes {
        for column in columns.columns[entry.turn] {
          cells[theme][column].add(stretch, covered, people)
        }
        rowTotals[theme].add(stretch, covered, people)
      }
      for column in columns.columns[entry.turn] { totals[column].add(stretch, covered, people) }
      total.add(stretch, covered, people)
    }
    self.columns = columns.names
    rows = chosen.themes.enumerated().compactMap { number, theme in
      guard let name = themes.extractTheme(theme.id) else { return nil }
      return Row(
        theme: name, depth: themes.codebook.ancestors(of: theme.id).count,
        cells: cells[number].map(\.counts), total: rowTotals[number].counts,
        quotes: cells[number].map { $0.quotes(quotes, register) })
    }
    self.totals = totals.map(\.counts)
    self.total = total.counts
    coders = chosen.coders
    rulesLeftOut = chosen.rulesLeftOut
    lost = chosen.lost
  }
}

/// Which words stretches cover, each turn decoded once in a row.
struct CoveredWords {
  private let index: Index
  private let register: TurnRegister
  private var decoded = DecodedTurn()
  private var last: (turn: Int, words: TurnWords)?

  init(_ index: Index, _ register: TurnRegister) {
    self.index = index
    self.register = register
  }

  /// Words of the stretch's turn, by number.
  mutating func of(_ stretch: Stretch) throws -> Range<Int> {
    let turn = register.turns[stretch.turn]
    guard let span = stretch.span else { return 0..<turn.words }
    if last?.turn != stretch.turn {
      let session = register.sessions[turn.session]
      let segment = index.segments[session.place.segment]
      let number = session.firstTurn + turn.number - 1
      guard segment.decode(number, into: &decoded) else { throw segment.damage(number) }
      last = (stretch.turn, TurnWords(decoded))
    }
    return last?.words.covered(by: span) ?? 0..<0
  }
}

/// What falls into one cell.
private struct CellTally {
  /// In the order of codings, which is that of the transcripts.
  private var stretches: [Stretch] = []
  private var known: Set<Stretch> = []
  private var words: [Int: IndexRanges] = [:]
  private var people: Set<Int> = []

  mutating func add(_ stretch: Stretch, _ covered: Range<Int>, _ people: [Int]) {
    self.people.formUnion(people)
    guard known.insert(stretch).inserted else { return }
    stretches.append(stretch)
    words[stretch.turn, default: IndexRanges()].add(covered)
  }

  var counts: ThemeMatrix.Counts {
    ThemeMatrix.Counts(
      extracts: stretches.count, turns: words.count,
      words: words.values.reduce(0) { $0 + $1.count }, participants: people.count)
  }

  /// The first of each speaker, then the second of each, up to a limit; in the order of the transcripts.
  func quotes(_ limit: Int, _ register: TurnRegister) -> [TurnPlace] {
    guard limit > 0 else { return [] }
    let rounds = RoundRobin.ordered(Array(stretches.indices)) {
      register.turns[stretches[$0].turn].people
    }
    return rounds.prefix(limit).sorted().map { register.place(of: stretches[$0]) }
  }
}

/// A set of numbers, few ranges of them.
private struct IndexRanges {
  private var ranges: [Range<Int>] = []

  var count: Int { ranges.reduce(0) { $0 + $1.count } }

  mutating func add(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    var merged = range
    ranges.removeAll { other in
      guard other.lowerBound <= merged.upperBound, merged.lowerBound <= other.upperBound else {
        return false
      }
      merged = min(other.lowerBound, merged.lowerBound)..<max(other.upperBound, merged.upperBound)
      return true
    }
    ranges.append(merged)
  }
}
