import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimThemes

/// What a findings section needs of each theme: how much stands behind it and whose it is, the quotes that
/// show it, and the turns that speak against it.
///
/// Holds places, no words: who shows a quote reads it from the transcript.
public struct ThemeReport: Sendable {
  public struct Request: Sendable {
    /// Whose codings, of which theme; ``CodingChoice/countsBelow`` is always on.
    public var choice: CodingChoice
    /// At most so many exemplars a theme, where none are marked.
    public var exemplars: Int
    /// At most so many turns of each kind of dissent a theme.
    public var dissent: Int
    /// The queries of rules with their texts, by theme.
    public var rules: [String: [(text: String, node: QueryNode)]]
    public var options: QueryOptions

    public init(
      choice: CodingChoice = CodingChoice(), exemplars: Int = 3, dissent: Int = 3,
      rules: [String: [(text: String, node: QueryNode)]] = [:],
      options: QueryOptions = QueryOptions()
    ) {
      self.choice = choice
      self.exemplars = max(exemplars, 0)
      self.dissent = max(dissent, 0)
      self.rules = rules
      self.options = options
    }
  }

  public struct Entry: Sendable {
    public var theme: Theme
    public var path: String
    /// 0 for a root of the codebook.
    public var depth: Int
    /// With everything below.
    public var prevalence: ThemePrevalence
    /// Extracts coded with the theme itself.
    public var own: Int
    /// Coded with the theme itself.
    public var exemplars: Exemplars
    public var dissent: [Dissent]
  }

  public let request: Request
  /// In the order of the codebook.
  public let entries: [Entry]
  /// Who and how much there is: "n of 26".
  public let participants: Int
  public let groups: Int
  public let sessions: Int
  public let turns: Int
  public let words: Int
  public let coders: [String]
  /// Codings that are counted, by coder; those without a named one under the empty name.
  public let codings: [String: Int]
  public let rulesLeftOut: Int
  public let lost: Int
  /// Whose decisions can be compared; `nil` where one person coded, or no session has all of them.
  public let compared: [String]?
  /// Of all exemplars of the report.
  public let hygiene: QuoteHygiene

  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``, and what a search throws.
  public init(
    _ request: Request, exemplars marked: any ExemplarSource, of themes: StudyThemes,
    in index: Index
  ) throws {
    let register = try TurnRegister(index)
    var choice = request.choice
    choice.countsBelow = false
    let own = try ChosenCodings(choice, of: themes, in: register)
    choice.countsBelow = true
    let prevalences = try ThemePrevalence.all(choice, of: themes, in: index, register)
    let disagreements = try Self.disagreements(request, themes, index)
    var words = CoveredWords(index, register)
    let chooser = ExemplarChooser(register, own)
    var entries: [Entry] = []
    for (number, theme) in own.themes.enumerated() {
      guard let name = themes.extractTheme(theme.id), let prevalence = prevalences[theme.id]
      else { continue }
      let exemplars = try chooser.exemplars(
        ofTheme: number, marked: marked.exemplars(ofTheme: theme.id), most: request.exemplars,
        &words)
      var dissent = DissentFinder(register, most: request.dissent)
      dissent.add((disagreements ?? []).filter { $0.theme.id == theme.id })
      if let queries = request.rules[theme.id] {
        dissent.add(
          try NegativeCases(
            theme, queries, coders: request.choice.coders, options: request.options, of: themes,
            in: index))
      }
      entries.append(
        Entry(
          theme: theme, path: name.path,
          depth: themes.codebook.ancestors(of: theme.id).count, prevalence: prevalence,
          own: chooser.count(ofTheme: number), exemplars: exemplars, dissent: dissent.found))
    }
    self.request = request
    self.entries = entries
    participants = register.participantCount
    groups = register.groups.count
    sessions = register.sessions.count
    turns = register.turns.count
    self.words = register.turns.reduce(0) { $0 + $1.words }
    coders = own.coders
    codings = own.entries.reduce(into: [:]) { $0[$1.coding.coder ?? "", default: 0] += 1 }
    rulesLeftOut = own.rulesLeftOut
    lost = own.lost
    compared = disagreements == nil ? nil : own.coders
    hygiene = try QuoteHygiene(entries.flatMap(\.exemplars.places), register, index)
  }

  /// `nil` where there is nothing to compare.
  private static func disagreements(
    _ request: Request, _ themes: StudyThemes, _ index: Index
  ) throws -> [CoderAgreement.Disagreement]? {
    // The intervals are not wanted.
    let comparison = CoderAgreement.Request(
      coders: request.choice.coders, theme: request.choice.theme,
      bootstrap: Bootstrap(resamples: 1))
    do {
      return try CoderAgreement(comparison, of: themes, in: index).disagreements
    } catch let problem as RigourProblem {
      switch problem {
      case .tooFewCoders, .oneCoder, .noSharedSession, .tooManyCoders: return nil
      case .unknownCoder, .unknownSession, .unknownAttribute, .orderRepeats, .orderLacks:
        throw problem
      }
    }
  }
}
