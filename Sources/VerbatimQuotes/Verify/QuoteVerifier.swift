import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery

/// Holds quotations against the transcripts.
///
/// A value for one pass, in one thread. Cost a quotation: list intersections of its rarest words, and one
/// comparison a candidate turn; where no turn has all of its words, those of `QuoteLocator`'s bounds.
public struct QuoteVerifier {
  let index: Index
  let options: VerifyOptions
  let locator: QuoteLocator
  var extractor: Extractor
  var turns: TurnReader
  /// What may not be quoted and is not in the index.
  private let withheld: [CanonicalText]

  /// Places that are kept of one quotation.
  static let mostPlaces = 5
  /// Matches among which an attribution decides.
  static let mostMatches = 2000
  /// From here on the closest turn is taken for the one that was meant.
  static let leastLikeness = 0.6
  /// A stranger's turn that is less alike than this is taken for chance.
  static let sureLikeness = 0.8

  public init(
    _ index: Index, themes: any ThemeSource = NoThemes(), options: VerifyOptions = VerifyOptions()
  ) {
    self.index = index
    self.options = options
    locator = QuoteLocator(index.segments)
    extractor = Extractor(index, themes: themes)
    turns = TurnReader(index)
    withheld = options.withheldTexts.map { CanonicalText($0) }
  }

  /// The verdict on every quotation, in their order.
  public mutating func verify(
    _ quotations: Quotations, of manuscript: Manuscript
  ) throws -> [Verdict] {
    var verdicts: [Verdict] = []
    for quotation in quotations.all {
      if let interruption = options.interruption, interruption.stops() { break }
      verdicts.append(try verify(quotation, of: manuscript))
    }
    return verdicts
  }

  /// The verdict on one quotation.
  public mutating func verify(
    _ quotation: Quotation, of manuscript: Manuscript
  ) throws -> Verdict {
    var best = try check(quotation, manuscript)
    guard best.tier.map({ !$0.isLocated }) ?? true else { return best }
    for end in quotation.otherEnds {
      var other = quotation
      other.range = quotation.range.lowerBound..<end
      other.otherEnds = []
      let verdict = try check(other, manuscript)
      if let tier = verdict.tier, tier < best.tier ?? .notFound { best = verdict }
    }
    return best
  }

  private mutating func check(
    _ quotation: Quotation, _ manuscript: Manuscript
  ) throws -> Verdict {
    let scalars = Array(manuscript.scalars[quotation.range])
    let pattern = QuotePattern(parsing: scalars)
    var verdict = Verdict(
      quotation: quotation, text: manuscript.text(quotation.range),
      words: pattern.pieces.reduce(0) { $0 + Int($1.text.wordsBefore().last ?? 0) })
    let attribution = quotation.attribution
    let isNamed = attribution.map { $0.isAttached && $0.namesStudy } ?? false
    if pattern.pieces.isEmpty
      || verdict.words < options.minimumWords && !isNamed && quotation.kind == .marks
    {
      verdict.unchecked = .tooShort
      return verdict
    }
    var patterns = [pattern]
    // What looks like an edit may all have been said.
    if pattern.hasJoints { patterns.insert(QuotePattern(literally: scalars), at: 0) }
    let texts = pattern.pieces.map(\.text)
    var matches = try match(try locator.holdingAll(texts), patterns)
    if matches.isEmpty, pattern.hasOmission, options.acrossTurns || isOfSeveral(attribution) {
      matches = try matchExchanges(pattern)
    }
    if matches.isEmpty {
      var near: [Candidate] = []
      for place in try locator.holdingMost(texts) {
        near.append(Candidate(place: place, text: CanonicalText(try turns.scalars(place))))
      }
      // Where words are cut otherwise than in the index, all of them may be there after all.
      matches = near.compactMap { match($0, patterns) }
      if matches.isEmpty {
        if isWithheld(patterns) {
          verdict.tier = .withheld
        } else {
          try judgeClosest(&verdict, near, pattern, attribution)
        }
        return verdict
      }
    }
    try judge(&verdict, matches, attribution)
    // Said by somebody else than the manuscript names: perhaps by whom it names, and withheld.
    if verdict.tier == .misattributed, isWithheld(patterns) {
      verdict.tier = .withheld
      (verdict.places, verdict.placeCount, verdict.edits) = ([], 0, [])
    }
    return verdict
  }

  /// Whether words that may not be quoted are quoted. Cost: a pass over these texts.
  private func isWithheld(_ patterns: [QuotePattern]) -> Bool {
    withheld.contains { text in
      patterns.contains { PatternMatcher($0, in: text, isEvent: { _ in false }).best() != nil }
    }
  }

  /// How near a quotation comes to words that may not be quoted; 0 where they are not like it.
  private func withheldLikeness(_ quote: FittingAlignment.Row) -> Double {
    withheld.reduce(0) { best, text in
      max(best, FittingAlignment(quote, in: FittingAlignment.Row(text))?.likeness ?? 0)
    }
  }

  private func isOfSeveral(_ attribution: Attribution?) -> Bool {
    guard let attribution else { return false }
    return attribution.labelCount > 1
  }

  // MARK: Matches

  struct Match {
    var segment: Int
    /// The turns with their stretches.
    var parts: [(turn: Int, stretches: [Range<Int>])]
    var edits: [QuoteEdit]
    var cost: Int
  }

  /// A turn that a quotation may be of.
  struct Candidate {
    var place: QuoteLocator.Place
    var text: CanonicalText
  }

