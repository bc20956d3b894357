import Testing
import VerbatimCorpus
import VerbatimQuery
import VerbatimTestSupport

@Suite("The linear scan, by hand")
struct LinearScanTests {
  /// One turn of `P1` whose placeholders are what stands in brackets.
  private static func transcript(_ text: String) -> Transcript {
    transcript(session: "fg2", turns: [(["P1"], text)])
  }

  private static func transcript(
    session: String, turns: [(speakers: [String], text: String)]
  ) -> Transcript {
    Transcript(
      session: Session(
        id: session, group: session.uppercased(),
        attributes: [.init(name: "city", value: "Leeds North")],
        participants: [
          Participant(id: "MOD", role: .moderator),
          Participant(
            id: "P1", role: .participant,
            attributes: [.init(name: "born", value: "1954"), .init(name: "sex", value: "F")]),
          Participant(
            id: "P2", role: .participant,
            attributes: [.init(name: "born", value: "ca. 1960"), .init(name: "sex", value: "M")]),
        ], source: Source(path: "x", digest: Digest(bytes: Array(repeating: 0, count: 32)))),
      turns: turns.enumerated().map { index, turn in
        var marks: [Mark] = []
        var open = 0
        for (offset, scalar) in turn.text.unicodeScalars.enumerated() {
          if scalar == "[" { open = offset }
          if scalar == "]" { marks.append(Mark(kind: .placeholder, range: open..<offset + 1)) }
        }
        return Turn(
          number: index + 1, speakers: turn.speakers, text: turn.text, marks: marks,
          place: SourcePlace(line: 1, bytes: nil))
      })
  }

  /// The hits of a query in one turn: the texts of their spans, joined by `…`; `*` for the turn.
  private func hits(_ query: String, in text: String) throws -> [String] {
    let scan = LinearScan([Self.transcript(text)], analyser: ToyAnalyser.analyser)
    return scan.hits(of: try parsed(query)).map { hit in
      hit.spans.isEmpty ? "*" : hit.spans.map { text.scalars($0) }.joined(separator: "…")
    }
  }

  static let words: [(query: String, text: String, hits: [String])] = [
    ("trust", "Trust, I mean trust.", ["Trust", "trust"]),
    ("=trust", "Trust, I mean trust.", ["trust"]),
    ("cafe", "a café", ["café"]),
    ("=cafe", "a café", []),
    ("trust*", "trust trusted mistrust", ["trust", "trusted"]),
    ("*trust", "trust trusted mistrust", ["trust", "mistrust"]),
    ("tr?st", "trust trst", ["trust"]),
    ("*a*b*", "xaxxbx ba ab", ["xaxxbx", "ab"]),
    ("b?*", "b bb bbb", ["bb", "bbb"]),
    ("a*a", "a aa aba", ["aa", "aba"]),
    ("CAF?", "café cafés", ["café"]),
    ("=N*", "NHS nhs", ["NHS"]),
    ("{listening}", "I listened, she listens", ["listened", "listens"]),
    ("funded", "NHS-funded care", ["NHS-funded"]),
    ("f*d", "NHS-funded care", ["NHS-funded"]),
    ("=funded", "NHS-funded care", []),
    ("don't", "I don’t", ["don’t"]),
    ("?", "why ?", []),
    ("Yes,", "yes I do", ["yes"]),
    ("[peer support worker *]", "my [Peer  support worker A] came", ["[Peer  support worker A]"]),
    ("[worker]", "my [peer support worker A]", []),
    ("worker", "my [peer support worker A]", []),
    ("*", "anything", ["*"]),
    ("p**", "[peer support] people", ["people"]),
  ]

