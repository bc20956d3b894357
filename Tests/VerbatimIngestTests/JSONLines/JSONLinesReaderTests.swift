import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("JSON Lines become sessions")
struct JSONLinesReaderTests {
  @Test("a line gives its turn, its person and its time")
  func line() throws {
    let (sessions, summary) = try readLines(
      #"{"session":"fg1","group":"FG1","turn":1,"speaker":"P1","role":"participant","#
        + #""text":"Well, yes.","start":1.25,"end":2,"topic":"hugs","sure":true,"n":1.50,"gap":null,"#
        + #""speaker_attributes":{"sex":"F","born":1954,"note":null}}"# + "\n")
    #expect(summary == JSONLinesSummary(sessions: 1, turns: 1))
    let session = try #require(sessions.first).session
    #expect(session.id == "fg1")
    #expect(session.group == "FG1")
    #expect(session.source.path == "turns.jsonl")
    #expect(
      session.participants == [
        Participant(
          id: "P1", role: .participant,
          attributes: [.init(name: "sex", value: "F"), .init(name: "born", value: "1954")])
      ])
    let turn = try #require(sessions.first?.turns.first)
    #expect(turn.number == 1)
    #expect(turn.text == "Well, yes.")
    #expect(turn.start == Milliseconds(rawValue: 1250))
    #expect(turn.end == Milliseconds(rawValue: 2000))
    #expect(
      turn.attributes == [
        .init(name: "topic", value: "hugs"), .init(name: "sure", value: "true"),
        .init(name: "n", value: "1.50"),
      ])
  }

  @Test("sessions come one at a time, participants in the order of their first turns")
  func sessions() throws {
    let (sessions, summary) = try readLines(
      """
      {"session":"a","speaker":"M","text":"1"}

      {"session":"a","speaker":"P2","text":"2"}
      {"session":"a","speaker":"M","text":""}
      \t{"session":"b","text":"4","speaker":null}\u{20}
      {"session":"b","speaker":"","text":"5"}
      """)
    #expect(summary.sessions == 2)
    #expect(summary.turns == 5)
    #expect(sessions.map(\.session.id) == ["a", "b"])
    #expect(sessions[0].session.participants.map(\.id) == ["M", "P2"])
    #expect(sessions[0].session.participants.allSatisfy { !$0.isDeclared })
    #expect(sessions[0].turns.map(\.speakers) == [["M"], ["P2"], ["M"]])
    #expect(sessions[0].turns.map(\.place.line) == [1, 3, 4])
    #expect(sessions[1].turns.map(\.speakers) == [[], []])
    #expect(sessions[1].turns.map(\.number) == [1, 2])
    #expect(sessions[1].session.group == "b")
  }

  @Test("the place of a turn is the content between its quotes, with an exact map")
  func place() throws {
    let bytes = Array(
      "\u{FEFF}\r\n{\"text\":\"Añ\\u00e9\\\"\\ud83d\\ude00x\",\"session\":\"a\"}\r\n".utf8)
    let turn = try #require(try readLines(bytes).sessions.first?.turns.first)
    #expect(turn.text == "Añé\"😀x")
    #expect(turn.place.line == 2)
    let range = try #require(turn.place.bytes)
    #expect(String(decoding: bytes[range], as: UTF8.self) == #"Añ\u00e9\"\ud83d\ude00x"#)
    let map = try #require(turn.place.map)
    #expect(map.textLength == turn.text.utf8.count)
    func source(_ range: Range<Int>) -> String? {
      map.sourceRange(of: range).map { String(decoding: bytes[$0], as: UTF8.self) }
    }
    #expect(source(0..<3) == "Añ")
    #expect(source(3..<5) == #"\u00e9"#)
    #expect(source(5..<6) == #"\""#)
    #expect(source(6..<10) == #"\ud83d\ude00"#)
    #expect(source(10..<11) == "x")
    #expect(map.runs.count == 5)
  }

  @Test("plain text has a map of one run, empty text of none")
  func identity() throws {
    let turns = try readLines(
      "{\"session\":\"a\",\"text\":\"plain\"}\n{\"session\":\"a\",\"text\":\"\"}"
    ).sessions[0].turns
    #expect(turns[0].place.map == OffsetMap(identityAt: 23, length: 5))
    #expect(turns[1].place.map == OffsetMap())
  }

  @Test("turn numbers that do not count from 1 are kept as attributes and told once")
  func turnNumbers() throws {
    let (sessions, summary) = try readLines(
      """
      {"session":"a","text":"x","turn":1}
      {"session":"a","text":"x","turn":3}
      {"session":"a","text":"x","turn":3}
      {"session":"a","text":"x","turn":3.5}
      """)
    #expect(sessions[0].turns.map(\.number) == [1, 2, 3, 4])
    #expect(sessions[0].turns.map { $0.attributes["turn"] } == [nil, "3", nil, "3.5"])
    #expect(
      summary.warnings == [
        IngestProblem(
          path: "turns.jsonl", line: 2, kind: JSONLinesProblem.turnNumbers(session: "a", lines: 2))
      ])
  }

  @Test("what contradicts an earlier line about a person is told; the first value stands")
  func personChanges() throws {
    let (sessions, summary) = try readLines(
      """
      {"session":"a","text":"x","speaker":"P1","role":"participant","speaker_attributes":{"k":"1"}}
      {"session":"a","text":"x","speaker":"P1","role":"moderator","speaker_attributes":{"k":2,"l":3}}
      {"session":"b","text":"x","speaker":"P1","role":"moderator","start":2,"end":1}
      """)
    let person = sessions[0].session.participants[0]
    #expect(person.role == .participant)
    #expect(person.attributes == [.init(name: "k", value: "1"), .init(name: "l", value: "3")])
    #expect(sessions[1].session.participants[0].role == .moderator)
    #expect(
      summary.warnings.map(\.kind).compactMap { $0 as? JSONLinesProblem } == [
        .personChanges(session: "a", speaker: "P1", key: "role", lines: 1),
        .personChanges(session: "a", speaker: "P1", key: "k", lines: 1),
        .endsBeforeStart(session: "b", lines: 1),
      ])
    #expect(summary.warnings.allSatisfy { !$0.isError })
  }

  @Test("keys are compared by what they spell, escaped or not")
  func escapedKeys() throws {
    let (sessions, _) = try readLines(
      #"{"\u0073ession":"\u0061","te\u0078t":"x","\ud83d\ude00":1}"#)
    #expect(sessions[0].session.id == "a")
    #expect(sessions[0].turns[0].attributes["😀"] == "1")
  }

  @Test("a session may be spelled with and without escapes")
  func escapedSession() throws {
    let (sessions, _) = try readLines(
      "{\"session\":\"é\",\"text\":\"1\"}\n{\"session\":\"\\u00e9\",\"text\":\"2\"}")
    #expect(sessions.count == 1)
  }

  @Test("a speaker is one person however often, in whatever turn and with whatever escapes")
  func speakers() throws {
    let long = String(repeating: "Kopf", count: 40)
    let labels = ["P1", "P2", "Größe", "P10", long, long + "!", "M", "P3", "a\"b"]
    let spelled = labels.map { $0.replacing("\"", with: "\\\"") }
    let escaped = ["\\u0050\u{31}", "P\\u0032", "Gr\\u00f6\u{DF}e", "P1\\u0030"]
    var generator = SeededGenerator(state: 5)
    var lines: [String] = []
    var expected: [String] = []
    for _ in 0..<400 {
      let number = Int.random(in: 0..<labels.count, using: &generator)
      let isEscaped = number < escaped.count && Bool.random(using: &generator)
      lines.append(
        #"{"session":"a","speaker":"\#(isEscaped ? escaped[number] : spelled[number])","text":"x"}"#
      )
      expected.append(labels[number])
    }
    let (sessions, _) = try readLines(lines.joined(separator: "\n"))
    #expect(sessions.count == 1)
    #expect(sessions[0].turns.map(\.speakers) == expected.map { [$0] })
    var first: [String] = []
    for label in expected where !first.contains(label) { first.append(label) }
    #expect(sessions[0].session.participants.map(\.id) == first)
    #expect(sessions[0].speakerCount == labels.count)
  }

  @Test("an error of the caller ends the reading and is passed on")
  func callerError() {
    struct Stop: Error {}
    let file = SourceFile(path: "a", bytes: Array("{\"session\":\"a\",\"text\":\"\"}".utf8))
    #expect(throws: Stop.self) { try JSONLinesReader().read(file) { _ in throw Stop() } }
  }
}
