import Testing
import VerbatimCorpus
import VerbatimIndex
import VerbatimQuery
import VerbatimTestSupport

@testable import VerbatimExtract

@Suite("Keeping the first lines of many")
struct LineOrderTests {
  @Test("hits that are cut back on the way leave the same first lines", arguments: 0..<6)
  func cutBack(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let texts = (0..<150).map { _ in
      (0..<8).map { _ in "x " + String(Int.random(in: 0..<40, using: &generator)) }
        .joined(separator: " ")
    }
    let small = try SmallIndex([[TestIndex.transcript("s", texts)]])
    var request = ConcordanceRequest(sort: ConcordanceKey.randomList(using: &generator))
    var hits: [Hit] = []
    var search = try Search(.word(WordPattern(form: .folded, text: "x")), in: small.index.segments)
    while let hit = try search.next() { hits.append(hit) }
    #expect(hits.count == 1200)
    func first(_ limit: Int?, room: Int) throws -> [Hit] {
      request.limit = limit
      var lines = LineOrder(small.index, request, language: "english", room: room)
      for (ordinal, hit) in hits.enumerated() { try lines.offer(hit, ordinal: ordinal) }
      return lines.hits
    }
    let all = try first(nil, room: 65_536)
    #expect(all.count == hits.count)
    for limit in [0, 1, 7, 100] {
      for room in [1, 20, 333] {
        #expect(try first(limit, room: room) == Array(all.prefix(limit)))
      }
    }
  }
}
