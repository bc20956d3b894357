import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimTestSupport

@Suite("Counts, limits and samples")
struct SamplingTests {
  private func transcripts() -> [Transcript] {
    var generator = SeededGenerator(seed: 4)
    return RandomCorpus.transcripts(sessions: 5, turns: 30, using: &generator)
  }

  private static let queries = [
    "the", "trust OR listen*", "\"peer support\" OR yes", "speaker:P1", "the NEAR/2 you",
  ]

  @Test("counts are those of all hits, whatever is shown", arguments: queries)
  func counts(_ query: String) throws {
    let small = try SmallIndex([transcripts()])
    let all = try small.list(query)
    #expect(all.hitCount == all.extracts.count)
    #expect(all.turnCount == Set(all.extracts.map { "\($0.session):\($0.turn)" }).count)
    #expect(all.sessionCount == Set(all.extracts.map(\.session)).count)
    let people = Set(
      all.extracts.flatMap { extract in extract.speakers.map { extract.session + "/" + $0 } })
    #expect(all.speakerCount == people.count)
    for request in [
      ExtractRequest(limit: 0), ExtractRequest(limit: 3), ExtractRequest(limit: .max),
      ExtractRequest(countsOnly: true), ExtractRequest(sample: .init(count: 2, seed: 9)),
      ExtractRequest(limit: 1, sample: .init(count: 4, seed: 9)),
    ] {
      let list = try small.list(query, request)
      #expect(list.hitCount == all.hitCount)
      #expect(list.turnCount == all.turnCount)
      #expect(list.sessionCount == all.sessionCount)
      #expect(list.speakerCount == all.speakerCount)
      #expect(list.title == all.title)
    }
    #expect(
      try small.list(query, ExtractRequest(limit: 3)).extracts == Array(all.extracts.prefix(3)))
    #expect(try small.list(query, ExtractRequest(countsOnly: true)).extracts.isEmpty)
  }

  @Test(
    "a sample is some of the hits in their order, the same for the same seed", arguments: queries)
  func sample(_ query: String) throws {
    let small = try SmallIndex([transcripts()])
    let all = try small.list(query).extracts
    var seen: Set<[String]> = []
    for seed in 0..<8 {
      for count in [0, 1, 5, 10_000] {
        let request = ExtractRequest(sample: .init(count: count, seed: UInt64(seed)))
        let sample = try small.list(query, request).extracts
        #expect(sample.count == min(count, all.count))
        #expect(try small.list(query, request).extracts == sample)
        var rest = all[...]
        for extract in sample {
          let place = try #require(rest.firstIndex(of: extract))
          rest = rest[(place + 1)...]
        }
        if count == 5 { seen.insert(sample.map(\.id)) }
      }
    }
    if all.count > 20 { #expect(seen.count > 4) }
  }

  @Test("a smaller sample of a seed is part of the larger one")
  func nested() throws {
    let small = try SmallIndex([transcripts()])
    for seed in 0..<5 {
      var before: Set<String> = []
      for count in 1...12 {
        let request = ExtractRequest(sample: .init(count: count, seed: UInt64(seed)))
        let ids = Set(try small.list("trust*", request).extracts.map(\.id))
        #expect(before.isSubset(of: ids))
        before = ids
      }
    }
  }

  @Test("more hits than are ever held, and the smallest are still found")
  func manyHits() throws {
    let texts = (0..<5000).map { "word number \($0)" }
    let small = try SmallIndex([[TestIndex.transcript("s", texts)]])
    let request = ExtractRequest(sample: .init(count: 40, seed: 3))
    let many = try small.list("word", request).extracts
    #expect(many.count == 40)
    let most = try small.list("word", ExtractRequest(sample: .init(count: 4000, seed: 3))).extracts
    #expect(most.count == 4000)
    #expect(Set(many.map(\.id)).isSubset(of: Set(most.map(\.id))))
    for hostile in [-1, .min] {
      let none = try small.list("word", ExtractRequest(sample: .init(count: hostile, seed: 3)))
      #expect(none.extracts.isEmpty)
      #expect(try small.list("word", ExtractRequest(limit: hostile)).extracts.isEmpty)
    }
    // Larger than half of all numbers: no overflow.
    #expect(
      try small.list("word", ExtractRequest(sample: .init(count: .max, seed: 3))).extracts.count
        == 5000)
  }

  @Test(
    "neither answer nor sample depends on segments or on the order of sessions", arguments: queries)
  func segments(_ query: String) throws {
    let transcripts = transcripts()
    let whole = try SmallIndex([transcripts])
    let layouts = [
      transcripts.map { [$0] }, [Array(transcripts.prefix(2)), Array(transcripts.dropFirst(2))],
      [Array(transcripts.reversed())],
    ]
    for layout in layouts {
      let other = try SmallIndex(layout)
      for request in [
        ExtractRequest(), ExtractRequest(sample: .init(count: 7, seed: 5)),
        ExtractRequest(limit: 4, context: .turns(1)),
      ] {
        #expect(try other.list(query, request) == whole.list(query, request))
      }
    }
  }
}
