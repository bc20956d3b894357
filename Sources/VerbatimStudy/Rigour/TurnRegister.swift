import VerbatimCorpus
import VerbatimIndex

/// Who speaks in which turn, and how many words: what themes are counted over.
public struct TurnRegister: Sendable {
  /// A person, known in the whole study by a full id.
  public struct Person: Sendable, Equatable {
    /// `fg2/P1`, or the label where the study's sessions share their speakers.
    public var id: String
    /// As transcripts write it.
    public var label: String
    /// The first session that names the person, and that session's group.
    public var session: String
    public var group: String
    public var role: Role?
    public var attributes: Attributes
    /// One of the n in "n of 26": of role participant, and declared where anybody is.
    public var counts: Bool
  }

  public struct Session: Sendable, Equatable {
    public var id: String
    public var group: String
    public var attributes: Attributes
    /// Its turns, as indices into ``TurnRegister/turns``.
    public var turns: Range<Int>
    var place: Index.SessionPlace
    var firstTurn: Int
  }

  public struct Turn: Sendable, Equatable {
    /// Index into ``TurnRegister/sessions``.
    public var session: Int
    /// From 1 in its session.
    public var number: Int
    /// Indices into ``TurnRegister/people``; several for a chorus.
    public var people: [Int]
    /// Positions: words, numbers, placeholders, symbols.
    public var words: Int
  }

  /// In natural order of their ids.
  public let sessions: [Session]
  /// By session and turn.
  public let turns: [Turn]
  /// In the order of sessions, and in each as its transcript names them.
  public let people: [Person]
  /// Somebody said who the participants are; else everyone counts who is nothing else.
  public let isDeclared: Bool
  private let places: [String: Int]

  /// Cost: reads the term ids of every turn, about 4 ns a word.
  public init(_ index: Index) throws {
    var sessions: [Session] = []
    var turns: [Turn] = []
    var people = PeopleList()
    var places: [String: Int] = [:]
    var ids: [Int] = []
    for (id, place) in index.sessions() {
      let segment = index.segments[place.segment]
      let entry = try segment.session(place.session)
      let range = segment.turns(ofSession: place.session)
      let numbers = entry.session.participants.map { person in
        people.add(person, index.fullID(session: id, label: person.id), entry.session)
      }
      let start = turns.count
      for turn in range {
        guard segment.decodeTerms(turn, into: &ids) else { throw segment.damage(turn) }
        let set = segment.speakerSet(ofTurn: turn)
        let speakers = set < entry.speakerSets.count ? entry.speakerSets[set] : []
        turns.append(
          Turn(
            session: sessions.count, number: turn - range.lowerBound + 1,
            people: speakers.compactMap { $0 < numbers.count ? numbers[$0] : nil },
            words: ids.count))
      }
      places[id] = sessions.count
      sessions.append(
        Session(
          id: id, group: entry.session.group, attributes: entry.session.attributes,
          turns: start..<turns.count, place: place, firstTurn: range.lowerBound))
    }
    self.sessions = sessions
    self.turns = turns
    self.people = people.finished
    isDeclared = people.isDeclared
    self.places = places
  }

  /// Index into ``turns``; `nil` where there is no such session or turn.
  public func turn(_ session: String, _ number: Int) -> Int? {
    guard let place = places[session] else { return nil }
    let turns = sessions[place].turns
    guard number >= 1, number <= turns.count else { return nil }
    return turns.lowerBound + number - 1
  }

  /// Index into ``sessions``.
  public func session(_ id: String) -> Int? { places[id] }

  /// Index into ``turns`` of a turn of a segment.
  func turn(inSegment turn: Int, ofSession place: Index.SessionPlace, id: String) -> Int? {
    guard let session = places[id], sessions[session].place == place else { return nil }
    let local = turn - sessions[session].firstTurn
    return local >= 0 && local < sessions[session].turns.count
      ? sessions[session].turns.lowerBound + local : nil
  }

  /// Different groups, in natural order.
  public var groups: [String] {
    Set(sessions.map(\.group)).sorted(by: NaturalOrder.precedes)
  }

  /// How many people the n of "n of 26" is out of.
  public var participantCount: Int { people.count { $0.counts } }

  /// True where a speaker of the turn leads the session.
  public func isLed(_ turn: Int) -> Bool {
    turns[turn].people.contains { people[$0].role == .moderator }
  }

  /// True where somebody speaks who is no moderator, observer or the like.
  public func isByParticipant(_ turn: Int) -> Bool {
    turns[turn].people.contains { people[$0].role == nil || people[$0].role == .participant }
  }
}

/// Collects people, each once.
private struct PeopleList {
  private var people: [TurnRegister.Person] = []
  private var numbers: [String: Int] = [:]
  private var declared: Set<Int> = []
  private var groups: Set<Int> = []

  mutating func add(_ person: Participant, _ id: String, _ session: Session) -> Int {
    let number = numbers[id] ?? people.count
    if number == people.count {
      numbers[id] = number
      people.append(
        TurnRegister.Person(
          id: id, label: person.id, session: session.id, group: session.group, role: person.role,
          attributes: person.attributes, counts: false))
    } else {
      people[number].attributes = person.attributes.overridden(by: people[number].attributes)
      people[number].role = people[number].role ?? person.role
    }
    if person.isDeclared, person.role == .participant { declared.insert(number) }
    if person.isGroup { groups.insert(number) }
    return number
  }

  var isDeclared: Bool { declared.contains { !groups.contains($0) } }

  /// The people with who counts: those declared as participants, else all who are none else.
  var finished: [TurnRegister.Person] {
    var finished = people
    let isDeclared = self.isDeclared
    for number in finished.indices where !groups.contains(number) {
      let role = finished[number].role
      finished[number].counts =
        isDeclared ? declared.contains(number) : role == nil || role == .participant
    }
    return finished
  }
}