  static let phrases: [(query: String, text: String, hits: [String])] = [
    (#""yes I do""#, "Yes, I do.", ["Yes, I do"]),
    (#""peer support""#, "peer support, peer, support", ["peer support", "peer, support"]),
    (#""a b""#, "a a b b", ["a b"]),
    (#""a * b""#, "a x b a b a , b", ["a x b"]),
    (#""a *1..2 b""#, "a x y b b", ["a x y b"]),
    (#""a *0..2 b""#, "a b b", ["a b"]),
    (#""a *0..1 b *0..1 c""#, "a b b c c", ["a b b c"]),
    (#""a b c"~1"#, "a x b c a b x c a x b x c", ["a x b c", "a b x c"]),
    (#""a b"~2"#, "a x y b a x y z b", ["a x y b"]),
    (#""a a""#, "a a a", ["a a", "a a"]),
    (#""the [worker *] c*""#, "the [worker A] came", ["the [worker A] came"]),
    (#""a * b""#, "a [worker A] b", ["a [worker A] b"]),
    (#""a - b""#, "a b", ["a b"]),
    (#""x-ray a""#, "x-ray, a", ["x-ray, a"]),
    (#""funded care""#, "NHS-funded care", ["NHS-funded care"]),
  ]

  static let proximity: [(query: String, text: String, hits: [String])] = [
    ("a NEAR/1 b", "a b", ["a…b"]),
    ("b NEAR/1 a", "a b", ["a…b"]),
    ("a NEAR/2 b", "a x b x x b", ["a…b"]),
    ("a NEAR/1 b", "a x b", []),
    ("a NEAR b", "a x x x x b", ["a…b"]),
    ("a NEAR b", "a x x x x x b", []),
    ("a BEFORE b", "b a", []),
    ("a AFTER b", "b a", ["b…a"]),
    // The pair of the outer two contains others.
    ("a NEAR/5 b", "a a b b", ["a…b"]),
    ("a NEAR/5 b", "a b a", ["a…b", "b…a"]),
    // Not with itself, and each pair once.
    ("a NEAR a", "a x a", ["a…a"]),
    ("a NEAR a", "x a", []),
    ("a NEAR/5 a", "a a a", ["a…a", "a…a"]),
    // Distance is between the nearest positions.
    (#""a x x" NEAR/1 b"#, "a x x b", ["a x x…b"]),
    (#""a b" NEAR b"#, "a b x b", ["a b…b"]),
    // A chain measures from the nearest of what it has.
    ("a NEAR/2 b NEAR/1 c", "a c b", ["a…c…b"]),
    ("a BEFORE/2 b BEFORE/1 c", "a x b c", ["a…b…c"]),
    ("a BEFORE/2 b BEFORE/1 c", "a c b", []),
    ("a NEAR/2 (b OR c)", "c a b", ["c…a", "a…b"]),
    ("a NEAR/1 b", "a, [x] b. b a", ["b…a"]),
  ]

  static let operators: [(query: String, text: String, hits: [String])] = [
    ("a b", "b a x a", ["b…a…a"]),
    ("a b", "a x", []),
    (#""a b" b"#, "a b b", ["a b…b…b"]),
    ("a OR b", "b a", ["b", "a"]),
    ("a OR a*", "a ab", ["a", "ab"]),
    (#""a b" OR a"#, "a b", ["a", "a b"]),
    ("a OR role:participant", "x a", ["*", "a"]),
    ("a NOT b", "a a", ["a", "a"]),
    ("a NOT b", "a b", []),
    ("role:participant a", "a x a", ["a", "a"]),
    ("role:moderator a", "a x a", []),
    ("* a", "a a", ["a", "a"]),
    ("role:participant a x", "a x a", ["a…x…a"]),
    ("(sex:F OR role:moderator) a", "a a", ["a", "a"]),
    ("(a OR b) c", "c b a", ["c…b…a"]),
    ("a NEAR/1 b c", "a b c b", ["a…b…c"]),
    ("role:participant sex:F", "x", ["*"]),
    ("* NOT a", "x", ["*"]),
    ("* NOT a", "a", []),
  ]

  @Test(
    "a query has these hits in this turn", arguments: words + phrases + proximity + operators)
  func byHand(query: String, text: String, hits expected: [String]) throws {
    #expect(try hits(query, in: text) == expected)
  }

  @Test("the spans of a hit are scalar ranges of the text, ordered, in natural order of sessions")
  func order() throws {
    let scan = LinearScan(
      [
        Self.transcript(session: "fg10", turns: [(["P1"], "trust")]),
        Self.transcript(session: "fg2", turns: [(["P1"], "é trust"), (["P2"], "trust me, trust")]),
      ], analyser: ToyAnalyser.analyser)
    #expect(
      scan.hits(of: w("trust")) == [
        ScanHit(session: "fg2", turn: 1, spans: [2..<7]),
        ScanHit(session: "fg2", turn: 2, spans: [0..<5]),
        ScanHit(session: "fg2", turn: 2, spans: [10..<15]),
        ScanHit(session: "fg10", turn: 1, spans: [0..<5]),
      ])
    #expect(
      scan.hits(of: .and([w("trust"), w("me")])) == [
        ScanHit(session: "fg2", turn: 2, spans: [0..<5, 6..<8, 10..<15])
      ])
  }

  @Test(
    "a filter holds for these turns",
    arguments: [
      ("speaker:P1", [2, 4]), ("speaker:p1", [2, 4]), ("speaker:fg2/P1", [2, 4]),
      ("speaker:fg3/P1", []), ("speaker:P*", [2, 3, 4]), ("speaker:!P1", [1, 3, 5]),
      ("speaker:(MOD, P2)", [1, 3, 4]), ("speaker:(P*, !P1)", [3]),
      ("role:moderator", [1]), ("role:!moderator", [2, 3, 4, 5]), ("role:!*", [5]),
      ("group:FG2", [1, 2, 3, 4, 5]), ("session:fg*", [1, 2, 3, 4, 5]), ("session:fg", []),
      ("turn:>3", [4, 5]), ("turn:2..3", [2, 3]), ("turn:5", [5]), ("turn:<=1", [1]),
      ("born:1950..1959", [2, 4]), ("born:>1900", [2, 4]), ("attr.born:ca*", [3, 4]),
      ("sex:(F, M)", [2, 3, 4]), ("attr.city:\"leeds north\"", [1, 2, 3, 4, 5]),
      ("attr.city:leeds", []), ("attr.nothing:!x", [1, 2, 3, 4, 5]),
      ("event:vocal", [3]), ("event:laugh", [3]), ("event:\"All laugh\"", [3]),
      ("event:lau", []), ("event:pause", [2]),
      ("theme:A/3", [2]), ("theme:A/*", [2]), ("coder:EO", [2, 3]),
    ] as [(String, [Int])])
  func filters(query: String, turns: [Int]) throws {
    var transcript = Self.transcript(
      session: "fg2",
      turns: [
        (["MOD"], "one"), (["P1"], "two"), (["P2"], "three"), (["P1", "P2"], "four"), ([], "five"),
      ])
    transcript.turns[1].events = [Event(kind: "pause")]
    transcript.turns[2].events = [Event(kind: "vocal", description: "all laugh")]
    let scan = LinearScan([transcript], analyser: ToyAnalyser.analyser) { field, session, turn in
      switch (field, turn.number) {
      case ("theme", 2): ["A/3"]
      case ("coder", 2), ("coder", 3): ["EO"]
      default: []
      }
    }
    let hits = scan.hits(of: try parsed(query))
    #expect(hits.map(\.turn) == turns)
    #expect(hits.allSatisfy { $0.spans.isEmpty })
  }
}
