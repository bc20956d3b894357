import VerbatimAnalysis
import VerbatimIndex

/// What terms say of the conditions of a query, each asked once a segment.
final class TermJudge {
  enum Verdict: UInt8 {
    case no
    case yes
    /// The occurrence decides.
    case maybe
  }

  private let compiled: CompiledCQL
  private let segment: Segment
  private let stemmer: Stemmer?
  private let width: Int
  /// Row of each term; negative where it has none yet.
  private var rows: [Int32]
  private var verdicts: [Verdict] = []
  private var rowCount = 0
  private var matchers: [Int: RegularExpressionMatcher] = [:]
  private var stems: [Int: [UInt8]] = [:]

  init(_ compiled: CompiledCQL, _ segment: Segment, language: String) {
    self.compiled = compiled
    self.segment = segment
    stemmer = Stemmer(language: language)
    width = compiled.conditions.count
    rows = [Int32](repeating: -1, count: segment.termCount)
  }

  /// The row of a term. Cost: the first time all conditions, then one look-up.
  func row(of id: Int) -> Int {
    guard id >= 0, id < rows.count else { return emptyRow() }
    if rows[id] >= 0 { return Int(rows[id]) }
    let row = rowCount
    rowCount += 1
    rows[id] = Int32(clamping: row)
    guard let term = segment.term(id) else {
      verdicts.append(contentsOf: repeatElement(.no, count: width))
      return row
    }
    for condition in compiled.conditions { verdicts.append(judge(condition, term)) }
    return row
  }

  private func emptyRow() -> Int {
    verdicts.append(contentsOf: repeatElement(.no, count: width))
    rowCount += 1
    return rowCount - 1
  }

  @inline(__always)
  func verdict(_ condition: Int, row: Int) -> Verdict { verdicts[row * width + condition] }

  /// Three-valued: what occurrences of the term have in common.
  func judge(_ condition: CQLCondition, _ term: Term) -> Verdict {
    switch condition {
    case .always: return .yes
    case .matches(let attribute, let expression):
      if attribute == .word { return judge(expression, spelled: term) }
      guard attribute.isOfTerm else { return .maybe }
      guard let value = value(attribute, of: term) else { return .no }
      return fulfils(value, expression.expression, expression.number) ? .yes : .no
    case .compares, .isSet, .inRegion, .at, .boundary: return .maybe
    case .not(let operand):
      switch judge(operand, term) {
      case .no: return .yes
      case .yes: return .no
      case .maybe: return .maybe
      }
    case .and(let operands):
      var result = Verdict.yes
      for operand in operands {
        switch judge(operand, term) {
        case .no: return .no
        case .maybe: result = .maybe
        case .yes: break
        }
      }
      return result
    case .or(let operands):
      var result = Verdict.no
      for operand in operands {
        switch judge(operand, term) {
        case .yes: return .yes
        case .maybe: result = .maybe
        case .no: break
        }
      }
      return result
    }
  }

  /// A term is the lower-cased form of its occurrences.
  private func judge(_ expression: CQLExpression, spelled term: Term) -> Verdict {
    guard let lower = expression.lower else {
      return fulfils(term.bytes, expression.expression, expression.number) ? .yes : .no
    }
    guard fulfils(term.bytes, lower, expression.number + 1) else { return .no }
    let isCased = term.bytes.contains { $0 >= 0x80 || (0x61...0x7A).contains($0) }
    if isCased { return .maybe }
    return fulfils(term.bytes, expression.expression, expression.number) ? .yes : .no
  }

  private func fulfils(
    _ value: [UInt8], _ expression: RegularExpression, _ number: Int
  ) -> Bool {
    let key = expression.key(value)
    if expression.isLiteral { return key == expression.prefix }
    if let matcher = matchers[number] { return matcher.matches(key) }
    let matcher = expression.matcher()
    matchers[number] = matcher
    return matcher.matches(key)
  }

  /// The value of an attribute that the term decides.
  func value(_ attribute: CQLAttribute, ofTerm id: Int) -> [UInt8]? {
    segment.term(id).flatMap { value(attribute, of: $0) }
  }

  private func value(_ attribute: CQLAttribute, of term: Term) -> [UInt8]? {
    switch attribute {
    case .lc: return Keys.lc(term.bytes)
    case .fold: return Keys.fold(term.bytes)
    case .type: return Array(Self.type(of: term).rawValue.utf8)
    case .stem:
      guard term.kind == .word, let stemmer else { return nil }
      return stemmer.stem(Keys.lc(term.bytes))
    case .word, .punct, .layer, .region: return nil
    }
  }

  static func type(of term: Term) -> CQLTokenType {
    switch term.kind {
    case .placeholder: return .placeholder
    case .number: return .number
    case .symbol, .punctuation: return .symbol
    case .word:
      let key = Keys.fold(term.bytes)
      let whole = Relations.withoutTruncation(key)
      if whole.count < key.count { return .truncated }
      return Fillers.contains(foldKey: whole) ? .filler : .word
    }
  }
}
