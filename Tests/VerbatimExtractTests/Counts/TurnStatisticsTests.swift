import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimStatistics
import VerbatimTestSupport

@Suite("Turn statistics")
struct TurnStatisticsTests {
  private func participants(_ index: Index) throws -> SubCorpus {
    try SubCorpus(
      try SimpleQueryParser.parse("role:participant", knownFields: QueryFields.builtIn), in: index)
  }

  private func names(_ turn: PlainCorpus.PlainTurn, _ key: TurnStatistics.Key) -> Set<String> {
    switch key {
    case .session: [turn.session]
    case .group: [turn.group]
    case .speaker: turn.speakers.isEmpty ? ["—"] : Set(turn.speakers)
    case .role: turn.roles.isEmpty ? ["—"] : Set(turn.roles.map { $0?.rawValue ?? "—" })
    }
  }

  @Test("turns, words and the longest of each are those of a scan", arguments: 0..<12)
  func scan(seed: Int) throws {
    // Every other corpus shares its speakers; their role may differ by session there.
    let corpus = try PlainCorpus(seed: seed)
    let index = corpus.small.index
    let keys: [TurnStatistics.Key] =
      seed % 2 == 1 ? [.session, .group, .speaker] : TurnStatistics.Key.allCases
    for key in keys {
      for isFiltered in [false, true] {
        let stats = try TurnStatistics(
          index, by: key, in: isFiltered ? try participants(index) : .whole)
        let turns = corpus.turns.filter { !isFiltered || $0.roles.contains(.participant) }
        var lengths: [String: [Int]] = [:]
        var longest: [String: (Int, String)] = [:]
        for turn in turns {
          let count = turn.tokens.count
          for name in names(turn, key) {
            lengths[name, default: []].append(count)
            if count > longest[name]?.0 ?? -1 {
              longest[name] = (count, "\(turn.session):\(turn.number)")
            }
          }
        }
        #expect(stats.rows.count == lengths.count, "\(key) \(seed)")
        for row in stats.rows {
          #expect(row.words == Summary(lengths[row.name] ?? []), "\(row.name)")
          #expect(row.longestTurn == longest[row.name]?.1, "\(row.name)")
        }
        #expect(stats.words == Summary(turns.map { $0.tokens.count }))
        #expect(stats.sessionCount == Set(turns.map(\.session)).count)

        let sessions = Set(turns.map(\.session))
        var shares: [String: Int] = [:]
        for transcript in corpus.transcripts where sessions.contains(transcript.session.id) {
          for person in transcript.session.participants {
            let id = index.fullID(session: transcript.session.id, label: person.id)
            if corpus.counted.contains(id) { shares[id] = 0 }
          }
        }
        for turn in turns {
          for id in Set(turn.speakers) where shares[id] != nil {
            shares[id, default: 0] += turn.tokens.count
          }
        }
        #expect(stats.gini == Gini(Array(shares.values)))
        #expect(stats.participants == shares.count)
        #expect(stats.silent == shares.values.count { $0 == 0 })
      }
    }
  }

  @Test("the Gini of a group is over its participants, silent ones among them")
  func silent() throws {
    let transcripts = [
      TestIndex.transcript("a", ["one two three", "one", "one two", ""])
        .spoken(by: [["M"], ["P1"], ["P1"], ["P1"]])
    ]
    let small = try SmallIndex([transcripts])
    let stats = try TurnStatistics(small.index, by: .group)
    // P1 says three words, P2 none; P3 has no role, and M moderates.
    #expect(stats.gini == Gini([3, 0]))
    #expect(stats.rows.map(\.gini) == [Gini([3, 0])])
    #expect(stats.silent == 1)
  }

