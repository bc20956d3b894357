import VerbatimAnalysis

/// A stretch of the dictionary.
struct DictionaryRange: Hashable {
  var prefix: [UInt8]
  /// The prefix is a whole fold key.
  var isWhole = false

  /// What is known of a condition without looking at a term.
  struct Known {
    /// What it is for all terms outside of the ranges.
    var outside: TermJudge.Verdict
    var ranges: Set<DictionaryRange> = []

    /// Terms that have to be looked at, roughly: to compare by.
    var weight: Int {
      ranges.reduce(0) { $0 + ($1.isWhole ? 1 : $1.prefix.isEmpty ? 100_000 : 100) }
    }

    /// Whether looking at all of the ranges is cheaper than at the terms that turn up.
    var isNarrow: Bool { weight < 10_000 }
  }

  /// `nil` where every term has to be looked at.
  static func known(of condition: CQLCondition, _ analyzer: Analyzer) -> Known? {
    switch condition {
    case .always: return Known(outside: .yes)
    case .compares, .isSet, .inRegion, .at, .boundary: return Known(outside: .maybe)
    case .matches(let attribute, let expression): return known(attribute, expression, analyzer)
    case .not(let operand):
      guard var known = known(of: operand, analyzer) else { return nil }
      known.outside = known.outside.negated
      return known
    case .and(let operands):
      let all = operands.map { known(of: $0, analyzer) }
      // Any operand that fails outside will do: the one that says most.
      let failing = all.compactMap { $0?.outside == .no ? $0 : nil }
      if let least = failing.min(by: { $0.weight < $1.weight }) { return least }
      return joined(all, from: .yes) { $0.and($1) }
    case .or(let operands):
      return joined(operands.map { known(of: $0, analyzer) }, from: .no) { $0.or($1) }
    }
  }

  private static func joined(
    _ all: [Known?], from verdict: TermJudge.Verdict,
    _ join: (TermJudge.Verdict, TermJudge.Verdict) -> TermJudge.Verdict
  ) -> Known? {
    var known = Known(outside: verdict)
    for operand in all {
      guard let operand else { return nil }
      known.outside = join(known.outside, operand.outside)
      known.ranges.formUnion(operand.ranges)
    }
    return known
  }

  private static func known(
    _ attribute: CQLAttribute, _ expression: CQLExpression, _ analyzer: Analyzer
  ) -> Known? {
    let prefix = expression.expression.prefix
    switch attribute {
    case .punct, .layer, .region: return Known(outside: .maybe)
    case .type:
      let isWord = expression.expression.matcher().matches(Array("word".utf8))
      return isWord ? nil : Known(outside: .no, ranges: [DictionaryRange(prefix: [])])
    case .stem:
      // Stems differ from their words in the last letters at most.
      let known = ascii(Array(prefix.dropLast(3)))
      return Known(outside: .no, ranges: [DictionaryRange(prefix: known)])
    case .word, .lc, .fold:
      if expression.expression.isLiteral, prefix.first != UInt8(ascii: "["),
        analyzer == .standard
      {
        let key = DictionaryRange(prefix: analyzer.foldKey(prefix), isWhole: true)
        return Known(outside: .no, ranges: [key])
      }
      return Known(outside: .no, ranges: [DictionaryRange(prefix: ascii(prefix))])
    }
  }

  /// The leading ASCII, which folding keeps but for its case; the last letter may have a mark behind
  /// it, which is folded away too.
  private static func ascii(_ prefix: [UInt8]) -> [UInt8] {
    prefix.prefix { $0 < 0x80 }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }
}
