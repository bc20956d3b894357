import Testing
import VerbatimCorpus

@testable import VerbatimReport

@Suite("Pieces of a quote")
struct QuoteTextTests {
  @Test("joined, the pieces are the text, scalar for scalar")
  func joined() {
    for seed in 0..<500 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let text = random.text()
      let spans = random.spans(in: text)
      let quote = QuoteText(text, spans: spans)
      let pieces = quote.pieces(windows: quote.whole)
      #expect(isSame(pieces.map(\.text).joined(), text))
      // The oracle marks scalar by scalar.
      let marked = pieces.flatMap { piece in
        piece.text.unicodeScalars.map { _ in piece.kind == .match }
      }
      let expected = text.unicodeScalars.indices.enumerated().map { offset, _ in
        spans.contains { $0.contains(offset) }
      }
      #expect(marked == expected, "seed \(seed)")
    }
  }

  @Test("windows are in order, disjoint, and hold every match")
  func windows() {
    for seed in 0..<500 as Range<UInt64> {
      var random = HostileText(seed: seed)
      let text = random.text(pieces: 80)
      let spans = random.spans(in: text)
      let count = text.unicodeScalars.count
      let quote = QuoteText(text, spans: spans)
      for around in [0, 1, 10, 40, Int.max] {
        let windows = quote.windows(around: around)
        #expect(windows.allSatisfy { $0.lowerBound >= 0 && $0.upperBound <= count })
        #expect(zip(windows, windows.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound })
        for span in spans.map({ $0.clamped(to: 0..<count) }) where !span.isEmpty {
          #expect(
            windows.contains {
              $0.lowerBound <= span.lowerBound && span.upperBound <= $0.upperBound
            })
        }
      }
    }
  }

  @Test(
    "an event stands where it happened, set off by blanks",
    arguments: [
      (0, "(laughs) well, no"), (4, "well (laughs), no"), (5, "well, (laughs) no"),
      (8, "well, no (laughs)"), (99, "well, no (laughs)"), (-3, "(laughs) well, no"),
      (7, "well, n (laughs) o"),
    ])
  func event(offset: Int, shown: String) {
    let quote = QuoteText("well, no")
    let event = Event(kind: "vocal", description: "laughs", offset: offset)
    #expect(quote.pieces(windows: quote.whole, events: [event]).map(\.text).joined() == shown)
  }

  @Test("a pause says how long it was")
  func pause() {
    let quote = QuoteText("no")
    let event = Event(kind: "pause", offset: 2, duration: Milliseconds(rawValue: 2100))
    let text = quote.pieces(windows: quote.whole, events: [event]).map(\.text).joined()
    #expect(text == "no (pause 2.1 s)")
  }

  @Test("the matches alone are joined by an omission")
  func matches() {
    let quote = QuoteText("one two three four", spans: [0..<3, 8..<13])
    let text = quote.pieces(windows: quote.matchWindows, marksEnds: false).map(\.text).joined()
    #expect(text == "one […] three")
  }
}
