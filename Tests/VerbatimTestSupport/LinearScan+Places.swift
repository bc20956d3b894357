import VerbatimCorpus
import VerbatimQuery

/// What is said of places rather than of turns.
///
/// - A filter with a **mode** speaks of a match: exact, inside: of each of its spans; overlap: of any.
///   A match without spans is its turn's whole text, and a coding without a span too. In an AND, such
///   filters (and NOT, AND, OR of filters with one) choose which matches of the other operands count,
///   those that NOT denies included; where there is no other positive operand, the whole turn must
///   meet them.
/// - **EXCLUDING** drops the matches that meet the filter; of `theme` and `coder` without a mode, those
///   that overlap.
/// - **WITHIN sentence** looks at each sentence as if it were a turn.
extension LinearScan {
  static func comparesPlaces(_ query: QueryNode) -> Bool {
    switch query {
    case .field(let filter): filter.mode != nil
    case .not(let inner): comparesPlaces(inner)
    case .and(let operands), .or(let operands): operands.contains(where: comparesPlaces)
    default: false
    }
  }

  static func exclusion(_ filter: FieldFilter) -> QueryNode {
    var filter = filter
    if filter.mode == nil, filter.name == "theme" || filter.name == "coder" {
      filter.mode = .overlap
    }
    return .field(filter)
  }

  /// Whether a match meets what is made of filters alone.
  func meets(_ filter: QueryNode, _ turn: Int, _ match: Match) -> Bool {
    switch filter {
    case .field(let field):
      guard let mode = field.mode else { return meetsTurn(field, turn) }
      return meets(field, mode, turn, match)
    case .not(let inner): return !meets(inner, turn, match)
    case .and(let operands): return operands.allSatisfy { meets($0, turn, match) }
    case .or(let operands): return operands.contains { meets($0, turn, match) }
    default: return true
    }
  }

  private func meetsTurn(_ filter: FieldFilter, _ turn: Int) -> Bool {
    LinearScan(self, turns: [turns[turn]]).turnsThatMeet(filter)[0]
  }

  private func meets(
    _ filter: FieldFilter, _ mode: RegionMode, _ number: Int, _ match: Match
  ) -> Bool {
    let turn = turns[number]
    let length = turn.turn.text.unicodeScalars.count
    let coded = stretches(filter.name, turn.session, turn.turn)
    var spans = match.map {
      Int(turn.ranges[$0.lowerBound].lowerBound)..<Int(turn.ranges[$0.upperBound].upperBound)
    }
    let isWhole = spans.isEmpty
    if isWhole { spans = [0..<length] }
    /// Whether the spans are so beside what any of the values coded.
    func meets(_ values: [FieldFilter.Value]) -> Bool {
      let patterns = values.map { ScanWildcard($0.text, one: false, key: analyser.caseFold) }
      let ranges = coded.filter { coding in
        patterns.contains { $0.matches(analyser.caseFold(coding.value)) }
      }.map { min($0.span?.lowerBound ?? 0, length)..<min($0.span?.upperBound ?? length, length) }
      if ranges.isEmpty { return false }
      switch mode {
      case .exact: return spans.allSatisfy(ranges.contains)
      case .inside:
        return spans.allSatisfy { span in
          ranges.contains { $0.lowerBound <= span.lowerBound && span.upperBound <= $0.upperBound }
        }
      case .overlap:
        return isWhole || spans.contains { span in ranges.contains { $0.overlaps(span) } }
      }
    }
    guard case .values(let values) = filter.condition else { return false }
    let wanted = values.filter { !$0.isNegated }
    return (wanted.isEmpty || meets(wanted)) && !meets(values.filter(\.isNegated))
  }

  func conjunction(_ operands: [QueryNode]) -> [[Match]] {
    let masks = operands.filter { $0.isFilter && Self.comparesPlaces($0) }
    let others = operands.filter { !($0.isFilter && Self.comparesPlaces($0)) }
    let found = others.map { operand -> [[Match]] in
      if case .not(let denied) = operand { return matches(of: denied) }
      return matches(of: operand)
    }
    return turns.indices.map { turn in
      func kept(_ matches: [Match]) -> [Match] {
        matches.filter { match in masks.allSatisfy { meets($0, turn, match) } }
      }
      var positive: [[Match]] = []
      for (operand, all) in zip(others, found) {
        if case .not(let denied) = operand {
          if !(denied.isCondition ? all[turn] : kept(all[turn])).isEmpty { return [] }
        } else if operand.isCondition {
          if all[turn].isEmpty { return [] }
        } else {
          let matches = kept(all[turn])
          if matches.isEmpty { return [] }
          positive.append(matches)
        }
      }
      switch positive.count {
      case 0: return masks.allSatisfy { meets($0, turn, []) } ? [[]] : []
      case 1: return positive[0]
      default:
        let spans = Set(positive.joined().joined())
        return [spans.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }]
      }
    }
  }

  // MARK: Sentences

  func inSentences(_ query: QueryNode) -> [[Match]] {
    turns.map { turn in
      let sentences = Self.sentences(turn)
      let parts = sentences.map { range in
        var part = turn
        part.tokens = Array(turn.tokens[range])
        part.ranges = Array(turn.ranges[range])
        return part
      }
      let found = LinearScan(self, turns: parts).matches(of: query)
      return Self.ordered(
        zip(sentences, found).flatMap { range, matches in
          matches.map { match in
            match.map { $0.lowerBound + range.lowerBound...$0.upperBound + range.lowerBound }
          }
        })
    }
  }

  /// A sentence ends between two tokens if the last mark there of `. … ! ?` has no comma, colon,
  /// semicolon, dash or hyphen behind it, and, where it is `.` or `…`, no small letter begins the
  /// next token.
  private static func sentences(_ turn: ScannedTurn) -> [Range<Int>] {
    let text = Array(turn.turn.text.unicodeScalars)
    var starts = [0]
    for next in turn.tokens.indices.dropFirst() {
      let end = Int(turn.ranges[next - 1].upperBound)
      let start = Int(turn.ranges[next].lowerBound)
      guard end < start else { continue }
      let gap = text[end..<start]
      guard let mark = gap.lastIndex(where: { ".…!?".unicodeScalars.contains($0) }),
        !gap[mark...].contains(where: { ",:;-–—".unicodeScalars.contains($0) })
      else { continue }
      let isWeak = text[mark] == "." || text[mark] == "…"
      if isWeak, text[start].properties.isLowercase { continue }
      starts.append(next)
    }
    return zip(starts, starts.dropFirst() + [turn.tokens.count]).map { $0..<$1 }
  }
}
