import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimTestSupport

@Suite("Queries occur together in units")
struct CooccurrencesTests {
  /// The units of a corpus with the turns of each, the slow way.
  private func units(
    _ unit: CooccurrenceUnit, _ oracle: CountingOracle
  ) -> [(name: String, turns: [ScannedTurnFacts])] {
    var found: [(name: String, turns: [ScannedTurnFacts])] = []
    func add(_ name: String, _ turn: ScannedTurnFacts) {
      if let place = found.firstIndex(where: { $0.name == name }) {
        found[place].turns.append(turn)
      } else {
        found.append((name, [turn]))
      }
    }
    var exchange = ""
    for turn in oracle.turns {
      let place = "\(turn.session.id):\(turn.turn.number)"
      switch unit {
      case .turn: add(place, turn)
      case .session: add(turn.session.id, turn)
      case .exchange:
        let roles = turn.session.participants.filter { turn.turn.speakers.contains($0.id) }
        if turn.turn.number == 1 || roles.contains(where: { $0.role == .moderator }) {
          exchange = place
        }
        add(exchange, turn)
      case .participant:
        for speaker in turn.turn.speakers {
          add(oracle.sharesSpeakers ? speaker : turn.session.id + "/" + speaker, turn)
        }
      }
    }
    return found
  }

  private func name(_ unit: CooccurrenceUnit, _ found: (name: String, turns: [ScannedTurnFacts]))
    -> String
  {
    guard unit == .exchange, found.turns.count > 1, let last = found.turns.last else {
      return found.name
    }
    return "\(found.name)-\(last.turn.number)"
  }

  @Test("counts, tables, range and places, against lists of units", arguments: 0..<24)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 65_537 &+ 1)
    let corpus = CutCorpus(seed: seed, using: &generator)
    let shares = seed % 3 == 1
    let small = try SmallIndex(corpus.parts, sharesSpeakers: shares)
    let oracle = CountingOracle(corpus.transcripts, FormChoice(), sharesSpeakers: shares)
    let random = RandomQueries(.ofRandomCorpus)
    for unit in CooccurrenceUnit.allCases {
      let queries = (0..<generator.pick([2, 3, 4])).map { _ in
        random.query(depth: 1, using: &generator)
      }
      let within = generator.chance(40) ? random.query(depth: 1, using: &generator) : nil
      let found = try Cooccurrences(
        of: queries, per: unit, in: small.index, largest: queries.count, within: within,
        examples: 2)
      let isInside = within.map { oracle.matches($0, corpus.transcripts) } ?? { _ in true }
      let matches = queries.map { oracle.matches($0, corpus.transcripts) }
      let all = units(unit, oracle).compactMap {
        found -> (name: String, turns: [ScannedTurnFacts])? in
        let turns = found.turns.filter(isInside)
        return turns.isEmpty ? nil : (name(unit, found), turns)
      }
      #expect(found.unitCount == all.count)
      #expect(
        found.unitsOfQuery == matches.map { test in all.count { $0.turns.contains(where: test) } })
      #expect(found.combinations.count == (1 << queries.count) - 1 - queries.count)
      for combination in found.combinations {
        let members = combination.members.map { matches[$0] }
        let together = all.filter { unit in
          members.allSatisfy { test in unit.turns.contains(where: test) }
        }
        #expect(combination.together == together.count)
        #expect(combination.examples == together.prefix(2).map(\.name))
        let hits = together.flatMap { unit in
          unit.turns.filter { turn in members.contains { $0(turn) } }
        }
        #expect(combination.sessions == Set(hits.map(\.session.id)).count)
        let people = unit == .participant ? [] : Set(hits.flatMap { oracle.people($0) })
        #expect(combination.people == people.count)
        guard let pair = combination.pair else {
          #expect(combination.members.count > 2)
          continue
        }
        let (a, b) = (members[0], members[1])
        func count(_ first: Bool, _ second: Bool) -> Double {
          Double(
            all.count {
              $0.turns.contains(where: a) == first && $0.turns.contains(where: b) == second
            })
        }
        #expect(pair.both == count(true, true) && pair.firstOnly == count(true, false))
        #expect(pair.secondOnly == count(false, true) && pair.neither == count(false, false))
        if all.count > 0 {
          #expect((pair.expected - combination.expected).magnitude < 1e-9)
        }
      }
    }
  }

  @Test("three things that always come together are as often together as one")
  func threes() throws {
    let small = try SmallIndex(
      [[TestIndex.transcript("s", ["a b c", "d", "a b c", "d e", "e", "f", "g", "h"])]])
    let queries = try ["a", "b", "c"].map {
      try SimpleQueryParser.parse($0, knownFields: QueryFields.builtIn)
    }
    let found = try Cooccurrences(of: queries, per: .turn, in: small.index)
    #expect(found.combinations.map(\.members) == [[0, 1], [0, 2], [1, 2], [0, 1, 2]])
    let three = try #require(found.combinations.last)
    #expect(three.together == 2 && three.examples == ["s:1", "s:3"])
    // 8 turns, a quarter each.
    #expect((three.expected - 0.125).magnitude < 1e-12)
    #expect(three.information == .value(4))
  }
}
