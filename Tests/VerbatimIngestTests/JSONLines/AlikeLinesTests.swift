import Testing
import VerbatimCorpus

@testable import VerbatimIngest

/// A line that begins as one before it did is not looked at from its start again: what is made of it must be
/// what is made of it otherwise.
@Suite("Lines that begin alike")
struct AlikeLinesTests {
  /// Beginnings up to the text, and the same without a place in common with them.
  private static let beginnings = [
    (#"{"session":"a","speaker":"P1","text":"#, #"{ "session":"a","speaker":"P1","text":"#),
    (#"{"session": "a", "text": "#, #"{  "session": "a", "text": "#),
    (
      #"{"speaker":"P1","session":"a","role":null,"text":"#,
      #"{ "speaker":"P1","session":"a","text":"#
    ),
    (
      #"{"session":"a","speaker":"Zo\u00eb","text" : "#,
      #"{"session":"a","speaker":"Zoë","text" : "#
    ),
    (#"{"text":"#, #"{ "text":"#),
  ]

  /// How a line may go on behind its beginning.
  private static let endings = [
    #""plain"}"#, #""ünïcode – “so”"}"#, #""""} "#, "\"tab behind\" \t}\t",
    #""new\nline \"quoted\" \ud83d\ude00"}"#,
    #""more","start":1.5,"end":2}"#, #""x","place":"hall"}"#, #""x","role":"moderator"}"#,
    #""x","speaker":"P2"}"#, #""x","session":"a"}"#, #""x","group":"g"}"#, #""x","turn":2}"#,
    #""x"#, #""x""#, #""x"},"#, #""x"}}"#, #""x",}"#, #""x" "#, "\"a\tb\"}", #""\x"}"#,
    #""\ud800"}"#,
    #"12}"#, #"null}"#, #""x","text":"y"}"#, "",
  ]

  private struct Outcome: Equatable {
    var turns: [Turn] = []
    var people: [String] = []
    var warnings: [String] = []
    var problem: JSONLinesProblem?
    /// Where, from the end of the line's beginning.
    var column: Int?
  }

  /// Of a first line and `second`, whose beginning has `length` bytes; turns without their places.
  private static func outcome(_ first: [UInt8], _ second: [UInt8], _ length: Int) -> Outcome {
    var outcome = Outcome()
    let bytes = first + [0x0A] + second + [0x0A]
    if let (problem, line, column) = rejection(of: bytes) {
      outcome.problem = problem
      // A problem of the whole line stands at its start.
      if line == 2, let column { outcome.column = column > length ? column - length : 0 }
      return outcome
    }
    guard let (sessions, summary) = try? readLines(bytes) else { return outcome }
    outcome.warnings = summary.warnings.map { "\($0.kind)" }
    for session in sessions {
      outcome.people += session.session.participants.map { "\($0.id) \($0.isDeclared)" }
      for turn in session.turns {
        // What the place says is true of the file.
        let written = turn.place.bytes.map { bytes[$0] } ?? []
        if !written.contains(0x5C) {
          #expect(String(decoding: written, as: UTF8.self) == turn.text)
        }
        var bare = turn
        bare.place = SourcePlace(line: turn.place.line, bytes: nil)
        outcome.turns.append(bare)
      }
    }
    return outcome
  }

  @Test("are read as if each stood alone", arguments: endings)
  func alike(_ ending: String) {
    for (beginning, other) in Self.beginnings {
      let first = Array(beginning.utf8) + Array(#""first"}"#.utf8)
      let apart = Array(other.utf8) + Array(#""first"}"#.utf8)
      let second = Array(beginning.utf8) + Array(ending.utf8)
      let found = Self.outcome(first, second, beginning.utf8.count)
      let expected = Self.outcome(apart, second, beginning.utf8.count)
      #expect(found == expected, "\(beginning)")
    }
  }

  @Test("what stands behind the text of a line is not taken for a line that ends there")
  func behind() throws {
    let missing = rejection(
      of: Array(
        """
        {"text":"one","session":"a"}
        {"text":"two"}
        """.utf8))
    #expect(missing?.problem == .missingKey("session") && missing?.line == 2)
    let (sessions, _) = try readLines(
      """
      {"session":"a","text":"one","speaker":"P1"}
      {"session":"a","text":"two"}
      {"session":"a","speaker":"P2","text":"three","role":"moderator","place":"hall"}
      {"session":"a","speaker":"P2","text":"four"}
      {"session":"a","speaker":"P2","turn":9,"text":"five"}
      {"session":"a","speaker":"P2","turn":9,"text":"six"}
      """)
    let turns = sessions.flatMap(\.turns)
    #expect(turns.map(\.speakers) == [["P1"], [], ["P2"], ["P2"], ["P2"], ["P2"]])
    #expect(turns.map { $0.attributes["place"] } == [nil, nil, "hall", nil, nil, nil])
    #expect(turns.map { $0.attributes["turn"] } == [nil, nil, nil, nil, "9", "9"])
  }

  @Test("text that is no UTF-8 is told at its byte")
  func invalid() {
    let line = Array(#"{"session":"a","speaker":"P1","text":""#.utf8)
    let end = Array(#""}"#.utf8)
    let bytes = line + [0x61] + end + [0x0A] + line + [0x61, 0xFF, 0x61] + end
    let found = rejection(of: bytes)
    #expect(found?.problem == .invalidUTF8 && found?.line == 2 && found?.column == line.count + 2)
  }

  @Test(
    "of ten people in turn, and with labels longer than are remembered, have their own speakers")
  func people() throws {
    var lines: [String] = []
    var expected: [[String]] = []
    for number in 0..<60 {
      let long = String(repeating: "ö", count: number % 3 == 0 ? 150 : 1)
      let speaker = "\(long)P\(number % 10)"
      lines.append(#"{"session":"s\#(number / 30)","speaker":"\#(speaker)","text":"n \#(number)"}"#)
      expected.append([speaker])
    }
    let (sessions, summary) = try readLines(lines.joined(separator: "\n"))
    #expect(sessions.flatMap { $0.turns.map(\.speakers) } == expected)
    #expect(sessions.flatMap { $0.turns.map(\.text) } == (0..<60).map { "n \($0)" })
    #expect(summary.turns == 60)
  }
}
