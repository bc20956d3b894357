import VerbatimCorpus
import VerbatimIndex
import VerbatimStatistics

/// Gathers the turns of speaker sets into the rows of a ``TurnStatistics``.
struct RowMaker {
  let key: TurnStatistics.Key
  let roster: Roster
  let lengths: TurnLengths
  private var drafts: [String: Draft] = [:]

  private struct Draft {
    var row: TurnStatistics.Row
    var sessions: Set<Int> = []
    var speakers: Set<Int> = []
    var lengths: [Int] = []
    /// The longest turn so far.
    var longest = (words: -1, session: -1, turn: 0)
    /// Words in this row of each person.
    var words: [Int: Int] = [:]
  }

  init(key: TurnStatistics.Key, roster: Roster, lengths: TurnLengths) {
    self.key = key
    self.roster = roster
    self.lengths = lengths
  }

  /// - Parameter hasEmptySessions: whether a session without turns has a row.
  mutating func make(_ index: Index, hasEmptySessions: Bool) throws(IndexProblem) {
    // Sessions in natural order, so that the first of equally long turns is the same whatever the
    // segments are.
    for (_, place) in index.sessions() {
      let session = roster.session(place)
      for set in roster.sessions[session].sets where !lengths.ofSet[set].isEmpty {
        add(set, session)
      }
      if key == .session { try addSource(session, index, isKept: hasEmptySessions) }
    }
  }

  func finish() -> [TurnStatistics.Row] {
    drafts.values.map { draft in
      var row = draft.row
      row.sessionCount = draft.sessions.count
      row.speakerCount = draft.speakers.count
      row.words = Summary(draft.lengths)
      row.gini = gini(draft)
      if key == .speaker, draft.sessions.count > 1 {
        row.session = nil
        row.group = nil
      }
      return row
    }
  }

  private mutating func add(_ set: Int, _ session: Int) {
    let facts = roster.sessions[session]
    let people = roster.people(ofSet: set).map(Int.init)
    let found = lengths.ofSet[set]
    let words = found.reduce(0, +)
    for (name, members) in names(people, facts) {
      var draft = drafts.removeValue(forKey: name) ?? Draft(row: Self.row(name))
      draft.sessions.insert(session)
      draft.speakers.formUnion(members)
      draft.lengths += found
      for person in members { draft.words[person, default: 0] += words }
      // Sets of one session do not come in the order of their turns.
      if let longest = lengths.longest[set],
        longest.words > draft.longest.words
          || longest.words == draft.longest.words && session == draft.longest.session
            && longest.turn < draft.longest.turn
      {
        draft.longest = (longest.words, session, longest.turn)
        draft.row.longestTurn = "\(facts.id):\(longest.turn)"
      }
      if key == .speaker {
        draft.row.session = facts.id
        draft.row.group = facts.group
        draft.row.role = members.first.flatMap { roster.people[$0].role?.rawValue }
      }
      drafts[name] = draft
    }
  }

  private mutating func addSource(
    _ session: Int, _ index: Index, isKept: Bool
  ) throws(IndexProblem) {
    let facts = roster.sessions[session]
    guard isKept || drafts[facts.id] != nil else { return }
    let source = try index.segments[facts.place.segment].session(facts.place.session).session.source
    var draft = drafts.removeValue(forKey: facts.id) ?? Draft(row: Self.row(facts.id))
    draft.sessions.insert(session)
    draft.row.session = facts.id
    draft.row.group = facts.group
    draft.row.path = source.path
    draft.row.sha256 = source.digest.hex
    drafts[facts.id] = draft
  }

  /// The rows in which a set's turns count, each with those of its people who make it count there.
  private func names(
    _ people: [Int], _ session: Roster.SessionFacts
  ) -> [(name: String, people: [Int])] {
    switch key {
    case .session: [(session.id, people)]
    case .group: [(session.group, people)]
    case .speaker:
      people.isEmpty ? [("—", [])] : people.map { (roster.people[$0].id, [$0]) }
    case .role:
      people.isEmpty
        ? [("—", [])]
        : Dictionary(grouping: people) { roster.people[$0].role?.rawValue ?? "—" }
          .map { ($0.key, $0.value) }
    }
  }

  /// Sessions and groups: over their counted people; roles: over everyone who has it.
  private func gini(_ draft: Draft) -> Gini? {
    if key == .speaker { return nil }
    var people: Set<Int> = []
    for session in draft.sessions {
      for person in roster.sessions[session].people {
        let facts = roster.people[person]
        let belongs =
          key == .role ? facts.role?.rawValue ?? "—" == draft.row.name : facts.isCounted
        if belongs { people.insert(person) }
      }
    }
    return Gini(people.map { draft.words[$0] ?? 0 })
  }

  private static func row(_ name: String) -> TurnStatistics.Row {
    TurnStatistics.Row(name: name, sessionCount: 0, speakerCount: 0, words: Summary([]))
  }
}
