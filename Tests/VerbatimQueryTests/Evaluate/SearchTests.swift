import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

/// The index's answers against the slow scan's, in hits, turns and places.
@Suite("A search finds what a scan finds")
struct SearchTests {
  /// The hits of the index as the scan gives them.
  private func hits(_ query: QueryNode, _ segments: [Segment]) throws -> [ScanHit] {
    var search = try Search(query, in: segments)
    var found: [ScanHit] = []
    while let hit = try search.next() {
      found.append(try #require(ScanHit(hit, in: segments[hit.segment])))
    }
    return found
  }

  @Test("random queries on random corpora, in one segment and in several", arguments: 0..<25)
  func random(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed) &* 7919 &+ 1)
    let transcripts = RandomCorpus.transcripts(
      sessions: 3 + seed % 4, turns: 10 + seed, using: &generator)
    let scan = LinearScan(transcripts, analyser: .standard())
    let whole = [try TestIndex.segment(transcripts)]
    let parts = try [
      TestIndex.segment(Array(transcripts.prefix(2))),
      TestIndex.segment(Array(transcripts.dropFirst(2))),
    ]
    let queries = RandomQueries(.ofRandomCorpus)
    for number in 0..<60 {
      let query =
        number % 2 == 0
        ? queries.query(depth: 3, using: &generator) : queries.whole(depth: 3, using: &generator)
      if query.hasGapAtEdge { continue }
      let expected = scan.hits(of: query)
      let found = try hits(query, whole)
      if found != expected {
        Issue.record("\(query.normalForm): index \(found.count) hits, scan \(expected.count)")
      }
      let inParts = try hits(query, parts)
      if inParts != expected { Issue.record("\(query.normalForm): differs over two segments") }
    }
  }

  @Test("many turns, so that windows, blocks and bitmaps are all in use")
  func manyTurns() throws {
    var generator = SeededGenerator(seed: 99)
    var texts: [String] = []
    for number in 0..<9000 {
      var words = ["the"]
      if number % 2 == 0 { words.append("even") }
      if number % 37 == 0 { words.append("rare") }
      if number % 400 == 7 { words.append("seldom") }
      if Bool.random(using: &generator) { words.append("coin") }
      texts.append(words.shuffled(using: &generator).joined(separator: " "))
    }
    let transcript = TestIndex.transcript("s", texts)
    let scan = LinearScan([transcript], analyser: .standard())
    let segment = try TestIndex.segment([transcript])
    #expect(segment.check() == [])
    for text in [
      "rare", "the", "seldom coin", "even -coin", "\"the rare\"", "rare NEAR/1 the",
      "seldom OR rare", "turn:4090..4100", "speaker:P2 rare", "coin turn:>8990",
    ] {
      let query = try SimpleQueryParser.parse(text, knownFields: QueryFields.builtIn)
      #expect(try hits(query, [segment]) == scan.hits(of: query), "\(text)")
    }
  }
}
