import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// Extracts that a coder looks through one by one, in the order of the transcripts.
public struct ReviewQueue: Sendable {
  public enum Source: Sendable {
    /// What a query finds.
    case query(QueryNode, CodingPlaces.Unit)
    /// What rules coded with a theme (or below it), and participants' turns beside those that people or
    /// sources coded with it.
    case theme(String)
    /// What a rule coded.
    case rule(String)
    /// Turns of participants that the coder has not coded.
    case uncoded
  }

  public struct Item: Sendable, Equatable {
    public var place: TurnPlace
    /// What rules coded there, to accept or reject.
    public var byRules: [Coding]
  }

  /// Names the queue among a coder's queues.
  public let name: String
  public let items: [Item]

  /// Without anything in it.
  public init() {
    name = ""
    items = []
  }

  /// - Throws: ``ThemeReferenceProblem``, what the query throws.
  public init(
    _ source: Source, coder: String, _ themes: StudyThemes, _ index: Index,
    options: QueryOptions = QueryOptions()
  ) throws {
    var places: [TurnPlace: [Coding]] = [:]
    switch source {
    case .query(let query, let unit):
      name = "query \(unit.rawValue) \(query.normalForm)"
      for place in try CodingPlaces(
        query, unit, in: index, options: options, regions: themes
      ).places {
        places[place] = themes.codings.filter { $0.origin.ruleID != nil && place.touches($0) }
      }
    case .rule(let id):
      name = "rule \(id)"
      for coding in themes.codings where coding.origin == .rule(id) {
        places[TurnPlace(coding), default: []].append(coding)
      }
    case .theme(let reference):
      let wanted = try themes.themes(reference)
      name = "theme \(wanted.first?.id ?? reference)"
      places = try Self.around(Set(wanted.map(\.id)), themes, index)
    case .uncoded:
      name = "uncoded"
      let coded = Set(
        themes.codings.filter { $0.origin == .person && $0.coder == coder }.map {
          TurnPlace(session: $0.session, turn: $0.turn)
        })
      let register = try TurnRegister(index)
      for (number, turn) in register.turns.enumerated()
      where turn.words > 0 && register.isByParticipant(number) {
        let place = TurnPlace(
          session: register.sessions[turn.session].id, turn: turn.number)
        if !coded.contains(place) { places[place] = [] }
      }
    }
    items = places.map { Item(place: $0.key, byRules: $0.value) }
      .sorted { Self.precedes($0.place, $1.place) }
  }

  private static func around(
    _ ids: Set<String>, _ themes: StudyThemes, _ index: Index
  ) throws -> [TurnPlace: [Coding]] {
    var places: [TurnPlace: [Coding]] = [:]
    var coded: Set<TurnPlace> = []
    for coding in themes.codings where ids.contains(coding.theme) {
      if coding.origin.ruleID != nil {
        places[TurnPlace(coding), default: []].append(coding)
      } else {
        coded.insert(TurnPlace(session: coding.session, turn: coding.turn))
      }
    }
    let byRules = Set(places.keys.map { TurnPlace(session: $0.session, turn: $0.turn) })
    let register = try TurnRegister(index)
    // The next turn of a participant before and behind, past the moderator's between them.
    for session in register.sessions {
      let turns = session.turns.filter {
        register.turns[$0].words > 0 && register.isByParticipant($0)
      }.map { TurnPlace(session: session.id, turn: register.turns[$0].number) }
      for (number, turn) in turns.enumerated() where !coded.contains(turn) {
        let near = [number - 1, number + 1].filter(turns.indices.contains).map { turns[$0] }
        if near.contains(where: coded.contains), !byRules.contains(turn) { places[turn] = [] }
      }
    }
    return places
  }

  /// Sessions in natural order, turns, whole turns before stretches of them.
  public static func precedes(_ left: TurnPlace, _ right: TurnPlace) -> Bool {
    if left.session != right.session {
      return NaturalOrder.precedes(left.session, right.session)
    }
    return (left.turn, left.span?.lowerBound ?? -1, left.span?.upperBound ?? -1)
      < (right.turn, right.span?.lowerBound ?? -1, right.span?.upperBound ?? -1)
  }

  /// The first item behind a place; the number of items where there is none.
  public func index(after position: QueuePosition?) -> Int {
    guard let position else { return 0 }
    let place = TurnPlace(
      session: position.session, turn: position.turn, span: position.span)
    return items.firstIndex { Self.precedes(place, $0.place) } ?? items.count
  }
}

extension StudyWriter {
  /// Remembers how far a coder is in a queue; `nil` begins anew. No entry in the log: nothing is coded.
  public func setQueuePosition(_ place: TurnPlace?, coder: String, queue: String) throws {
    try database.transaction { transaction in
      try transaction.setQueuePosition(
        place.map { QueuePosition(session: $0.session, turn: $0.turn, span: $0.span) },
        coder: coder, queue: queue)
    }
  }

  /// Keeps a note on a place of a session.
  public func addNote(_ text: String, on place: TurnPlace, author: String) throws {
    try database.transaction { transaction in
      try transaction.addMemo(
        Memo(
          subject: .session(place.session), author: author, createdAt: transaction.now,
          text: "turn \(place.turn): \(text)"))
      try transaction.appendLog(
        actor: actor, action: "memo", details: LogDetails(["session": .text(place.session)]).json)
    }
  }
}

extension String {
  /// Where words stand in a text (scalar offsets), blanks apart as they are; several where they stand more
  /// than once.
  public func places(of words: String) -> [Range<Int>] { occurrences(of: words) }
}
