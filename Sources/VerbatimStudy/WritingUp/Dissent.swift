import VerbatimExtract
import VerbatimThemes

/// Turns that speak against a theme, or against how it was coded, of one kind.
public struct Dissent: Sendable, Equatable {
  public enum Kind: String, Sendable {
    /// One coder sees the theme, another does not.
    case coders
    /// Matches the theme's rule, and nobody coded it.
    case uncoded
    /// Coded, unlike the rule.
    case unlike
  }

  public struct Case: Sendable, Equatable {
    public var place: TurnPlace
    public var codedBy: [String]
    public var notCodedBy: [String]
  }

  public var kind: Kind
  /// Of turns in which a participant speaks.
  public var total: Int
  /// Some of them, each speaker once before any a second time, in the order of the transcripts.
  public var cases: [Case]
}

/// Collects what there is, and says how much of each kind.
struct DissentFinder {
  private let register: TurnRegister
  private let most: Int
  private(set) var found: [Dissent] = []

  init(_ register: TurnRegister, most: Int) {
    self.register = register
    self.most = most
  }

  mutating func add(_ disagreements: [CoderAgreement.Disagreement]) {
    add(
      .coders,
      disagreements.map { item in
        Dissent.Case(
          place: TurnPlace(session: item.session, turn: item.turn, span: item.span),
          codedBy: item.codedBy, notCodedBy: item.notCodedBy)
      })
  }

  mutating func add(_ negative: NegativeCases) {
    for (side, kind) in [(NegativeCases.Side.uncoded, Dissent.Kind.uncoded), (.unlike, .unlike)] {
      add(
        kind,
        negative.cases.filter { $0.side == side }.map { item in
          Dissent.Case(
            place: TurnPlace(session: item.session, turn: item.turn, span: item.span),
            codedBy: item.coders, notCodedBy: [])
        })
    }
  }

  private mutating func add(_ kind: Dissent.Kind, _ cases: [Dissent.Case]) {
    let spoken = cases.compactMap { item -> (turn: Int, item: Dissent.Case)? in
      guard let turn = register.turn(item.place.session, item.place.turn),
        register.isByParticipant(turn)
      else { return nil }
      return (turn, item)
    }
    guard !spoken.isEmpty else { return }
    let shown = RoundRobin.ordered(Array(spoken.indices)) {
      register.turns[spoken[$0].turn].people
    }.prefix(most).sorted()
    found.append(
      Dissent(kind: kind, total: spoken.count, cases: shown.map { spoken[$0].item }))
  }
}
