import VerbatimCorpus
import VerbatimIndex
import VerbatimThemes

/// The codes of groups, sessions or participants, in the order in which they were met.
public struct SaturationEvents: Sendable {
  public enum Unit: String, Sendable, CaseIterable {
    case group, session, participant
  }

  /// What decided the order.
  public enum Order: Sendable, Equatable {
    /// The date of each event's first session, all of them known.
    case date
    /// Names, since these events have no date.
    case name(undated: [String])
    case given
  }

  public struct Event: Sendable, Equatable {
    public var name: String
    public var date: String?
    /// Indices into ``SaturationEvents/themes``.
    public var codes: Set<Int>
  }

  public let unit: Unit
  public let order: Order
  public let events: [Event]
  /// Paths of the themes that count as codes, used or not.
  public let themes: [String]
  public let coders: [String]
  public let rulesLeftOut: Int
  public let lost: Int
  /// The first and the last moment of the codings.
  public let coded: ClosedRange<Timestamp>?

  /// - Parameters:
  ///   - attribute: the sessions' attribute that holds the date, as `2024-03-05`; any text that sorts.
  ///   - given: names of all events, in their order.
  /// - Throws: ``RigourProblem``, ``ThemeReferenceProblem``, ``IndexProblem``.
  public init(
    per unit: Unit, _ choice: CodingChoice, dateAttribute attribute: String = "date",
    order given: [String]? = nil, of themes: StudyThemes, in index: Index
  ) throws {
    let register = try TurnRegister(index)
    let chosen = try ChosenCodings(choice, of: themes, in: register)
    var (events, places) = Self.events(unit, register, attribute)
    for entry in chosen.entries {
      for event in places(entry.turn) { events[event].codes.formUnion(entry.themes) }
    }
    if let given {
      order = .given
      self.events = try Self.ordered(events, by: given)
    } else {
      let undated = events.filter { $0.date == nil }.map(\.name)
      order = undated.isEmpty ? .date : .name(undated: undated)
      self.events =
        undated.isEmpty
        ? events.enumerated().sorted {
          ($0.element.date ?? "", $0.offset) < ($1.element.date ?? "", $1.offset)
        }.map(\.element) : events
    }
    self.unit = unit
    self.themes = chosen.themes.map { themes.codebook.path(of: $0.id) ?? $0.label }
    coders = chosen.coders
    rulesLeftOut = chosen.rulesLeftOut
    lost = chosen.lost
    let times = chosen.entries.map(\.coding.createdAt)
    coded = times.min().flatMap { first in times.max().map { first...$0 } }
  }

  /// The events by name, and which of them a turn belongs to.
  private static func events(
    _ unit: Unit, _ register: TurnRegister, _ attribute: String
  ) -> ([Event], (Int) -> [Int]) {
    func date(_ sessions: [TurnRegister.Session]) -> String? {
      let dates = sessions.map { $0.attributes[attribute] }
      guard dates.allSatisfy({ $0 != nil }) else { return nil }
      return dates.compactMap { $0 }.min()
    }
    switch unit {
    case .group:
      let groups = register.groups
      let numbers = Dictionary(uniqueKeysWithValues: groups.enumerated().map { ($1, $0) })
      let events = groups.map { group in
        Event(
          name: group, date: date(register.sessions.filter { $0.group == group }), codes: [])
      }
      return (
        events,
        { numbers[register.sessions[register.turns[$0].session].group].map { [$0] } ?? [] }
      )
    case .session:
      let events = register.sessions.map { Event(name: $0.id, date: date([$0]), codes: []) }
      return (events, { [register.turns[$0].session] })
    case .participant:
      let people = register.people.indices.filter { register.people[$0].counts }
      let numbers = Dictionary(uniqueKeysWithValues: people.enumerated().map { ($1, $0) })
      let events = people.map { number in
        let person = register.people[number]
        let session = register.session(person.session).map { [register.sessions[$0]] } ?? []
        return Event(name: person.id, date: date(session), codes: [])
      }
      return (events, { register.turns[$0].people.compactMap { numbers[$0] } })
    }
  }

  private static func ordered(_ events: [Event], by given: [String]) throws -> [Event] {
    var named: [String: Event] = [:]
    for event in events { named[event.name] = event }
    var seen: Set<String> = []
    let ordered = try given.map { name in
      guard let event = named[name] else {
        throw RigourProblem.unknownSession(name, known: events.map(\.name))
      }
      guard seen.insert(name).inserted else { throw RigourProblem.orderRepeats(name) }
      return event
    }
    let missing = events.map(\.name).filter { !seen.contains($0) }
    guard missing.isEmpty else { throw RigourProblem.orderLacks(missing) }
    return ordered
  }
}
