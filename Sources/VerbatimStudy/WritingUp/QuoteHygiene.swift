import VerbatimIndex

/// Whose words are quoted how often, who is never quoted, and what is cut out of a sentence.
public struct QuoteHygiene: Sendable {
  public struct Person: Sendable, Equatable {
    /// Full id.
    public var id: String
    public var group: String
    public var quotes: Int
  }

  /// Different places.
  public let quotes: Int
  /// Everyone who counts, in the order of the sessions.
  public let people: [Person]
  /// In natural order.
  public let groups: [(group: String, quotes: Int)]
  /// Quotes of turns that name no speaker: a publication has to say whose words it quotes.
  public let unattributed: [TurnPlace]
  /// Quotes that begin or end inside of a sentence.
  public let cut: [TurnPlace]

  public var quoted: [Person] { people.filter { $0.quotes > 0 } }
  public var neverQuoted: [Person] { people.filter { $0.quotes == 0 } }
  /// The voice that is quoted most, where it is quoted twice or more.
  public var mostQuoted: Person? {
    guard let most = people.map(\.quotes).max(), most > 1 else { return nil }
    return people.first { $0.quotes == most }
  }

  /// - Throws: ``IndexProblem``.
  init(_ places: [TurnPlace], _ register: TurnRegister, _ index: Index) throws {
    var people = register.people.map { _ in 0 }
    var byGroup: [String: Int] = [:]
    var unattributed: [TurnPlace] = []
    var cut: [TurnPlace] = []
    var decoded = DecodedTurn()
    var known: Set<TurnPlace> = []
    for place in places where known.insert(place).inserted {
      guard let number = register.turn(place.session, place.turn) else { continue }
      let turn = register.turns[number]
      let session = register.sessions[turn.session]
      for person in turn.people { people[person] += 1 }
      byGroup[session.group, default: 0] += 1
      if turn.people.isEmpty { unattributed.append(place) }
      guard let span = place.span else { continue }
      let segment = index.segments[session.place.segment]
      guard segment.decode(session.firstTurn + turn.number - 1, into: &decoded) else {
        throw segment.damage(session.firstTurn + turn.number - 1)
      }
      let words = TurnWords(decoded)
      let covered = words.covered(by: span)
      if !words.sentences.contains(where: { $0.lowerBound == covered.lowerBound })
        || !words.sentences.contains(where: { $0.upperBound == covered.upperBound })
      {
        cut.append(place)
      }
    }
    quotes = known.count
    self.people = zip(register.people, people).filter { $0.0.counts }.map { person, quotes in
      Person(id: person.id, group: person.group, quotes: quotes)
    }
    groups = register.groups.map { ($0, byGroup[$0] ?? 0) }
    self.unattributed = unattributed
    self.cut = cut
  }
}
