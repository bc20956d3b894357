import VerbatimCorpus
import VerbatimThemes

/// Which codings a count takes, and for which themes: one rule for every table, matrix, curve, list of
/// extracts and report.
///
/// What people coded counts, each stretch once, whoever coded it and however often; what rules coded only
/// where that is asked for. Who is one of "n of 26" is decided by ``TurnRegister/Person/counts``.
public struct CodingChoice: Sendable, Equatable {
  /// Only these people's; `nil` is everybody's.
  public var coders: [String]?
  /// What rules coded counts too: left out by default, since nobody has read it yet.
  public var includesRules: Bool
  /// A coding counts for the themes above its own as well.
  public var countsBelow: Bool
  /// A theme, with everything below it; `nil` is the whole codebook.
  public var theme: String?

  public init(
    coders: [String]? = nil, includesRules: Bool = false, countsBelow: Bool = false,
    theme: String? = nil
  ) {
    self.coders = coders
    self.includesRules = includesRules
    self.countsBelow = countsBelow
    self.theme = theme
  }
}

/// A choice that the study has nothing for.
public enum RigourProblem: Error, Sendable, Hashable {
  case unknownCoder(String, known: [String])
  case unknownSession(String, known: [String])
  case unknownAttribute(String, known: [String])
  /// Agreement wants two; these are all there are.
  case tooFewCoders([String])
  /// Agreement wants two; one was named where there are others.
  case oneCoder(String, others: [String])
  case tooManyCoders(limit: Int)
  /// No session has codings by all of them.
  case noSharedSession([String])
  /// `--order` names groups twice, or not all.
  case orderRepeats(String)
  case orderLacks([String])
}

/// The codings of a choice, each with its turn and the themes it counts for.
public struct ChosenCodings: Sendable {
  public struct Entry: Sendable {
    public var coding: Coding
    /// Index into the register's turns.
    public var turn: Int
    /// Indices into ``ChosenCodings/themes``.
    public var themes: [Int]
  }

  /// The themes that were asked for, parents before children.
  public let themes: [Theme]
  /// In order of session, turn, span.
  public let entries: [Entry]
  /// Everyone who coded something that is counted.
  public let coders: [String]
  /// Codings by rules that were left out.
  public let rulesLeftOut: Int
  /// Codings of turns that the index does not have.
  public let lost: Int

  /// - Throws: ``ThemeReferenceProblem``, ``RigourProblem``.
  public init(
    _ choice: CodingChoice, of themes: StudyThemes, in register: TurnRegister
  ) throws {
    let wanted = try choice.theme.map { try themes.themes($0) } ?? themes.codebook.themes
    let numbers = Dictionary(
      uniqueKeysWithValues: wanted.enumerated().map { ($1.id, $0) })
    if let coders = choice.coders {
      let known = Set(themes.codings.compactMap(\.coder))
      for coder in coders where !known.contains(coder) {
        throw RigourProblem.unknownCoder(
          coder, known: known.sorted(by: NaturalOrder.precedes))
      }
    }
    var entries: [Entry] = []
    var found: Set<String> = []
    var rulesLeftOut = 0
    var lost = 0
    for coding in themes.codings {
      if let coders = choice.coders, !coders.contains(coding.coder ?? "") { continue }
      var ids = [coding.theme]
      if choice.countsBelow { ids += themes.codebook.ancestors(of: coding.theme).map(\.id) }
      let places = ids.compactMap { numbers[$0] }
      if places.isEmpty { continue }
      if case .rule = coding.origin, !choice.includesRules {
        rulesLeftOut += 1
        continue
      }
      guard let turn = register.turn(coding.session, coding.turn) else {
        lost += 1
        continue
      }
      if let coder = coding.coder { found.insert(coder) }
      entries.append(Entry(coding: coding, turn: turn, themes: places))
    }
    self.themes = wanted
    self.entries = entries
    self.coders = found.sorted(by: NaturalOrder.precedes)
    self.rulesLeftOut = rulesLeftOut
    self.lost = lost
  }
}

/// A stretch of a turn, for counting each once: equal for equal session, turn and span.
struct Stretch: Hashable {
  var turn: Int
  var span: Range<Int>?
}

extension TurnRegister {
  func place(of stretch: Stretch) -> TurnPlace {
    let turn = turns[stretch.turn]
    return TurnPlace(session: sessions[turn.session].id, turn: turn.number, span: stretch.span)
  }
}
