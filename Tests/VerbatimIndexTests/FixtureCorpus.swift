import VerbatimAnalysis
import VerbatimCorpus

@testable import VerbatimIndex

/// What the fixtures of format version 1 were made of: invented focus groups, spelled out or made by
/// arithmetic that no library decides. Never to be changed: the files in `Fixtures` hold just this.
enum FixtureCorpus {
  /// A folder of `Fixtures`: an index of one analyser and its segments.
  struct Index {
    var folder: String
    var analyzer: Analyzer
    var segments: [[Transcript]]
  }

  static let version1: [Index] = [
    Index(
      folder: "version-1-standard", analyzer: .standard,
      segments: [[rich, empty, short, long], [annotated, manyValues]]),
    Index(
      folder: "version-1-letters", analyzer: .letters,
      segments: [[rich, empty], [annotated, manyValues]]),
  ]

  private static func session(
    _ id: String, group: String? = nil, title: String? = nil, language: String? = nil,
    attributes: Attributes = [], _ participants: [Participant], isReconstructed: Bool = false
  ) -> Session {
    Session(
      id: id, group: group, title: title, language: language, attributes: attributes,
      participants: participants,
      source: Source(
        path: "interviews/\(id).xml",
        digest: Digest(bytes: (0..<32).map { UInt8(($0 * 7 + id.utf8.count) % 256) })),
      isReconstructed: isReconstructed)
  }

  /// Everything that a session and a turn can have.
  static let rich: Transcript = {
    let people = [
      Participant(id: "MOD", name: "Moderator", role: .moderator),
      Participant(
        id: "P1", role: .participant,
        attributes: [.init(name: "sex", value: "F"), .init(name: "born", value: "1961")]),
      Participant(id: "P2", isDeclared: false),
      Participant(id: "ALL", isGroup: true),
    ]
    var transcript = Transcript(
      session: session(
        "fg2", group: "FG2", title: "Gardens, second meeting", language: "en",
        attributes: [.init(name: "place", value: "Harbour library")], people,
        isReconstructed: true),
      turns: texts.enumerated().map { index, text in
        Turn(
          number: index + 1, speakers: speakers[index % speakers.count], text: text,
          place: SourcePlace(line: 10 + 3 * index, bytes: nil))
      },
      events: [
        FreeEvent(beforeTurn: 1, event: Event(kind: "incident", description: "door opens")),
        FreeEvent(
          beforeTurn: 13, event: Event(kind: "pause", duration: Milliseconds(rawValue: 900))),
      ])
    decorate(&transcript.turns)
    return transcript
  }()

  private static let speakers = [["MOD"], ["P1"], ["P2"], ["P1", "P2"], [], ["ALL"]]

  private static let texts = [
    "Good evening. What do you grow, and where?",
    "Beans… and, erm, RUNNER beans; on the NHS-funded plot!",
    "", "—", "I don't mind the slugs. McGregor does.",
    "[name of neighbour] gave me the th- the seeds",
    "Café crème, naïve Übung, ÉCOLE.\nSecond line", "10:30? £3.50, 1,000.5 and 50%",
    "日本語 テスト. Привет, МИР!", "🙂 well\u{301} well", "mm-hmm mm-hmm MM-HMM", "  two  blanks ",
  ]

  private static func decorate(_ turns: inout [Turn]) {
    turns[0].id = "u1"
    turns[0].start = Milliseconds(rawValue: 0)
    turns[0].end = Milliseconds(rawValue: 4_250)
    turns[0].place = SourcePlace(
      line: 10, lastLine: 12, bytes: 100..<142, path: "/TEI[1]/text[1]/body[1]/u[1]",
      map: OffsetMap(identityAt: 100, length: 42))
    turns[1].id = "u2"
    turns[1].events = [
      Event(kind: "vocal", description: "laughs, coughs", offset: 7),
      Event(kind: "pause", offset: 9, duration: Milliseconds(rawValue: 1500), speaker: "MOD"),
    ]
    turns[1].place = SourcePlace(
      line: 13, bytes: 160..<230, path: "/TEI[1]/text[1]/body[1]/u[2]",
      map: OffsetMap(runs: [
        .init(textLength: 10, source: 160, sourceLength: 10),
        .init(textLength: 1, source: 170, sourceLength: 8),
        .init(textLength: 41, source: 178, sourceLength: 41),
      ]))
    turns[4].attributes = [.init(name: "trans", value: "overlap"), .init(name: "n", value: "Fünf")]
    turns[4].start = Milliseconds(rawValue: -20)
    turns[5].marks = [
      Mark(kind: .placeholder, range: 0..<19),
      Mark(kind: .deleted, range: 32..<35, detail: "truncation"),
    ]
    turns[6].language = "fr"
  }

