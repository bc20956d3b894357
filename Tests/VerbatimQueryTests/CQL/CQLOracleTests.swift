import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@Suite("Patterns, beside a scan that tries every span")
struct CQLOracleTests {
  @Test("find what the definitions say, on random texts", arguments: 1...12 as ClosedRange<UInt64>)
  func randomPatterns(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let transcripts = RandomCorpus.transcripts(sessions: 3, turns: 8, using: &generator)
    let segment = try TestIndex.segment(transcripts)
    let scan = LinearScan(transcripts, analyser: .standard())
    let queries = RandomCQL()
    for _ in 0..<40 {
      let query = QueryNode.pattern(queries.query(using: &generator))
      let found = try Self.hits(query, in: segment)
      #expect(found == scan.hits(of: query), "\(query.normalForm)")
      #expect(
        try Search.count(query, in: [segment]).hits == found.count, "\(query.normalForm)")
    }
  }

  /// Every text of three words over two, and patterns over them to a size.
  @Test("find what the definitions say, exhaustively to a size")
  func exhaustive() throws {
    let texts = (1...4).flatMap { length in
      (0..<1 << length).map { bits in
        (0..<length).map { bits >> $0 & 1 == 1 ? "b" : "a" }.joined(separator: " ")
      }
    }
    let transcripts = [TestIndex.transcript("fg1", texts)]
    let segment = try TestIndex.segment(transcripts)
    let scan = LinearScan(transcripts, analyser: .standard())
    let atoms = [#""a""#, #""b""#, "[]"]
    let small =
      atoms + atoms.map { $0 + "*" } + atoms.map { $0 + "?" } + atoms.map { $0 + "{2}" }
      + [#"("a" | "b" "b")"#, #"("a" "b")+"#, #"!("a" "b")"#, #"("a"+ & []{2})"#]
    var compared = 0
    for first in small {
      for second in small {
        for strategy in MatchStrategy.allCases {
          guard let query = try? CQLParser.parse(first + " " + second, strategy: strategy) else {
            continue
          }
          let found = try Self.hits(.pattern(query), in: segment)
          #expect(found == scan.hits(of: .pattern(query)), "\(query.normalForm) \(strategy)")
          compared += 1
        }
      }
    }
    #expect(compared > 800)
  }

  @Test("count the same tokens where gaps add up")
  func gapsAddUp() throws {
    var generator = SeededGenerator(seed: 5)
    let transcripts = RandomCorpus.transcripts(sessions: 2, turns: 12, using: &generator)
    let segment = try TestIndex.segment(transcripts)
    for strategy in [MatchStrategy.all, .traditional, .longest, .standard, .shortest] {
      let parts = try CQLParser.parse("[]{0,1} []{3,5} []{2,4}", strategy: strategy)
      let whole = try CQLParser.parse("[]{5,10}", strategy: strategy)
      let found = try Self.hits(.pattern(parts), in: segment)
      #expect(found == (try Self.hits(.pattern(whole), in: segment)))
      #expect(!found.isEmpty)
    }
  }

  @Test(
    "are printed so that they are read back as they are", arguments: 1...10 as ClosedRange<UInt64>)
  func normalForms(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let queries = RandomCQL(regions: ["u", "text", "s", "theme", "event"])
    for _ in 0..<100 {
      let scope = generator.pick([CQLScope.turn, .region("s", count: 3), .tokens(12)])
      var query = queries.query(using: &generator)
      query.scope = scope
      let parsed = try CQLParser.parse(query.normalForm, strategy: query.strategy)
      #expect(parsed == query, "\(query.normalForm)")
      #expect(parsed.normalForm == query.normalForm)
    }
  }

  static func hits(_ query: QueryNode, in segment: Segment) throws -> [ScanHit] {
    var search = try Search(query, in: [segment])
    var found: [ScanHit] = []
    var decoded = DecodedTurn()
    while let hit = try search.next() {
      _ = segment.decode(hit.turn, into: &decoded)
      let session = segment.session(ofTurn: hit.turn)
      let text = decoded.string
      func scalars(_ byte: Int) -> Int {
        text.unicodeScalars.distance(
          from: text.startIndex, to: text.utf8.index(text.startIndex, offsetBy: byte))
      }
      found.append(
        ScanHit(
          session: segment.sessionID(session),
          turn: hit.turn - segment.turns(ofSession: session).lowerBound + 1,
          spans: hit.spans.map {
            scalars(decoded.starts[$0.lowerBound])..<scalars(decoded.ends[$0.upperBound - 1])
          }))
    }
    return found
  }
}
