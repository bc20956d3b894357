import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimTestSupport

@testable import VerbatimIndex

@Suite("Lists of neighbours")
struct PairTests {
  /// Turns of 700 words, so that more are neighbours than are kept.
  private func texts(_ count: Int) -> [String] {
    var generator = SeededGenerator(seed: 31)
    return (0..<count).map { turn in
      (0..<20).map { _ in
        // The lower the number, the commoner the word.
        let a = Int.random(in: 0..<700, using: &generator)
        let b = Int.random(in: 0..<700, using: &generator)
        return "w\(min(a, b))"
      }.joined(separator: turn % 3 == 0 ? ", " : " ")
    }
  }

  private func segment(_ texts: [String], threads: Int) throws -> Segment {
    let builder = SegmentBuilder(analyzer: .standard, threads: threads)
    let size = (texts.count + 4) / 5
    for session in 0..<5 {
      let own = texts[min(session * size, texts.count)..<min((session + 1) * size, texts.count)]
      let transcript = TestIndex.transcript("s\(session)", Array(own))
      try builder.add(transcript, fingerprint: transcript.session.source.digest)
    }
    return try Segment(try SegmentImage { try builder.write(to: $0, pairBudget: .max) })
  }

  @Test("of 512 terms, in which turns and how often", arguments: [1, 3])
  func most(threads: Int) throws {
    let texts = texts(900)
    let segment = try segment(texts, threads: threads)
    #expect(segment.termCount > 600)
    #expect(segment.pairs.termCount == 512)
    var expected: [[Int]: (occurrences: Int, turns: [Int])] = [:]
    var ids: [Int] = []
    for turn in 0..<segment.turnCount {
      #expect(segment.decodeTerms(turn, into: &ids))
      for (first, second) in zip(ids, ids.dropFirst()) where max(first, second) < 512 {
        expected[[first, second], default: (0, [])].occurrences += 1
        if expected[[first, second]]?.turns.last != turn {
          expected[[first, second]]?.turns.append(turn)
        }
      }
    }
    #expect(segment.pairs.pairCount == expected.count)
    #expect(expected.keys.contains { $0[0] >= 256 && $0[1] >= 256 })
    for (pair, facts) in expected {
      let found = try #require(segment.pair(pair[0], pair[1]))
      #expect(found.occurrences == facts.occurrences, "\(pair)")
      var words = [UInt64](repeating: 0, count: (segment.turnCount + 63) / 64)
      var cursor = found.turns.cursor()
      words.withUnsafeMutableBufferPointer { cursor.fill($0, window: 0..<segment.turnCount) }
      let turns = (0..<segment.turnCount).filter { words[$0 / 64] >> UInt64($0 % 64) & 1 == 1 }
      #expect(turns == facts.turns, "\(pair)")
    }
    #expect(segment.pairs.find(0, 512) == nil)
  }
}
