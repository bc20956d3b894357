import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The layout in which nothing is guessed")
struct TurnLinesTests {
  private func turn(_ speakers: [String], _ text: String) -> Turn {
    Turn(number: 0, speakers: speakers, text: text, place: SourcePlace(line: 1, bytes: nil))
  }

  private func read(_ bytes: [UInt8]) throws -> [Turn] {
    let settings = try PlainTextSettings(.map([("layout", .string("turns"))]))
    return try PlainTextReader(settings: settings).read(SourceFile(path: "a.txt", bytes: bytes))
      .transcript.turns
  }

  @Test("labels, words, line feeds and nobody's turns stand as the layout says")
  func example() {
    let lines = TurnLines([
      turn(["P1"], "yes, I do"), turn(["A", "B"], "all: two\nlines"), turn([], "a door"),
      turn(["x:y"], ""),
    ])
    #expect(
      String(decoding: lines.bytes, as: UTF8.self)
        == "P1: yes, I do\nA & B: all: two\n\tlines\n: a door\nx\\:y: \n")
  }

  @Test("any turns come back, speaker for speaker and character for character, with exact maps")
  func roundTrip() throws {
    var random = SystemRandomNumberGenerator()
    let labels = ["P1", "M", "a:b", "x & y", "\\", "tab\there", "new\nline", "Dr. Ø", "&", " "]
    let pieces = [
      "well", " ", ": ", "\n", "\t", "\r", "\r\n", "(laughs)", "[P1]", "\u{2028}", "😀", "e\u{301}",
      "10:30", "\\", "P1: ", "", "\u{FEFF}",
    ]
    for _ in 0..<300 {
      let turns = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        turn(
          (0..<Int.random(in: 0...2, using: &random)).map { _ in
            labels.randomElement(using: &random) ?? ""
          },
          (0..<Int.random(in: 0...6, using: &random)).map { _ in
            pieces.randomElement(using: &random) ?? ""
          }.joined())
      }
      let lines = TurnLines(turns)
      let found = try read(lines.bytes)
      #expect(found.map(\.text) == turns.map(\.text))
      #expect(found.map(\.speakers) == turns.map(\.speakers))
      #expect(found.map(\.number) == Array(1..<turns.count + 1))
      for (turn, place) in zip(found, lines.places) {
        #expect(turn.place.bytes == place)
        #expect(turn.place.map?.textLength == turn.text.utf8.count)
        for (offset, scalar) in turn.text.unicodeScalars.enumerated() {
          let byte = lines.byte(ofScalar: offset, turn: turn.number - 1)
          #expect(lines.bytes[byte...].starts(with: String(scalar).utf8))
          let text = turn.text.utf8Offset(ofScalar: offset) ?? 0
          let range = turn.place.map?.sourceRange(of: text..<text + String(scalar).utf8.count)
          #expect(range?.lowerBound == byte)
        }
      }
    }
  }

  @Test("lines without a character mean nothing; a line without a label is nobody's")
  func lenient() throws {
    let turns = try read(Array("\nP1: yes\n\n\nno label here\n\tgoes on\n\n".utf8))
    #expect(turns.map(\.text) == ["yes", "no label here\ngoes on"])
    #expect(turns.map(\.speakers) == [["P1"], []])
  }

  @Test("brackets stay text, and what stands for a name is marked as it is elsewhere")
  func placeholders() throws {
    let turns = try read(Array("P1: I met [peer support worker A] (laughs) [x]\n".utf8))
    #expect(turns[0].text == "I met [peer support worker A] (laughs) [x]")
    #expect(turns[0].events.isEmpty)
    #expect(turns[0].marks.map(\.range).first == 6..<29)
  }

  @Test("by lines each line with anything on it is a turn of nobody")
  func lines() throws {
    let settings = try PlainTextSettings(.map([("layout", .string("lines"))]))
    let file = SourceFile(path: "a.txt", bytes: Array("\u{FEFF}  one two \r\n\r\n\tthree\r\n".utf8))
    let turns = try PlainTextReader(settings: settings).read(file).transcript.turns
    #expect(turns.map(\.text) == ["one two", "three"])
    for turn in turns {
      let place = try #require(turn.place.bytes)
      #expect(Array(file.bytes[place]) == Array(turn.text.utf8))
    }
  }

  @Test("the layout is part of what tells settings apart, and the default changes no digest")
  func digests() throws {
    let layouts = try ["auto", "turns", "lines"].map {
      try PlainTextSettings(.map([("layout", .string($0))])).digest
    }
    #expect(Set(layouts).count == 3)
    #expect(layouts[0] == PlainTextSettings().digest)
  }
}
