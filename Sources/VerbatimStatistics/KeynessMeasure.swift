/// How a word's frequencies in two corpora are compared (`statistics.md` §2).
public enum KeynessMeasure: String, Sendable, CaseIterable {
  /// G² over two cells: how sure it is that there is a difference.
  case logLikelihood = "ll"
  case fourCellLogLikelihood = "ll4"
  /// How large the difference is.
  case logRatio = "logratio"
  case percentDifference = "diff"
  case oddsRatio = "or"
  case bic
  case simpleMaths = "sm"
  case ell

  public var name: String {
    switch self {
    case .logLikelihood: "G²"
    case .fourCellLogLikelihood: "G² (four cells)"
    case .logRatio: "log ratio"
    case .percentDifference: "%DIFF"
    case .oddsRatio: "odds ratio"
    case .bic: "BIC"
    case .simpleMaths: "simple maths"
    case .ell: "ELL"
    }
  }

  public var formula: String {
    switch self {
    case .logLikelihood: "2 (a ln(a/E1) + b ln(b/E2)) over two cells"
    case .fourCellLogLikelihood: "2 Σ O ln(O/E) over four cells"
    case .logRatio: "log2 of the ratio of relative frequencies, 0.5 for a frequency of 0"
    case .percentDifference: "difference in % of the second relative frequency"
    case .oddsRatio: "ad/(bc), 0.5 added to all cells where one is 0"
    case .bic: "G² − ln N"
    case .simpleMaths: "(fpm1 + k)/(fpm2 + k)"
    case .ell: "G²/(N·ln(min E))"
    }
  }

  /// Whether the value says the direction: then the most underused word has the lowest.
  public var isDirected: Bool {
    switch self {
    case .logRatio, .percentDifference, .oddsRatio, .simpleMaths: true
    case .logLikelihood, .fourCellLogLikelihood, .bic, .ell: false
    }
  }
}

extension KeynessTable {
  /// - Parameter smoothing: the k of simple maths.
  public func score(_ measure: KeynessMeasure, smoothing: Double = 1) -> Score {
    switch measure {
    case .logLikelihood: logLikelihood
    case .fourCellLogLikelihood: fourCellLogLikelihood
    case .logRatio: logRatio
    case .percentDifference: percentDifference
    case .oddsRatio: oddsRatio
    case .bic: bic
    case .simpleMaths: simpleMaths(smoothing: smoothing)
    case .ell: ell
    }
  }
}
