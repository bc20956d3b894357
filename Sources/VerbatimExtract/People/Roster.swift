import VerbatimCorpus
import VerbatimIndex

/// The sessions and people of an index, numbered, so that who stands behind a turn costs no string.
///
/// Sessions are numbered segment by segment, in natural order of their ids in each. A *speaker set* is
/// who speaks a turn together; sets are numbered session by session, so that a set tells its session
/// too. A person is a participant of a session; where the sessions of a study share their speakers, a
/// label is the same person in all of them.
///
/// ``counted`` people are those of "n of 26": declared people of role participant, else those who
/// spoke and have that role or none (design.md §3).
public struct Roster: Sendable {
  public struct Person: Sendable {
    /// `fg2/P1`, or `P1` where sessions share their speakers.
    public var id: String
    /// Of the first session that has the person.
    public var role: Role?
    public var attributes: Attributes
    public var isGroup: Bool
    /// Whether the person is one of ``Roster/counted``.
    public var isCounted = false
    fileprivate var isDeclaredParticipant: Bool
    fileprivate var mayCount: Bool
  }

  public struct SessionFacts: Sendable {
    public var id: String
    public var group: String
    public var attributes: Attributes
    public var place: Index.SessionPlace
    /// Numbers of everyone the session knows, in its order.
    public var people: [Int]
    /// The numbers of its speaker sets.
    public var sets: Range<Int>
  }

  public private(set) var sessions: [SessionFacts] = []
  public private(set) var people: [Person] = []
  /// How many people "of 26" are.
  public private(set) var countedTotal = 0
  /// The session of each set.
  private(set) var sessionOfSet: [UInt32] = []
  /// People of all sets, one set behind the other, and where each set ends.
  private var members: [UInt32] = []
  private var ends: [Int] = []
  /// The number of each segment's first session.
  private var firstSession: [Int] = []

  /// - Parameter isNamed: without it sessions and people have numbers alone, no ids, roles and
  ///   attributes: for counting.
  ///
  /// Cost: reads every session's record; without names a pass over it, about 30 ns a participant.
  public init(_ index: Index, isNamed: Bool = true) throws(IndexProblem) {
    var known: [String: Int] = [:]
    for (number, segment) in index.segments.enumerated() {
      firstSession.append(sessions.count)
      for session in 0..<segment.sessionCount {
        let place = Index.SessionPlace(segment: number, session: session)
        if isNamed {
          add(try segment.session(session), place, index, &known)
        } else {
          let speakers = try segment.speakers(
            ofSession: session, withLabels: index.manifest.sharesSpeakers)
          add(speakers, place, &known)
        }
      }
    }
    let hasDeclared = people.contains(where: \.isDeclaredParticipant)
    for number in people.indices {
      let person = people[number]
      people[number].isCounted = hasDeclared ? person.isDeclaredParticipant : person.mayCount
    }
    countedTotal = people.count(where: \.isCounted)
  }

  private mutating func add(
    _ entry: SessionEntry, _ place: Index.SessionPlace, _ index: Index,
    _ known: inout [String: Int]
  ) {
    let session = entry.session
    let numbers = session.participants.map { person -> Int in
      let mayCount = !person.isGroup && (person.role == nil || person.role == .participant)
      return add(
        Person(
          id: index.fullID(session: session.id, label: person.id), role: person.role,
          attributes: person.attributes, isGroup: person.isGroup,
          isDeclaredParticipant: mayCount && person.isDeclared && person.role == .participant,
          mayCount: mayCount), isKnownBy: index.fullID(session: session.id, label: person.id),
        &known)
    }
    let sets = add(sets: entry.speakerSets.map { $0[...] }, numbers)
    sessions.append(
      SessionFacts(
        id: session.id, group: session.group, attributes: session.attributes,
        place: place, people: numbers, sets: sets))
  }

  private mutating func add(
    _ speakers: SessionSpeakers, _ place: Index.SessionPlace, _ known: inout [String: Int]
  ) {
    let numbers = speakers.facts.enumerated().map { number, facts -> Int in
      let mayCount = !facts.isGroup && (facts.isParticipant || !facts.hasRole)
      return add(
        Person(
          id: "", role: nil, attributes: [], isGroup: facts.isGroup,
          isDeclaredParticipant: mayCount && facts.isDeclared && facts.isParticipant,
          mayCount: mayCount),
        isKnownBy: number < speakers.labels.count ? speakers.labels[number] : nil, &known)
    }
    let sets = add(sets: (0..<speakers.count).map { speakers[$0] }, numbers)
    sessions.append(
      SessionFacts(
        id: "", group: "", attributes: [], place: place, people: numbers, sets: sets))
  }

  /// The number of a person, who is met again under the same name; without one a new person.
  private mutating func add(
    _ person: Person, isKnownBy name: String?, _ known: inout [String: Int]
  ) -> Int {
    guard let name else {
      people.append(person)
      return people.count - 1
    }
    if let number = known[name] {
      people[number].mayCount = people[number].mayCount || person.mayCount
      people[number].isDeclaredParticipant =
        people[number].isDeclaredParticipant || person.isDeclaredParticipant
      return number
    }
    known[name] = people.count
    people.append(person)
    return people.count - 1
  }

  private mutating func add(sets: [ArraySlice<Int>], _ numbers: [Int]) -> Range<Int> {
    let first = ends.count
    for set in sets {
      for person in set { members.append(UInt32(numbers[person])) }
      ends.append(members.count)
      sessionOfSet.append(UInt32(sessions.count))
    }
    // Turns of a damaged column, whose set is none of these, are nobody's.
    ends.append(members.count)
    sessionOfSet.append(UInt32(sessions.count))
    return first..<ends.count
  }

  public var setCount: Int { ends.count }

  /// The people of a set, by their numbers; none where nobody is named.
  public func people(ofSet set: Int) -> ArraySlice<UInt32> {
    members[(set == 0 ? 0 : ends[set - 1])..<ends[set]]
  }

  /// The number of a session.
  public func session(_ place: Index.SessionPlace) -> Int {
    firstSession[place.segment] + place.session
  }

  /// The set of a turn of a session, given by its number in the segment.
  public func set(ofTurn turn: Int, in session: SessionFacts, of segment: Segment) -> Int {
    let last = session.sets.count - 1
    return session.sets.lowerBound + min(segment.speakerSet(ofTurn: turn), last)
  }

  /// The set of every turn of a segment. Cost: a few ns a turn.
  func sets(ofSegment number: Int, in index: Index) -> [UInt32] {
    let segment = index.segments[number]
    var sets: [UInt32] = []
    sets.reserveCapacity(segment.turnCount)
    for session in 0..<segment.sessionCount {
      let facts = sessions[firstSession[number] + session]
      for turn in segment.turns(ofSession: session) {
        sets.append(UInt32(set(ofTurn: turn, in: facts, of: segment)))
      }
    }
    return sets
  }
}
