/// How strongly two things go together (`statistics.md` §2).
public enum AssociationMeasure: String, Sendable, CaseIterable {
  /// Log-likelihood over four cells; negative where there is less than expected.
  case logLikelihood = "ll"
  case mutualInformation = "mi"
  case mutualInformation2 = "mi2"
  case mutualInformation3 = "mi3"
  case tScore = "t"
  case zScore = "z"
  /// z as Berry-Rogghe has it.
  case zBerryRogghe = "zbr"
  case dice
  case logDice = "logdice"
  /// What the second adds to the chance of the first's company: P(second | first) − P(second | not
  /// first), and the other way round.
  case deltaPSecond = "dp2"
  case deltaPFirst = "dp1"
  case oddsRatio = "or"
  /// G² − ln N: above 0, the evidence outweighs the price of one more parameter.
  case bic
  /// Effect size of G².
  case ell

  /// As it is written in a table.
  public var name: String {
    switch self {
    case .logLikelihood: "G²"
    case .mutualInformation: "MI"
    case .mutualInformation2: "MI²"
    case .mutualInformation3: "MI³"
    case .tScore: "t"
    case .zScore: "z"
    case .zBerryRogghe: "z (Berry-Rogghe)"
    case .dice: "Dice"
    case .logDice: "logDice"
    case .deltaPSecond: "ΔP(2|1)"
    case .deltaPFirst: "ΔP(1|2)"
    case .oddsRatio: "odds ratio"
    case .bic: "BIC"
    case .ell: "ELL"
    }
  }

  /// The formula, for captions: O is observed, E expected, R1 and C1 the totals of first and second.
  public var formula: String {
    switch self {
    case .logLikelihood: "2 Σ O ln(O/E) over four cells, negative where O11 < E11"
    case .mutualInformation: "log2(O11/E11)"
    case .mutualInformation2: "log2(O11²/E11)"
    case .mutualInformation3: "log2(O11³/E11)"
    case .tScore: "(O11 − E11)/√O11"
    case .zScore: "(O11 − E11)/√E11"
    case .zBerryRogghe: "(O11 − E11)/√(E11(1 − p))"
    case .dice: "2·O11/(f(1) + f(2))"
    case .logDice: "14 + log2(2·O11/(f(1) + f(2)))"
    case .deltaPSecond: "O11/R1 − O21/R2"
    case .deltaPFirst: "O11/C1 − O12/C2"
    case .oddsRatio: "O11·O22/(O12·O21), 0.5 added to all cells where one is 0"
    case .bic: "G² − ln N"
    case .ell: "G²/(N·ln(min E))"
    }
  }

  /// Whether values below 0 mean repulsion, so that an order by it has two ends.
  public var isSigned: Bool {
    switch self {
    case .dice, .oddsRatio, .bic, .ell, .logDice: false
    default: true
    }
  }
}
