import VerbatimIndex

/// `theme:A/3~inside`: a filter that compares the places of hits with coded stretches, made concrete
/// for one segment.
struct StretchFilter: Sendable {
  /// Scalars of a turn's text; `nil` is the whole turn.
  typealias Stretches = [Int: [Range<Int>?]]

  let mode: RegionMode
  /// By turn of the segment; `nil` where every hit is wanted that is not refused.
  private let wanted: Stretches?
  private let refused: Stretches
  /// The turns in which a hit may pass.
  let turns: TurnFilter

  init(
    _ filter: FieldFilter, _ mode: RegionMode, _ segment: Segment, _ regions: any RegionSource
  ) throws {
    self.mode = mode
    var wanted: Stretches = [:]
    var refused: Stretches = [:]
    var hasWanted = false
    // A range of numbers names no theme.
    if case .values(let values) = filter.condition {
      for value in values {
        let found = try Self.stretches(filter.name, value.text, segment, regions)
        if value.isNegated {
          refused.merge(found) { $0 + $1 }
        } else {
          hasWanted = true
          wanted.merge(found) { $0 + $1 }
        }
      }
    } else {
      hasWanted = true
    }
    self.wanted = hasWanted ? wanted : nil
    self.refused = refused
    turns = hasWanted ? TurnFilter(wanted.keys, of: segment) : TurnFilter(allOf: segment)
  }

  private static func stretches(
    _ field: String, _ value: String, _ segment: Segment, _ regions: any RegionSource
  ) throws -> Stretches {
    guard let found = try regions.spans(field: field, value: value) else { return [:] }
    var all: Stretches = [:]
    for session in 0..<segment.sessionCount {
      guard let numbers = found[segment.sessionID(session)] else { continue }
      let turns = segment.turns(ofSession: session)
      for (number, spans) in numbers where number >= 1 && number <= turns.count {
        all[turns.lowerBound + number - 1, default: []] += spans
      }
    }
    return all
  }

  /// True where the turn has a stretch that may decide, so that the places of a hit are asked for.
  func concerns(_ turn: Int) -> Bool { wanted?[turn] != nil || refused[turn] != nil }

  /// Whether spans of a turn meet the filter.
  ///
  /// - Parameters:
  ///   - spans: scalars of the turn's text, not empty; none is the whole turn.
  ///   - length: of the text, in scalars.
  func passes(_ turn: Int, _ spans: [Range<Int>], length: Int) -> Bool {
    let isWhole = spans.isEmpty
    let spans = isWhole ? [0..<length] : spans
    func meets(_ stretches: [Range<Int>?]?) -> Bool {
      guard let stretches else { return false }
      let whole = 0..<length
      let ranges = stretches.map { $0?.clamped(to: whole) ?? whole }
      return switch mode {
      case .exact: spans.allSatisfy(ranges.contains)
      case .inside:
        spans.allSatisfy { span in
          ranges.contains {
            $0.lowerBound <= span.lowerBound && span.upperBound <= $0.upperBound
          }
        }
      // A turn without words may be coded too.
      case .overlap: isWhole || spans.contains { span in ranges.contains(where: span.overlaps) }
      }
    }
    if let wanted, !meets(wanted[turn]) { return false }
    return !meets(refused[turn])
  }
}
