import VerbatimAnalysis
import VerbatimCorpus

/// Events and attributes of turns → the turns that have them.
struct FacetSections {
  private let turnsOf: [[UInt8]: [UInt32]]
  private let turnCount: Int

  /// The facts of a session's turns, by the keys of its draft.
  struct SessionFacts {
    var facts: [(key: UInt32, turn: UInt32)]
    var keys: [[UInt8]]
    var draft: Int
    var firstTurn: Int
  }

  /// - Parameter sessions: in the order of their turns.
  init(_ sessions: [SessionFacts], turnCount: Int) {
    self.turnCount = turnCount
    var lists: [[UInt32]] = []
    var numbers: [[UInt8]: Int] = [:]
    /// By draft and the draft's number.
    var known: [Int: [Int]] = [:]
    for session in sessions where !session.facts.isEmpty {
      let own =
        known[session.draft]
        ?? session.keys.map { key in
          if let number = numbers[key] { return number }
          numbers[key] = lists.count
          lists.append([])
          return lists.count - 1
        }
      known[session.draft] = own
      for fact in session.facts {
        lists[own[Int(fact.key)]].append(UInt32(session.firstTurn) + fact.turn)
      }
    }
    turnsOf = numbers.mapValues { lists[$0] }.filter { !$0.value.isEmpty }
  }

  /// FLST and FKEY.
  func write(to writer: SectionWriter) throws {
    var table = KeyTableWriter()
    let lists = ByteBuffer()
    let scratch = ListScratch(turnCount: 0)
    for key in turnsOf.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let start = lists.count
      (turnsOf[key] ?? []).withUnsafeBufferPointer { turns in
        lists.varint(turns.count)
        TurnList.encode(turns, turnCount: turnCount, into: lists, scratch)
      }
      table.append(key: key, payloadLength: lists.count - start)
    }
    try writer.section(.facetLists, lists)
    try writer.section(.facetKeys, table.finish())
  }
}

/// The keys of the facet table: what kind of fact, its name, its value without case.
enum Facet {
  private static let event: UInt8 = 0x65
  private static let attribute: UInt8 = 0x61

  /// The distinct keys of a turn, ascending.
  static func keys(of turn: Turn) -> [[UInt8]] {
    if turn.events.isEmpty, turn.attributes.isEmpty { return [] }
    var keys: Set<[UInt8]> = []
    for event in turn.events {
      keys.formUnion(eventKeys(kind: event.kind, description: event.description))
    }
    for entry in turn.attributes.entries {
      keys.insert(attributeKey(name: entry.name, value: entry.value))
    }
    return keys.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// By kind, by the whole description, and by each of its words.
  static func eventKeys(kind: String, description: String?) -> [[UInt8]] {
    var keys = [eventKey(kind)]
    if let description, !description.isEmpty {
      keys.append(eventKey(description))
      let words = description.utf8.split { $0 == 0x20 || $0 == 0x2C || $0 == 0x2E || $0 == 0x3B }
      if words.count > 1 {
        for word in words { keys.append([event] + fold(Array(word))) }
      }
    }
    return keys
  }

  static func eventKey(_ value: String) -> [UInt8] {
    [event] + fold(Array(value.utf8))
  }

  static func attributeKey(name: String, value: String) -> [UInt8] {
    attributePrefix(name: name) + fold(Array(value.utf8))
  }

  /// What the keys of one attribute begin with.
  static func attributePrefix(name: String) -> [UInt8] {
    [attribute] + fold(Array(name.utf8)) + [0]
  }

  static let eventPrefix: [UInt8] = [event]
  static let attributesPrefix: [UInt8] = [attribute]

  /// Values are compared without case, accents kept.
  private static func fold(_ bytes: [UInt8]) -> [UInt8] {
    Keys.lc(bytes).map { $0 == 0 ? 1 : $0 }
  }
}
