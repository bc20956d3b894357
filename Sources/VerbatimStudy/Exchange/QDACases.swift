import VerbatimCorpus
import VerbatimThemes

/// People as cases: one for each label of a session, or where speakers are shared one for each label,
/// and for each set of facts that sessions give it.
struct QDACases {
  private struct Entry {
    var guid: String
    var name: String
    var facts: Facts
    var sources: [String] = []
    var selections: [String] = []
  }

  private struct Facts: Equatable {
    var name: String?
    var role: Role?
    var attributes: Attributes
    var isGroup: Bool
    var isDeclared: Bool

    init(_ person: Participant) {
      name = person.name
      role = person.role
      attributes = person.attributes
      isGroup = person.isGroup
      isDeclared = person.isDeclared
    }
  }

  private let isShared: Bool
  private var entries: [Entry] = []
  private var guids: [String: [String: Int]] = [:]
  /// Entries of a label, where speakers are shared.
  private var shared: [String: [Int]] = [:]

  init(isShared: Bool = false) {
    self.isShared = isShared
  }

  static func sharedGUID(_ label: String, _ number: Int) -> String {
    ExchangeID.of("shared-case", label, "\(number)")
  }

  static func guid(_ session: String, _ label: String) -> String {
    ExchangeID.of("case", session, label)
  }

  func guid(session: String, label: String) -> String? {
    guids[session]?[label].map { entries[$0].guid }
  }

  /// The people of a session, by label.
  mutating func add(_ session: Session, _ turns: [Turn], source: String, withTurns: Bool) {
    var known: Set<String> = []
    var people = session.participants.filter { known.insert($0.id).inserted }
    for speaker in turns.flatMap(\.speakers) where known.insert(speaker).inserted {
      people.append(Participant(id: speaker, isDeclared: false))
    }
    for person in people.sorted(by: { NaturalOrder.precedes($0.id, $1.id) }) {
      let place = entry(person, session.id)
      guids[session.id, default: [:]][person.id] = place
      if entries[place].sources.last != source { entries[place].sources.append(source) }
    }
    guard withTurns else { return }
    for (index, turn) in turns.enumerated() {
      for speaker in turn.speakers {
        guard let place = guids[session.id]?[speaker] else { continue }
        entries[place].selections.append(QDASelections.turnGUID(session.id, index + 1))
      }
    }
  }

  private mutating func entry(_ person: Participant, _ session: String) -> Int {
    let facts = Facts(person)
    guard isShared else {
      entries.append(
        Entry(
          guid: Self.guid(session, person.id), name: session + "/" + person.id, facts: facts))
      return entries.count - 1
    }
    let others = shared[person.id] ?? []
    if let same = others.first(where: { entries[$0].facts == facts }) { return same }
    entries.append(
      Entry(guid: Self.sharedGUID(person.id, others.count), name: person.id, facts: facts))
    shared[person.id, default: []].append(entries.count - 1)
    return entries.count - 1
  }

  func cases(_ variables: inout QDAVariables) -> [QDAProject.Case] {
    entries.map { entry in
      var written = QDAProject.Case(guid: entry.guid, name: entry.name)
      let facts = entry.facts
      written.values = variables.values(
        [
          (.role, facts.role?.rawValue), (.name, facts.name),
          (.isGroup, facts.isGroup ? "true" : nil),
          (.isDeclared, facts.isDeclared ? "true" : "false"),
        ], facts.attributes)
      written.sources = entry.sources
      written.selections = entry.selections
      return written
    }
  }
}
