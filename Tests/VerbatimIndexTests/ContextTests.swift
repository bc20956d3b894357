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

  @Test(
    "with its edges a stretch goes from token to token, and its offset is counted", arguments: 0..<6
  )
  func edges(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed + 50))
    let segment = try TestIndex.segment(
      RandomCorpus.transcripts(sessions: 3, turns: 15, using: &generator))
    var whole = DecodedTurn()
    var part = DecodedTurn()
    for turn in 0..<segment.turnCount {
      #expect(segment.decode(turn, into: &whole))
      let words = whole.terms.count
      for first in 0..<words {
        for count in [1, 2, 5, 100] {
          let last = min(first + count, words)
          let found = try #require(
            segment.decodeWithEdges(turn, positions: first..<first + count, into: &part))
          #expect(found.positions == first..<last)
          #expect(found.isAtEnd == (last == words))
          let start = first == 0 ? 0 : whole.ends[first - 1]
          let end = last == words ? whole.text.count : whole.starts[last]
          #expect(part.text == Array(whole.text[start..<end]))
          #expect(part.starts == whole.starts[first..<last].map { $0 - start })
          #expect(part.ends == whole.ends[first..<last].map { $0 - start })
          let before = String(decoding: whole.text[..<start], as: UTF8.self).unicodeScalars.count
          #expect(segment.scalarCount(turn, before: first, part) == before)
        }
      }
      #expect(segment.scalarCount(turn, before: words + 1, part) == nil)
      #expect(segment.scalarCount(turn, before: -1, part) == nil)
    }
  }

  @Test(
    "letters whose capitals are longer, and words that are spelled out, are counted as they stand")
  func unusualLetters() throws {
    let texts = [
      "STRASSE straße Straße ǰa ŉam ΰ", "éa ÉA Éa mcDonald’s “Ÿes” ÿ œuvre ŒUVRE", "a — b … c",
    ]
    let segment = try TestIndex.segment([TestIndex.transcript("s", texts)])
    var whole = DecodedTurn()
    for turn in texts.indices {
      #expect(segment.decode(turn, into: &whole))
      for first in whole.terms.indices {
        let start = first == 0 ? 0 : whole.ends[first - 1]
        let before = String(decoding: whole.text[..<start], as: UTF8.self).unicodeScalars.count
        #expect(segment.scalarCount(turn, before: first, whole) == before)
      }
    }
  }
}
