import Testing
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Facts of turns")
struct FactTableTests {
  /// The keys of a description by the rules alone: all of it, and each word if there are several.
  static func keys(_ description: String) -> Set<[UInt8]> {
    let bytes = Array(description.utf8)
    let words = bytes.split(whereSeparator: Facet.separatesWords).map(Array.init)
    var keys: Set<[UInt8]> = [[Facet.eventByte] + Facet.fold(bytes)]
    if words.count > 1 { keys.formUnion(words.map { [Facet.eventByte] + Facet.fold($0) }) }
    return keys
  }

  private func add(
    _ events: [Event], _ attributes: Attributes, to table: FactTable,
    _ body: (UInt32) -> Void
  ) {
    var rows = TurnRows()
    rows.append(
      Turn(
        number: 1, speakers: [], text: "", events: events, attributes: attributes,
        place: SourcePlace(line: 1, bytes: nil)))
    rows.withPool { table.add(rows.extras[0], of: rows, $0, body) }
  }

  private func told(_ table: FactTable, _ description: String) -> [[UInt8]] {
    var numbers: [UInt32] = []
    let event = Event(kind: "", description: description)
    add([event, event], [], to: table) { numbers.append($0) }
    return numbers.map { Array(table.bytes(of: Int($0))) }.filter { $0.count > 1 }
  }

  @Test("a description is told whole and by its words, each key once a turn")
  func descriptions() {
    let table = FactTable()
    let descriptions = [
      "ab", "ab.", ". ab .", " ; , .", "Laughs", "lacht laut", "Lacht, laut; und.lange", "a a A b",
      "Beifall bei der SPÖ. – Abg. Öllinger: „Äußerst gut“ …", "Straße, STRASSE", "l’été, L’ÉTÉ",
      "ﬁn de siècle", "naïve na\u{69}\u{308}ve", "µ M", "x\u{AD}y z", "a\u{0}b c", "Ω ω, Ω",
      "12345678 123456789 ABCDEFGH", "kühl kühl;\u{37E}x y", "\u{2014}\u{2019}\u{2010}\u{2011} a",
    ]
    // Twice: new keys, then known ones.
    for description in descriptions + descriptions {
      let keys = told(table, description)
      #expect(Set(keys) == Self.keys(description).filter { $0.count > 1 }, "\(description)")
      #expect(keys.count == Set(keys).count)
    }
  }

  @Test("a key has one number whatever came between, however many there are")
  func many() {
    let table = FactTable()
    var numbers: [[UInt8]: UInt32] = [:]
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<2000 {
      // Some with more words than the rest, of lengths about those that are told apart by their first bytes.
      let count = Int.random(in: 1...(generator.next() % 50 == 0 ? 400 : 6), using: &generator)
      let words = (0..<count).map { _ in
        String(repeating: "x", count: Int.random(in: 0...18, using: &generator))
          + String(Int.random(in: 0..<900, using: &generator))
      }
      let description = words.joined(separator: " ")
      var told: [UInt32] = []
      add([Event(kind: "", description: description)], [], to: table) { told.append($0) }
      let keys = told.map { Array(table.bytes(of: Int($0))) }
      #expect(Set(keys) == Self.keys(description).union([[Facet.eventByte]]))
      for (key, number) in zip(keys, told) {
        #expect(numbers[key, default: number] == number)
        numbers[key] = number
      }
    }
    #expect(table.count == numbers.count && table.count > 1000)
  }

  @Test("what is folded in place is what is folded by scalars")
  func folding() {
    let scalars = [0..<0x300, 0x370..<0x400, 0x2000..<0x2070].joined().compactMap {
      Unicode.Scalar(UInt32($0))
    }
    var count = 0
    for scalar in scalars {
      for frame in [("", ""), ("A", "B"), ("ABCDEFGH", "IJKLMNOPQ"), ("Ä", "ß"), ("ABC–", "É")] {
        var text = frame.0 + String(scalar) + frame.1
        text.withUTF8 { text in
          let room = UnsafeMutablePointer<UInt8>.allocate(capacity: text.count)
          defer { room.deallocate() }
          guard let end = Facet.fold(text, into: room) else { return }
          count += 1
          let folded = Array(UnsafeBufferPointer(start: room, count: end - room))
          #expect(folded == Facet.fold(Array(text)), "U+\(String(scalar.value, radix: 16))")
        }
      }
    }
    // ASCII, Latin-1 but for three, and what stands between words.
    #expect(count >= 5 * (128 + 64 + 29 + 9))
  }

  @Test("attributes are told by name and value without case")
  func attributes() {
    let table = FactTable()
    var numbers: [UInt32] = []
    let attributes: Attributes = [
      .init(name: "Role", value: "Chair"), .init(name: "role", value: "chair"),
      .init(name: "role", value: ""),
    ]
    add([], attributes, to: table) { numbers.append($0) }
    let keys = numbers.map { Array(table.bytes(of: Int($0))) }
    #expect(keys == [Array("arole\0chair".utf8), Array("arole\0".utf8)])
  }
}
