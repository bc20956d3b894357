import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex
@testable import VerbatimQuery

/// Collocates by code bytes against a loop over decoded ids.
@Suite("Collocates are what stands around the node")
struct CollocateTests {
  private func expected(
    _ node: Set<Int>, _ segment: Segment, _ left: Int, _ right: Int
  ) -> (counts: [UInt32], nodes: Int, tokens: Int) {
    var counts = [UInt32](repeating: 0, count: segment.termCount)
    var nodes = 0
    var tokens = 0
    var ids: [Int] = []
    for turn in 0..<segment.turnCount where segment.decodeTerms(turn, into: &ids) {
      for (place, id) in ids.enumerated() where node.contains(id) {
        nodes += 1
        for other in max(0, place - left)..<min(ids.count, place + right + 1) where other != place {
          counts[ids[other]] += 1
          tokens += 1
        }
      }
    }
    return (counts, nodes, tokens)
  }

  @Test(
    "common and rare nodes, short and long turns", arguments: [(5, 5), (0, 3), (2, 0), (40, 70)])
  func windows(left: Int, right: Int) throws {
    var generator = SeededGenerator(seed: 21)
    let words = (0..<13_000).map { number in
      String(decoding: [119] + String(number).utf8.map { $0 + 49 }, as: UTF8.self)
    }
    var texts = stride(from: 0, to: words.count, by: 50).map { start in
      words[start..<min(start + 50, words.count)].joined(separator: " ")
    }
    for length in [0, 1, 2, 30, 400, 3000] {
      for _ in 0..<20 {
        texts.append(
          (0..<length).map { _ in
            generator.chance(70)
              ? words[Int.random(in: 0..<60, using: &generator)] : generator.pick(words)
          }.joined(separator: " "))
      }
    }
    let segment = try TestIndex.segment(
      [TestIndex.transcript("s", texts)], analyzer: .letters)
    for word in [words[0], words[7], words[59], words[200], words[12_900]] {
      let query = try SimpleQueryParser.parse(word, knownFields: [])
      let found = try CollocateCounter(of: query, in: segment, left: left, right: right)
      let node = Set(segment.terms(fold: Array(word.utf8)).map(\.term.id))
      let wanted = expected(node, segment, left, right)
      #expect(found.nodeCount == wanted.nodes)
      #expect(found.windowTokenCount == wanted.tokens)
      #expect(found.counts == wanted.counts)
    }
  }
}
