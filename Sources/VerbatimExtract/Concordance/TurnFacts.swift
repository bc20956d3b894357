import VerbatimCorpus
import VerbatimIndex

/// Who speaks a turn, and what is known of them and of the session: one session record is read a
/// session, as long as turns come session by session.
struct TurnFacts {
  let index: Index
  private var current: (place: Index.SessionPlace, entry: SessionEntry, turns: Range<Int>)?
  /// Names of attributes that turns have, folded, by segment.
  private let turnAttributes: [Set<String>]

  init(_ index: Index) {
    self.index = index
    turnAttributes = index.segments.map { Set($0.turnAttributeNames()) }
  }

  /// The session of a turn, with its turns. Cost: a binary search, and the record of another session
  /// than the last.
  mutating func session(
    _ segment: Int, _ turn: Int
  ) throws(IndexProblem) -> (place: Index.SessionPlace, entry: SessionEntry, turns: Range<Int>) {
    if let current, current.place.segment == segment, current.turns.contains(turn) {
      return current
    }
    let holder = index.segments[segment]
    let session = holder.session(ofTurn: turn)
    let found = (
      Index.SessionPlace(segment: segment, session: session), try holder.session(session),
      holder.turns(ofSession: session)
    )
    current = found
    return found
  }

  /// The people who speak a turn.
  mutating func people(_ segment: Int, _ turn: Int) throws(IndexProblem) -> [Participant] {
    let entry = try session(segment, turn).entry
    let set = index.segments[segment].speakerSet(ofTurn: turn)
    guard set < entry.speakerSets.count else { return [] }
    return entry.speakerSets[set].map { entry.session.participants[$0] }
  }

  /// The role that all of some people share.
  static func role(of people: [Participant]) -> String? {
    guard let role = people.first?.role, people.allSatisfy({ $0.role == role }) else { return nil }
    return role.rawValue
  }

  /// True where all turns of a session by the same people have the same value.
  func belongsToPeople(_ subject: ConcordanceKey.Subject, _ segment: Int) -> Bool {
    switch subject {
    case .session, .group, .speaker, .role: true
    case .attribute(let name): !turnAttributes[segment].contains(name)
    case .turn, .neighbour, .left, .right, .match, .matchWord: false
    }
  }

  /// The value of a key that is no word; `nil` where there is none. Several values are joined by `, `.
  mutating func value(
    _ subject: ConcordanceKey.Subject, _ segment: Int, _ turn: Int
  ) throws(IndexProblem) -> String? {
    let (_, entry, turns) = try session(segment, turn)
    switch subject {
    case .session: return entry.session.id
    case .group: return entry.session.group
    case .turn: return String(turn - turns.lowerBound + 1)
    case .speaker:
      return Self.joined(
        try people(segment, turn).map { index.fullID(session: entry.session.id, label: $0.id) })
    case .role: return Self.role(of: try people(segment, turn))
    case .attribute(let name):
      let ofPeople = try people(segment, turn).flatMap { Self.values(name, $0.attributes) }
      if let value = Self.joined(ofPeople) { return value }
      if turnAttributes[segment].contains(name) {
        let attributes = try index.segments[segment].details(ofTurn: turn).attributes
        if let value = Self.joined(Self.values(name, attributes)) { return value }
      }
      return Self.joined(Self.values(name, entry.session.attributes))
    case .neighbour, .left, .right, .match, .matchWord: return nil
    }
  }

  private static func values(_ name: String, _ attributes: Attributes) -> [String] {
    attributes.entries.filter { $0.name.lowercased() == name }.map(\.value)
  }

  /// Each once, in their order.
  private static func joined(_ values: [String]) -> String? {
    var distinct: [String] = []
    for value in values where !value.isEmpty && !distinct.contains(value) { distinct.append(value) }
    return distinct.isEmpty ? nil : distinct.joined(separator: ", ")
  }
}
