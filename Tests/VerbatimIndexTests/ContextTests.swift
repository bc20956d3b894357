import Testing
import VerbatimAnalysis
import VerbatimCorpus
import VerbatimIndex
import VerbatimTestSupport

@Suite("A part of a turn is a part of its text")
struct ContextTests {
  @Test("every stretch of random turns", arguments: 0..<6)
  func stretches(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let segment = try TestIndex.segment(
      RandomCorpus.transcripts(sessions: 3, turns: 15, using: &generator))
    var whole = DecodedTurn()
    var part = DecodedTurn()
    for turn in 0..<segment.turnCount {
      #expect(segment.decode(turn, into: &whole))
      for first in 0...whole.terms.count + 1 {
        for count in [0, 1, 2, 5, 100] {
          let found = segment.decode(turn, positions: first..<first + count, into: &part)
          let last = min(first + count, whole.terms.count)
          let wanted = first..<max(first, last)
          guard found == wanted else {
            Issue.record("turn \(turn): \(String(describing: found)) for \(wanted)")
            continue
          }
          #expect(part.terms == Array(whole.terms[min(first, last)..<last]))
          if wanted.isEmpty {
            #expect(part.text.isEmpty)
            continue
          }
          let base = whole.starts[first]
          #expect(part.text == Array(whole.text[base..<whole.ends[last - 1]]))
          #expect(part.starts == whole.starts[wanted].map { $0 - base })
          #expect(part.ends == whole.ends[wanted].map { $0 - base })
        }
      }
      #expect(segment.decodeText(turn, into: &part))
      #expect(part.text == whole.text && part.terms.isEmpty)
    }
  }
}
