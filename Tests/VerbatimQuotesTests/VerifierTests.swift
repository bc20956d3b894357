import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimTestSupport

@testable import VerbatimQuotes

@Suite("Verdicts on quotations")
struct VerifierTests {
  /// All turns that hold the text as it is: the slow scan that decides what is exact.
  private func scan(_ text: String, _ said: [QuoteForge.Said]) -> [QuoteForge.Said] {
    let wanted = Array(text.unicodeScalars)
    return said.filter { turn in
      let scalars = Array(turn.text.unicodeScalars)
      guard wanted.count <= scalars.count else { return false }
      return (0...scalars.count - wanted.count).contains {
        scalars[$0..<$0 + wanted.count].elementsEqual(wanted)
      }
    }
  }

  @Test("a quotation with edits of one tier gets that tier, and its turn", arguments: [1, 3])
  func tiers(segments: Int) throws {
    let seed = UInt64.random(in: .min ... .max)
    var generator = SeededGenerator(seed: seed)
    let forge = QuoteForge(sessions: 4, turns: 30, using: &generator)
    let index = try QuoteIndex(forge.transcripts, segments: segments)
    var tried: [Tier: Int] = [:]
    for tier in Tier.allCases where tier != .withheld {
      for _ in 0..<30 {
        guard let forged = forge.forge(tier, using: &generator) else { continue }
        tried[tier, default: 0] += 1
        let verdict = try #require(
          try index.verdicts("“\(forged.text)” (\(forged.speaker), \(forged.said.session))").first)
        let note: Comment = "seed \(seed): \(forged.text)\nof \(forged.said.text)"
        let exact = scan(forged.text, forge.said)
        if tier != .misattributed,
          exact.contains(where: {
            $0.session == forged.said.session && $0.speaker == forged.speaker
          })
        {
          #expect(verdict.tier == .exact, note)
          continue
        }
        #expect(verdict.tier == tier, note)
        guard tier != .notFound, let place = verdict.places.first else { continue }
        #expect(place.session == forged.said.session, note)
        #expect(place.extract.turn == forged.said.turn, note)
        #expect(place.speakers == [forged.said.speaker], note)
        if tier == .exact {
          #expect(place.said.unicodeScalars.elementsEqual(forged.text.unicodeScalars), note)
          #expect(
            verdict.placeCount
              == exact.filter { $0.speaker == forged.speaker && $0.session == forged.said.session }
              .count)
        }
      }
    }
    for tier in Tier.allCases where tier != .withheld {
      #expect(tried[tier, default: 0] > 4, "\(tier)")
    }
  }

  static let turns: [(String, String)] = [
    ("M", "What was it like? Tell me."),
    (
      "P1", "Well, I said: ‘no way’… and he – the [peer support worker A] – left. I don't know why."
    ),
    ("P2", "It was good. I was always waiting for her, you know, and she came."),
    ("M", "And then?"),
    ("P3", "We went to the sea. The water was cold and we laughed a lot about that."),
    ("P4", "Yes, we laughed. It was good. I was always waiting for her too."),
  ]

  private func index() throws -> QuoteIndex {
    var transcript = QuoteForge.transcript("fg1", Self.turns.map { ($0.0, $0.1) })
    transcript.session.participants.append(Participant(id: "M", role: .moderator))
    transcript.turns[4].events = [Event(kind: "vocal", description: "laughs", offset: 19)]
    return try QuoteIndex([transcript])
  }

  static let judged: [(String, [Tier?], [String])] = [
    // What looks like an edit was said.
    ("“I said: ‘no way’… and he – the [peer support worker A] – left” (P1, FG1)", [.exact], []),
    (
      "“no way’... and he — the [peer support worker A] - left” (P1, FG1)", [.typographic],
      ["typographic"]
    ),
    ("“he – the […] – left” (P1, FG1)", [.omission], ["omission"]),
    ("“the [worker] – left. I don't know” (P1, FG1)", [.insertion], ["insertion"]),
    // The author's stop in the marks.
    ("“we laughed a lot.” (P3, FG1)", [.typographic], ["final-punctuation"]),
    ("“we laughed a lot” (P3, FG1)", [.exact], []),
    // Several edits: the most serious names it.
    ("“The water  was cold … about that” (P3, FG1)", [.omission], ["white-space", "omission"]),
    (
      "“the water was cold […] about [all] that” (P3, FG1)", [.firstLetter],
      ["omission", "insertion", "first-letter"]
    ),
    ("“[t]he water was cold and we laughed” (P3, FG1)", [.insertion], ["declared-case"]),
    ("“We went to the sea. (laughs) The water was cold” (P3, FG1)", [.insertion], ["event"]),
    ("“We went to the sea. (cries) The water was cold” (P3, FG1)", [.altered], ["altered-words"]),
    // Altered.
    ("“The water was warm and we laughed” (P3, FG1)", [.altered], ["altered-words"]),
    ("“The water was cold, and we laughed” (P3, FG1)", [.altered], ["altered-punctuation"]),
    ("“The Water was cold and we laughed” (P3, FG1)", [.altered], ["altered-case"]),
    ("“The water was cold and we laugh” (P3, FG1)", [.altered], ["altered-words"]),
    // Whose words they are.
    ("“The water was cold and we laughed” (P4, FG1)", [.misattributed], []),
    ("“The water was cold and we laughed” (P8, FG1)", [.misattributed], []),
    ("“The water was cold and we laughed” (P3, FG7)", [.misattributed], []),
    ("“It was good. I was always waiting for her”, said P4.", [.exact], []),
    ("“The water is cold in winter there” (Sample 2018)", [nil], []),
    ("“It was good” and “waiting”", [nil, nil], []),
    ("“It was good” (P2, FG1)", [.exact], []),
    ("“one two three four five six seven” (P3)", [.notFound], []),
  ]

  @Test("stand to what was said as they do", arguments: judged)
  func cases(_ text: String, _ tiers: [Tier?], _ edits: [String]) throws {
    let verdicts = try index().verdicts(text)
    #expect(verdicts.map(\.tier) == tiers)
    #expect(verdicts.first?.edits.map(\.name) == edits)
  }

  @Test("a quotation that several said lists the places; a name decides")
  func several() throws {
    let index = try index()
    let open = try #require(try index.verdicts("“It was good. I was always waiting for her”").first)
    #expect(open.tier == .exact && open.placeCount == 2)
    #expect(open.places.map(\.extract.turn) == [3, 6])
    let named = try #require(
      try index.verdicts("“It was good. I was always waiting for her” (P4, FG1)").first)
    #expect(named.tier == .exact && named.placeCount == 1 && named.places[0].extract.turn == 6)
  }

  @Test("fragments of one exchange are found where the exchange is declared")
  func exchange() throws {
    let index = try index()
    let text = "“We went to the sea. […] Yes, we laughed”"
    #expect(try index.verdicts(text)[0].tier != .omission)
    let asked = try index.verdicts(text, VerifyOptions(acrossTurns: true))[0]
    #expect(asked.tier == .omission)
    #expect(asked.places[0].parts.map(\.turn) == [5, 6])
    #expect(try index.verdicts(text + " (P3 and P4, FG1)")[0].tier == .omission)
    #expect(try index.verdicts(text + " (P3 and P1, FG1)")[0].tier == .misattributed)
    // Another exchange begins with the moderator's turn.
    let far = "“she came. […] We went to the sea”"
    #expect(try index.verdicts(far, VerifyOptions(acrossTurns: true))[0].tier != .omission)
  }

  @Test("words that are withheld are proven to nobody")
  func withheld() throws {
    let index = try index()
    let options = VerifyOptions(isWithheld: { _, speakers in speakers.contains("P3") })
    for text in [
      "“The water was cold and we laughed” (P3, FG1)", "“The water was cold and we laughed”",
      "“The water was warm and we laughed a lot” (P3, FG1)",
    ] {
      let verdict = try index.verdicts(text, options)[0]
      #expect(verdict.tier == .withheld)
      #expect(verdict.places.isEmpty && verdict.difference == nil)
    }
    #expect(
      try index.verdicts("“It was good. I was always waiting” (P2)", options)[0].tier == .exact)
  }

  @Test(
    "words that the index does not have and that may not be quoted are withheld, and no place is told"
  )
  func withheldTexts() throws {
    let index = try index()
    var options = VerifyOptions()
    options.withheldTexts = ["The harbour was empty, and nobody came to see us off.", "Yes."]
    for text in [
      "“The harbour was empty, and nobody came”",
      "“the harbour was empty […] to see us off” (P3, FG1)",
      "“The harbour was empty, and somebody came to see us off.”",
    ] {
      let verdict = try index.verdicts(text, options)[0]
      #expect(verdict.tier == .withheld, "\(text)")
      #expect(verdict.places.isEmpty && verdict.difference == nil)
      #expect(try index.verdicts(text)[0].tier == .notFound, "\(text)")
    }
    // What others said, too, is theirs to be quoted.
    options.withheldTexts = ["It was good. I was always waiting for her."]
    let quoted = "“It was good. I was always waiting for her”"
    #expect(try index.verdicts(quoted, options)[0].tier == .exact)
    #expect(try index.verdicts(quoted + " (P3, FG1)", options)[0].tier == .withheld)
    #expect(try index.verdicts(quoted + " (P3, FG1)")[0].tier == .misattributed)
  }

  @Test("an altered quotation shows which words differ")
  func difference() throws {
    let verdict = try index().verdicts("“The water was warm, and we laughed a lot” (P3, FG1)")[0]
    let difference = try #require(verdict.difference)
    #expect(difference.quoted.filter(\.differs).map(\.text) == ["warm,"])
    #expect(difference.said.filter(\.differs).map(\.text) == ["cold"])
    #expect(difference.said.map(\.text).joined() == "The water was cold and we laughed a lot")
    #expect(verdict.places[0].extract.turn == 5)
  }

  @Test("hostile turns and quotations end in bounded time")
  func hostile() throws {
    let long = String(repeating: "a ", count: 3000)
    let index = try QuoteIndex([QuoteForge.transcript("fg1", [("P1", long), ("P2", "a b … a b")])])
    for text in [
      String(repeating: "a […] ", count: 120), String(repeating: "a [b] ", count: 120),
      String(repeating: "a ", count: 1500) + "b", String(repeating: "… a ", count: 400),
      String(repeating: "(a) ", count: 200) + "a b",
    ] {
      let verdict = try #require(try index.verdicts("“\(text)” (P1, FG1)").first)
      #expect(verdict.tier != nil)
    }
  }
}
