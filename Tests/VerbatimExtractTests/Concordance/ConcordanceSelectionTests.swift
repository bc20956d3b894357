import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimQuery
import VerbatimTestSupport

@Suite("Samples and thinning of a concordance")
struct ConcordanceSelectionTests {
  private func transcripts() -> [Transcript] {
    var generator = SeededGenerator(seed: 4)
    return RandomCorpus.transcripts(sessions: 5, turns: 30, using: &generator)
  }

  private static let queries = ["the", "trust* OR listen*", "speaker:P1", "the NEAR/2 you"]

  @Test("a sample is that of a search with the same seed", arguments: queries)
  func sample(_ query: String) throws {
    let small = try SmallIndex([transcripts()])
    for seed in 0..<4 {
      for count in [1, 6, 10_000] {
        let search = try small.list(
          query, ExtractRequest(sample: .init(count: count, seed: UInt64(seed))))
        let request = ConcordanceRequest(sample: count, seed: UInt64(seed))
        let concordance = try small.concordance(query, request)
        #expect(concordance.lines.map(\.id) == search.extracts.map(\.id))
        #expect(concordance.counts.selected == search.extracts.count)
        #expect(concordance.counts.hits == search.hitCount)
      }
    }
  }

  @Test(
    "a sample for each value is the samples of the values joined", arguments: ["the", "trust*"])
  func strata(_ query: String) throws {
    let small = try SmallIndex([transcripts()])
    for (name, values) in [
      ("group", ["FG1", "FG2", "FG3"]), ("role", ["moderator", "participant"]),
      ("session", ["fg1", "fg2", "fg3", "fg4", "fg5"]),
    ] {
      let key = try ConcordanceKey(name, attributes: [])
      let request = ConcordanceRequest(sample: 4, per: key, seed: 3)
      let lines = try small.concordance(query, request).lines
      var apart: [String] = []
      for value in values {
        let part = ConcordanceRequest(sample: 4, seed: 3)
        let condition = name == "role" ? "role:\(value)" : "\(name):\(value)"
        apart += try small.concordance("\(query) \(condition)", part).lines
          .filter { name != "role" || $0.role == value }.map(\.id)
      }
      if name != "role" { #expect(Set(lines.map(\.id)) == Set(apart)) }
      let counted = Dictionary(grouping: lines) {
        name == "group" ? $0.group : name == "session" ? $0.session : $0.role ?? ""
      }
      #expect(counted.values.allSatisfy { $0.count <= 4 })
      #expect(counted.count >= values.count)
    }
  }

  @Test("thinning keeps about one in so many, and a hit stays or goes whatever else is there")
  func thin() throws {
    let transcripts = transcripts()
    let small = try SmallIndex([transcripts])
    let all = try small.concordance("the").lines
    #expect(try small.concordance("the", ConcordanceRequest(thin: 1)).lines == all)
    for thin in [2, 3, 10] {
      let request = ConcordanceRequest(thin: thin, seed: 5)
      let kept = try small.concordance("the", request)
      #expect(kept.counts.selected == kept.lines.count)
      #expect(kept.counts.hits == all.count)
      let share = Double(all.count) / Double(thin)
      #expect(Double(kept.lines.count) > share / 2 && Double(kept.lines.count) < share * 2)
      #expect(kept.lines.filter { !all.contains($0) }.isEmpty)
      let one = transcripts[0]
      let alone = try SmallIndex([[one]]).concordance("the", request).lines
      #expect(alone == kept.lines.filter { $0.session == one.session.id })
      let layout = try SmallIndex(transcripts.map { [$0] })
      #expect(try layout.concordance("the", request).lines == kept.lines)
    }
  }

  @Test("thinning comes before the sample, sorting before the limit")
  func order() throws {
    let small = try SmallIndex([transcripts()])
    let thinned = try small.concordance("the", ConcordanceRequest(thin: 2, seed: 9)).lines
    let both = try small.concordance(
      "the", ConcordanceRequest(thin: 2, sample: 8, seed: 9)
    ).lines
    #expect(both.count == 8)
    #expect(both.allSatisfy { thinned.contains($0) })
    let keys = [ConcordanceKey(.right)]
    let sorted = try small.concordance(
      "the", ConcordanceRequest(sort: keys, thin: 2, sample: 8, seed: 9)
    ).lines
    #expect(Set(sorted.map(\.id)) == Set(both.map(\.id)))
    let limited = try small.concordance(
      "the", ConcordanceRequest(sort: keys, thin: 2, sample: 8, seed: 9, limit: 3)
    ).lines
    #expect(limited == Array(sorted.prefix(3)))
  }
}
