import Foundation
import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("JSON Lines that are rejected")
struct JSONLinesRejectionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    var json: String
    var problem: JSONLinesProblem
    var column: Int
    var testDescription: String { json }

    init(_ json: String, _ problem: JSONLinesProblem, _ column: Int) {
      self.json = json
      self.problem = problem
      self.column = column
    }
  }

  static let cases = [
    Case(#"{"session":"a","text":"x",}"#, .expected(.key), 27),
    Case(#"{,"session":"a","text":"x"}"#, .expected(.key), 2),
    Case(#"{'session':"a"}"#, .expected(.key), 2),
    Case(#"{"session":'a'}"#, .expected(.value), 12),
    Case(#"{"session" "a"}"#, .expected(.colon), 12),
    Case(#"{"session":"a" "text":"x"}"#, .expected(.commaOrClosingBrace), 16),
    Case(#"{"session":"a","text":"x""#, .expected(.commaOrClosingBrace), 26),
    Case(#"{"session":"a","text":"x"#, .expected(.closingQuote), 25),
    Case("{\"session\":\"a\",\"text\":\"x\ty\"}", .controlCharacter(9), 25),
    Case("{\"session\":\"a\",\"text\":\"x\u{0}y\"}", .controlCharacter(0), 25),
    Case("{\"session\":\"a\",\"text\":\"abcdefghijklmn\u{1F}\"}", .controlCharacter(31), 38),
    Case(#"{"text":"\x41"}"#, .invalidEscape, 10),
    Case(#"{"text":"\u00g1"}"#, .invalidEscape, 10),
    Case(#"{"text":"\u00"}"#, .invalidEscape, 10),
    Case(#"{"text":"\"#, .invalidEscape, 10),
    Case(#"{"text":"\ud800"}"#, .loneSurrogate, 10),
    Case(#"{"text":"\udc00"}"#, .loneSurrogate, 10),
    Case(#"{"text":"a\ud800\ud800"}"#, .loneSurrogate, 11),
    Case(#"{"text":"\ud800\n"}"#, .loneSurrogate, 10),
    Case(#"{"n":NaN}"#, .expected(.value), 6),
    Case(#"{"n":nul}"#, .expected(.value), 6),
    Case(#"{"n":Infinity}"#, .expected(.value), 6),
    Case(#"{"n":01}"#, .expected(.commaOrClosingBrace), 7),
    Case(#"{"n":-}"#, .expected(.digit), 7),
    Case(#"{"n":+1}"#, .expected(.value), 6),
    Case(#"{"n":1.}"#, .expected(.digit), 8),
    Case(#"{"n":.5}"#, .expected(.value), 6),
    Case(#"{"n":1e}"#, .expected(.digit), 8),
    Case(#"{"n":0x10}"#, .expected(.commaOrClosingBrace), 7),
    Case(#"{"session":"a","text":"x","text":"y"}"#, .duplicateKey("text"), 27),
    Case(#"{"a":1,"\u0061":1}"#, .duplicateKey("a"), 8),
    Case(#"{"a":null,"a":1}"#, .duplicateKey("a"), 11),
    Case(#"{"speaker_attributes":{"a":1,"a":1}}"#, .duplicateKey("a"), 30),
    Case(#"{"session":"a"}"#, .missingKey("text"), 1),
    Case(#"{"text":"a"}"#, .missingKey("session"), 1),
    Case(#"{"session":"a","text":null}"#, .missingKey("text"), 1),
    Case(#" {}"#, .missingKey("session"), 2),
    Case(#"{"session":"","text":"a"}"#, .emptyValue(key: "session"), 1),
    Case(#"{"session":1,"text":"a"}"#, .wrongType(key: "session", expected: .string), 12),
    Case(#"{"start":"1","text":"a"}"#, .wrongType(key: "start", expected: .number), 10),
    Case(#"{"start":1e300}"#, .outOfRange(key: "start"), 10),
    Case(#"{"tags":["a"]}"#, .wrongType(key: "tags", expected: .scalar), 9),
    Case(#"{"tags":{"a":1}}"#, .wrongType(key: "tags", expected: .scalar), 9),
    Case(
      #"{"speaker_attributes":[]}"#,
      .wrongType(key: "speaker_attributes", expected: .scalar), 23),
    Case(
      #"{"speaker_attributes":"x"}"#,
      .wrongType(key: "speaker_attributes", expected: .object), 23),
    Case(
      #"{"speaker_attributes":{"a":{}}}"#, .wrongType(key: "a", expected: .scalar), 28),
    Case(#"{"session":"a","text":"","role":"x"}"#, .needsSpeaker(key: "role"), 1),
    Case(#"[1]"#, .expected(.object), 1),
    Case(#""text""#, .expected(.object), 1),
    Case(#"{"session":"a","text":"x"} {}"#, .expected(.endOfLine), 28),
    Case("\u{FEFF}\u{FEFF}{}", .expected(.object), 4),
  ]

  @Test("hostile lines are rejected, with the byte and what was expected", arguments: cases)
  func hostile(_ example: Case) throws {
    let rejected = try #require(rejection(of: Array(example.json.utf8)))
    #expect(rejected.problem == example.problem)
    #expect(rejected.line == 1)
    #expect(rejected.column == example.column)
    #expect(rejected.problem.isError)
  }

  @Test("a special byte is found wherever it stands in a long string")
  func specialBytes() throws {
    let before = #"{"session":"a","text":""#
    for length in 0..<100 {
      let filler = [UInt8](repeating: UInt8(ascii: "x"), count: length)
      for tail in 0..<40 {
        let rest = String(repeating: "é", count: tail) + "\"}"
        let line = Array(before.utf8) + filler + [0x1F] + Array(rest.utf8)
        let rejected = try #require(rejection(of: line))
        #expect(rejected.problem == .controlCharacter(0x1F))
        #expect(rejected.column == before.utf8.count + length + 1)
      }
      let escaped = Array(before.utf8) + filler + Array("\\\"\u{7F}!#[]é\"}".utf8)
      let text = try #require(try readLines(escaped).sessions.first?.turns.first?.text)
      #expect(text == String(repeating: "x", count: length) + "\"\u{7F}!#[]é")
    }
  }

  static let notUTF8: [[UInt8]] = [
    [0x80], [0xC3], [0xC0, 0xAF], [0xC1, 0x81], [0xE0, 0x80, 0xAF], [0xED, 0xA0, 0x80],
    [0xF0, 0x80, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF],
    [0xE2, 0x82], [0xF0, 0x9F, 0x98],
  ]

  @Test("bytes that are no UTF-8 are rejected wherever they stand", arguments: notUTF8)
  func invalidUTF8(_ bytes: [UInt8]) throws {
    for (before, after) in [
      (#"{"session":"a","text":"höhe "#, #""}"#), (#"{"session":"a","text":"\n"#, #" x"}"#),
      (#"{"session":""#, #"","text":"x"}"#), (#"{"session":"a","text":"x","k":""#, #""}"#),
      (#"{"session":"a","text":"x",""#, #"":1}"#),
      (#"{"session":"a","text":"x","speaker":""#, #""}"#),
      (#"{"session":"a","text":"x","speaker":"s","speaker_attributes":{"k":""#, #""}}"#),
    ] {
      let rejected = try #require(
        rejection(of: Array(before.utf8) + bytes + Array(after.utf8)))
      #expect(rejected.problem == .invalidUTF8)
      #expect(rejected.column == before.utf8.count + 1)
    }
  }

  @Test("a session that comes back is an error that names both lines")
  func sessionReturns() throws {
    let line = { (id: String) in #"{"session":"\#(id)","text":"x"}"# + "\n" }
    let rejected = try #require(
      rejection(of: Array((line("a") + line("a") + line("b") + line("a")).utf8)))
    #expect(rejected.problem == .sessionReturns(session: "a", lastLine: 2))
    #expect(rejected.line == 4)
  }

  @Test("a session has one group")
  func groupChanges() throws {
    let rejected = try #require(
      rejection(
        of: Array(
          """
          {"session":"a","text":"x"}
          {"session":"a","text":"x","group":"1"}
          {"session":"a","text":"x","group":"2"}
          """.utf8)))
    #expect(rejected.problem == .groupChanges(session: "a", firstLine: 2))
    #expect(rejected.line == 3)
  }

  @Test("a file without a turn is rejected", arguments: ["", "\n\n", "\u{FEFF}", " \r\n"])
  func noTurns(_ text: String) throws {
    #expect(try #require(rejection(of: Array(text.utf8))).problem == .noTurns)
  }

  @Test("depth and width cost neither stack nor quadratic time")
  func deep() throws {
    let deep = "{\"a\":" + String(repeating: "[", count: 1_000_000)
    #expect(
      rejection(of: Array(deep.utf8))?.problem == .wrongType(key: "a", expected: .scalar))
    let wide = (0..<20_000).map { "\"k\($0)\":1" }.joined(separator: ",")
    #expect(
      rejection(of: Array("{\(wide),\"k7\":1}".utf8))?.problem == .duplicateKey("k7"))
    #expect(
      rejection(of: Array("{\(wide),\"k19999\":1}".utf8))?.problem == .duplicateKey("k19999"))
  }
}
