import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimThemes

/// How far coders agree on which words have which themes.
///
/// For each theme every coder takes one decision on every unit: coded with it, or not. Units are turns
/// that all of the coders could have coded: turns with words by participants, or those of a query, in
/// sessions in which each of the coders coded something.
public struct CoderAgreement: Sendable {
  public enum Unit: String, Sendable, CaseIterable {
    /// Coded where any of its words is.
    case turn
    /// Coded where any of its words is; see ``Sentences``.
    case sentence
    /// A word, number or placeholder.
    case token
  }

  public struct Request: Sendable {
    /// Who is compared; `nil` is everyone who coded.
    public var coders: [String]?
    public var unit: Unit
    public var countsBelow: Bool
    /// With everything below it.
    public var theme: String?
    /// Only these sessions.
    public var sessions: [String]?
    /// The turns that are units, in place of those of participants.
    public var query: QueryNode?
    public var options: QueryOptions
    public var bootstrap: Bootstrap

    public init(
      coders: [String]? = nil, unit: Unit = .turn, countsBelow: Bool = false,
      theme: String? = nil, sessions: [String]? = nil, query: QueryNode? = nil,
      options: QueryOptions = QueryOptions(), bootstrap: Bootstrap = Bootstrap()
    ) {
      self.coders = coders
      self.unit = unit
      self.countsBelow = countsBelow
      self.theme = theme
      self.sessions = sessions
      self.query = query
      self.options = options
      self.bootstrap = bootstrap
    }
  }

  /// What the coders did with a theme, or with all of them (pooled).
  public struct Row: Sendable {
    /// `nil` for all themes pooled.
    public var theme: ExtractTheme?
    /// 1 is coded, 0 is not; a column a coder.
    public var ratings: AgreementRatings
    /// Units coded by exactly these coders, as bits in the order of ``CoderAgreement/coders``.
    public var patterns: [UInt32: Int]
    public var intervals: Intervals
    public var alphaU: Result<UnitizingAlpha, AgreementProblem>
    /// Stretches in words, over all pairs of coders.
    public var exact: SpanMatch
    public var overlap: SpanMatch
  }

  /// Intervals over resampled turns.
  public struct Intervals: Sendable {
    public typealias Interval = Result<BootstrapInterval, AgreementProblem>
    public var percent: Interval
    /// Cohen's κ of two coders, Fleiss' of more.
    public var kappa: Interval
    public var alpha: Interval
    public var ac1: Interval
  }

  /// Units of a turn on which the coders disagree about a theme.
  public struct Disagreement: Sendable, Equatable {
    public var theme: ExtractTheme
    public var session: String
    public var turn: Int
    /// Scalars; `nil` is the whole turn.
    public var span: Range<Int>?
    public var codedBy: [String]
    public var notCodedBy: [String]
  }

  public let request: Request
  /// In natural order.
  public let coders: [String]
  /// The sessions whose turns are units.
  public let sessions: [String]
  /// Sessions that were left out because one of the coders coded nothing there.
  public let sessionsLeftOut: [String]
  public let turnCount: Int
  public let unitCount: Int
  /// Codings by these coders on turns that are no units.
  public let codingsLeftOut: Int
  /// Themes that were asked for and that nobody used.
  public let unusedThemes: Int
  /// In the order of the codebook.
  public let rows: [Row]
  /// All decisions on all themes of ``rows``; `nil` where there is none.
  public let pooled: Row?
  /// By theme, session, turn, span.
  public let disagreements: [Disagreement]

  public static let coderLimit = 32

  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(_ request: Request, of themes: StudyThemes, in index: Index) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(
      CodingChoice(
        coders: request.coders, countsBelow: request.countsBelow, theme: request.theme),
      of: themes, in: register)
    // Who codes is a matter of the whole codebook, not of one theme.
    let everything = try ChosenCodings(
      CodingChoice(coders: request.coders), of: themes, in: register)
    let coders = everything.coders
    guard coders.count > 1 else {
      // Everyone whose codings count, chosen or not.
      let all = try ChosenCodings(CodingChoice(), of: themes, in: register).coders
      if let named = request.coders, named.count == 1, all.count > 1 {
        throw RigourProblem.oneCoder(named[0], others: all.filter { $0 != named[0] })
      }
      throw RigourProblem.tooFewCoders(coders)
    }
    guard coders.count <= Self.coderLimit else {
      throw RigourProblem.tooManyCoders(limit: Self.coderLimit)
    }
    let selection = try UnitSelection(request, everything, coders, register, themes, index)
    let layout = try UnitLayout(selection.turns, request.unit, register, index)
    let numbers = Dictionary(uniqueKeysWithValues: coders.enumerated().map { ($1, $0) })
    var decisions = chosen.themes.map { ThemeDecisions($0.id, coders: coders.count) }
    for entry in chosen.entries {
      guard let coder = entry.coding.coder.flatMap({ numbers[$0] }),
        let cluster = layout.cluster(ofTurn: entry.turn)
      else { continue }
      for theme in entry.themes {
        decisions[theme].add(entry.coding.span, by: coder, on: cluster, in: layout)
      }
    }
    let used = decisions.filter { !$0.isEmpty }
    let measured = AgreementMeasures(used, layout, request.bootstrap, coders: coders.count)
    self.request = request
    self.coders = coders
    sessions = selection.sessions
    sessionsLeftOut = selection.sessionsLeftOut
    turnCount = layout.clusters.count
    unitCount = layout.unitCount
    codingsLeftOut = everything.entries.count { layout.cluster(ofTurn: $0.turn) == nil }
    unusedThemes = decisions.count - used.count
    rows = zip(used, measured.rows).map { decisions, row in
      var row = row
      row.theme = themes.extractTheme(decisions.theme)
      return row
    }
    pooled = measured.pooled
    disagreements = used.flatMap { theme in
      theme.disagreements(layout, coders, register, themes)
    }
  }
}
