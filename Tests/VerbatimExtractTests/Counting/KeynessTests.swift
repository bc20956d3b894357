import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimTestSupport

@Suite("Key words are those that two sub-corpora have in different measure")
struct KeynessTests {
  @Test("counts, sizes and directions against dictionaries", arguments: 0..<24)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 8_191 &+ 5)
    let corpus = CutCorpus(seed: seed, using: &generator)
    let small = try SmallIndex(corpus.parts)
    let random = RandomQueries(.ofRandomCorpus)
    for number in 0..<6 {
      let choice = FormChoice(
        generator.pick(CountedForm.allCases), leavingOut: generator.pick([[], [.placeholder]]))
      let oracle = CountingOracle(corpus.transcripts, choice)
      let first = random.query(depth: 1, using: &generator)
      let second = number % 2 == 0 ? random.query(depth: 1, using: &generator) : nil
      let within = number % 3 == 0 ? random.query(depth: 1, using: &generator) : nil
      let request = KeynessRequest(
        forms: choice, within: within, leastFrequency: generator.pick([1, 2, 5]))
      let found = try Keyness(of: first, against: second, in: small.index, request)
      let inside = within.map { oracle.matches($0, corpus.transcripts) } ?? { _ in true }
      let one = oracle.matches(first, corpus.transcripts)
      let two = second.map { oracle.matches($0, corpus.transcripts) } ?? { !one($0) }
      let a = oracle.count { inside($0) && one($0) }
      let b = oracle.count { inside($0) && two($0) }
      let turns = oracle.turns.filter(inside)
      #expect(found.first.turns == turns.count(where: one))
      #expect(
        found.second.turns == turns.count(where: two),
        "\(second?.normalForm ?? "the rest of \(first.normalForm)")")
      #expect(found.sharedTurns == turns.count { one($0) && two($0) })
      #expect(found.first.tokens == a.values.reduce(0) { $0 + $1.count })
      #expect(found.second.tokens == b.values.reduce(0) { $0 + $1.count })
      #expect(found.first.forms == a.count && found.second.forms == b.count)
      #expect(found.first.sessions == Set(turns.filter(one).map(\.session.id)).count)
      let speakers = turns.filter(one).flatMap { turn in
        turn.turn.speakers.map { turn.session.id + "/" + $0 }
      }
      #expect(found.first.speakers == Set(speakers).count)
      let forms = Set(a.keys).union(b.keys).filter {
        max(a[$0]?.count ?? 0, b[$0]?.count ?? 0) >= request.leastFrequency
      }
      #expect(found.testCount == forms.count)
      func difference(_ form: String) -> Int {
        (a[form]?.count ?? 0) * found.second.tokens - (b[form]?.count ?? 0) * found.first.tokens
      }
      #expect(Set(found.overused.map(\.form)) == forms.filter { difference($0) > 0 })
      #expect(Set(found.underused.map(\.form)) == forms.filter { difference($0) < 0 })
      for row in found.overused + found.underused {
        #expect(row.first.count == a[row.form]?.count ?? 0)
        #expect(row.second.count == b[row.form]?.count ?? 0)
        #expect(row.first.sessions == a[row.form]?.sessions.count ?? 0)
        #expect(row.second.sessions == b[row.form]?.sessions.count ?? 0)
        #expect(
          row.table
            == KeynessTable(
              first: Double(row.first.count), firstSize: Double(found.first.tokens),
              second: Double(row.second.count), secondSize: Double(found.second.tokens)))
      }
    }
  }

  private static let spoken: [String: [[String]]] = [
    "s": [["M"], ["P1"], ["M"], ["P2"], ["P1"]]
  ]

  private func roles() throws -> SmallIndex {
    let transcript = TestIndex.transcript(
      "s", ["why why so", "because I hug", "why", "I hug so", "hug hug I"]
    ).spoken(by: Self.spoken["s"] ?? [])
    return try SmallIndex([[transcript]])
  }

  private func keyness(
    _ first: String, _ second: String?, _ small: SmallIndex, _ request: KeynessRequest
  ) throws -> Keyness {
    func parse(_ text: String) throws -> QueryNode {
      try SimpleQueryParser.parse(text, knownFields: QueryFields.builtIn)
    }
    return try Keyness(
      of: parse(first), against: second.map(parse), in: small.index, request)
  }

  @Test("exchanging the sides exchanges the directions")
  func exchanged() throws {
    let small = try roles()
    let request = KeynessRequest(leastFrequency: 1)
    let one = try keyness("role:participant", "role:moderator", small, request)
    let other = try keyness("role:moderator", "role:participant", small, request)
    #expect(one.overused.map(\.form) == other.underused.map(\.form))
    #expect(one.underused.map(\.form) == other.overused.map(\.form))
    #expect(one.overused.first?.form == "hug" && one.underused.first?.form == "why")
    // Everyone who says it, moderators too.
    #expect(one.underused.first?.second.people == 1)
    #expect(one.first.speakers == 2 && one.second.speakers == 1)
  }

  @Test("without a second side it is the rest")
  func rest() throws {
    let small = try roles()
    let request = KeynessRequest(leastFrequency: 1)
    let one = try keyness("role:participant", nil, small, request)
    let other = try keyness("role:participant", "role:!participant", small, request)
    #expect(one.overused == other.overused && one.underused == other.underused)
    #expect(one.sharedTurns == 0)
    let same = try keyness("role:participant", "role:participant", small, request)
    #expect(same.sharedTurns == 3 && same.overused.isEmpty && same.underused.isEmpty)
  }

  @Test("each measure orders both directions, the most telling first")
  func orders() throws {
    var generator = SeededGenerator(seed: 71)
    let small = try SmallIndex(
      [RandomCorpus.transcripts(sessions: 4, turns: 50, using: &generator)])
    for measure in KeynessMeasure.allCases {
      let request = KeynessRequest(leastFrequency: 1, order: measure, smoothing: 10)
      let found = try keyness("role:moderator", nil, small, request)
      func values(_ rows: [Keyness.Row]) -> [Double] {
        rows.compactMap { $0.table.score(measure, smoothing: 10).value }
      }
      let (over, under) = (values(found.overused), values(found.underused))
      #expect(!over.isEmpty || measure == .ell)
      #expect(over == over.sorted(by: >))
      #expect(under == under.sorted { measure.isDirected ? $0 < $1 : $0 > $1 })
      var few = request
      few.limit = 2
      let first = try keyness("role:moderator", nil, small, few)
      #expect(first.overused == Array(found.overused.prefix(2)))
      #expect(first.overusedCount == found.overused.count)
    }
  }

  @Test("a level of significance keeps what reaches it after Bonferroni's correction")
  func significance() throws {
    var generator = SeededGenerator(seed: 72)
    let small = try SmallIndex(
      [RandomCorpus.transcripts(sessions: 5, turns: 60, using: &generator)])
    let all = try keyness("peer", nil, small, KeynessRequest(leastFrequency: 1))
    let some = try keyness(
      "peer", nil, small, KeynessRequest(leastFrequency: 1, probability: 0.05))
    let critical = try #require(
      ChiSquare.bonferroniCriticalValue(probability: 0.05, tests: all.testCount))
    #expect(some.testCount == all.testCount)
    #expect(
      some.overused == all.overused.filter { $0.table.logLikelihood.value ?? 0 >= critical })
    #expect(some.overused.contains { $0.form == "peer" })
    #expect(some.overused.count < all.overused.count)
  }
}
