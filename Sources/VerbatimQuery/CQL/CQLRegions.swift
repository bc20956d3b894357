import VerbatimCorpus
import VerbatimIndex

/// A region of a unit.
struct UnitRegion {
  /// Positions; empty for an event.
  var range: Range<Int>
  /// False where it begins before the unit, or ends behind it.
  var beginsHere = true
  var endsHere = true
  var facts: Facts

  enum Facts {
    case none
    case session
    /// Counted from the unit's first.
    case turn(Int)
    case named([(name: String, value: String)])
  }
}

/// The regions of a unit, found as they are asked for.
final class CQLRegions {
  private let unit: CQLUnit
  private let names: [String]
  /// By number of region, then session: spans from outside the index.
  private let spans: [[String: [RegionSpan]]]
  private var generation = -1
  private var known: [Int: [UnitRegion]] = [:]
  private var entry: (session: Int, entry: SessionEntry)?
  private var details: (turn: Int, details: TurnDetails)?
  private var valuesOfSpeakers: [SpeakerKey: [String]] = [:]
  private(set) var isDamaged = false

  private struct SpeakerKey: Hashable {
    var session: Int
    var speakers: Int
    var attribute: String
  }

  init(_ unit: CQLUnit, names: [String], spans: [[String: [RegionSpan]]]) {
    self.unit = unit
    self.names = names
    self.spans = spans
  }

  /// Regions with a number's name, ordered by start, then end.
  func regions(_ number: Int) -> [UnitRegion] {
    if generation != unit.generation {
      generation = unit.generation
      known.removeAll(keepingCapacity: true)
    }
    if let found = known[number] { return found }
    let found = find(number)
    known[number] = found
    return found
  }

  private func find(_ number: Int) -> [UnitRegion] {
    let turns = unit.turns.count
    switch names[number] {
    case "u":
      return (0..<turns).map { turn in
        UnitRegion(range: unit.bounds[turn]..<unit.bounds[turn + 1], facts: .turn(turn))
      }
    case "text":
      let all = unit.segment.turns(ofSession: unit.session)
      return [
        UnitRegion(
          range: 0..<unit.count, beginsHere: isFirst(all), endsHere: isLast(all), facts: .session)
      ]
    case "s":
      return (0..<turns).flatMap { turn in
        unit.sentences(turn).map { UnitRegion(range: $0, facts: .none) }
      }
    case "event": return events()
    default: return outside(number)
    }
  }

  /// Turns before the unit's have no tokens.
  private func isFirst(_ all: Range<Int>) -> Bool {
    !(all.lowerBound..<max(all.lowerBound, unit.turns.lowerBound)).reversed().contains(
      where: hasTokens)
  }

  private func isLast(_ all: Range<Int>) -> Bool {
    !(min(unit.turns.upperBound, all.upperBound)..<all.upperBound).contains(where: hasTokens)
  }

  private func hasTokens(_ turn: Int) -> Bool {
    var ids: [Int] = []
    return unit.segment.decodeTerms(turn, into: &ids) && !ids.isEmpty
  }

  private func events() -> [UnitRegion] {
    var found: [UnitRegion] = []
    for turn in 0..<unit.turns.count {
      guard let details = self.details(turn) else { continue }
      for event in details.events {
        let position = unit.position(ofScalar: event.offset, inTurn: turn)
        var facts: [(name: String, value: String)] = [("kind", event.kind)]
        if let description = event.description { facts.append(("desc", description)) }
        if let speaker = event.speaker { facts.append(("who", speaker)) }
        found.append(UnitRegion(range: position..<position, facts: .named(facts)))
      }
    }
    return found
  }

  private func outside(_ number: Int) -> [UnitRegion] {
    guard let all = spans[number][unit.segment.sessionID(unit.session)] else { return [] }
    let first = unit.segment.turns(ofSession: unit.session).lowerBound
    var found: [UnitRegion] = []
    for span in all {
      let turn = first + span.turn - 1
      guard span.turn >= 1, unit.turns.contains(turn) else { continue }
      let local = turn - unit.turns.lowerBound
      var range = unit.bounds[local]..<unit.bounds[local + 1]
      if let scalars = span.span {
        let start = unit.start(ofScalar: scalars.lowerBound, inTurn: local)
        range = start..<max(start, unit.position(ofScalar: scalars.upperBound, inTurn: local))
      }
      if !range.isEmpty { found.append(UnitRegion(range: range, facts: .named(span.attributes))) }
    }
    return found.sorted {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
  }

  /// Details of a turn, counted from the unit's first.
  private func details(_ turn: Int) -> TurnDetails? {
    let number = unit.turns.lowerBound + turn
    if let details, details.turn == number { return details.details }
    do {
      let found = try unit.segment.details(ofTurn: number)
      details = (number, found)
      return found
    } catch {
      isDamaged = true
      return nil
    }
  }

  private func session() -> SessionEntry? {
    if let entry, entry.session == unit.session { return entry.entry }
    do {
      let found = try unit.segment.session(unit.session)
      entry = (unit.session, found)
      return found
    } catch {
      isDamaged = true
      return nil
    }
  }

  /// The values of a region's attribute.
  func values(_ region: UnitRegion, _ attribute: String) -> [String] {
    switch region.facts {
    case .none: return []
    case .named(let facts): return facts.filter { $0.name == attribute }.map(\.value)
    case .session:
      guard let session = session()?.session else { return [] }
      return CQLFacts.values(of: session, attribute)
    case .turn(let turn): return turnValues(turn, attribute)
    }
  }

  private func turnValues(_ turn: Int, _ attribute: String) -> [String] {
    if CQLFacts.isOfSpeakers(attribute) {
      return speakerValues(turn, attribute)
    }
    let number = unit.turns.lowerBound + turn
    let first = unit.segment.turns(ofSession: unit.session).lowerBound
    switch attribute {
    case "n": return [String(number - first + 1)]
    case "id": return details(turn)?.id.map { [$0] } ?? [String(number - first + 1)]
    case "start": return details(turn)?.start.map { [String($0.rawValue / 1000)] } ?? []
    case "end": return details(turn)?.end.map { [String($0.rawValue / 1000)] } ?? []
    case "lang":
      return (details(turn)?.language ?? session()?.session.language).map { [$0] } ?? []
    default:
      // Names of turns' attributes are known without their case.
      return details(turn)?.attributes.entries.filter {
        $0.name == attribute || $0.name.lowercased() == attribute
      }.map(\.value) ?? []
    }
  }

  private func speakerValues(_ turn: Int, _ attribute: String) -> [String] {
    let speakers = unit.segment.speakerSet(ofTurn: unit.turns.lowerBound + turn)
    let key = SpeakerKey(session: unit.session, speakers: speakers, attribute: attribute)
    if let known = valuesOfSpeakers[key] { return known }
    guard let entry = session() else { return [] }
    let values = CQLFacts.values(ofSpeakers: speakers, entry, attribute)
    if valuesOfSpeakers.count > Self.mostKept { valuesOfSpeakers.removeAll() }
    valuesOfSpeakers[key] = values
    return values
  }

  private static let mostKept = 100_000
}
