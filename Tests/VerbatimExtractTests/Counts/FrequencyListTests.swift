import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Frequency lists")
struct FrequencyListTests {
  private static let lists: [(CountedForm, Set<LeftOut>)] = [
    (.fold, []), (.lc, []), (.word, []), (.stem, []), (.fold, [.placeholder, .filler]),
    (.word, [.truncated]), (.stem, [.number, .symbol, .placeholder, .filler, .truncated]),
  ]

  private func query(_ text: String) throws -> QueryNode {
    try SimpleQueryParser.parse(text, knownFields: QueryFields.builtIn)
  }

  /// The list by a plain scan: form by form.
  private func plain(
    _ corpus: PlainCorpus, _ form: CountedForm, _ without: Set<LeftOut>,
    _ isIn: (PlainCorpus.PlainTurn) -> Bool
  ) -> [String: PlainCorpus.Tally] {
    var tallies: [String: PlainCorpus.Tally] = [:]
    for turn in corpus.turns where isIn(turn) {
      for token in turn.tokens {
        guard let name = PlainCorpus.form(token, form, without: without) else { continue }
        tallies[name, default: .init()].add(turn, corpus.counted)
      }
    }
    return tallies
  }

  private func compare(
    _ list: FrequencyList, _ expected: [String: PlainCorpus.Tally], _ what: String
  ) {
    #expect(list.rows.count == expected.count, "\(what)")
    for row in list.rows {
      #expect(row.count == expected[row.form]?.count, "\(row.form), \(what)")
      #expect(row.spread == expected[row.form]?.spread, "\(row.form), \(what)")
    }
    #expect(list.tokenCount == expected.values.reduce(0) { $0 + $1.count })
    #expect(list.formCount == expected.count)
    #expect(list.onceCount == expected.values.count { $0.count == 1 })
    #expect(list.rows.map(\.count) == list.rows.map(\.count).sorted(by: >))
  }

  @Test(
    "counts, turns, sessions and people are those of a scan, whole and in part",
    arguments: 0..<18)
  func scan(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let filters: [(String, (PlainCorpus.PlainTurn) -> Bool)] = [
      ("role:participant", { $0.roles.contains(.participant) }),
      ("session:fg2", { $0.session == "fg2" }),
      ("trust", { $0.tokens.contains { $0.fold == "trust" && $0.kind == .word } }),
    ]
    for (form, without) in Self.lists {
      let table = try FormTable(index.segments, FormChoice(form, leavingOut: without))
      let whole = try FrequencyList(FrequencyRequest(), in: index, by: table)
      compare(whole, plain(corpus, form, without) { _ in true }, "\(form) \(seed)")
      #expect(whole.sessionTotal == corpus.transcripts.count)
      #expect(whole.participantTotal == corpus.counted.count)
      for (text, isIn) in filters {
        let part = try SubCorpus(try query(text), in: index)
        let list = try FrequencyList(FrequencyRequest(), in: index, by: table, part)
        compare(list, plain(corpus, form, without, isIn), "\(form) \(text) \(seed)")
        #expect(list.turnCount == corpus.turns.count(where: isIn))
      }
    }
  }

