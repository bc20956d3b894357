import VerbatimIndex
import VerbatimQuery

/// The units of an index in the order of sessions, and which queries occur in each.
///
/// A turn belongs to one turn, one exchange, one session, and to everybody who speaks it. Memory: 4
/// bytes a turn, and some 20 a unit.
struct UnitTable {
  /// Bit by bit the queries that occur in each unit.
  private(set) var signatures: [UInt32] = []
  /// Sessions that have a unit.
  private(set) var sessionCount = 0
  /// People who may be counted, whether they speak in a unit or not.
  let peopleTotal: Int

  private let unit: CooccurrenceUnit
  private let index: Index
  /// For each turn of each segment the queries that find it; ``outside`` for one that is not looked at.
  private var marks: [[UInt32]]
  private static let outside = UInt32.max
  private var places: [Place] = []
  private var sessions: [SessionFacts] = []
  /// Of units that are people: their full ids, and the queries by session.
  private var persons: [(id: String, marks: [(session: Int, mark: UInt32)])] = []
  private var personNumbers: [String: Int] = [:]

  /// A unit that is a run of turns.
  private struct Place {
    var session: UInt32
    /// Turns of the segment.
    var first: UInt32
    var end: UInt32
  }

  private struct SessionFacts {
    var id: String
    var segment: Int
    var turns: Range<Int>
    var people: SessionPeople
  }

  var count: Int { signatures.count }

  /// - Parameters:
  ///   - turns: for each query, at most 31, the turns of each segment.
  ///   - within: turns that are looked at; all without it.
  init(
    _ unit: CooccurrenceUnit, in index: Index, turns: [[[UInt32]]], within: [[UInt32]]?
  ) throws(IndexProblem) {
    self.unit = unit
    self.index = index
    let counted = try CountedPeople(index)
    peopleTotal = counted.total
    marks = index.segments.map {
      [UInt32](repeating: within == nil ? 0 : Self.outside, count: $0.turnCount)
    }
    for (segment, list) in (within ?? []).enumerated() {
      for turn in list where Int(turn) < marks[segment].count { marks[segment][Int(turn)] = 0 }
    }
    for (query, lists) in turns.enumerated() {
      for (segment, list) in lists.enumerated() {
        for turn in list where Int(turn) < marks[segment].count {
          // What lies outside stays so: it has all bits.
          marks[segment][Int(turn)] |= 1 << UInt32(query)
        }
      }
    }
    for (id, place) in index.sessions() {
      let segment = index.segments[place.segment]
      sessions.append(
        SessionFacts(
          id: id, segment: place.segment, turns: segment.turns(ofSession: place.session),
          people: try counted.people(ofSession: place.session, of: segment)))
      try addUnits(of: place)
    }
  }

  /// Adds the units of the session that was read last.
  private mutating func addUnits(of place: Index.SessionPlace) throws(IndexProblem) {
    let segment = index.segments[place.segment]
    let turns = segment.turns(ofSession: place.session)
    guard turns.contains(where: { marks[place.segment][$0] != Self.outside }) else { return }
    sessionCount += 1
    switch unit {
    case .turn:
      for turn in turns { add(turn..<turn + 1, place.segment) }
    case .exchange:
      let entry = try segment.session(place.session)
      for exchange in Exchanges(entry, segment, turns: turns).all {
        add(exchange, place.segment)
      }
    case .session: add(turns, place.segment)
    case .participant:
      let speakers = try segment.speakers(ofSession: place.session, withLabels: true)
      for turn in turns where marks[place.segment][turn] != Self.outside {
        for person in speakers[segment.speakerSet(ofTurn: turn)] {
          add(
            index.fullID(
              session: sessions[sessions.count - 1].id, label: speakers.labels[person]),
            marks[place.segment][turn])
        }
      }
    }
  }

  private mutating func add(_ turns: Range<Int>, _ segment: Int) {
    var signature: UInt32?
    for turn in turns where marks[segment][turn] != Self.outside {
      signature = (signature ?? 0) | marks[segment][turn]
    }
    guard let signature else { return }
    signatures.append(signature)
    places.append(
      Place(
        session: UInt32(sessions.count - 1), first: UInt32(turns.lowerBound),
        end: UInt32(turns.upperBound)))
  }

  private mutating func add(_ person: String, _ mark: UInt32) {
    let session = sessions.count - 1
    let number = personNumbers[person] ?? persons.count
    if number == persons.count {
      personNumbers[person] = number
      persons.append((person, []))
      signatures.append(0)
    }
    signatures[number] |= mark
    let last = persons[number].marks.count - 1
    if last >= 0, persons[number].marks[last].session == session {
      persons[number].marks[last].mark |= mark
    } else {
      persons[number].marks.append((session, mark))
    }
  }

  // MARK: Range and names

  /// The sessions of a unit: of a person those in which one of the queries occurs.
  func insertSessions(of unit: Int, with mask: UInt32, into found: inout Set<Int>) {
    guard self.unit == .participant else {
      found.insert(Int(places[unit].session))
      return
    }
    for (session, mark) in persons[unit].marks where mark & mask != 0 { found.insert(session) }
  }

  /// The people who say what one of the queries finds in a unit that is a run of turns; none of one that
  /// is a person.
  func insertPeople(of unit: Int, with mask: UInt32, into found: inout Set<UInt64>) {
    guard self.unit != .participant else { return }
    let place = places[unit]
    let facts = sessions[Int(place.session)]
    let segment = index.segments[facts.segment]
    let home = index.manifest.sharesSpeakers ? 0 : UInt64(place.session) << 32
    for turn in Int(place.first)..<Int(place.end) {
      let mark = marks[facts.segment][turn]
      guard mark != Self.outside, mark & mask != 0 else { continue }
      for person in facts.people[segment.speakerSet(ofTurn: turn)] {
        found.insert(home | UInt64(person))
      }
    }
  }

  /// A place that other commands understand: `fg2`, `fg2:118`, `fg2:118-121`, `fg2/P07`.
  func name(_ unit: Int) -> String {
    guard self.unit != .participant else { return persons[unit].id }
    let place = places[unit]
    let facts = sessions[Int(place.session)]
    guard self.unit != .session else { return facts.id }
    let first = Int(place.first) - facts.turns.lowerBound + 1
    let last = Int(place.end) - facts.turns.lowerBound
    return first == last ? "\(facts.id):\(first)" : "\(facts.id):\(first)-\(last)"
  }
}
