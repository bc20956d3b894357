import Testing

@testable import VerbatimThemes

@Suite("Positions of other programs")
struct PositionTests {
  private func text(_ string: String) -> TextPositions { TextPositions(Array(string.utf8)) }

  private func words(_ choice: PositionChoice, _ text: TextPositions) -> [String?] {
    choice.ranges.map { $0.map { String(decoding: text.bytes[$0], as: UTF8.self) } }
  }

  @Test("the note's oracle: four rules, three positions, and the name breaks the tie")
  func oracle() throws {
    let lf = text("P3: 😀 well\nM: she listened")
    let crlf = text("P3: 😀 well\r\nM: she listened")
    func position(_ text: TextPositions, _ unit: PositionRule.Unit, _ newline: PositionRule.Newline)
      throws -> Int
    {
      let bytes = Array("she".utf8)
      let place = try #require(text.bytes.indices.first { text.bytes[$0...].starts(with: bytes) })
      return try #require(
        text.positions(of: [place], by: PositionRule(unit, newline))[place])
    }
    #expect(try position(lf, .scalars, .two) == 14)
    #expect(try position(lf, .utf16, .two) == 15)
    #expect(try position(crlf, .scalars, .two) == 15)
    #expect(try position(crlf, .utf16, .two) == 16)
    #expect(try position(crlf, .scalars, .one) == 14)
    #expect(try position(crlf, .utf16, .one) == 15)
    for prior in [PositionRule(.scalars, .two), PositionRule(.utf16, .one)] {
      for (start, rule) in [(14, PositionRule(.scalars, .one)), (16, PositionRule(.utf16, .two))] {
        let choice = PositionChoice(
          [.init(start: start, end: start + 12, name: "she listened")], in: crlf, prior: prior)
        #expect(choice.rule == rule)
        #expect(words(choice, crlf) == ["she listened"])
        #expect(choice.named == 1 && choice.matters)
      }
    }
  }

  @Test("a text of plain letters with line feeds has one rule, whichever it is called")
  func agreement() {
    let choice = PositionChoice(
      [.init(start: 0, end: 4, name: "")], in: text("well\nyes"), prior: PositionRule(.utf16, .one))
    #expect(!choice.matters)
    #expect(choice.rule == PositionRule(.utf16, .one))
  }

  @Test("what one program counts another finds, for every rule and random texts")
  func everyRule() {
    var random = SeededGenerator(state: 11)
    let pieces = ["well", " yes", "\n", "\r\n", "\r", "é", "😀", "日本", ", I do ", "x"]
    for _ in 0..<200 {
      let string = (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined()
      let text = text(string)
      let starts = text.bytes.indices.filter { text.bytes[$0] & 0xC0 != 0x80 } + [text.bytes.count]
      for rule in PositionRule.all {
        let positions = text.positions(of: starts, by: rule)
        let back = text.offsets(of: Array(positions.values), by: rule)
        for (offset, position) in positions { #expect(back[position] == offset) }
      }
      // The slow and obvious way.
      let scalars = Array(string.unicodeScalars)
      let boundaries = text.positions(of: starts, by: PositionRule(.utf16, .two))
      var offset = 0
      var units = 0
      for scalar in scalars {
        #expect(boundaries[offset] == units)
        offset += String(scalar).utf8.count
        units += String(scalar).utf16.count
      }
    }
  }

  @Test("positions past the end and inside of a character have no place, and others keep theirs")
  func invalid() {
    let text = text("ab😀c")
    let marks: [PositionChoice.Mark] = [
      .init(start: 0, end: 2, name: "ab"), .init(start: 4, end: 99, name: ""),
      .init(start: 2, end: 1, name: ""), .init(start: -1, end: 2, name: ""),
      .init(start: .max, end: .max, name: ""), .init(start: .min, end: .max, name: ""),
    ]
    let choice = PositionChoice(marks, in: text, prior: PositionRule(.scalars, .two))
    #expect(words(choice, text) == ["ab", nil, nil, nil, nil, nil])
    #expect(choice.invalid == 5)
    #expect(
      PositionChoice(
        [.init(start: 3, end: 4, name: "")], in: text, prior: PositionRule(.utf16, .two)
      )
      .rule != PositionRule(.utf16, .two))
  }

  @Test("a rule that is asked for is taken whatever the names say, and they are said to contradict")
  func asked() {
    let text = text("P1: 😀😀😀 it was all about trust in the end")
    let mark = PositionChoice.Mark(start: 8, end: 34, name: "it was all about trust in ")
    let free = PositionChoice([mark], in: text, prior: PositionRule(.utf16, .two))
    #expect(free.rule.unit == .scalars && free.contradicted == 0)
    let forced = PositionChoice(
      [mark], in: text, prior: PositionRule(.scalars, .two), asked: (.utf16, nil))
    #expect(forced.rule.unit == .utf16 && forced.standings == [.contradicted])
  }

  @Test("names are compared without white space, as beginnings, and short ones as titles")
  func names() {
    let text = text("P1: it was\n  all about trust")
    func standing(_ name: String) -> (named: Int, contradicted: Int) {
      let choice = PositionChoice(
        [.init(start: 4, end: 28, name: name)], in: text, prior: PositionRule(.scalars, .two))
      return (choice.named, choice.contradicted)
    }
    #expect(standing("it was all about trust") == (1, 0))
    #expect(standing("it was all ab…") == (1, 0))
    #expect(standing("it was all ab...") == (1, 0))
    #expect(standing("Quotation 3") == (0, 0))
    #expect(standing("something else entirely") == (0, 1))
    #expect(standing("") == (0, 0))
  }

  @Test("moments are read as programs write them")
  func timestamps() {
    let noon = Timestamp("2024-02-29T12:00:00Z")
    for text in [
      "2024-02-29T12:00:00Z", "2024-02-29 12:00:00", "2024-02-29T12:00:00.123456Z",
      "2024-02-29T13:30:00+01:30", "2024-02-29T04:00:00-0800", "2024-02-29_12-00-00",
    ] { #expect(Timestamp(loose: text) == noon, "\(text)") }
    #expect(Timestamp(loose: "2024-02-29")?.text == "2024-02-29T00:00:00Z")
    for text in ["", "yesterday", "2024-02-29T12", "2024-02-29T12:00:00+1", "2024-99-01"] {
      #expect(Timestamp(loose: text) == nil, "\(text)")
    }
    var random = SeededGenerator(state: 3)
    for _ in 0..<500 {
      let seconds = Int.random(in: -62_167_219_200...253_402_300_799, using: &random)
      #expect(Timestamp(secondsSince1970: seconds).secondsSince1970 == seconds)
    }
  }
}
