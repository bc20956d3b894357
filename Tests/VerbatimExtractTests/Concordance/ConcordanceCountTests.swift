import Testing
import VerbatimCorpus
import VerbatimExtract
import VerbatimQuery
import VerbatimTestSupport

@Suite("Counting a concordance by keys")
struct ConcordanceCountTests {
  @Test("random keys count as a loop over the hits does", arguments: 0..<6)
  func counts(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed + 300))
    let transcripts = RandomCorpus.transcripts(sessions: 4, turns: 12, using: &generator)
    let small = try SmallIndex(seed % 2 == 0 ? [transcripts] : transcripts.map { [$0] })
    let slow = SlowConcordance(transcripts)
    let declared = Set(
      transcripts.flatMap { transcript in
        transcript.session.participants.filter { $0.role == .participant }
          .map { transcript.session.id + "/" + $0.id }
      })
    for round in 0..<15 {
      let query = try small.parse(["the", "trust* OR listen*", "the NEAR/4 you"][round % 3])
      let keys = ConcordanceKey.randomList(using: &generator)
      let across = generator.chance(40)
      var wanted: [[[String]?]: [ScanHit]] = [:]
      for hit in slow.scan.hits(of: query) {
        wanted[keys.map { slow.value(hit, $0, across: across) }, default: []].append(hit)
      }
      let counts = try ConcordanceCounts(
        query, in: small.index, by: keys,
        ConcordanceRequest(context: .tokens(8, across: across)))
      #expect(counts.participantTotal == declared.count)
      #expect(counts.rowTotal == wanted.count)
      let ordered = wanted.sorted { left, right in
        if left.value.count != right.value.count { return left.value.count > right.value.count }
        for (number, key) in keys.enumerated() {
          if SlowConcordance.precedes(left.key[number], right.key[number], key) { return true }
          if SlowConcordance.precedes(right.key[number], left.key[number], key) { return false }
        }
        return false
      }
      #expect(counts.rows.map(\.hits) == ordered.map(\.value.count))
      #expect(counts.rows.map(\.sessions) == ordered.map { Set($0.value.map(\.session)).count })
      #expect(
        counts.rows.map(\.participants)
          == ordered.map { _, hits in
            Set(
              hits.flatMap { hit in
                slow.meetings[hit.session]!.turns[hit.turn - 1].speakers
                  .map { hit.session + "/" + $0 }
              }
            ).intersection(declared).count
          })
      for (row, (values, _)) in zip(counts.rows, ordered) {
        #expect(row.values == zip(values, keys).map(shown))
      }
      #expect(counts.rows.reduce(0) { $0 + $1.hits } == counts.counts.selected)
    }
  }

  /// A value as it should be read.
  private func shown(_ value: [String]?, _ key: ConcordanceKey) -> String? {
    guard var texts = value else { return nil }
    guard key.subject.isWords else { return texts[0] }
    if key.form == .word {
      texts = stride(from: 1, to: texts.count, by: 2).map { texts[$0] }
    }
    if key.isFromEnds {
      texts = texts.map { text in
        var copy = ""
        copy.unicodeScalars.append(contentsOf: text.unicodeScalars.reversed())
        return copy
      }
    }
    return (key.subject == .left ? texts.reversed() : texts).joined(separator: " ")
  }

  @Test("a sample is counted as a sample, and rows can be limited")
  func sample() throws {
    var generator = SeededGenerator(seed: 12)
    let small = try SmallIndex([
      RandomCorpus.transcripts(sessions: 4, turns: 20, using: &generator)
    ])
    let keys = [ConcordanceKey(.neighbour(1))]
    let all = try small.counts("the", by: keys)
    let sampled = try small.counts("the", by: keys, ConcordanceRequest(sample: 9, seed: 2))
    #expect(sampled.rows.reduce(0) { $0 + $1.hits } == 9)
    #expect(sampled.counts.hits == all.counts.hits && sampled.counts.selected == 9)
    let limited = try small.counts("the", by: keys, ConcordanceRequest(limit: 2))
    #expect(limited.rows == Array(all.rows.prefix(2)))
    #expect(limited.rowTotal == all.rows.count)
  }
}