  @Test("minima, pattern and orders are what they say", arguments: 0..<6)
  func choices(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed, sessions: 5, length: 20)
    let index = corpus.small.index
    for form in [CountedForm.fold, .word] {
      let table = try FormTable(index.segments, FormChoice(form))
      let all = plain(corpus, form, []) { _ in true }
      for order in ListOrder.allCases {
        let request = FrequencyRequest(
          pattern: "t*s*", minimum: 2, minimumSessions: 2, minimumParticipants: 2, order: order)
        let rows = try FrequencyList(request, in: index, by: table).rows
        let expected = all.filter { name, tally in
          let fits = (form == .fold ? name : name).hasPrefix("t") && name.dropFirst().contains("s")
          return fits && tally.count >= 2 && tally.spread.sessions >= 2
            && tally.spread.participants >= 2
        }
        #expect(Set(rows.map(\.form)) == Set(expected.keys), "\(order)")
        let keys: [[Int]] = rows.map { row in
          switch order {
          case .frequency: [-row.count]
          case .alphabet: row.form.unicodeScalars.map { Int($0.value) }
          case .end: row.form.unicodeScalars.reversed().map { Int($0.value) }
          case .sessions: [-row.spread.sessions, -row.spread.participants, -row.count]
          case .participants: [-row.spread.participants, -row.spread.sessions, -row.count]
          }
        }
        if form == .fold || order != .alphabet {
          #expect(zip(keys, keys.dropFirst()).allSatisfy { !$1.lexicographicallyPrecedes($0) })
        }
        // A limit gives the beginning of the same list.
        var limited = request
        limited.limit = 1
        let first = try FrequencyList(limited, in: index, by: table)
        #expect(first.rows == Array(rows.prefix(1)))
        #expect(first.rowCount == rows.count)
      }
    }
  }

  @Test("types of tokens are counted once each", arguments: 0..<4)
  func types(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    for filter in [nil, "role:participant"] {
      let part = try filter.map { try SubCorpus(try query($0), in: index) } ?? .whole
      let list = try FrequencyList(
        FrequencyRequest(grouping: .types), in: index, by: table, part)
      var expected: [String: PlainCorpus.Tally] = [:]
      for turn in corpus.turns where filter == nil || turn.roles.contains(.participant) {
        for token in turn.tokens {
          let type: TokenType =
            switch token.kind {
            case .number: .number
            case .placeholder: .placeholder
            case .symbol, .punctuation: .symbol
            case .word:
              token.flags.contains(.truncated)
                ? .truncated : token.flags.contains(.filler) ? .filler : .word
            }
          expected[type.rawValue, default: .init()].add(turn, corpus.counted)
        }
      }
      compare(list, expected, "types \(seed)")
    }
  }

  @Test("what a query matched, form by form, is what its hits say", arguments: 0..<8)
  func matches(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    for text in ["trust*", "\"the * the\" OR support", "listen* NEAR/3 the", "{listen}", "c?fe"] {
      let node = try query(text)
      for form in [CountedForm.fold, .word, .stem] {
        let table = try FormTable(index.segments, FormChoice(form))
        var expected: [String: PlainCorpus.Tally] = [:]
        var hits = 0
        var search = try Search(node, in: index.segments)
        while let hit = try search.next() {
          hits += 1
          let segment = index.segments[hit.segment]
          let session = segment.session(ofTurn: hit.turn)
          let number = hit.turn - segment.turns(ofSession: session).lowerBound + 1
          let turn = try #require(
            corpus.turns.first {
              $0.session == segment.sessionID(session) && $0.number == number
            })
          let forms = turn.tokens.compactMap { PlainCorpus.form($0, form, without: []) }
          // Every position of every span once, with a sign where some are passed over.
          let places = Set(hit.spans.flatMap { Array($0) }).sorted()
          var words: [String] = []
          for (place, before) in zip(places, [places.first.map { $0 - 1 }] + places.map { $0 }) {
            if place != before.map({ $0 + 1 }) { words.append("…") }
            words.append(forms[place])
          }
          expected[words.joined(separator: " "), default: .init()].add(turn, corpus.counted)
        }
        guard hits > 0 else { continue }
        let list = try MatchFrequencies(
          of: node, FrequencyRequest(), in: index, by: table)
        #expect(list.hitCount == hits)
        #expect(list.rows.count == expected.count)
        for row in list.rows {
          #expect(row.count == expected[row.form]?.count, "\(row.form) of \(text)")
          #expect(row.spread == expected[row.form]?.spread, "\(row.form) of \(text)")
        }
      }
    }
  }

  @Test("a query of filters has no words to count")
  func wholeTurns() throws {
    let corpus = try PlainCorpus(seed: 3)
    let index = corpus.small.index
    let table = try FormTable(index.segments, FormChoice())
    #expect(throws: CountingProblem.nothingMatched(query: "role:moderator")) {
      try MatchFrequencies(
        of: try query("role:moderator"), FrequencyRequest(), in: index, by: table)
    }
  }
}
