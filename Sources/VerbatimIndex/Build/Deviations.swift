import VerbatimAnalysis

/// Which slots of a segment's turns are not as expected, and the numbered kinds of deviation.
struct Deviations {
  /// The SEPS section.
  let table: [UInt8]
  /// Number of each kind.
  let numbers: [Residual.Kind: Int]
  private let separatorNumbers: [UInt32]
  private let endsSentence: [Bool]
  private let ranks: TermRanks

  init(_ stores: [TurnStore], _ ranks: TermRanks, _ separators: SeparatorCounter) {
    self.ranks = ranks
    endsSentence = separators.endsSentence
    var kindCounts: [Residual.Kind: Int] = [:]
    var gapCounts = [Int](repeating: 0, count: separators.texts.count)
    for store in stores {
      Self.visit(store, ranks, endsSentence) { kind in
        kindCounts[kind, default: 0] += 1
        if kind.separator > 0 { gapCounts[Int(kind.separator) - 1] += 1 }
      }
    }
    // Separators that ever deviate, commonest first, ties by bytes.
    let used = gapCounts.indices.filter { gapCounts[$0] > 0 }.sorted {
      gapCounts[$0] != gapCounts[$1]
        ? gapCounts[$0] > gapCounts[$1]
        : separators.texts[$0].lexicographicallyPrecedes(separators.texts[$1])
    }
    var numbers = [UInt32](repeating: 0, count: separators.texts.count)
    var writer = ByteWriter()
    writer.count(used.count)
    for (number, gap) in used.enumerated() {
      numbers[gap] = UInt32(number + 1)
      writer.count(separators.texts[gap].count << 1 | (endsSentence[gap] ? 1 : 0))
      writer.slice(separators.texts[gap])
    }
    separatorNumbers = numbers
    func final(_ kind: Residual.Kind) -> Residual.Kind {
      Residual.Kind(
        caseCode: kind.caseCode,
        separator: kind.separator == 0 ? 0 : numbers[Int(kind.separator) - 1])
    }
    let kinds = kindCounts.map { (kind: final($0.key), count: $0.value) }.sorted {
      if $0.count != $1.count { return $0.count > $1.count }
      if $0.kind.caseCode != $1.kind.caseCode { return $0.kind.caseCode < $1.kind.caseCode }
      return $0.kind.separator < $1.kind.separator
    }
    var kindNumbers: [Residual.Kind: Int] = [:]
    writer.count(kinds.count)
    for (number, entry) in kinds.enumerated() {
      kindNumbers[entry.kind] = number
      writer.byte(entry.kind.caseCode)
      writer.count(Int(entry.kind.separator))
    }
    self.numbers = kindNumbers
    table = writer.bytes
  }

  /// Calls `body` with each deviation (separators by their number of arrival plus one).
  private static func visit(
    _ store: TurnStore, _ ranks: TermRanks, _ endsSentence: [Bool], _ body: (Residual.Kind) -> Void
  ) {
    var token = 0
    var gap = 0
    for tokens in store.tokenCounts {
      for slot in 0...tokens {
        if let kind = deviation(store, slot, tokens, token, gap, ranks, endsSentence) { body(kind) }
        if slot < tokens { token += 1 }
        gap += 1
      }
    }
  }

  @inline(__always)
  private static func deviation(
    _ store: TurnStore, _ slot: Int, _ tokens: Int, _ token: Int, _ gap: Int, _ ranks: TermRanks,
    _ endsSentence: [Bool]
  ) -> Residual.Kind? {
    let found = store.gaps[gap]
    let expected: UInt32 =
      switch Expectation.gap(slot: slot, tokens: tokens) {
      case .none: SeparatorCounter.none
      case .blank: SeparatorCounter.blank
      case .stop: SeparatorCounter.stop
      }
    let separator = found == expected ? 0 : found + 1
    var caseCode = Residual.CaseCode.expected
    if slot < tokens {
      let starts = slot == 0 || endsSentence[Int(found)]
      let usual = ranks.usualCases[Int(ranks.ids[Int(store.tokens[token])])]
      let isExpected =
        store.cases[token] == Expectation.caseClass(usual: usual, startsSentence: starts)
      if store.cases[token] == .other || !isExpected {
        caseCode = Residual.CaseCode(store.cases[token])
      }
    }
    if separator == 0, caseCode == .expected { return nil }
    return Residual.Kind(caseCode: caseCode.rawValue, separator: separator)
  }

  /// Appends the residual of the turn whose first token and gap are given.
  func encode(
    _ store: TurnStore, tokens: Int, firstToken: Int, firstGap: Int, literal: inout Int,
    into bytes: inout [UInt8]
  ) {
    var run = 0
    for slot in 0...tokens {
      let found = Self.deviation(
        store, slot, tokens, firstToken + slot, firstGap + slot, ranks, endsSentence)
      guard var kind = found else {
        run += 1
        continue
      }
      if kind.separator > 0 { kind.separator = separatorNumbers[Int(kind.separator) - 1] }
      Residual.append(run: run, kind: numbers[kind] ?? 0, to: &bytes)
      run = 0
      if kind.caseCode == Residual.CaseCode.literal.rawValue {
        var writer = ByteWriter()
        writer.count(store.literals[literal].count)
        bytes.append(contentsOf: writer.bytes)
        bytes.append(contentsOf: store.literals[literal])
        literal += 1
      }
    }
  }
}
