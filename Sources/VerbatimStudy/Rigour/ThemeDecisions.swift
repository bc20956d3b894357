import VerbatimExtract
import VerbatimStatistics
import VerbatimThemes

/// What coders decided about one theme, by turn.
struct ThemeDecisions {
  let theme: String
  /// By cluster: for each unit the coders who coded it, a bit each.
  private(set) var patterns: [Int: [UInt32]] = [:]
  /// By coder: stretches on the continuum of words.
  private(set) var stretches: [[Range<Int>]]
  /// By cluster and coder: what was coded, in scalars.
  private var spans: [Int: [[Range<Int>?]]] = [:]

  init(_ theme: String, coders: Int) {
    self.theme = theme
    stretches = Array(repeating: [], count: coders)
  }

  var isEmpty: Bool { patterns.isEmpty }

  mutating func add(_ span: Range<Int>?, by coder: Int, on cluster: Int, in layout: UnitLayout) {
    let place = layout.clusters[cluster]
    let words = place.words.covered(by: span)
    var bits = patterns[cluster] ?? [UInt32](repeating: 0, count: place.units.count)
    // A turn is coded by whatever is coded in it, a comma even.
    let isTurn = layout.unit == .turn
    for (unit, range) in place.units.enumerated() where isTurn || range.overlaps(words) {
      bits[unit] |= 1 << UInt32(coder)
    }
    patterns[cluster] = bits
    if !words.isEmpty {
      stretches[coder].append(
        place.firstWord + words.lowerBound..<place.firstWord + words.upperBound)
    }
    var known = spans[cluster] ?? Array(repeating: [], count: stretches.count)
    if !known[coder].contains(span) { known[coder].append(span) }
    spans[cluster] = known
  }

  /// Where not all coders did the same.
  func disagreements(
    _ layout: UnitLayout, _ coders: [String], _ register: TurnRegister, _ themes: StudyThemes
  ) -> [CoderAgreement.Disagreement] {
    guard let theme = themes.extractTheme(theme) else { return [] }
    let all: UInt32 = coders.count >= 32 ? .max : 1 << UInt32(coders.count) - 1
    var found: [CoderAgreement.Disagreement] = []
    for (cluster, bits) in patterns.sorted(by: { $0.key < $1.key }) {
      let place = layout.clusters[cluster]
      let turn = register.turns[place.turn]
      var unit = 0
      while unit < bits.count {
        let pattern = bits[unit]
        let first = unit
        repeat { unit += 1 } while unit < bits.count && bits[unit] == pattern
        guard pattern != 0, pattern != all else { continue }
        let named = coders.indices.filter { pattern >> UInt32($0) & 1 == 1 }
        let spans =
          layout.unit == .turn
          ? coded(in: cluster, by: named) : [stretch(first..<unit, of: place)]
        for span in spans {
          found.append(
            CoderAgreement.Disagreement(
              theme: theme, session: register.sessions[turn.session].id, turn: turn.number,
              span: span, codedBy: named.map { coders[$0] },
              notCodedBy: coders.indices.filter { !named.contains($0) }.map { coders[$0] }))
        }
      }
    }
    return found
  }

  /// What some coders coded in a turn, each stretch once; the whole turn says all.
  private func coded(in cluster: Int, by coders: [Int]) -> [Range<Int>?] {
    var shown: [Range<Int>?] = []
    for coder in coders {
      for span in spans[cluster]?[coder] ?? [] where !shown.contains(span) { shown.append(span) }
    }
    if shown.contains(nil) { return [nil] }
    return shown.sorted { ($0?.lowerBound ?? -1) < ($1?.lowerBound ?? -1) }
  }

  /// Units beside each other, as a stretch of their turn.
  private func stretch(_ units: Range<Int>, of place: UnitLayout.Cluster) -> Range<Int>? {
    let scalars = place.words.scalars
    guard let first = place.units[units].first?.first, let last = place.units[units].last?.last
    else { return nil }
    return scalars[first].lowerBound..<scalars[last].upperBound
  }
}