  /// A session in which nobody spoke.
  static let empty = Transcript(session: session("fg9", []), turns: [])

  /// 2,200 short turns: lists of terms as varints, in blocks and as bitmaps; pairs.
  static let short = Transcript(
    session: session("fg10", [Participant(id: "P1"), Participant(id: "P2")]),
    turns: (0..<2200).map { number in
      var words = ["yes", ["we", "they", "I"][number % 3], "dig"]
      if number % 17 == 5 { words.append("deeply") }
      if number % 311 == 0 { words.append("word\(number)") }
      return Turn(
        number: number + 1, speakers: ["P\(1 + number % 2)"], text: words.joined(separator: " "),
        place: SourcePlace(line: number + 1, bytes: nil))
    })

  /// 66 turns of 1,100 words: offsets that need the wide table.
  static let long = Transcript(
    session: session("fg11", [Participant(id: "P1")]),
    turns: (0..<66).map { number in
      Turn(
        number: number + 1, speakers: ["P1"],
        text: (0..<1100).map { "b\(($0 * $0 + number) % 40)" }.joined(separator: " ") + ".",
        place: SourcePlace(line: number + 1, bytes: nil))
    })

  /// Words that do and do not agree with the source's own, in every fixed layer and one more.
  static let annotated: Transcript = {
    let sense = Annotation.Layer(rawValue: "sense")
    func turn(_ number: Int, _ text: String, _ annotations: [Annotation]) -> Turn {
      Turn(
        number: number, speakers: ["P1"], text: text, annotations: annotations,
        place: SourcePlace(line: number, bytes: nil))
    }
    func said(_ layer: Annotation.Layer, _ range: Range<Int>, _ value: String) -> Annotation {
      Annotation(layer: layer, range: range, value: value)
    }
    return Transcript(
      session: session("fg20", [Participant(id: "P1")]),
      turns: [
        turn(
          1, "They went to the café.",
          [
            said(.lemma, 0..<4, "they"), said(.pos, 0..<4, "PRON"), said(.lemma, 5..<9, "go"),
            said(.pos, 5..<9, "VERB"), said(sense, 5..<12, "move"), said(.pos, 17..<21, "NOUN"),
            said(.lemma, 17..<21, "café"), said(.pos, 21..<22, "PUNCT"),
          ]),
        turn(2, "Nothing is said of these.", []),
        turn(
          3, "Don't dint gonna",
          [
            said(.lemma, 0..<2, "do"), said(.lemma, 2..<5, "not"), said(.norm, 6..<10, "didn't"),
            said(.norm, 11..<16, "going to"),
          ]),
        turn(4, "é 日本 go", [said(.lemma, 5..<7, "go"), said(.norm, 0..<1, "é")]),
      ])
  }()

  /// 300 turns with 450 values: codes of two bytes, lists as bitmaps.
  static let manyValues = Transcript(
    session: session("fg21", [Participant(id: "P1")]),
    turns: (0..<300).map { number in
      let (first, second) = ("w\(number % 9)", "v\(number)")
      let end = first.utf8.count
      let next = end + 1..<end + 1 + second.utf8.count
      var annotations = [
        Annotation(layer: .lemma, range: 0..<end, value: "lemma\(number % 150)"),
        Annotation(layer: .pos, range: 0..<end, value: number % 2 == 0 ? "NOUN" : "VERB"),
      ]
      if number % 3 > 0 {
        annotations.append(Annotation(layer: .lemma, range: next, value: "value\(number)"))
      }
      return Turn(
        number: number + 1, speakers: ["P1"], text: first + " " + second, annotations: annotations,
        place: SourcePlace(line: number + 1, bytes: nil))
    })
}
