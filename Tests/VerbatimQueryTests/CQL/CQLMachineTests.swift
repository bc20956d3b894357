import Testing
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Both ways to run a pattern find the same")
struct CQLMachineTests {
  /// A look-ahead for any token says nothing, and sends a pattern to the general machine.
  private func compare(_ pattern: String, _ segment: Segment) throws -> Int {
    var counts: [Int] = []
    for strategy in MatchStrategy.allCases {
      let plain = try CQLTexts.words(try CQLParser.parse(pattern, strategy: strategy), in: segment)
      let general = try CQLTexts.words(
        try CQLParser.parse("(?= []) " + pattern, strategy: strategy), in: segment)
      #expect(plain == general, "\(pattern) \(strategy)")
      counts.append(plain.count)
    }
    return counts.max() ?? 0
  }

  @Test("on words of every shape of case, with and without letters beyond ASCII")
  func shapes() throws {
    var random = SeededGenerator(seed: 11)
    let words = [
      "we", "We", "WE", "wE", "it's", "It’s", "IT'S", "Ærlig", "ærlig", "ÆRLIG", "x-Ray", "X-ray",
      "1st", "1ST", "[We there]", "[we  there]", "straße", "STRASSE", "I",
    ]
    let turns = (0..<60).map { _ in
      (0..<Int.random(in: 1...30, using: &random)).map { _ in random.pick(words) }
        .joined(separator: " ")
    }
    let segment = try CQLTexts.segment([turns])
    var found = 0
    for pattern in [
      #"[word="[A-Z].*"]{3}"#, #"[word!="We"] "We""#, #"[word="WE" | word="It.s"] []"#,
      #"[lc="we" & word!="we"]+"#, #"[!(word=".*[A-Z]")] [type="placeholder"]"#,
      #"[word="[ÆX].*"] []{0,2} [fold="strasse"]"#, #"[word="x-ray"%c] [word="I|1.*"]"#,
    ] {
      found += try compare(pattern, segment)
    }
    #expect(found > 300)
  }

  @Test("on either side of the states that fit into a word")
  func states() throws {
    let segment = try CQLTexts.segment([
      [(0..<90).map { $0 % 9 == 8 ? "b" : "a" }.joined(separator: " ")]
    ])
    for count in [62, 63, 64, 65, 70] {
      #expect(try compare(#""b" []{\#(count)}"#, segment) > 0)
      #expect(try compare(#""b" [lc="a" | lc="b"]{0,\#(count)} "b""#, segment) > 0)
    }
  }

  @Test("where so many terms turn up that the dictionary is judged at once")
  func vocabulary() throws {
    let turns = (0..<6_000).map { number in
      number % 3 == 0 ? "Wordy\(number) tail\(number)" : "wordy\(number) Tail\(number)"
    }
    let segment = try CQLTexts.segment([turns])
    #expect(segment.termCount > 10_000)
    for (pattern, hits) in [
      (#"[word="[A-Z].*"]"#, 6_000), (#"[word="W.*"] [lc="tail.*"]"#, 2_000),
      (#"[lc=".*y.*9"]"#, 600), (#"[word!="[a-z].*"] [word!="T.*"]"#, 2_000),
    ] {
      let query = QueryNode.pattern(try CQLParser.parse(pattern))
      #expect(try Search.count(query, in: [segment]).hits == hits, "\(pattern)")
    }
  }
}
