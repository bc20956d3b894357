import VerbatimAnalysis
import VerbatimIndex

/// Evaluates a compiled query in one unit of a segment after the other.
final class CQLEvaluator {
  let compiled: CompiledCQL
  let unit: CQLUnit
  let regions: CQLRegions
  let options: QueryOptions
  var conditions: [CQLCondition] { compiled.conditions }
  /// True where a bound of readings or matches stopped the evaluation.
  var isBeyondLimit = false

  private var machines: [CQLMachine] = []
  /// In place of the last machine where it can be.
  private let tokenMachine: TokenMachine?
  private var indexes: [SpanIndex?]
  private var endsOf: [Int: [Int: Set<Int>]] = [:]
  private var tags: [TagIndex?]
  private var insides: [Int: [Bool]] = [:]
  /// Up to where a match that begins at each position may go; empty where all may go to the end.
  private var limits: [Int] = []
  private let scope: CQLScope
  private let scopeRegion: Int?
  let judge: TermJudge
  private var matchers: [RegularExpressionMatcher?]
  private let layers: [String: Layer]
  /// By expression: what is known of a layer's values.
  private var ofLayer: [Int: [Int: Bool]] = [:]
  /// Row of each position's term in the judge.
  private var rows: [Int] = []
  /// By expression of spellings: for each term and ``CaseShape`` what was found, and of how many bytes.
  private var ofShape: [[UInt16]]
  /// By condition: the number of its expression where it is nothing but one of spellings, else -1.
  private let spelled: [Int]

  /// Where the regions of a tag begin and end.
  struct TagIndex {
    var opens: [Int: [Int]] = [:]
    var closes: Set<Int> = []
  }

