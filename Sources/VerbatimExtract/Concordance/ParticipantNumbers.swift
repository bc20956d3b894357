import VerbatimCorpus
import VerbatimIndex

/// The people of whom "n of 26" speaks: those declared as participants, else all who spoke and are
/// neither moderators nor observers nor groups (design.md §3).
struct ParticipantNumbers {
  private let index: Index
  /// Of each of them, by full id.
  private let numbers: [String: UInt32]
  private var session: (place: Index.SessionPlace, sets: [[UInt32]])?

  var count: Int { numbers.count }

  /// Cost: reads every session's record.
  init(_ index: Index) throws(IndexProblem) {
    self.index = index
    var declared: Set<String> = []
    var all: Set<String> = []
    for (id, place) in index.sessions() {
      let entry = try index.segments[place.segment].session(place.session)
      for person in entry.session.participants {
        guard !person.isGroup, person.role == nil || person.role == .participant else { continue }
        let full = index.fullID(session: id, label: person.id)
        all.insert(full)
        if person.isDeclared, person.role == .participant { declared.insert(full) }
      }
    }
    let counted = declared.isEmpty ? all : declared
    numbers = Dictionary(
      uniqueKeysWithValues: counted.enumerated().map { ($1, UInt32($0)) })
  }

  /// The numbers of those who speak a turn. Cost: a session record a session, as long as turns come
  /// session by session.
  mutating func speakers(_ segment: Int, _ turn: Int) throws(IndexProblem) -> [UInt32] {
    let holder = index.segments[segment]
    let place = Index.SessionPlace(segment: segment, session: holder.session(ofTurn: turn))
    let set = holder.speakerSet(ofTurn: turn)
    if let session, session.place == place {
      return set < session.sets.count ? session.sets[set] : []
    }
    let entry = try holder.session(place.session)
    let people = entry.session.participants.map {
      numbers[index.fullID(session: entry.session.id, label: $0.id)]
    }
    let sets = entry.speakerSets.map { $0.compactMap { people[$0] } }
    session = (place, sets)
    return set < sets.count ? sets[set] : []
  }
}
