import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The small oracle of plaintext.md §9")
struct PlainTextOracleTests {
  static let oracle = """
    Project: Peer support
    Date: 2024-03-05

    Moderator: Thanks for coming. [laughter]
    P1: I said: never again, and
    then I rang [peer support worker A].

    P2 (00:01:02): Mm. (2.5) th- that's it
    Note: it was cold.
    Moderator: OK.
    """

  @Test("the header is two pairs")
  func header() throws {
    let reading = try reading(Self.oracle)
    #expect(
      reading.report.header == [
        .init(key: "Project", value: "Peer support"), .init(key: "Date", value: "2024-03-05"),
      ])
    #expect(reading.transcript.session.attributes["date"] == "2024-03-05")
    #expect(reading.transcript.session.id == "fg1")
    #expect(reading.transcript.session.group == "fg1")
  }

  @Test("family A with Moderator twice, P1 and P2 once, all strong; Note is rejected")
  func labels() throws {
    let report = try reading(Self.oracle).report
    #expect(report.family == .inline)
    #expect(report.labels.map(\.raw) == ["Moderator", "P1", "P2"])
    #expect(report.labels.map(\.count) == [2, 1, 1])
    #expect(report.labels.map(\.firstLine) == [4, 5, 8])
    #expect(report.labels.allSatisfy { $0.status == "strong" })
    #expect(
      report.rejected == [.init(label: "Note", count: 1, firstLine: 9, reason: .stopList)])
  }

  @Test("turn 2 has one placeholder and no line break")
  func placeholder() throws {
    let turn = try reading(Self.oracle).turns[1]
    #expect(turn.text == "I said: never again, and then I rang [peer support worker A].")
    #expect(turn.marks.map(\.kind) == [.placeholder])
    #expect(turn.text.scalars(turn.marks[0].range) == "[peer support worker A]")
    #expect(turn.place.line == 5 && turn.place.lastLine == 6)
  }

  @Test("turn 3 keeps the rejected label, has a pause of 2.5 s at 4 and begins at 62 s")
  func pause() throws {
    let turn = try reading(Self.oracle).turns[2]
    #expect(turn.text == "Mm. th- that's it Note: it was cold.")
    #expect(turn.events.map(\.kind) == ["pause"])
    #expect(turn.events[0].offset == 4)
    #expect(turn.events[0].duration == Milliseconds(rawValue: 2500))
    #expect(turn.start == Milliseconds(rawValue: 62_000))
  }

  @Test("turn 1 has its words and one event")
  func event() throws {
    let turn = try reading(Self.oracle).turns[0]
    #expect(turn.text == "Thanks for coming.")
    #expect(turn.events == [Event(kind: "vocal", description: "laughter", offset: 18)])
  }

  @Test("every turn is re-read from the bytes of the file")
  func maps() throws {
    for turn in try reading(Self.oracle).turns {
      #expect(rebuilt(turn, from: Array(Self.oracle.utf8)) == turn.text)
    }
  }
}
