import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery

extension QuoteVerifier {
  /// A match with everything that makes it quotable.
  mutating func place(_ match: Match) throws -> QuotePlace {
    let segment = index.segments[match.segment]
    var parts: [QuotePlace.Part] = []
    var extracts: [Extract] = []
    for part in match.parts {
      let session = segment.session(ofTurn: part.turn)
      let number = part.turn - segment.turns(ofSession: session).lowerBound + 1
      parts.append(
        QuotePlace.Part(
          turn: number, speakers: turns.labels(segment: match.segment, turn: part.turn),
          stretches: part.stretches))
      let lower = part.stretches.map(\.lowerBound).min() ?? 0
      let upper = part.stretches.map(\.upperBound).max() ?? 0
      guard
        var extract = try extractor.extract(
          session: segment.sessionID(session), turn: number, span: lower..<upper)
      else { throw segment.damage(part.turn) }
      if part.stretches.count > 1 {
        extract.spans = try spans(part, segment, extract.text)
      }
      extracts.append(extract)
    }
    let extract = extracts.count == 1 ? extracts[0] : Extract(run: extracts)
    return QuotePlace(extract: extract, parts: parts)
  }

  /// The stretches with their bytes in the source.
  private func spans(
    _ part: (turn: Int, stretches: [Range<Int>]), _ segment: Segment, _ text: String
  ) throws -> [ExtractSpan] {
    let map = try segment.details(ofTurn: part.turn).place.map
    var offsets: [Int] = [0]
    for scalar in text.unicodeScalars {
      offsets.append(offsets[offsets.count - 1] + UTF8.width(scalar))
    }
    return part.stretches.map { range in
      let range = range.clamped(to: 0..<offsets.count - 1)
      let bytes = offsets[range.lowerBound]..<offsets[range.upperBound]
      return ExtractSpan(range: range, bytes: map?.sourceRange(of: bytes))
    }
  }

  /// Turns of one exchange that hold the pieces in order, and no shorter run of them.
  ///
  /// Cost: the exchanges around the turns that have the rarest piece, at most ``mostExchanges``.
  mutating func matchExchanges(_ pattern: QuotePattern) throws -> [Match] {
    var best: [QuoteLocator.Place] = []
    for (number, piece) in pattern.pieces.enumerated() {
      let places = try locator.holdingAll([piece.text])
      if places.isEmpty { return [] }
      if number == 0 || places.count < best.count { best = places }
    }
    var matches: [Match] = []
    var seen: Set<QuoteLocator.Place> = []
    for place in best.prefix(Self.mostExchanges) {
      let segment = index.segments[place.segment]
      let session = segment.session(ofTurn: place.turn)
      let entry = try turns.entry(segment: place.segment, turn: place.turn)
      let exchange = Exchanges(entry, segment, turns: segment.turns(ofSession: session))
        .range(around: place.turn)
      let range =
        max(
          exchange.lowerBound, place.turn - Self.longestRun)..<min(
          exchange.upperBound, place.turn + Self.longestRun + 1)
      guard
        seen.insert(QuoteLocator.Place(segment: place.segment, turn: range.lowerBound)).inserted
      else { continue }
      if let match = try match(pattern, range, place.segment) { matches.append(match) }
    }
    return matches
  }

  static let mostExchanges = 200
  /// Turns before and behind the one that is found, at most.
  static let longestRun = 20

  private mutating func match(
    _ pattern: QuotePattern, _ range: Range<Int>, _ segment: Int
  ) throws -> Match? {
    var scalars: [Unicode.Scalar] = []
    var starts: [Int] = []
    for turn in range {
      starts.append(scalars.count)
      scalars += try turns.scalars(QuoteLocator.Place(segment: segment, turn: turn))
      scalars.append("\u{1}")
    }
    let reader = turns
    let matcher = PatternMatcher(pattern, in: CanonicalText(scalars)) { text in
      range.contains { reader.hasEvent(text, QuoteLocator.Place(segment: segment, turn: $0)) }
    }
    guard let found = matcher.best() else { return nil }
    var parts: [(turn: Int, stretches: [Range<Int>])] = []
    for stretch in found.stretches {
      guard let number = starts.lastIndex(where: { $0 <= stretch.lowerBound }) else { return nil }
      let local = stretch.lowerBound - starts[number]..<stretch.upperBound - starts[number]
      let turn = range.lowerBound + number
      if parts.last?.turn == turn {
        parts[parts.count - 1].stretches.append(local)
      } else {
        parts.append((turn, [local]))
      }
    }
    return Match(segment: segment, parts: parts, edits: found.edits.distinct, cost: found.cost)
  }
}
