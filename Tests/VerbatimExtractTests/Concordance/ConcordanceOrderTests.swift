import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimQuery
import VerbatimTestSupport

@Suite("The order of a concordance")
struct ConcordanceOrderTests {
  @Test("random keys sort as the obvious comparison does", arguments: 0..<8)
  func sorted(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed + 100))
    let transcripts = RandomCorpus.transcripts(sessions: 4, turns: 12, using: &generator)
    let small = try SmallIndex(seed % 2 == 0 ? [transcripts] : transcripts.map { [$0] })
    let slow = SlowConcordance(transcripts)
    let queries = RandomQueries(.ofRandomCorpus)
    var moved = 0
    for round in 0..<20 {
      let query =
        round < 8
        ? try small.parse(["the", "trust* OR listen*", "the NEAR/4 you", "*"][round % 4])
        : queries.query(depth: 2, using: &generator)
      let keys = ConcordanceKey.randomList(using: &generator)
      let across = generator.chance(40)
      let hits = slow.scan.hits(of: query)
      let wanted = slow.sorted(hits, by: keys, across: across).map(\.id)
      let request = ConcordanceRequest(context: .tokens(2, across: across), sort: keys)
      let lines = try Concordance(query, in: small.index, request).lines
      #expect(lines.map(\.id) == wanted, "\(keys.map(\.text))")
      if wanted != hits.map(\.id) { moved += 1 }
      var cut = request
      cut.limit = 5
      #expect(try Concordance(query, in: small.index, cut).lines == Array(lines.prefix(5)))
    }
    #expect(moved > 5)
  }

  @Test("words are sorted beside their other spellings, from either end")
  func spellings() throws {
    let small = try SmallIndex([
      [TestIndex.transcript("s", ["Zebra x", "apple x", "Apple x", "zebras x", "x"])]
    ])
    func left(_ text: String) throws -> [String] {
      let keys = try ConcordanceKey.list(text, attributes: [])
      let request = ConcordanceRequest(sort: keys)
      return try small.concordance("x", request).lines.map { $0.left.map(\.text).joined() }
    }
    #expect(try left("left1:word") == ["", "Apple ", "apple ", "Zebra ", "zebras "])
    #expect(try left("left1") == ["", "apple ", "Apple ", "Zebra ", "zebras "])
    #expect(try left("-L1:word") == ["zebras ", "Zebra ", "apple ", "Apple ", ""])
    #expect(try left("left1:ends") == ["", "Zebra ", "apple ", "Apple ", "zebras "])
  }

  @Test("a session more changes no line of the others")
  func grows() throws {
    var generator = SeededGenerator(seed: 21)
    let transcripts = RandomCorpus.transcripts(sessions: 6, turns: 15, using: &generator)
    let few = try SmallIndex([Array(transcripts.prefix(4))])
    let many = try SmallIndex([transcripts])
    let known = Set(transcripts.prefix(4).map(\.session.id))
    for keys in ["left", "right1,match:word", "speaker,-turn", "match:stem:ends,left1"] {
      let request = ConcordanceRequest(
        context: .tokens(5, across: true),
        sort: try ConcordanceKey.list(keys, attributes: []))
      let lines = try many.concordance("the OR trust*", request).lines
      #expect(
        lines.filter { known.contains($0.session) }
          == (try few.concordance("the OR trust*", request).lines))
    }
  }

  @Test("shared speakers are one person in all sessions")
  func shared() throws {
    let transcripts = [
      TestIndex.transcript("s1", ["x", "x", "x"]), TestIndex.transcript("s2", ["x", "x", "x"]),
    ]
    let keys = [ConcordanceKey(.speaker)]
    let apart = try SmallIndex([transcripts]).counts("x", by: keys)
    #expect(apart.rows.map(\.values).count == 6)
    #expect(apart.participantTotal == 6)
    let shared = try SmallIndex([transcripts], sharesSpeakers: true).counts("x", by: keys)
    #expect(shared.rows.map(\.values) == [["P1"], ["P2"], ["P3"]])
    #expect(shared.rows.map(\.sessions) == [2, 2, 2])
    #expect(shared.participantTotal == 3)
  }
}
