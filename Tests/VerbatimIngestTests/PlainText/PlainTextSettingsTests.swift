import Testing
import VerbatimCorpus

@testable import VerbatimIngest

@Suite("The override file of plain text")
struct PlainTextSettingsTests {
  private static func settings(_ pairs: (String, SettingsValue)...) throws -> PlainTextSettings {
    try PlainTextSettings(.map(pairs))
  }

  @Test("every key of the note is read, nested or dotted")
  func keys() throws {
    let settings = try Self.settings(
      ("encoding", .string("windows-1252")), ("family", .string("A3")),
      ("separator", .string(" -")),
      (
        "labels",
        .map([
          ("accept", .list([.string("Anna")])), ("reject", .list([.string("Mum"), .number(7)])),
          ("map", .map([("Modertor", .string("Moderator"))])), ("caseSensitive", .bool(true)),
        ])
      ),
      ("header.endLine", .number(4)), ("header.fields", .map([("Ort", .string("place"))])),
      ("lineNumbers", .string("keep")), ("dropLines", .list([.string("page #*")])),
      ("time", .map([("pattern", .string("hh:mm")), ("base", .string("09:00:00"))])),
      ("preset", .string("gat2-min")),
      ("brackets", .map([("{}", .string("event")), ("their", .string("annotation"))])),
      ("events.lexicon", .list([.string("yawn*")])),
      ("placeholders.patterns", .list([.string("person #")])),
      ("inlineSpeakers", .string("split")), ("lineBreaks", .string("preserve")),
      ("dehyphenate", .bool(true)), ("mergeAdjacent", .bool(true)),
      ("transcriptionLevel", .string("intelligent")), ("language", .string("en-GB")),
      ("participants", .map([("P1", .map([("sex", .string("F")), ("born", .number(1961))]))])))
    #expect(settings.encoding == .windows1252 && settings.family == .timeFirst)
    #expect(settings.separator == " -" && settings.acceptedLabels == ["Anna"])
    #expect(
      settings.rejectedLabels == ["Mum", "7"] && settings.labelMap["Modertor"] == "Moderator")
    #expect(settings.labelsAreCaseSensitive && settings.headerEndLine == 4)
    #expect(settings.headerFields == ["Ort": "place"] && settings.lineNumbers == .keep)
    #expect(settings.dropLines == ["page #*"] && settings.timePattern == .hoursAndMinutes)
    #expect(settings.timeBase == Milliseconds(rawValue: 32_400_000) && settings.preset == .gat2Min)
    #expect(settings.brackets.delimiters.count == 1 && settings.brackets.exact.count == 1)
    #expect(settings.brackets.events == ["yawn*"])
    #expect(settings.brackets.placeholders == ["person #"])
    #expect(settings.inlineSpeakers == .split && settings.lineBreaks == .preserve)
    #expect(settings.dehyphenate && settings.mergeAdjacent)
    #expect(settings.transcriptionLevel == "intelligent" && settings.language == "en-GB")
    #expect(settings.participants["P1"]?["born"] == "1961")
    #expect(try PlainTextSettings(.null) == PlainTextSettings())
  }

  @Test("unknown keys are errors that list the known ones, nested too")
  func unknown() {
    #expect(throws: SettingsProblem.unknownKey("familly", known: PlainTextSettings.keys)) {
      try Self.settings(("familly", .string("A")))
    }
    #expect(throws: SettingsProblem.unknownKey("labels.acept", known: PlainTextSettings.keys)) {
      try Self.settings(("labels", .map([("acept", .list([]))])))
    }
    #expect(throws: SettingsProblem.duplicateKey("labels.accept")) {
      try Self.settings(
        ("labels", .map([("accept", .list([]))])), ("labels.accept", .list([])))
    }
  }

  @Test("values of the wrong kind are errors that say what is expected")
  func wrongValues() {
    #expect(
      throws: SettingsProblem.badValue(
        key: "preset",
        expected: [
          "plain", "jefferson-lite", "gat2-min", "bnc2014",
        ])
    ) { try Self.settings(("preset", .string("chat"))) }
    #expect(throws: SettingsProblem.badValue(key: "header.endLine", expected: ["<line number>"])) {
      try Self.settings(("header.endLine", .number(-1.5)))
    }
    #expect(throws: SettingsProblem.badValue(key: "dehyphenate", expected: ["true", "false"])) {
      try Self.settings(("dehyphenate", .string("yes")))
    }
    #expect(throws: SettingsProblem.badValue(key: "", expected: ["<map>"])) {
      try PlainTextSettings(.list([]))
    }
    #expect(throws: SettingsProblem.self) {
      try Self.settings(("brackets", .map([("[]", .string("speech"))])))
    }
  }

  @Test("the most specific glob wins, a tie is an error, no glob is nothing")
  func globs() throws {
    var general = PlainTextSettings()
    general.language = "en"
    var special = PlainTextSettings()
    special.language = "de"
    let choices = [("*.txt", general), ("fg2/*.txt", special), ("fg?/a.txt", general)]
    func language(_ path: String) throws -> String? {
      try PlainTextSettings.choose(for: path, among: choices)?.language
    }
    #expect(try language("fg1/b.txt") == "en")
    #expect(try language("fg2/b.txt") == "de")
    #expect(try language("fg1/a.txt") == "en")
    #expect(try language("fg2/b.md") == nil)
    #expect(try language("fg2/x/b.txt") == "en")
    #expect(
      throws: SettingsProblem.ambiguous(path: "a.txt", globs: ["a.txt*", "*a.txt"])
    ) {
      _ = try PlainTextSettings.choose(
        for: "a.txt", among: [("a.txt*", general), ("*a.txt", special)])
    }
  }

  @Test("mapped, accepted and rejected labels")
  func labels() throws {
    var settings = PlainTextSettings()
    settings.acceptedLabels = ["Anna"]
    settings.rejectedLabels = ["P9"]
    settings.labelMap = ["Modertor": "Moderator"]
    let reading = try reading("Modertor: a\nAnna: b\nP9: c\nModerator: d\n", settings)
    #expect(reading.lines == ["Moderator: a", "Anna: b P9: c", "Moderator: d"])
    #expect(reading.report.labels.map(\.status) == ["mapped", "strong", "strong"])
    #expect(reading.report.rejected.map(\.reason) == [.override])
  }

  @Test("another separator, a declared header, dropped lines, clock times")
  func lines() throws {
    var settings = PlainTextSettings()
    settings.separator = ";"
    settings.headerEndLine = 2
    settings.headerFields = ["Ort": "place"]
    settings.dropLines = ["seite #"]
    settings.timeBase = Milliseconds(rawValue: 32_400_000)
    let reading = try reading("Ort: Ulm\nP1; x\nP1; a\nSeite 3\n[09:00:05] P2; b\n", settings)
    #expect(reading.lines == ["P1: a", "P2: b"])
    #expect(reading.transcript.session.attributes["place"] == "Ulm")
    #expect(reading.report.dropped == [.init(line: 4, reason: .override)])
    #expect(reading.turns[1].start == Milliseconds(rawValue: 5000))
  }

  @Test("line breaks kept, hyphens joined, neighbours merged only on request")
  func assembly() throws {
    let text = "P1: we co-\n  operate th-\nthat A-\nB\nP1: more\n\n[door]\nP1: and\n"
    #expect(
      try reading(text).lines == [
        "P1: we co- operate th- that A- B", "P1: more", "P1: and",
      ])
    #expect(try reading(text).report.adjacentTurns == 2)
    var settings = PlainTextSettings()
    settings.dehyphenate = true
    settings.mergeAdjacent = true
    let merged = try reading(text, settings)
    #expect(merged.lines == ["P1: we cooperate ththat A- B\nmore\nand"])
    #expect(rebuilt(merged.turns[0], from: Array(text.utf8)) == merged.turns[0].text)
    settings = PlainTextSettings()
    settings.lineBreaks = .preserve
    let preserved = try reading(text, settings)
    #expect(preserved.turns[0].text == "we co-\noperate th-\nthat A-\nB")
    #expect(rebuilt(preserved.turns[0], from: Array(text.utf8)) == preserved.turns[0].text)
  }

  @Test("inline speakers stay in the text, marked, or become turns")
  func inlineSpeakers() throws {
    let text = "P1: I went (P2: mm [laughs]) home //P3: yeah// and [NAME] so\n\n[door]\nP2: b\n"
    let kept = try reading(text).turns[0]
    #expect(kept.text == "I went (P2: mm ) home //P3: yeah// and [NAME] so")
    #expect(kept.marks.map(\.kind) == [.inlineSpeaker, .inlineSpeaker, .placeholder])
    #expect(kept.marks.map(\.detail) == ["P2", "P3", nil])
    var settings = PlainTextSettings()
    settings.inlineSpeakers = .split
    let split = try reading(text, settings)
    #expect(
      split.lines == [
        "P1: I went", "P2: mm", "P1: home", "P3: yeah", "P1: and [NAME] so", "P2: b",
      ])
    #expect(split.turns.map(\.number) == Array(1...6))
    #expect(split.turns[1].events.map(\.description) == ["laughs"])
    #expect(split.turns[4].marks == [Mark(kind: .placeholder, range: 4..<10)])
    #expect(split.transcript.events.map(\.beforeTurn) == [6])
    for turn in split.turns { #expect(rebuilt(turn, from: Array(text.utf8)) == turn.text) }
  }

  @Test("presets read the signs of their convention")
  func presets() throws {
    var settings = PlainTextSettings()
    settings.preset = .jeffersonLite
    let text = "P1: so:: [yeah] ((door)) (maybe) (2) .hh >fast< °h no=\nP2: a\n"
    let jefferson = try reading(text, settings).turns[0]
    #expect(jefferson.text == "so:: [yeah] (maybe) >fast< no=")
    #expect(jefferson.marks.map(\.kind) == [.overlap, .unclear])
    #expect(jefferson.events.map(\.kind) == ["incident", "pause", "vocal", "vocal"])
    settings.preset = .gat2Min
    let gat = try reading("P1: ((lacht)) +++ (---) ((steht auf)) (genau)\n", settings).turns[0]
    #expect(gat.text == "(genau)")
    #expect(gat.events.map(\.kind) == ["vocal", "gap", "pause", "comment"])
    settings.preset = .bnc2014
    let bnc = try reading("P1: ask --ANONnameF-- (.) okay\n", settings).turns[0]
    #expect(bnc.marks.map { bnc.text.scalars($0.range) } == ["--ANONnameF--"])
    let plain = try reading(text).turns[0]
    #expect(plain.text == "so:: [yeah] (maybe) (2) .hh >fast< °h no=")
    #expect(plain.marks.isEmpty)
  }

  @Test("declared participants bring their facts, level and language go to the session")
  func facts() throws {
    var settings = PlainTextSettings()
    settings.participants = [
      "P1": [.init(name: "name", value: "Ann"), .init(name: "sex", value: "F")]
    ]
    settings.transcriptionLevel = "intelligent"
    settings.language = "en-GB"
    let session = try reading("P1: a\nModerator: b\nM: c\n", settings).transcript.session
    #expect(
      session.participants[0]
        == Participant(
          id: "P1", name: "Ann", role: .participant, attributes: [.init(name: "sex", value: "F")]))
    #expect(session.participants.map(\.role) == [.participant, .moderator, nil])
    #expect(session.participants.map(\.isDeclared) == [true, false, false])
    #expect(session.attributes["transcriptionLevel"] == "intelligent")
    #expect(session.language == "en-GB")
  }
}
