import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("Families of labels")
struct LabelFamilyTests {
  struct Example: Sendable, CustomTestStringConvertible {
    var family: LabelFamily
    var text: String
    /// `speaker: text`, and the start in seconds.
    var turns: [(String, Double?)]
    var testDescription: String { "\(family.rawValue): \(text.prefix(24))" }

    init(_ family: LabelFamily, _ text: String, _ turns: [(String, Double?)]) {
      (self.family, self.text, self.turns) = (family, text, turns)
    }
  }

  static let examples = [
    Example(
      .inline, "Moderator: Hello\nM: text\nP1:\tyes",
      [
        ("Moderator: Hello", nil), ("M: text", nil), ("P1: yes", nil),
      ]),
    Example(.inline, "FG2-P3: one\nS00: two", [("FG2-P3: one", nil), ("S00: two", nil)]),
    Example(
      .timeInLabel, "Speaker 1 (00:01:02): one\nSpeaker 2 [1:05]: two",
      [
        ("Speaker 1: one", 62), ("Speaker 2: two", 65),
      ]),
    Example(
      .timeFirst, "[00:01:02] P1: one\n00:01:05 P2: two\n#00:01:07-3# P1: three",
      [
        ("P1: one", 62), ("P2: two", 65), ("P1: three", 67.3),
      ]),
    Example(.timeFirst, "(01.02) P1: one\n{1:05} P2: two", [("P1: one", 62), ("P2: two", 65)]),
    Example(
      .bracketed, "[P1]: one\n[SPEAKER_00]: two", [("P1: one", nil), ("SPEAKER_00: two", nil)]),
    Example(.bracketed, "<P1> one\n<P2> two", [("P1: one", nil), ("P2: two", nil)]),
    Example(
      .ownLineWithTime,
      "Anna Smith  0:03\none\n\nBen  0:05\ntwo\n\nAnna Smith  0:09\nthree\nBen  0:12\nfour\n"
        + "Anna Smith  0:19\nfive\nBen  0:22\nsix",
      [
        ("Anna Smith: one", 3), ("Ben: two", 5), ("Anna Smith: three", 9), ("Ben: four", 12),
        ("Anna Smith: five", 19), ("Ben: six", 22),
      ]),
    Example(
      .ownLineTimeInParentheses, "Speaker 1 (00:02)\none\nSpeaker 2 (00:04)\ntwo\nmore",
      [
        ("Speaker 1: one", 2), ("Speaker 2: two more", 4),
      ]),
    Example(
      .ownLineTimeFirst, "[00:00:01.23] - Speaker 1\none\n\n[00:00:04.50] - Speaker 2\ntwo",
      [("Speaker 1: one", 1.23), ("Speaker 2: two", 4.5)]),
    Example(
      .threeLines,
      "0:0:0.0 --> 0:0:5.120\nSpeaker 1\none\n0:0:5.120 --> 0:0:7.5\nSpeaker 2\ntwo",
      [("Speaker 1: one", 0), ("Speaker 2: two", 5.12)]),
    Example(
      .ownLine, "MODERATOR\nHello\n\nP1\nyes\nand more\n\nMODERATOR\nOK",
      [
        ("MODERATOR: Hello", nil), ("P1: yes and more", nil), ("MODERATOR: OK", nil),
      ]),
    Example(.columns, "P1\tone\nP2\ttwo\n\tmore", [("P1: one", nil), ("P2: two more", nil)]),
    Example(
      .emphasised, "**P1:** one\n\n**P2**: two\n__P1__\nthree\n*P2 (00:05)*\nfour",
      [
        ("P1: one", nil), ("P2: two", nil), ("P1: three", nil), ("P2: four", 5),
      ]),
  ]

  @Test("each family is found and read", arguments: examples)
  func family(example: Example) throws {
    let reading = try reading(example.text)
    #expect(reading.report.family == example.family)
    #expect(reading.lines == example.turns.map(\.0))
    #expect(reading.turns.map { $0.start?.seconds } == example.turns.map(\.1))
    for turn in reading.turns {
      #expect(rebuilt(turn, from: Array(example.text.utf8)) == turn.text)
    }
  }

  @Test("a time range gives the end")
  func ends() throws {
    let turns = try reading(Self.examples[10].text).turns
    #expect(turns.map { $0.end?.seconds } == [5.12, 7.5])
    #expect(turns[0].place.line == 1 && turns[0].place.lastLine == 3)
  }

  @Test("a time behind the label is the turn's")
  func timeBehind() throws {
    let reading = try reading("**P1:** \\[01:46\\] one\n**P2:** \\[01:50\\]\ntwo", path: "a.md")
    #expect(reading.lines == ["P1: one", "P2: two"])
    #expect(reading.turns.map { $0.start?.seconds } == [106, 110])
    let own = try VerbatimIngestTests.reading(
      "Speaker 0: 00:00:02\n\none\nSpeaker 1: 00:00:09\n\ntwo")
    #expect(own.lines == ["Speaker 0: one", "Speaker 1: two"])
    #expect(own.turns.map { $0.start?.seconds } == [2, 9])
  }

  @Test("typography alone (F) and no labels (G) are refused, G is read on request")
  func refused() throws {
    let text = "What do you think of it?\n\nIt was good for me.\nReally.\n\nAnd then?\n"
    #expect(rejection(Array(text.utf8)) == .noTurns)
    var settings = PlainTextSettings()
    settings.family = LabelFamily.none
    let reading = try reading(text, settings)
    #expect(
      reading.turns.map(\.text) == [
        "What do you think of it?", "It was good for me. Really.", "And then?",
      ])
    #expect(reading.turns.allSatisfy { $0.speakers.isEmpty })
    #expect(reading.report.isFamilyOverridden)
  }

  @Test("two families that explain different lines are refused, unless one is chosen")
  func mixed() throws {
    let text = "P1: one\nP2: two\nP1: three\n\n**P3:** four\n\n**P4:** five\n"
    #expect(
      rejection(Array(text.utf8))
        == .mixedFamilies(chosen: .inline, other: .emphasised, otherLine: 5))
    #expect(report(text).labels.map(\.raw) == ["P1", "P2"])
    var settings = PlainTextSettings()
    settings.family = .inline
    #expect(try reading(text, settings).turns.count == 3)
  }

  @Test("two fields are hours and minutes only where nothing else rises")
  func timeBase() throws {
    let hours = try reading("[0:50] P1: a\n[0:59:30] P2: b\n[1:02] P1: c\n[1:10] P2: d")
    #expect(hours.report.timePattern == "hh:mm")
    #expect(hours.turns.map { $0.start?.seconds } == [3000, 3570, 3720, 4200])
    let minutes = try reading("[61:10] P1: a\n[61:05] P2: b")
    #expect(minutes.report.timePattern == "mm:ss")
    #expect(minutes.codes == ["times-not-monotonic"])
    #expect(!minutes.report.timesAreMonotonic)
  }
}
