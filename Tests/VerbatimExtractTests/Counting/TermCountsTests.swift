import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimExtract
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Forms are counted with their range")
struct TermCountsTests {
  private static let leftOut: [Set<LeftOut>] = [
    [], [.placeholder], [.number, .filler], [.truncated, .placeholder], Set(LeftOut.allCases),
  ]

  @Test("against dictionaries over scanned tokens, for every form", arguments: 0..<24)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 104_729 &+ 3)
    let corpus = CutCorpus(seed: seed, using: &generator)
    let shares = seed % 2 == 1
    let small = try SmallIndex(corpus.parts, sharesSpeakers: shares)
    let queries = RandomQueries(.ofRandomCorpus)
    for form in CountedForm.allCases {
      let choice = FormChoice(form, leavingOut: generator.pick(Self.leftOut))
      let table = try FormTable(small.index.segments, choice)
      let oracle = CountingOracle(corpus.transcripts, choice, sharesSpeakers: shares)
      let all = oracle.count { _ in true }
      #expect(table.count == all.count)
      for form in 0..<table.count {
        #expect(table.frequencies[form] == all[table.string(form)]?.count, "\(table.string(form))")
      }
      for depth in 0..<3 {
        let query = queries.query(depth: depth, using: &generator)
        let turns = try Search.matchedTurns(query, in: small.index.segments).turns
        let counts = try TermCounts(of: turns, by: table, CountedPeople(small.index))
        let passes = oracle.matches(query, corpus.transcripts)
        let wanted = oracle.count(where: passes)
        for form in 0..<table.count {
          let found = counts.entries[form]
          let entry = wanted[table.string(form)] ?? CountingOracle.Entry()
          #expect(found.count == entry.count)
          #expect(found.sessions == entry.sessions.count)
          #expect(found.people == entry.people.count)
        }
        let matched = oracle.turns.filter(passes)
        #expect(counts.turnCount == matched.count)
        #expect(counts.tokenCount == wanted.values.reduce(0) { $0 + $1.count })
        #expect(counts.sessionCount == Set(matched.map(\.session.id)).count)
        #expect(counts.peopleCount == Set(matched.flatMap { oracle.people($0) }).count)
      }
    }
  }

  @Test("segments merged count as one segment", arguments: [CountedForm.fold, .lc, .word, .stem])
  func merged(form: CountedForm) throws {
    var generator = SeededGenerator(seed: 5)
    let transcripts = RandomCorpus.transcripts(sessions: 6, turns: 30, using: &generator)
    func rows(_ parts: [[Transcript]]) throws -> [String: TermCounts.Entry] {
      let small = try SmallIndex(parts)
      let table = try FormTable(small.index.segments, FormChoice(form))
      let turns = small.index.segments.map { Array(0..<UInt32($0.turnCount)) }
      let counts = try TermCounts(of: turns, by: table, CountedPeople(small.index))
      return Dictionary(
        uniqueKeysWithValues: (0..<table.count).map { (table.string($0), counts.entries[$0]) })
    }
    let one = try rows([transcripts])
    #expect(one.count > 20)
    #expect(try rows(transcripts.map { [$0] }) == one)
    #expect(try rows([Array(transcripts.prefix(4)), Array(transcripts.dropFirst(4))]) == one)
  }

  @Test("a session elsewhere changes no other count")
  func elsewhere() throws {
    var generator = SeededGenerator(seed: 6)
    let transcripts = RandomCorpus.transcripts(sessions: 5, turns: 20, using: &generator)
    let query = try SimpleQueryParser.parse(
      "session:fg1 OR session:fg2", knownFields: QueryFields.builtIn)
    func rows(_ transcripts: [Transcript]) throws -> [String: TermCounts.Entry] {
      let small = try SmallIndex([transcripts])
      let table = try FormTable(small.index.segments, FormChoice())
      let turns = try Search.matchedTurns(query, in: small.index.segments).turns
      let counts = try TermCounts(of: turns, by: table, CountedPeople(small.index))
      var rows: [String: TermCounts.Entry] = [:]
      for form in 0..<table.count where counts.entries[form].count > 0 {
        rows[table.string(form)] = counts.entries[form]
      }
      return rows
    }
    let two = transcripts.filter { ["fg1", "fg2"].contains($0.session.id) }
    let rows1 = try rows(two)
    #expect(!rows1.isEmpty)
    #expect(try rows(transcripts) == rows1)
  }

  @Test("long turns and rare terms are counted as short ones and common ones")
  func longTurns() throws {
    var generator = SeededGenerator(seed: 9)
    let words = (0..<14_000).map { number in
      "w" + String(number, radix: 7).map { "abcdefg"[$0] }.joined()
    }
    var texts = stride(from: 0, to: words.count, by: 700).map {
      words[$0..<$0 + 700].joined(separator: " ")
    }
    texts += (0..<60).map { _ in
      (0..<generator.pick([0, 1, 3, 40, 900, 3000])).map { _ in
        generator.chance(70) ? generator.pick(Array(words.prefix(30))) : generator.pick(words)
      }.joined(separator: " ")
    }
    let transcript = TestIndex.transcript("s", texts)
    let small = try SmallIndex([[transcript]])
    let table = try FormTable(small.index.segments, FormChoice())
    let counts = try TermCounts(
      of: [Array(0..<UInt32(texts.count))], by: table, CountedPeople(small.index))
    var wanted: [String: Int] = [:]
    for text in texts {
      for word in text.split(separator: " ") { wanted[String(word), default: 0] += 1 }
    }
    #expect(table.count == wanted.count)
    for form in 0..<table.count {
      #expect(counts.entries[form].count == wanted[table.string(form)])
      #expect(table.frequencies[form] == counts.entries[form].count)
    }
  }
}

extension String {
  fileprivate subscript(digit: Character) -> String {
    let digits = Array("0123456")
    return String(Array(self)[digits.firstIndex(of: digit) ?? 0])
  }
}
