import Testing
import VerbatimCorpus
import VerbatimQuery
import VerbatimTestSupport

@Suite("The linear scan, by its laws")
struct LinearScanPropertyTests {
  private let transcripts: [Transcript]
  private let scan: LinearScan

  init() {
    var generator = SeededGenerator(seed: 1)
    transcripts = RandomCorpus.transcripts(sessions: 3, turns: 8, using: &generator)
    scan = LinearScan(transcripts, analyser: ToyAnalyser.analyser)
  }

  private struct Place: Hashable {
    var session: String
    var turn: Int
  }

  private func places(_ query: QueryNode) -> Set<Place> {
    Set(scan.hits(of: query).map { Place(session: $0.session, turn: $0.turn) })
  }

  private func randomQueries(_ count: Int, seed: UInt64) -> [QueryNode] {
    var generator = SeededGenerator(seed: seed)
    let queries = RandomQueries(.ofRandomCorpus)
    return (0..<count).map { _ in
      queries.query(depth: Int.random(in: 0...3, using: &generator), using: &generator)
    }
  }

  @Test("random queries find something about as often as not, so that they test something")
  func useful() {
    let found = randomQueries(150, seed: 2).count { !scan.hits(of: $0).isEmpty }
    #expect(found > 50 && found < 145, "\(found) of 150")
  }

  @Test("no two hits are equal, and every span is a stretch of its turn's text")
  func distinct() throws {
    let lengths = Dictionary(
      uniqueKeysWithValues: transcripts.flatMap { transcript in
        transcript.turns.map {
          (
            Place(session: transcript.session.id, turn: $0.number), $0.text.unicodeScalars.count
          )
        }
      })
    for query in randomQueries(150, seed: 3) {
      let hits = scan.hits(of: query)
      #expect(Set(hits).count == hits.count, "\(query.normalForm)")
      for hit in hits {
        let length = try #require(lengths[Place(session: hit.session, turn: hit.turn)])
        #expect(hit.spans.allSatisfy { !$0.isEmpty && $0.upperBound <= length })
        #expect(hit.spans.map(\.lowerBound) == hit.spans.map(\.lowerBound).sorted())
      }
    }
  }

  @Test("as sets of turns, AND is the intersection, OR the union, NOT the complement")
  func sets() {
    let all = places(.everything)
    let queries = randomQueries(60, seed: 4)
    for (a, b) in zip(queries, queries.dropFirst()) {
      let (left, right) = (places(a), places(b))
      #expect(places(.and([a, b])) == left.intersection(right))
      #expect(places(.or([a, b])) == left.union(right))
      #expect(places(.and([.everything, .not(a)])) == all.subtracting(left))
    }
  }

  @Test("a filter beside one operand keeps its hits one by one")
  func filtered() {
    let role = field("role", "participant")
    let inRole = places(role)
    for query in randomQueries(100, seed: 5) where !query.isCondition {
      if case .and = query { continue }
      let kept = scan.hits(of: query).filter {
        inRole.contains(Place(session: $0.session, turn: $0.turn))
      }
      #expect(scan.hits(of: .and([query, role])) == kept, "\(query.normalForm)")
    }
  }

  @Test("NEAR does not mind the order of its operands, and BEFORE is AFTER the other way round")
  func mirrored() {
    var generator = SeededGenerator(seed: 6)
    for _ in 0..<100 {
      let a = w(generator.pick(RandomCorpus.words))
      let b = w(generator.pick(RandomCorpus.words))
      let distance = Int.random(in: 1...6, using: &generator)
      let either = scan.hits(of: near(a, b, distance))
      #expect(either == scan.hits(of: near(b, a, distance)))
      let before = scan.hits(of: near(a, b, distance, .before))
      #expect(before == scan.hits(of: near(b, a, distance, .after)))
      #expect(
        places(near(a, b, distance))
          == places(near(a, b, distance, .before)).union(places(near(a, b, distance, .after))))
    }
  }

  @Test("a phrase of two words is one BEFORE/1 the other; with slack n, BEFORE/n+1 as turns")
  func phrases() {
    var generator = SeededGenerator(seed: 7)
    for _ in 0..<100 {
      let a = generator.pick(RandomCorpus.words)
      let b = generator.pick(RandomCorpus.words)
      let slack = Int.random(in: 0...3, using: &generator)
      let found = scan.hits(of: phrase(i(a), i(b)))
      let pairs = scan.hits(of: near(w(a), w(b), 1, .before))
      #expect(found.count == pairs.count)
      #expect(
        places(phrase(i(a), i(b), slack: slack)) == places(near(w(a), w(b), slack + 1, .before)))
      #expect(
        scan.hits(of: phrase(i(a), i(b), slack: slack))
          == scan.hits(of: phrase(i(a), .gap(0...slack), i(b))))
    }
  }

  @Test("the same seed gives the same corpus and the same queries")
  func seeded() {
    var again = SeededGenerator(seed: 1)
    #expect(RandomCorpus.transcripts(sessions: 3, turns: 8, using: &again) == transcripts)
    #expect(randomQueries(50, seed: 2) == randomQueries(50, seed: 2))
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
  }
}
