import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimTestSupport

/// Windows over lists of tokens, in dictionaries.
private struct WindowOracle {
  var entries: [String: CountingOracle.Entry] = [:]
  var nodes = 0
  var placeless = 0
  var windowTokens = 0
  var sessions: Set<String> = []
  var people: Set<String> = []

  init(
    of node: QueryNode, _ transcripts: [Transcript], _ oracle: CountingOracle, left: Int,
    right: Int, where passes: (ScannedTurnFacts) -> Bool
  ) {
    let scan = LinearScan(transcripts, analyser: .standard(language: oracle.choice.language))
    let hits = Dictionary(grouping: scan.hits(of: node)) { "\($0.session) \($0.turn)" }
    for turn in oracle.turns where passes(turn) {
      for hit in hits["\(turn.session.id) \(turn.turn.number)"] ?? [] {
        guard !hit.spans.isEmpty else {
          placeless += 1
          continue
        }
        nodes += 1
        sessions.insert(turn.session.id)
        people.formUnion(oracle.people(turn))
        let inside = hit.spans.map { span in
          turn.tokens.indices.filter { span.overlaps(turn.tokens[$0].range) }
        }
        for (place, token) in turn.tokens.enumerated() {
          if inside.contains(where: { $0.contains(place) }) { continue }
          let isNear = inside.contains { span in
            guard let first = span.first, let last = span.last else { return false }
            return (first - left..<first).contains(place)
              || (last + 1..<last + 1 + right).contains(place)
          }
          guard isNear else { continue }
          windowTokens += 1
          guard let form = oracle.form(of: token) else { continue }
          entries[form, default: .init()].count += 1
          entries[form, default: .init()].sessions.insert(turn.session.id)
          entries[form, default: .init()].people.formUnion(oracle.people(turn))
        }
      }
    }
  }
}

