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
    let keys = drafts.count == 1 ? drafts[0] : FactTable()
    let numbers = drafts.map { draft in
      (0..<draft.count).map { drafts.count == 1 ? $0 : keys.number(of: draft.bytes(of: $0)) }
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
    for key in order() {
      let start = lists.count
      turns.withUnsafeBufferPointer {
        let turns = UnsafeBufferPointer(rebasing: $0[starts[key]..<starts[key + 1]])
        lists.varint(turns.count)
        TurnList.encode(turns, turnCount: turnCount, into: lists, scratch)
      }
      table.append(key: keys.bytes(of: key), payloadLength: lists.count - start)
    }
    try writer.section(.facetLists, lists)
    try writer.section(.facetKeys, table.finish())
  }

  /// The keys that some turn has, by their bytes.
  private func order() -> [Int] {
    // Most are told apart by their first bytes.
    var order: [(head: UInt64, next: UInt64, key: Int)] = []
    for key in 0..<keys.count where starts[key] < starts[key + 1] {
      let bytes = keys.bytes(of: key)
      order.append((Self.head(bytes, from: 0), Self.head(bytes, from: 8), key))
    }
    order.sort { left, right in
      if left.head != right.head { return left.head < right.head }
      if left.next != right.next { return left.next < right.next }
      return keys.bytes(of: left.key).compared(with: keys.bytes(of: right.key)) < 0
    }
    return order.map(\.key)
  }

  /// Eight bytes as a number that orders as they do, zeros behind the end.
  private static func head(_ bytes: UnsafeRawBufferPointer, from start: Int) -> UInt64 {
    if bytes.count >= start + 8 {
      return UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: start, as: UInt64.self))
    }
    var head: UInt64 = 0
    for place in start..<max(bytes.count, start) {
      head |= UInt64(bytes[place]) << UInt64(56 - 8 * (place - start))
    }
    return head
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

  /// The next word at or behind an offset; empty, at the end, where there is none.
  static func word(in bytes: UnsafeBufferPointer<UInt8>, from offset: Int) -> Range<Int> {
    var start = offset
    while start < bytes.count, separatesWords(bytes[start]) { start += 1 }
    var end = start
    while end < bytes.count, !separatesWords(bytes[end]) { end += 1 }
    return start..<end
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

  /// Writes what ``fold(_:)`` gives, for a text of which each character takes as many bytes as before: one
  /// of ASCII, Latin-1, dashes and quotation marks. Returns the end; `nil` for another text.
  ///
  /// - Parameter room: for as many bytes as the text has.
  static func fold(
    _ text: UnsafeBufferPointer<UInt8>, into room: UnsafeMutablePointer<UInt8>
  ) -> UnsafeMutablePointer<UInt8>? {
    let raw = UnsafeRawBufferPointer(text)
    let (ones, high): (UInt64, UInt64) = (0x0101_0101_0101_0101, 0x8080_8080_8080_8080)
    var at = 0
    while at < text.count {
      if at + 8 <= text.count {
        // Safety: eight bytes lie before the end of both.
        let word = raw.loadUnaligned(fromByteOffset: at, as: UInt64.self)
        if (word | (word &- ones)) & high == 0 {
          // No byte is 0 or above 7F, so that no sum reaches the next one.
          let upper = (word &+ 0x3F &* ones) & ~(word &+ 0x25 &* ones) & high
          UnsafeMutableRawPointer(room + at).storeBytes(of: word | upper >> 2, as: UInt64.self)
          at += 8
          continue
        }
      }
      let byte = text[at]
      if byte < 0x80 {
        room[at] = byte == 0 ? 1 : byte &- 0x41 < 26 ? byte | 0x20 : byte
        at += 1
        continue
      }
      // Safety: the text is valid UTF-8, so that what the first byte promises is there.
      let second = text[at + 1]
      switch (byte, second) {
      case (0xC3, 0x9F):
        room[at] = UInt8(ascii: "s")
        room[at + 1] = UInt8(ascii: "s")
        at += 2
      case (0xC3, _):
        room[at] = byte
        room[at + 1] = second < 0x9F && second != 0x97 ? second | 0x20 : second
        at += 2
      case (0xC2, 0xA0...0xAC), (0xC2, 0xAE...0xB4), (0xC2, 0xB6...0xBF):
        room[at] = byte
        room[at + 1] = second
        at += 2
      case (0xE2, 0x80):
        switch text[at + 2] {
        case 0x93, 0x94, 0x9A...0x9F, 0xA6: break
        default: return nil
        }
        room[at] = byte
        room[at + 1] = second
        room[at + 2] = text[at + 2]
        at += 3
      default: return nil
      }
    }
    return room + text.count
  }
}
