import VerbatimAnalysis
import VerbatimCorpus

/// Events and attributes of turns → the turns that have them.
struct FacetSections {
  private let keys: FactTable
  /// The turns of all keys, by key; where those of each key begin, and where the last ones end.
  private let turns: [UInt32]
  private let starts: [Int]
  private let turnCount: Int

  /// The facts of a session's turns, by the keys of its draft.
  struct SessionFacts {
    var facts: [(key: UInt32, turn: UInt32)]
    var draft: Int
    var firstTurn: Int
  }

  /// - Parameters:
  ///   - sessions: in the order of their turns.
  ///   - drafts: their keys.
  init(_ sessions: [SessionFacts], keys drafts: [FactTable], turnCount: Int) {
    self.turnCount = turnCount
    // The numbers of one draft are those of all, if there is no other.
    var keys = drafts.count == 1 ? drafts[0] : FactTable()
    var numbers: [[Int]] = []
    for draft in drafts {
      if drafts.count == 1 {
        numbers.append(Array(0..<draft.count))
      } else {
        numbers.append(
          draft.withBytes { bytes in
            (0..<draft.count).map {
              keys.number(of: UnsafeRawBufferPointer(rebasing: bytes[draft.range($0)]))
            }
          })
      }
    }
    self.keys = keys
    var starts = [Int](repeating: 0, count: keys.count + 1)
    for session in sessions {
      for fact in session.facts { starts[numbers[session.draft][Int(fact.key)] + 1] += 1 }
    }
    for key in 0..<keys.count { starts[key + 1] += starts[key] }
    var next = starts
    var turns = [UInt32](repeating: 0, count: starts[keys.count])
    for session in sessions {
      for fact in session.facts {
        let key = numbers[session.draft][Int(fact.key)]
        turns[next[key]] = UInt32(session.firstTurn) + fact.turn
        next[key] += 1
      }
    }
    self.turns = turns
    self.starts = starts
  }

  /// FLST and FKEY.
  func write(to writer: SectionWriter) throws {
    var table = KeyTableWriter()
    let lists = ByteBuffer()
    let scratch = ListScratch(turnCount: 0)
    keys.withBytes { bytes in
      for key in order(bytes) {
        let start = lists.count
        turns.withUnsafeBufferPointer {
          let turns = UnsafeBufferPointer(rebasing: $0[starts[key]..<starts[key + 1]])
          lists.varint(turns.count)
          TurnList.encode(turns, turnCount: turnCount, into: lists, scratch)
        }
        table.append(
          key: UnsafeRawBufferPointer(rebasing: bytes[keys.range(key)]),
          payloadLength: lists.count - start)
      }
    }
    try writer.section(.facetLists, lists)
    try writer.section(.facetKeys, table.finish())
  }

  /// The keys that some turn has, by their bytes.
  private func order(_ bytes: UnsafeRawBufferPointer) -> [Int] {
    // Most are told apart by their first bytes.
    var order: [(head: UInt64, key: Int)] = []
    for key in 0..<keys.count where starts[key] < starts[key + 1] {
      var head: UInt64 = 0
      for (place, byte) in bytes[keys.range(key)].prefix(8).enumerated() {
        head |= UInt64(byte) << UInt64(56 - 8 * place)
      }
      order.append((head, key))
    }
    order.sort { left, right in
      if left.head != right.head { return left.head < right.head }
      return bytes[keys.range(left.key)].lexicographicallyPrecedes(bytes[keys.range(right.key)])
    }
    return order.map(\.key)
  }
}

/// The keys of the facet table: what kind of fact, its name, its value without case.
enum Facet {
  static let eventByte: UInt8 = 0x65
  static let attributeByte: UInt8 = 0x61

  /// The words of a description have keys of their own.
  static func separatesWords(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x2C || byte == 0x2E || byte == 0x3B
  }

  static func eventKey(_ value: String) -> [UInt8] {
    [eventByte] + fold(Array(value.utf8))
  }

  static func attributeKey(name: String, value: String) -> [UInt8] {
    attributePrefix(name: name) + fold(Array(value.utf8))
  }

  /// What the keys of one attribute begin with.
  static func attributePrefix(name: String) -> [UInt8] {
    [attributeByte] + fold(Array(name.utf8)) + [0]
  }

  static let eventPrefix: [UInt8] = [eventByte]
  static let attributesPrefix: [UInt8] = [attributeByte]

  /// Values are compared without case, accents kept.
  static func fold(_ bytes: [UInt8]) -> [UInt8] {
    var key = Keys.lc(bytes)
    // Hardly any has one: no second array for those without.
    if key.contains(0) { key = key.map { $0 == 0 ? 1 : $0 } }
    return key
  }
}