@Suite("Collocates are what stands in the windows of hits")
struct CollocatesTests {
  @Test("random corpora, nodes, windows, forms and filters", arguments: 0..<30)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 31_337 &+ 17)
    let corpus = CutCorpus(seed: seed, using: &generator)
    let shares = seed % 4 == 3
    let small = try SmallIndex(corpus.parts, sharesSpeakers: shares)
    let queries = RandomQueries(.ofRandomCorpus)
    var compared = 0
    for number in 0..<12 {
      let choice = FormChoice(
        generator.pick(CountedForm.allCases),
        leavingOut: generator.pick([[], [], [.placeholder], [.filler, .number]]))
      let node = queries.query(depth: number % 3, using: &generator)
      guard !node.isCondition else {
        #expect(throws: CollocateProblem.noPlace) {
          try Collocates(of: node, in: small.index, CollocateRequest())
        }
        continue
      }
      let within =
        generator.chance(40) ? queries.query(depth: 1, using: &generator) : nil
      let request = CollocateRequest(
        left: generator.pick([0, 1, 3, 5, 40]), right: generator.pick([1, 2, 5, 40]),
        forms: choice, within: within, leastTogether: generator.pick([1, 1, 2, 4]),
        leastFrequency: generator.pick([1, 3, 10]))
      let found = try Collocates(of: node, in: small.index, request)
      let oracle = CountingOracle(corpus.transcripts, choice, sharesSpeakers: shares)
      let passes = within.map { oracle.matches($0, corpus.transcripts) } ?? { _ in true }
      let wanted = WindowOracle(
        of: node, corpus.transcripts, oracle, left: request.left, right: request.right,
        where: passes)
      let frequencies = oracle.count(where: passes)
      #expect(found.nodeCount == wanted.nodes, "\(node.normalForm)")
      #expect(found.placelessCount == wanted.placeless)
      #expect(found.windowTokenCount == wanted.windowTokens, "\(node.normalForm)")
      #expect(found.countedWindowTokens == wanted.entries.values.reduce(0) { $0 + $1.count })
      #expect(found.tokenCount == frequencies.values.reduce(0) { $0 + $1.count })
      #expect(found.formCount == wanted.entries.count)
      #expect(found.nodeSessions == wanted.sessions.count)
      #expect(found.nodePeople == wanted.people.count)
      #expect(found.peopleTotal == (within == nil ? oracle.counted.count : found.peopleTotal))
      let kept = wanted.entries.filter {
        $0.value.count >= request.leastTogether
          && frequencies[$0.key]?.count ?? 0 >= request.leastFrequency
      }
      #expect(Set(found.rows.map(\.form)) == Set(kept.keys), "\(node.normalForm)")
      #expect(found.rowCount == kept.count)
      for row in found.rows {
        let entry = kept[row.form] ?? .init()
        #expect(row.together == entry.count)
        #expect(row.frequency == frequencies[row.form]?.count)
        #expect(row.sessions == entry.sessions.count)
        #expect(row.people == entry.people.count)
        #expect(row.windows.both == Double(entry.count))
        #expect(row.windows.firstTotal == Double(found.countedWindowTokens))
        #expect(row.windows.total == Double(found.tokenCount))
        compared += 1
      }
    }
    #expect(compared > 0)
  }

  private func index(_ texts: [String]) throws -> SmallIndex {
    try SmallIndex([[TestIndex.transcript("s", texts)]])
  }

  private func collocates(
    _ query: String, _ small: SmallIndex, _ request: CollocateRequest
  ) throws -> Collocates {
    let node = try SimpleQueryParser.parse(query, knownFields: QueryFields.builtIn)
    return try Collocates(of: node, in: small.index, request)
  }

  @Test("windows end with the turn, and leave the node out")
  func clipped() throws {
    let small = try index(["a b node c d e", "f g", "node", "x node node y"])
    let found = try collocates(
      "node", small, CollocateRequest(left: 2, right: 2, leastTogether: 1))
    let counts = Dictionary(uniqueKeysWithValues: found.rows.map { ($0.form, $0.together) })
    #expect(
      counts == ["a": 1, "b": 1, "c": 1, "d": 1, "x": 2, "y": 2, "node": 2])
    #expect(found.nodeCount == 4 && found.windowTokenCount == 10)
  }

  @Test("of a hit with several stretches each token counts once")
  func stretches() throws {
    let small = try index(["a b one c two d e f"])
    let found = try collocates(
      "one NEAR/5 two", small, CollocateRequest(left: 1, right: 2, leastTogether: 1))
    let counts = Dictionary(uniqueKeysWithValues: found.rows.map { ($0.form, $0.together) })
    #expect(counts == ["b": 1, "c": 1, "d": 1, "e": 1])
    let both = try collocates(
      "one two", small, CollocateRequest(left: 1, right: 2, leastTogether: 1))
    #expect(both.rows.count == 4 && both.nodeCount == 1)
  }

  @Test("E11, MI and logDice of a small table by hand")
  func byHand() throws {
    let small = try index(["tea time", "tea time", "tea pot", "no time at all"])
    let found = try collocates("tea", small, CollocateRequest(left: 1, right: 1, leastTogether: 1))
    let row = try #require(found.rows.first { $0.form == "time" })
    // Windows hold 3 of 10 tokens; time is 3 of them.
    #expect(found.windowTokenCount == 3 && found.tokenCount == 10)
    #expect((row.windows.expected - 0.9).magnitude < 1e-12)
    #expect(
      (try #require(row.score(.mutualInformation).value) - Logarithm.base2(2 / 0.9)).magnitude
        < 1e-12)
    #expect(
      (try #require(row.score(.logDice).value) - 14 - Logarithm.base2(2.0 * 2 / 6)).magnitude
        < 1e-12)
    #expect((try #require(row.score(.zScore).value) - 1.1 / 0.9.squareRoot()).magnitude < 1e-12)
  }

  @Test("collocates are restricted by a word, several or a stem; anything else is refused")
  func restricted() throws {
    let small = try index(["node peer peers listen listening other", "node peer listened"])
    func forms(_ pattern: String) throws -> Set<String> {
      var request = CollocateRequest(left: 9, right: 9, leastTogether: 1)
      request.collocate = try SimpleQueryParser.parse(pattern, knownFields: QueryFields.builtIn)
      return Set(try collocates("node", small, request).rows.map(\.form))
    }
    #expect(try forms("peer*") == ["peer", "peers"])
    #expect(try forms("{listen}") == ["listen", "listening", "listened"])
    #expect(try forms("peer OR other") == ["peer", "other"])
    #expect(try forms("nowhere") == [])
    #expect(throws: CollocateProblem.noWord) { try forms("peer NEAR/3 other") }
    #expect(throws: CollocateProblem.noWord) { try forms("role:moderator") }
  }

  @Test("every order puts the highest first, those without a value last, and turns round")
  func orders() throws {
    var generator = SeededGenerator(seed: 44)
    let small = try SmallIndex(
      [RandomCorpus.transcripts(sessions: 4, turns: 60, using: &generator)])
    var keys = AssociationMeasure.allCases.map(CollocateOrder.Key.measure)
    keys += [.together, .frequency, .sessions, .people]
    for key in keys {
      func value(_ row: Collocates.Row) -> Double? {
        switch key {
        case .measure(let measure): row.score(measure).value
        case .together: Double(row.together)
        case .frequency: Double(row.frequency)
        case .sessions: Double(row.sessions)
        case .people: Double(row.people)
        case .form: nil
        }
      }
      for isReversed in [false, true] {
        let request = CollocateRequest(
          leastTogether: 1, order: CollocateOrder(key, isReversed: isReversed))
        let rows = try collocates("trust", small, request).rows
        let values = rows.map(value)
        let numbers = values.compactMap { $0 }
        #expect(numbers.count > 5)
        #expect(values.prefix(numbers.count).allSatisfy { $0 != nil })
        #expect(numbers == numbers.sorted { isReversed ? $0 < $1 : $0 > $1 })
        var few = request
        few.limit = 3
        #expect(try collocates("trust", small, few).rows == Array(rows.prefix(3)))
        #expect(try collocates("trust", small, few).rowCount == rows.count)
      }
    }
  }

  @Test("however sessions are cut into segments, the table is the same")
  func segments() throws {
    var generator = SeededGenerator(seed: 45)
    let transcripts = RandomCorpus.transcripts(sessions: 6, turns: 40, using: &generator)
    for form in CountedForm.allCases {
      let request = CollocateRequest(forms: FormChoice(form), leastTogether: 1)
      let one = try collocates("support", SmallIndex([transcripts]), request)
      let many = try collocates("support", SmallIndex(transcripts.map { [$0] }), request)
      #expect(one.rows == many.rows)
      #expect(one.rows.count > 10)
      #expect(one.nodeCount == many.nodeCount && one.tokenCount == many.tokenCount)
    }
  }

  @Test("roles together make all, and another session changes nothing in a filter's counts")
  func relations() throws {
    var generator = SeededGenerator(seed: 46)
    let transcripts = RandomCorpus.transcripts(sessions: 5, turns: 40, using: &generator)
    let small = try SmallIndex([transcripts])
    func counts(_ query: String, _ small: SmallIndex, in filter: String? = nil) throws
      -> [String: Int]
    {
      var request = CollocateRequest(leastTogether: 1)
      request.within = try filter.map {
        try SimpleQueryParser.parse($0, knownFields: QueryFields.builtIn)
      }
      let found = try collocates(query, small, request)
      return Dictionary(uniqueKeysWithValues: found.rows.map { ($0.form, $0.together) })
    }
    let all = try counts("the", small)
    let some = try counts("the role:moderator", small)
    let rest = try counts("the NOT role:moderator", small)
    #expect(!some.isEmpty)
    #expect(some.merging(rest, uniquingKeysWith: +) == all)
    #expect(try counts("the", small, in: "role:moderator") == some)
    let first = transcripts.filter { $0.session.id == "fg1" }
    #expect(
      try counts("the", SmallIndex([first])) == counts("the", small, in: "session:fg1"))
  }
}
