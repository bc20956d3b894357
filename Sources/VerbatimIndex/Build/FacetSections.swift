import VerbatimAnalysis
import VerbatimCorpus

/// Events and attributes of turns → the turns that have them.
struct FacetSections {
  var keys: [UInt8] = []
  var lists: [UInt8] = []

  init(_ stores: [TurnStore], turnCount: Int) {
    var turnsOf: [[UInt8]: [UInt32]] = [:]
    var firstTurn = 0
    for store in stores {
      for fact in store.facts {
        turnsOf[fact.key, default: []].append(UInt32(firstTurn + fact.turn))
      }
      firstTurn += store.count
    }
    var table = KeyTableWriter()
    for key in turnsOf.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
      let turns = turnsOf[key] ?? []
      var payload = ByteWriter()
      payload.count(turns.count)
      payload.slice(turns.withUnsafeBufferPointer { TurnList.encode($0, turnCount: turnCount) })
      table.append(key: key, payload: payload.bytes)
    }
    (keys, lists) = table.finish()
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