  @Test("who follows whom is counted in one session, between neighbours", arguments: 0..<12)
  func follows(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed * 2)
    let index = corpus.small.index
    for key in TurnTransitions.Key.allCases {
      for isFiltered in [false, true] {
        let found = try TurnTransitions(
          index, by: key, in: isFiltered ? try participants(index) : .whole)
        func name(_ turn: PlainCorpus.PlainTurn) -> String {
          if turn.speakers.isEmpty { return "—" }
          let names = key == .speaker ? turn.speakers : turn.roles.map { $0?.rawValue ?? "—" }
          return Set(names).sorted(by: NaturalOrder.precedes).joined(separator: " + ")
        }
        var counts: [[String]: Int] = [:]
        for (one, next) in zip(corpus.turns, corpus.turns.dropFirst())
        where one.session == next.session {
          let both = [one, next].allSatisfy { !isFiltered || $0.roles.contains(.participant) }
          if both { counts[[name(one), name(next)], default: 0] += 1 }
        }
        #expect(found.rows.count == counts.count)
        for row in found.rows {
          #expect(row.count == counts[[row.from, row.to]])
          #expect(
            row.followed
              == counts.filter { $0.key[0] == row.from }.values.reduce(0, +))
        }
        #expect(found.count == counts.values.reduce(0, +))
      }
    }
  }

  @Test("questions of moderators and their answers are those of a scan", arguments: 0..<12)
  func questions(seed: Int) throws {
    let corpus = try PlainCorpus(seed: seed * 2, sessions: 4, length: 40)
    let chains = try QuestionChains(corpus.small.index, askedBy: .moderator)
    var expected: [QuestionChains.Question] = []
    for (place, turn) in corpus.turns.enumerated() {
      guard turn.roles.contains(.moderator) else { continue }
      // Nothing in these corpora stands behind a question mark but blanks.
      let last = turn.text.unicodeScalars.last { !$0.properties.isWhitespace }
      guard last == "?" else { continue }
      let answer = corpus.turns[(place + 1)...].prefix {
        $0.session == turn.session && !$0.roles.contains(.moderator)
      }
      var answerers: [String] = []
      for name in answer.flatMap(\.speakers) where !answerers.contains(name) {
        answerers.append(name)
      }
      expected.append(
        QuestionChains.Question(
          session: turn.session, group: turn.group, turn: turn.number,
          askers: turn.speakers.sorted(), first: (answer.first?.speakers ?? []).sorted(),
          answerers: answerers.sorted(), answerTurns: answer.count,
          answerWords: answer.reduce(0) { $0 + $1.tokens.count },
          firstWords: answer.first?.tokens.count ?? 0))
    }
    // In a turn of several people their order is that of the set.
    let found = chains.questions.map { question in
      var copy = question
      copy.askers.sort()
      copy.first.sort()
      copy.answerers.sort()
      return copy
    }
    #expect(found == expected)
    #expect(chains.answeredCount == expected.count(where: \.isAnswered))
    for person in chains.answerers {
      #expect(person.firsts == expected.count { $0.first.contains(person.name) })
      #expect(person.questions == expected.count { $0.answerers.contains(person.name) })
    }
  }

  @Test("anyone's question ends with the asker's next turn, or with another question")
  func anyone() throws {
    let texts = [
      "Why?", "Because of it.", "Is that so?", "It is.", "Yes.", "Right.", "Is “it”?”", "No.",
    ]
    let transcript = TestIndex.transcript("a", texts)
      .spoken(by: [["M"], ["P1"], ["P2"], ["P1"], ["M"], ["P2"], ["P1"], ["P2"]])
    let small = try SmallIndex([[transcript]])
    let found = try QuestionChains(small.index, askedBy: .anyone).questions
    #expect(found.map(\.turn) == [1, 3, 7])
    #expect(found.map(\.answerTurns) == [1, 2, 1])
    #expect(found.map(\.first) == [["a/P1"], ["a/P1"], ["a/P2"]])
    #expect(found.map(\.answerWords) == [3, 3, 1])
    let asked = try QuestionChains(small.index, askedBy: .moderator).questions
    #expect(asked.map(\.turn) == [1])
    #expect(asked.map(\.answerTurns) == [3])
    #expect(asked.map(\.answerWords) == [8])
  }

  @Test("a corpus without turns has no rows and no Gini")
  func empty() throws {
    let small = try SmallIndex([])
    let stats = try TurnStatistics(small.index, by: .speaker)
    #expect(stats.rows.isEmpty)
    #expect(stats.gini.value == .failure(.nobody))
    #expect(try TurnTransitions(small.index, by: .role).rows.isEmpty)
    #expect(try QuestionChains(small.index, askedBy: .anyone).questions.isEmpty)
  }
}