  init(_ plan: PatternPlan) {
    compiled = plan.compiled
    options = plan.options
    scope = plan.query.scope
    unit = CQLUnit(plan.segment)
    regions = CQLRegions(unit, names: plan.compiled.regions.names, spans: plan.regionSpans)
    scopeRegion = plan.scopeRegion
    indexes = [SpanIndex?](repeating: nil, count: plan.compiled.programs.count)
    tags = [TagIndex?](repeating: nil, count: plan.compiled.tags.count)
    layers = Dictionary(
      plan.segment.layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    matchers = [RegularExpressionMatcher?](
      repeating: nil, count: plan.compiled.expressionCount)
    ofShape = [[UInt16]](repeating: [], count: plan.compiled.expressionCount)
    spelled = plan.compiled.conditions.map {
      if case .matches(.word, let expression) = $0 { expression.number } else { -1 }
    }
    judge = TermJudge(plan.compiled, plan.segment, language: plan.options.language)
    tokenMachine = compiled.programs.last.flatMap {
      TokenAutomaton($0, plan.compiled.conditions).map(TokenMachine.init)
    }
    machines = compiled.programs.map { CQLMachine($0, self) }
  }

  /// Goes on to another unit.
  func load(_ turns: Range<Int>, session: Int) {
    unit.load(turns, session: session)
    for index in indexes.indices { indexes[index] = nil }
    for index in tags.indices { tags[index] = nil }
    endsOf.removeAll(keepingCapacity: true)
    insides.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    for id in unit.ids { rows.append(judge.row(of: id)) }
    tokenMachine?.load(rows, judge)
    setLimits()
  }

  private func setLimits() {
    limits.removeAll(keepingCapacity: true)
    switch scope {
    case .region("u", count: 1) where unit.turns.count == 1: return
    case .tokens(let most):
      limits = (0...unit.count).map { min($0 + most, unit.count) }
    case .region(_, let count):
      limits = [Int](repeating: -1, count: unit.count + 1)
      guard let scopeRegion else { return }
      let all = regions.regions(scopeRegion).filter { !$0.range.isEmpty }
      for (index, region) in all.enumerated() {
        let last = all[min(index + count - 1, all.count - 1)]
        let end = max(region.range.upperBound, last.range.upperBound)
        for position in region.range { limits[position] = max(limits[position], end) }
      }
    }
  }

  private func limit(_ position: Int) -> Int {
    limits.isEmpty ? unit.count : limits[position]
  }

  /// Matches of the query in the unit before any reduction, ordered by start, then end.
  func spans(isFirstEnough: Bool) -> [Range<Int>] {
    if let tokenMachine { return spans(tokenMachine, isFirstEnough) }
    guard let program = compiled.programs.last, let machine = machines.last else { return [] }
    var found: [Range<Int>] = []
    for start in 0..<unit.count {
      if start & 63 == 63, let interruption = options.interruption, interruption.stops() { break }
      let limit = self.limit(start)
      guard limit > start, canBegin(program, at: start) else { continue }
      machine.run(from: start, limit: limit, isFirstEnough: isFirstEnough) { end in
        if end > start { found.append(start..<end) }
      }
      if found.count > Self.mostMatches { isBeyondLimit = true }
      if isBeyondLimit { break }
    }
    return found
  }

  private func spans(_ machine: TokenMachine, _ isFirstEnough: Bool) -> [Range<Int>] {
    var found: [Range<Int>] = []
    machine.run(
      isFirstEnough: isFirstEnough, limit: limit,
      stops: { options.interruption?.stops() ?? false },
      holds: { condition, position in
        let number = self.spelled[condition]
        if number >= 0, let known = self.knownSpelling(number, position) { return known }
        return self.holds(self.conditions[condition], at: position, .none)
      }
    ) { span in
      found.append(span)
      if found.count > Self.mostMatches { isBeyondLimit = true }
      return !isBeyondLimit
    }
    return found
  }

  /// Matches of one unit.
  static let mostMatches = 1_000_000

  private func canBegin(_ program: CQLProgram, at position: Int) -> Bool {
    guard let first = program.firstConditions else { return true }
    return first.contains { verdict($0, at: position) != .no }
  }

  /// All matches of an operand.
  func spans(of program: Int) -> SpanIndex {
    if let known = indexes[program] { return known }
    var index = SpanIndex(count: unit.count)
    for start in 0...unit.count {
      let limit = start == unit.count ? start : max(start, self.limit(start))
      machines[program].run(from: start, limit: limit, isFirstEnough: false) { end in
        index.add(start, end)
      }
      if isBeyondLimit { break }
    }
    index.finish()
    indexes[program] = index
    return index
  }

  /// Whether a span lies to an operand's matches as a test wants it.
  func lies(_ span: Range<Int>, _ test: CQLRelationTest) -> Bool {
    switch test.kind {
    case .within: return spans(of: test.other).holds(span)
    case .containing: return spans(of: test.other).lies(in: span)
    case .overlap: return spans(of: test.other).overlaps(span)
    case .same:
      if let ends = endsOf[test.other]?[span.lowerBound] { return ends.contains(span.upperBound) }
      var ends: Set<Int> = []
      let limit = max(span.lowerBound, self.limit(span.lowerBound))
      machines[test.other].run(from: span.lowerBound, limit: limit, isFirstEnough: false) {
        ends.insert($0)
      }
      endsOf[test.other, default: [:]][span.lowerBound] = ends
      return ends.contains(span.upperBound)
    }
  }

  /// What the term at a position says of a condition.
  @inline(__always)
  func verdict(_ condition: Int, at position: Int) -> TermJudge.Verdict {
    judge.verdict(condition, row: rows[position])
  }

  /// The places of a tag in the unit.
  func tag(_ number: Int) -> TagIndex {
    if let known = tags[number] { return known }
    var index = TagIndex()
    let test = compiled.tags[number]
    for region in test.regions {
      for found in regions.regions(region) where passes(found, test) {
        // Regions without tokens are passed over, but for events, which have none.
        if found.range.isEmpty, compiled.regions.names[region] != "event" { continue }
        let end = found.endsHere ? found.range.upperBound : Int(Int32.max)
        if found.beginsHere { index.opens[found.range.lowerBound, default: []].append(end) }
        if found.endsHere { index.closes.insert(found.range.upperBound) }
      }
    }
    tags[number] = index
    return index
  }

  private func passes(_ region: UnitRegion, _ test: CQLTagTest) -> Bool {
    test.tests.allSatisfy { test in
      let values = regions.values(region, test.attribute)
      return values.contains { fulfils(Array($0.utf8), test.expression) } != test.isNegated
    }
  }

  /// Positions inside a region of a name.
  func isInside(_ region: Int, _ position: Int) -> Bool {
    if let known = insides[region] { return position < known.count && known[position] }
    var inside = [Bool](repeating: false, count: unit.count)
    for found in regions.regions(region) {
      for position in found.range { inside[position] = true }
    }
    insides[region] = inside
    return position < inside.count && inside[position]
  }

  /// The regions of a name around a position, innermost last.
  func around(_ region: Int, _ position: Int) -> [UnitRegion] {
    let all = regions.regions(region)
    if compiled.regions.names[region] == "u" {
      return all.count == 1 ? all : [all[unit.turn(at: position)]]
    }
    return all.filter { $0.range.contains(position) }
  }

  /// Whether the value of a layer at a position fulfils an expression; false where it has none. Each
  /// value is compared once.
  func fulfils(_ layer: String, at position: Int, _ expression: CQLExpression) -> Bool {
    guard let layer = layers[layer], position >= 0, position < unit.count,
      let id = unit.value(layer, at: position)
    else { return false }
    if let known = ofLayer[expression.number]?[id] { return known }
    let result = layer.value(id).map { fulfils($0, expression) } ?? false
    ofLayer[expression.number, default: [:]][id] = result
    return result
  }

  /// Whether the spelling at a position fulfils an expression. Words that differ in nothing but a shape
  /// of case are compared once.
  func isSpelled(_ expression: CQLExpression, at position: Int) -> Bool {
    guard position >= 0, position < unit.count else { return false }
    if let known = knownSpelling(expression.number, position) { return known }
    let result = fulfils(unit.surface(position), expression)
    let shape = unit.shape(position)
    if shape != 0, expression.number < Self.mostKeptSpellings {
      if ofShape[expression.number].isEmpty {
        ofShape[expression.number] = [UInt16](
          repeating: 0, count: unit.segment.termCount * CaseShape.allCases.count)
      }
      ofShape[expression.number][place(shape, position)] = shape & 0xFF00 | (result ? 1 : 0)
    }
    return result
  }

  /// For so many expressions six bytes a term are kept.
  private static let mostKeptSpellings = 16

  /// What was found of another occurrence that is written alike.
  private func knownSpelling(_ expression: Int, _ position: Int) -> Bool? {
    let shape = unit.shape(position)
    guard shape != 0, !ofShape[expression].isEmpty else { return nil }
    let known = ofShape[expression][place(shape, position)]
    return known >> 8 == shape >> 8 ? known & 1 == 1 : nil
  }

  @inline(__always)
  private func place(_ shape: UInt16, _ position: Int) -> Int {
    unit.ids[position] * CaseShape.allCases.count + Int(shape & 0xFF) - 1
  }

  /// The value of a layer at a position.
  func value(_ layer: String, at position: Int) -> [UInt8]? {
    layers[layer].flatMap { layer in unit.value(layer, at: position).flatMap(layer.value) }
  }

  func fulfils(_ value: [UInt8], _ expression: CQLExpression) -> Bool {
    let key = expression.expression.key(value)
    if expression.expression.isLiteral { return key == expression.expression.prefix }
    if let matcher = matchers[expression.number] { return matcher.matches(key) }
    let matcher = expression.expression.matcher()
    matchers[expression.number] = matcher
    return matcher.matches(key)
  }
}