  private mutating func match(
    _ places: [QuoteLocator.Place], _ patterns: [QuotePattern]
  ) throws(IndexProblem) -> [Match] {
    var matches: [Match] = []
    for place in places {
      let candidate = Candidate(place: place, text: CanonicalText(try turns.scalars(place)))
      if let match = match(candidate, patterns) { matches.append(match) }
      if matches.count == Self.mostMatches { break }
    }
    return matches
  }

  /// The match of the first pattern that has one.
  private func match(_ candidate: Candidate, _ patterns: [QuotePattern]) -> Match? {
    let place = candidate.place
    for pattern in patterns {
      let reader = turns
      let matcher = PatternMatcher(pattern, in: candidate.text) { reader.hasEvent($0, place) }
      guard let found = matcher.best() else { continue }
      return Match(
        segment: place.segment, parts: [(place.turn, found.stretches)], edits: found.edits.distinct,
        cost: found.cost)
    }
    return nil
  }

  // MARK: Verdicts

  private mutating func judge(
    _ verdict: inout Verdict, _ matches: [Match], _ attribution: Attribution?
  ) throws {
    var admitted: [Match] = []
    var strangers: [Match] = []
    var isWithheld = false
    for match in matches {
      let (session, labels) = try turns.speakers(match)
      if options.isWithheld(session, labels) {
        isWithheld = true
      } else if let attribution, attribution.namesStudy,
        attribution.isAttached
          || !attribution.people.isEmpty, !admits(attribution, session, match)
      {
        strangers.append(match)
      } else {
        admitted.append(match)
      }
    }
    let isStranger = admitted.isEmpty && !strangers.isEmpty
    let chosen = isStranger ? strangers : admitted
    guard let best = chosen.map(\.cost).min() else {
      verdict.tier = isWithheld ? .withheld : .notFound
      return
    }
    // Withheld words may be the ones that are meant.
    let equals = chosen.filter { $0.cost == best }
    verdict.edits = equals[0].edits
    verdict.tier = isStranger ? (isWithheld ? .withheld : .misattributed) : equals[0].edits.tier
    if verdict.tier == .withheld { return }
    verdict.placeCount = equals.count
    verdict.places = try equals.prefix(Self.mostPlaces).map { try place($0) }
  }

  /// Everyone who speaks in the match is named, or one of them where the attribution names one person
  /// and the match is one turn.
  private func admits(_ attribution: Attribution, _ session: String, _ match: Match) -> Bool {
    match.parts.allSatisfy {
      attribution.admits(
        session: session, labels: turns.labels(segment: match.segment, turn: $0.turn))
    }
  }

  /// The turn that is most alike.
  private mutating func judgeClosest(
    _ verdict: inout Verdict, _ candidates: [Candidate], _ pattern: QuotePattern,
    _ attribution: Attribution?
  ) throws {
    let quote = FittingAlignment.Row(pattern)
    var best: (match: Match, likeness: Double, rank: Double, isStranger: Bool)?
    var isWithheld = false
    for candidate in candidates {
      let (place, text) = (candidate.place, candidate.text)
      let row = FittingAlignment.Row(text)
      guard let fit = FittingAlignment(quote, in: row), fit.likeness >= Self.leastLikeness else {
        continue
      }
      var units =
        row.ranges[fit.words.lowerBound]
        .lowerBound..<row.ranges[fit.words.upperBound - 1].upperBound
      // The sign behind the last word, where the quotation has one too.
      if let last = pattern.pieces.last?.text.units.last, !CanonicalText.isWord(last),
        units.upperBound < text.units.count, !CanonicalText.isWord(text.units[units.upperBound]),
        text.units[units.upperBound] != CanonicalText.blank
      {
        units = units.lowerBound..<units.upperBound + 1
      }
      let match = Match(
        segment: place.segment, parts: [(place.turn, [text.scalarRange(units)])], edits: [], cost: 0
      )
      let (session, labels) = try turns.speakers(match)
      if options.isWithheld(session, labels) {
        isWithheld = isWithheld || fit.likeness >= Self.sureLikeness
        continue
      }
      let isStranger = attribution.map { $0.namesStudy && !admits($0, session, match) } ?? false
      let rank = fit.likeness - (isStranger ? 0.15 : 0)
      if let best, best.rank >= rank { continue }
      best = (match, fit.likeness, rank, isStranger)
    }
    let hidden = withheldLikeness(quote)
    if hidden >= Self.sureLikeness, hidden > best?.likeness ?? 0 {
      verdict.tier = .withheld
      return
    }
    guard let best else {
      verdict.tier = isWithheld ? .withheld : .notFound
      if let attribution, attribution.isCitation, !attribution.namesStudy { cite(&verdict) }
      return
    }
    if let attribution, attribution.isCitation, !attribution.namesStudy,
      best.likeness < Self.sureLikeness
    {
      cite(&verdict)
      return
    }
    verdict.tier =
      best.isStranger && best.likeness >= Self.sureLikeness ? .misattributed : .altered
    verdict.likeness = best.likeness
    let place = try place(best.match)
    let difference = QuoteDifference(quoted: verdict.text, said: place.said)
    verdict.difference = difference
    verdict.edits = [.altered(difference.alteration)]
    if pattern.hasOmission { verdict.edits.insert(.omission(words: 0), at: 0) }
    verdict.places = [place]
    verdict.placeCount = 1
  }

  private func cite(_ verdict: inout Verdict) {
    verdict.tier = nil
    verdict.unchecked = .cited
  }
}
