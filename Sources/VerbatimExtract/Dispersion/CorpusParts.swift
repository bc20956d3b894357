import VerbatimCorpus
import VerbatimIndex

/// What a corpus is parted into.
public enum PartKey: Sendable, Equatable {
  case session
  /// Each of the counted people (``Roster/counted``).
  case participant
  /// Everyone who speaks.
  case speaker
  case group
  case role
  /// The values of an attribute: of the session, else of the person who speaks.
  case attribute(String)

  /// The word of a command line; anything that is no word of its own is an attribute's name.
  public init(_ word: String) {
    switch word {
    case "session": self = .session
    case "participant": self = .participant
    case "speaker": self = .speaker
    case "group": self = .group
    case "role": self = .role
    default: self = .attribute(word.hasPrefix("attr.") ? String(word.dropFirst(5)) : word)
    }
  }

  public var word: String {
    switch self {
    case .session: "session"
    case .participant: "participant"
    case .speaker: "speaker"
    case .group: "group"
    case .role: "role"
    case .attribute(let name): name
    }
  }
}

/// The parts of a corpus: what they are called, and to which of them each speaker set's turns belong.
///
/// Turns of several people, or of people with several values, belong to each part; turns of nobody, and
/// of people without the fact, belong to none.
struct CorpusParts {
  private(set) var names: [String] = []
  /// For each speaker set of the roster.
  private(set) var ofSet: [[Int]] = []

  init(_ roster: Roster, by key: PartKey) {
    var known: [String: Int] = [:]
    for session in roster.sessions {
      for set in session.sets {
        let people = roster.people(ofSet: set).map { roster.people[Int($0)] }
        var parts: [Int] = []
        for name in Self.names(key, session, people) {
          let number = known[name] ?? names.count
          if number == names.count {
            known[name] = number
            names.append(name)
          }
          if !parts.contains(number) { parts.append(number) }
        }
        ofSet.append(parts)
      }
    }
    sort()
  }

  private mutating func sort() {
    let order = names.indices.sorted { NaturalOrder.precedes(names[$0], names[$1]) }
    var rank = [Int](repeating: 0, count: names.count)
    for (place, number) in order.enumerated() { rank[number] = place }
    names = order.map { names[$0] }
    ofSet = ofSet.map { $0.map { rank[$0] }.sorted() }
  }

  private static func names(
    _ key: PartKey, _ session: Roster.SessionFacts, _ people: [Roster.Person]
  ) -> [String] {
    switch key {
    case .session: return [session.id]
    case .group: return [session.group]
    case .participant: return people.filter(\.isCounted).map(\.id)
    case .speaker: return people.map(\.id)
    case .role: return people.compactMap { $0.role?.rawValue }
    case .attribute(let name):
      func values(_ attributes: Attributes) -> [String] {
        attributes.entries.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
      }
      let own = values(session.attributes)
      return own.isEmpty ? people.flatMap { values($0.attributes) } : own
    }
  }
}
