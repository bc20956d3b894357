import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimThemes

/// Which turns all of some coders could have coded.
struct UnitSelection {
  /// Indices into the register's turns, ascending.
  private(set) var turns: [Int] = []
  private(set) var sessions: [String] = []
  private(set) var sessionsLeftOut: [String] = []

  /// - Parameter codings: those of the coders, whatever the theme.
  init(
    _ request: CoderAgreement.Request, _ codings: ChosenCodings, _ coders: [String],
    _ register: TurnRegister, _ themes: StudyThemes, _ index: Index
  ) throws {
    var active: [Int: Set<String>] = [:]
    for entry in codings.entries {
      guard let coder = entry.coding.coder else { continue }
      active[register.turns[entry.turn].session, default: []].insert(coder)
    }
    if let wanted = request.sessions {
      for id in wanted where register.session(id) == nil {
        throw RigourProblem.unknownSession(id, known: register.sessions.map(\.id))
      }
    }
    let matched = try request.query.map {
      try Self.matches($0, request.options, register, themes, index)
    }
    for (number, session) in register.sessions.enumerated() {
      if let wanted = request.sessions, !wanted.contains(session.id) { continue }
      guard active[number]?.count == coders.count else {
        sessionsLeftOut.append(session.id)
        continue
      }
      sessions.append(session.id)
      for turn in session.turns where register.turns[turn].words > 0 {
        if matched?.contains(turn) ?? register.isByParticipant(turn) { turns.append(turn) }
      }
    }
    guard !sessions.isEmpty else { throw RigourProblem.noSharedSession(coders) }
  }

  private static func matches(
    _ query: QueryNode, _ options: QueryOptions, _ register: TurnRegister, _ themes: StudyThemes,
    _ index: Index
  ) throws -> Set<Int> {
    let matched = try Search.matchedTurns(
      query, in: index.segments, options: options, regions: themes)
    var turns: Set<Int> = []
    for (number, segment) in index.segments.enumerated() {
      for turn in matched.turns[number] {
        let session = segment.session(ofTurn: Int(turn))
        let place = Index.SessionPlace(segment: number, session: session)
        if let turn = register.turn(
          inSegment: Int(turn), ofSession: place, id: segment.sessionID(session))
        {
          turns.insert(turn)
        }
      }
    }
    return turns
  }
}

/// The units of chosen turns: turns are drawn together, since words of one turn do not stand alone.
struct UnitLayout {
  struct Cluster {
    /// Index into the register's turns.
    var turn: Int
    /// The first of its words on the continuum of all chosen turns.
    var firstWord: Int
    var words: TurnWords
    /// Its units as ranges of words.
    var units: [Range<Int>]
  }

  let unit: CoderAgreement.Unit
  let clusters: [Cluster]
  let unitCount: Int
  let wordCount: Int
  private let places: [Int: Int]

  /// Cost: decodes every chosen turn.
  init(
    _ turns: [Int], _ unit: CoderAgreement.Unit, _ register: TurnRegister, _ index: Index
  ) throws {
    var decoded = DecodedTurn()
    var clusters: [Cluster] = []
    var unitCount = 0
    var wordCount = 0
    var places: [Int: Int] = [:]
    for turn in turns {
      let entry = register.turns[turn]
      let session = register.sessions[entry.session]
      let segment = index.segments[session.place.segment]
      let number = session.firstTurn + entry.number - 1
      guard segment.decode(number, into: &decoded) else { throw segment.damage(number) }
      let words = TurnWords(decoded)
      let units =
        switch unit {
        case .turn: [0..<words.scalars.count]
        case .sentence: words.sentences
        case .token: words.scalars.indices.map { $0..<$0 + 1 }
        }
      places[turn] = clusters.count
      clusters.append(Cluster(turn: turn, firstWord: wordCount, words: words, units: units))
      unitCount += units.count
      wordCount += words.scalars.count
    }
    self.unit = unit
    self.clusters = clusters
    self.unitCount = unitCount
    self.wordCount = wordCount
    self.places = places
  }

  func cluster(ofTurn turn: Int) -> Int? { places[turn] }
}
