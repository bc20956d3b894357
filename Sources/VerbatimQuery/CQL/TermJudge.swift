import VerbatimAnalysis
import VerbatimIndex

/// What terms say of the conditions of a query, each asked once a segment.
///
/// Terms of which the same is said share a row. Where the conditions speak of few terms, all others
/// have one row from the beginning; else terms are judged as they turn up, and, when these are many, all at
/// once in the order of the dictionary, which is cheaper than one by one.
final class TermJudge {
  enum Verdict: UInt8 {
    case no
    case yes
    /// The occurrence decides.
    case maybe

    var negated: Verdict { self == .no ? .yes : self == .yes ? .no : .maybe }

    func and(_ other: Verdict) -> Verdict {
      self == .no || other == .no ? .no : self == .yes ? other : .maybe
    }

    func or(_ other: Verdict) -> Verdict {
      self == .yes || other == .yes ? .yes : self == .no ? other : .maybe
    }
  }

  private let compiled: CompiledCQL
  private let segment: Segment
  private let stemmer: Stemmer?
  private let width: Int
  /// Row of each term; negative where it has none yet.
  private var rows: [Int32] = []
  private var verdicts: [Verdict] = []
  private(set) var rowCount = 0
  /// Rows by their verdicts; where they fit into a word, by two bits each.
  private var numbers: [[Verdict]: Int32] = [:]
  private var packed: [UInt64: Int32] = [:]
  private var lookedAt = 0
  private var matchers: [Int: RegularExpressionMatcher] = [:]

  init(_ compiled: CompiledCQL, _ segment: Segment, language: String) {
    self.compiled = compiled
    self.segment = segment
    stemmer = Stemmer(language: language)
    width = compiled.conditions.count
  }

  /// The row of a term. Cost: the first time all conditions, then one look-up.
  @inline(__always)
  func row(of id: Int) -> Int {
    if id >= 0, id < rows.count, rows[id] >= 0 { return Int(rows[id]) }
    return newRow(of: id)
  }

  private func newRow(of id: Int) -> Int {
    if rows.isEmpty { prepare() }
    // Damaged codes: nothing matches there.
    guard id >= 0, id < rows.count else { return Int(emptyRow) }
    if rows[id] >= 0 { return Int(rows[id]) }
    lookedAt += 1
    // One by one costs about ten times as much as in order.
    if lookedAt == max(4096, rows.count / 16) { judgeAll(in: [DictionaryRange(prefix: [])]) }
    if rows[id] < 0 {
      rows[id] = segment.term(id).map(row) ?? emptyRow
    }
    return Int(rows[id])
  }

  /// Gives all terms their row where most need not be looked at.
  private func prepare() {
    rows = [Int32](repeating: -1, count: segment.termCount)
    let known = compiled.conditions.map { DictionaryRange.known(of: $0, segment.analyzer) }
    guard known.allSatisfy({ $0?.isNarrow == true }) else { return }
    let outside = number(of: known.map { $0?.outside ?? .maybe })
    judgeAll(in: known.reduce(into: Set()) { $0.formUnion($1?.ranges ?? []) })
    for id in rows.indices where rows[id] < 0 { rows[id] = outside }
  }

  private func judgeAll(in ranges: Set<DictionaryRange>) {
    for range in ranges {
      segment.walkTerms(prefix: range.prefix) { key, entry in
        if range.isWhole, key.count != range.prefix.count { return false }
        if let term = entry()?.term, term.id >= 0, term.id < rows.count, rows[term.id] < 0 {
          rows[term.id] = row(term)
        }
        return true
      }
    }
  }

  private var emptyRow: Int32 { number(of: [Verdict](repeating: .no, count: width)) }

  private func row(_ term: Term) -> Int32 {
    guard width <= 32 else { return number(of: compiled.conditions.map { judge($0, term) }) }
    var word: UInt64 = 0
    for condition in compiled.conditions {
      word = word << 2 | UInt64(judge(condition, term).rawValue)
    }
    if let known = packed[word] { return known }
    let number = number(of: compiled.conditions.map { judge($0, term) })
    packed[word] = number
    return number
  }

  private func number(of row: [Verdict]) -> Int32 {
    if let known = numbers[row] { return known }
    let number = Int32(clamping: rowCount)
    rowCount += 1
    numbers[row] = number
    verdicts.append(contentsOf: row)
    return number
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
    case .not(let operand): return judge(operand, term).negated
    case .and(let operands):
      var result = Verdict.yes
      for operand in operands {
        result = result.and(judge(operand, term))
        if result == .no { break }
      }
      return result
    case .or(let operands):
      var result = Verdict.no
      for operand in operands {
        result = result.or(judge(operand, term))
        if result == .yes { break }
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
