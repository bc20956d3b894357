import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The list of plaintext.md §10")
struct PlainTextCasesTests {
  @Test("CRLF, CR and no line end at all give the same turns", arguments: ["\n", "\r\n", "\r"])
  func lineEnds(end: String) throws {
    let text = ["P1: one", "more", "", "again", "P2: two"].joined(separator: end)
    let reading = try reading(text)
    #expect(reading.lines == ["P1: one more\nagain", "P2: two"])
    for turn in reading.turns {
      #expect(rebuilt(turn, from: Array(text.utf8)) == turn.text)
    }
  }

  @Test("a file of one line is one turn")
  func oneLine() throws {
    let reading = try reading("P1: only this")
    #expect(reading.lines == ["P1: only this"])
    #expect(
      reading.turns[0].place
        == SourcePlace(
          line: 1, bytes: 4..<13, map: OffsetMap(identityAt: 4, length: 9)))
  }

  @Test("a label may be followed by a no-break space")
  func noBreakSpace() throws {
    #expect(try reading("P1:\u{A0}one\nP2\u{A0}:\u{202F}two").lines == ["P1: one", "P2: two"])
  }

  @Test(
    "labels of other scripts are accepted by repetition",
    arguments: [
      ("Анна: да\nБорис: нет\n", "Анна", "Борис"),
      ("سارة\u{200F}: نعم\nعمر\u{200F}: لا\n", "سارة", "عمر"),
      ("主持人：你好\n小明：好\n", "主持人", "小明"),
    ])
  func scripts(text: String, first: String, second: String) throws {
    let reading = try reading(String(repeating: text, count: 3))
    #expect(
      reading.turns.map(\.speakers)
        == Array(repeating: [[first], [second]], count: 3).flatMap { $0 })
    #expect(reading.report.labels.allSatisfy { $0.status == "weak" })
  }

  @Test("P1 : with a space is a label, P1; is not but is reported")
  func separators() throws {
    let reading = try reading("P1 : one\nP2: two\nP1; three\n")
    #expect(reading.lines == ["P1: one", "P2: two P1; three"])
    #expect(
      reading.warnings.map { $0.kind as? PlainTextProblem }
        == [.suspectSeparator(label: "P1", line: 3)])
  }

  @Test("labels that occur once each are read as speech, and that is said")
  func onceOnly() throws {
    let text = "P1: How was it?\nJane: I think so.\nBob: Me too.\nAnn Lee: Not me.\n"
    let once = try reading(text)
    #expect(once.turns.count < 3)
    #expect(
      once.warnings.contains {
        $0.kind as? PlainTextProblem
          == .unknownLabels(count: 3, turns: once.turns.count, line: 2)
      })
    // With labels that are known, a heading or two is none.
    let known = "P1: One.\nP2: Two.\nConclusion: three.\nP1: Four.\nP2: Five.\nSummary: six.\n"
    #expect(try !reading(known).codes.contains("unknown-labels"))
  }

  @Test("P 1, P1, p1 and P01: case and zeros are one label, a space is reported and not merged")
  func variants() throws {
    let reading = try reading("P1: a\np1: b\nP01: c\nP 1: d\n")
    #expect(reading.turns.map(\.speakers) == [["P1"], ["P1"], ["P1"], ["P 1"]])
    #expect(reading.codes.contains("similar-labels"))
  }

  @Test("MODERATOR and Moderator are one, unless labels are case-sensitive")
  func upperCase() throws {
    let text = "MODERATOR: a\nModerator: b\n"
    #expect(try reading(text).turns.map(\.speakers) == [["MODERATOR"], ["MODERATOR"]])
    var settings = PlainTextSettings()
    settings.labelsAreCaseSensitive = true
    #expect(try reading(text, settings).turns.map(\.speakers) == [["MODERATOR"], ["Moderator"]])
  }

  @Test("of two labels on a line the first counts; a label may end a line")
  func placesOfLabels() throws {
    let reading = try reading("P1: so P2: and I\nP2:\nyes\nI asked P1:\nP1:")
    #expect(reading.lines == ["P1: so P2: and I", "P2: yes I asked P1:", "P1: "])
    #expect(reading.turns[2].place.bytes == reading.turns[2].place.bytes?.clamped(to: 0..<45))
  }

  @Test("a page break inside a turn with header and page number is taken out and reported")
  func pageBreak() throws {
    let page = { (number: Int) in "\u{C}Peer study\nPage \(number) of 4\n" }
    let text =
      "P1: one\n\(page(2))goes on\nP2: two\n\(page(3))and on\nP1: three\n\(page(4))to the end\n"
    let reading = try reading(text)
    #expect(reading.lines == ["P1: one goes on", "P2: two and on", "P1: three to the end"])
    #expect(reading.report.dropped.count == 6)
    #expect(reading.report.dropped.allSatisfy { $0.reason == .furniture })
    for turn in reading.turns {
      #expect(rebuilt(turn, from: Array(text.utf8)) == turn.text)
    }
  }

  @Test("a page header that reads like a label is kept and reported")
  func furnitureLabel() throws {
    let text = "Moderator: a\n\u{C}Moderator\nP1: b\n\u{C}Moderator\nP1: c\n\u{C}Moderator\nP1: d\n"
    let reading = try reading(text)
    #expect(reading.report.dropped.isEmpty)
    #expect(reading.codes.count { $0 == "label-as-furniture" } == 3)
  }

  @Test("short answers that repeat are never page furniture")
  func answers() throws {
    var text = ""
    for _ in 0..<12 {
      text += "MODERATOR\n" + String(repeating: "and\n", count: 10) + "\nP1\nYeah.\n\n"
    }
    let reading = try reading(text)
    #expect(reading.report.dropped.isEmpty)
    #expect(reading.turns.count { $0.text == "Yeah." } == 12)
  }

  @Test("line numbers are stripped where they restart on a page and where every fifth line has one")
  func lineNumbers() throws {
    let pages = "1 P1: one\n2 goes on\n3 2019 was hard\n4 P2: two\n\u{C}1 and\n2 P1: three\n3 end\n"
    let reading = try reading(pages)
    #expect(reading.lines == ["P1: one goes on 2019 was hard", "P2: two and", "P1: three end"])
    for turn in reading.turns {
      #expect(rebuilt(turn, from: Array(pages.utf8)) == turn.text)
    }
    var fifth = ""
    for line in 1...20 {
      let label = line % 4 == 1 ? "P\(line % 8 / 4 + 1): " : ""
      fifth += (line % 5 == 0 ? "\(line)\t" : "\t") + label + "word\n"
    }
    let stepped = try VerbatimIngestTests.reading(fifth)
    #expect(stepped.turns.map(\.text) == Array(repeating: "word word word word", count: 5))
    var settings = PlainTextSettings()
    settings.lineNumbers = .keep
    #expect(report(pages, settings).turns == 0)
  }

  @Test("a header needs no blank line, and there may be none")
  func headers() throws {
    let close = try reading("Project: X\nDate: 2024\nModerator: Hello\nP1: hi\n")
    #expect(close.report.header.map(\.key) == ["Project", "Date"])
    #expect(close.lines == ["Moderator: Hello", "P1: hi"])
    #expect(try reading("P1: hi\nP2: ho").report.header.isEmpty)
  }

  @Test("a label among header pairs is a key, and the group comes from the header")
  func labelInHeader() throws {
    let reading = try reading(
      "Project: X\nModerator: Dr X\nDate: 2024\nGroup: FG3\n\nModerator: Hello\nP1: hi\n")
    #expect(reading.report.header.map(\.key) == ["Project", "Moderator", "Date", "Group"])
    #expect(reading.lines == ["Moderator: Hello", "P1: hi"])
    #expect(reading.transcript.session.group == "FG3")
    #expect(reading.codes == ["label-in-header"])
    let speech = try VerbatimIngestTests.reading("Moderator: Welcome.\nNote: it was cold\n\nP1: hi")
    #expect(speech.report.header.isEmpty)
    #expect(speech.turns.count == 2)
  }

  @Test("a header's value goes on over indented lines; listed participants are strong")
  func participants() throws {
    let reading = try reading(
      "Participants: Anna, Ben,\n  Clara\nPlace: Leeds\n\nAnna: hi\nBen: ho\nClara: hum\n")
    #expect(reading.report.header[0].value == "Anna, Ben, Clara")
    #expect(reading.report.labels.map(\.status) == ["strong", "strong", "strong"])
  }

  @Test("a turn is enough, an empty file, a mere header and mere events are none")
  func few() throws {
    #expect(try reading("Moderator: hello").turns.count == 1)
    #expect(rejection([]) == .empty)
    #expect(rejection(Array("Project: X\nDate: 2024\n".utf8)) == .noTurns)
    #expect(rejection(Array("[laughter]\n(2.5)\n".utf8)) == .noTurns)
  }

  @Test("fifty thousand turns are read")
  func manyTurns() throws {
    var text = ""
    for turn in 0..<50_000 { text += "P\(turn % 5 + 1): yes\n" }
    let reading = try reading(text)
    #expect(reading.turns.count == 50_000)
    #expect(reading.transcript.session.participants.count == 5)
  }

  @Test(
    "colons in speech are no separators",
    arguments: [
      "see http://example.org: there", "10:30 we met", "a ratio of 2:1", "John 3:16", "well :)",
      "He told me this: go", "I said: never again", "Note: that", "https: yes",
    ])
  func colons(line: String) throws {
    let reading = try reading("P1: start\n\(line)\nP2: end\n")
    #expect(reading.lines == ["P1: start \(line)", "P2: end"])
  }

  @Test("Q and A are a pair or nothing")
  func questions() throws {
    let pair = "Q: one\nA: two\n"
    #expect(try reading(String(repeating: pair, count: 3)).turns.count == 6)
    #expect(rejection(Array(String(repeating: "Q: one\n\n", count: 6).utf8)) == .noTurns)
    let lone = try reading("P1: a\nQ: what\nA: b\nA: c\nA: d\nP2: e\n")
    #expect(lone.report.rejected.map(\.label) == ["Q", "A"])
    #expect(lone.report.rejected.map(\.reason) == [.stopList, .unpaired])
  }

  @Test("quoted dialogue with names is speech, unless the names return")
  func dialogue() throws {
    let once = try reading("P1: and then\nMum: \"no\"\nP2: oh\n")
    #expect(once.lines == ["P1: and then Mum: \"no\"", "P2: oh"])
    #expect(once.report.rejected == [.init(label: "Mum", count: 1, firstLine: 2, reason: .rare)])
    let often = try reading("P1: a\nMum: b\nP1: c\nMum: d\nP1: e\nMum: f\n")
    #expect(often.turns.count == 6)
  }

  @Test("a slip of the pen is accepted and reported, not merged")
  func typo() throws {
    let reading = try reading(
      "Christian: a\nRene: b\nChristian: c\nRene: d\nChristian: e\nRene: f\nChristain: g\n")
    #expect(reading.turns.last?.speakers == ["Christain"])
    #expect(reading.codes == ["similar-labels"])
  }

  @Test("decorated labels: suffixes, two speakers, uncertain and unknown ones")
  func decorations() throws {
    let reading = try reading(
      """
      P1 (F, 40s): a
      P2 [laughing]: b
      P1 & P2: c
      P3?: d
      ??: e
      All: f
      """)
    #expect(reading.turns.map(\.speakers) == [["P1"], ["P2"], ["P1", "P2"], ["P3"], [], ["All"]])
    #expect(reading.turns[0].attributes["label-note"] == "F, 40s")
    #expect(reading.turns[1].events.map(\.description) == ["laughing"])
    #expect(reading.turns[3].attributes["attribution"] == "uncertain")
    #expect(reading.transcript.session.participants.map(\.isGroup) == [false, false, false, true])
  }

  @Test("a full name that gives its initials is their speaker")
  func aliases() throws {
    let reading = try reading(
      "Pieter Wuille (PW): a\nMF: b\nPW: c\nMF: d\nPW: e\nMF: f\nPW: g\n")
    #expect(reading.turns.first?.speakers == ["PW"])
    #expect(reading.transcript.session.participants.first?.name == "Pieter Wuille")
  }

  @Test("an event alone on its line between turns is nobody's, inside a turn it is the turn's")
  func events() throws {
    let reading = try reading("P1: a [laughs] b\n(2s)\nc\n[door slams]\n\nP2:\n[coughs]\nP1: d\n")
    #expect(reading.turns.map(\.text) == ["a b c", "", "d"])
    #expect(reading.turns[0].events.map(\.offset) == [2, 4])
    #expect(reading.turns[1].events.map(\.description) == ["coughs"])
    #expect(
      reading.transcript.events == [
        FreeEvent(beforeTurn: 2, event: Event(kind: "incident", description: "door slams"))
      ])
  }

  @Test("signs without brackets: gaps and placeholders")
  func signs() throws {
    let turn = try reading("P1: xxx at @@NAME@@ in ##town## with *** and XXXX, +++ what??? _____.")
      .turns[0]
    #expect(turn.text == "at @@NAME@@ in ##town## with *** and XXXX, what??? _____.")
    #expect(
      turn.marks.map { turn.text.scalars($0.range) }
        == ["@@NAME@@", "##town##", "***", "XXXX", "_____"])
    #expect(turn.events.map(\.kind) == ["gap", "gap"])
  }

  @Test("undecided and unbalanced brackets stay text, the undecided are listed")
  func undecided() throws {
    let reading = try reading("P1: I (he was there) said [their] (and\nP2: so] on <b\n")
    #expect(reading.turns.map(\.text) == ["I (he was there) said [their] (and", "so] on <b"])
    #expect(
      reading.report.undecidedBrackets == [
        .init(text: "he was there", line: 1), .init(text: "their", line: 1),
      ])
  }

  @Test("a bracket inside an undecided one is decided by itself")
  func nested() throws {
    let turn = try reading("P1: a (she said [laughs] to [NAME]) b").turns[0]
    #expect(turn.text == "a (she said to [NAME]) b")
    #expect(turn.events.count == 1 && turn.marks.count == 1)
  }

  @Test("end marks are no speech")
  func endMarks() throws {
    let reading = try reading("P1: a\n[END OF RECORDING]\n\nTranscribed by https://otter.ai\n")
    #expect(reading.lines == ["P1: a"])
    #expect(reading.report.dropped.map(\.reason) == [.endMark, .endMark])
  }

  @Test("Markdown: front matter is header; headings, comments and rules are no speech")
  func markdown() throws {
    let text = """
      ---
      title: "A talk: on it"
      speakers:
        - Anna Lee
        - Ben
      ---
      # Start
      Anna Lee: one
      <!-- a note
      Ben: not said -->

      ## Middle

      two [a link](http://x.org/(a)) *very*
      ---
      Ben: three
      ## End
      Anna Lee: four
      """
    let reading = try reading(text, path: "talk.md")
    #expect(
      reading.lines == [
        "Anna Lee: one\ntwo [a link](http://x.org/(a)) *very*", "Ben: three", "Anna Lee: four",
      ])
    #expect(reading.report.header.map(\.value) == ["A talk: on it", "Anna Lee, Ben"])
    #expect(reading.transcript.session.title == "A talk: on it")
    #expect(reading.turns[0].events == [Event(kind: "head", description: "Middle", offset: 4)])
    #expect(reading.transcript.events.map { $0.event.description } == ["Start", "End"])
    #expect(reading.transcript.events.map(\.beforeTurn) == [1, 3])
    #expect(reading.report.undecidedBrackets.isEmpty)
    for turn in reading.turns { #expect(rebuilt(turn, from: Array(text.utf8)) == turn.text) }
  }

  @Test("a tab or a bare line feed that became a space is the reader's own run")
  func units() throws {
    let text = "P1: a\tb\n   c d\ne"
    let turn = try reading(text).turns[0]
    #expect(turn.text == "a b c d e")
    #expect(
      turn.place.map?.runs == [
        .init(textLength: 1, source: 4, sourceLength: 1),
        .init(textLength: 1, source: 5, sourceLength: 0),
        .init(textLength: 1, source: 6, sourceLength: 1),
        .init(textLength: 1, source: 7, sourceLength: 4),
        .init(textLength: 3, source: 11, sourceLength: 3),
        .init(textLength: 1, source: 14, sourceLength: 0),
        .init(textLength: 1, source: 15, sourceLength: 1),
      ])
  }
}
