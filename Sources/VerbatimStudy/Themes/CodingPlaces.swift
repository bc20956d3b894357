import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// The places that a query's hits make, each once, in the order of hits.
public struct CodingPlaces: Sendable {
  /// How much of a turn is coded.
  public enum Unit: String, Sendable, CaseIterable {
    /// From the first matched word to the last; the turn where a filter alone matched.
    case hit
    case turn
    /// The sentences that hold a matched word.
    case sentence
  }

  public private(set) var places: [TurnPlace] = []
  /// Hits of the query; several may make one place.
  public private(set) var hits = 0

  /// Cost: every hit, and one turn's text each.
  public init(
    _ query: QueryNode, _ unit: Unit, in index: Index, options: QueryOptions = QueryOptions(),
    regions: any RegionSource
  ) throws {
    let list = try ExtractList(
      query, in: index, ExtractRequest(), options: options, regions: regions, themes: NoThemes())
    hits = list.hitCount
    var seen: Set<TurnPlace> = []
    var decoded = DecodedTurn()
    for extract in list.extracts {
      for (turn, spans) in extract.spansByTurn {
        var place = TurnPlace(session: extract.session, turn: turn)
        if let first = spans.map(\.range.lowerBound).min(),
          let end = spans.map(\.range.upperBound).max(), unit != .turn
        {
          place.span = first..<end
          if unit == .sentence {
            place.span = try Self.sentences(around: first..<end, place, index, &decoded)
          }
        }
        if seen.insert(place).inserted { places.append(place) }
      }
    }
  }

  private static func sentences(
    around span: Range<Int>, _ place: TurnPlace, _ index: Index, _ decoded: inout DecodedTurn
  ) throws -> Range<Int> {
    guard let found = index.find(place.session) else { return span }
    let segment = index.segments[found.segment]
    let turn = segment.turns(ofSession: found.session).lowerBound + place.turn - 1
    guard segment.decode(turn, into: &decoded) else { throw segment.damage(turn) }
    let words = TurnWords(decoded)
    let covered = words.covered(by: span)
    let touched = words.sentences.filter { $0.overlaps(covered) }
    guard let first = touched.first, let last = touched.last,
      words.scalars.indices.contains(first.lowerBound),
      words.scalars.indices.contains(last.upperBound - 1)
    else { return span }
    // The signs at its end belong to a sentence: up to the next blank.
    var end = words.scalars[last.upperBound - 1].upperBound
    let text = Array(decoded.string.unicodeScalars)
    while end < text.count, !text[end].properties.isWhitespace { end += 1 }
    return min(
      words.scalars[first.lowerBound].lowerBound, span.lowerBound)..<max(
        end, span.upperBound)
  }
}

extension Extract {
  /// The turns that hold a span, with theirs; all turns where none does.
  var spansByTurn: [(turn: Int, spans: [ExtractSpan])] {
    if parts.isEmpty { return [(turn, spans)] }
    return parts.filter { spans.isEmpty || !$0.spans.isEmpty }.map { ($0.turn, $0.spans) }
  }
}
