import VerbatimCorpus
import VerbatimIndex

/// Turns, words and speakers by session, speaker, group or role, for `verbatim stats`.
public struct StudyStats: Sendable {
  public enum Key: String, Sendable, CaseIterable {
    case session, speaker, group, role
  }

  public struct Row: Sendable, Equatable {
    public var name: String
    public var session: String?
    public var group: String?
    public var role: String?
    public var path: String?
    public var sha256: String?
    public var sessions: Set<String> = []
    public var turns = 0
    /// Positions: words, numbers, placeholders, symbols.
    public var words = 0
    /// Full ids.
    public var speakers: Set<String> = []
  }

  public let key: Key
  /// Natural order of the name.
  public let rows: [Row]

  /// Cost: reads the term ids of every turn, but for sessions, whose words are counted already.
  public init(_ index: Index, by key: Key) throws {
    self.key = key
    var rows: [String: Row] = [:]
    var ids: [Int] = []
    for (id, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let entry = try segment.session(place.session)
      let session = entry.session
      let range = segment.turns(ofSession: place.session)
      for turn in range {
        let set = segment.speakerSet(ofTurn: turn)
        let people = set < entry.speakerSets.count ? entry.speakerSets[set] : []
        let persons = people.map { session.participants[$0] }
        var words = 0
        if key != .session {
          guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
          words = ids.count
        }
        let full = persons.map { index.fullID(session: id, label: $0.id) }
        for name in Self.names(key, session, persons, full) {
          var row = rows[name] ?? Row(name: name)
          row.turns += 1
          row.words += words
          row.sessions.insert(id)
          for person in full where key != .speaker || person == name { row.speakers.insert(person) }
          if key == .speaker {
            row.session = id
            row.group = session.group
            row.role = full.firstIndex(of: name).flatMap { persons[$0].role?.rawValue }
          }
          rows[name] = row
        }
      }
      if key == .session {
        var row = rows[id] ?? Row(name: id)
        row.session = id
        row.group = session.group
        row.path = session.source.path
        row.sha256 = session.source.digest.hex
        row.words = entry.tokenCount
        row.sessions.insert(id)
        rows[id] = row
      }
    }
    self.rows = rows.values.sorted { NaturalOrder.precedes($0.name, $1.name) }
  }

  private static func names(
    _ key: Key, _ session: Session, _ people: [Participant], _ full: [String]
  ) -> [String] {
    switch key {
    case .session: [session.id]
    case .group: [session.group]
    case .speaker: people.isEmpty ? ["—"] : full
    case .role:
      people.isEmpty ? ["—"] : Array(Set(people.map { $0.role?.rawValue ?? "—" }))
    }
  }
}
